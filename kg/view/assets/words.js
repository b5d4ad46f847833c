// The words and signs of the page: statuses, kinds, families.

const STATUSES = {
  asserted: { sign: "", dash: false, says: "the article or its source states it" },
  alleged: { sign: "?", dash: [2, 5], says: "an accusation, a leak, an unconfirmed report" },
  denied: { sign: "✕", dash: [7, 5], says: "negated or disputed by the one credited" },
  planned: { sign: "→", dash: [14, 6], says: "future, proposed, possible" },
  ended: { sign: "■", dash: [14, 4, 2, 4], says: "it held once and no longer does" },
  disputed: { sign: "≠", dash: [10, 3, 2, 3, 2, 3], says: "one source says or alleges it, another denies it" },
};

// Each kind has a drawing in a square of 16, used on the canvas, in the legend and in the panel.
const KINDS = {
  Company: { word: "company", words: "companies", path: "M2 15V4l6-3v4l6-3v13H9v-4H7v4z" },
  GovernmentBody: { word: "government body", words: "government bodies", path: "M8 0l7 4v2H1V4zM2.5 7h2v5h-2zM7 7h2v5H7zM11.5 7h2v5h-2zM1 13h14v2.5H1z" },
  Organization: { word: "organisation", words: "organisations", path: "M8 1a7 7 0 1 1 0 14A7 7 0 1 1 8 1zM8 5a3 3 0 1 0 0 6 3 3 0 1 0 0-6z" },
  Person: { word: "person", words: "people", path: "M8 1a3.6 3.6 0 1 1 0 7.2A3.6 3.6 0 1 1 8 1zM1 15.5c0-4 3-6.3 7-6.3s7 2.300 7 6.300z" },
  Product: { word: "product", words: "products", path: "M8 .5L15.500 8 8 15.500 .5 8z" },
  Program: { word: "programme", words: "programmes", path: "M2 .5h2.200v15H2zM5 1.500h9.500L12 5l2.500 3.500H5z" },
  Law: { word: "law", words: "laws", path: "M3 .5h7.500L13.500 4v11.500H3zM5 6v1.500h6.500V6zM5 9v1.500h6.500V9z" },
  Place: { word: "place", words: "places", path: "M8 .5a5.500 5.500 0 0 0-5.500 5.500C2.500 10 8 15.500 8 15.500S13.500 10 13.500 6A5.500 5.500 0 0 0 8 .5zM8 4a2 2 0 1 1 0 4 2 2 0 1 1 0-4z" },
  Group: { word: "group", words: "groups", path: "M4 2a3 3 0 1 1 0 6 3 3 0 1 1 0-6zM12 2a3 3 0 1 1 0 6 3 3 0 1 1 0-6zM8 8.500a3 3 0 1 1 0 6 3 3 0 1 1 0-6z" },
  Unknown: { word: "of unknown kind", words: "of unknown kind", path: "M2 2h12v12H2z" },
};

const FAMILIES = {
  procurement: "Procurement", people: "People", structure: "Structure", money: "Money", power: "Power of the state",
  voice: "Voice", data: "Data and surveillance", ties: "Ties", other: "Other",
};

const MISSING = {
  refused: ["claim refused because it contradicts the ontology", "claims refused because they contradict the ontology"],
  generic_hidden: ["entity without a name of its own left out", "entities without a name of their own left out"],
  skipped: ["article skipped", "articles skipped"],
  withdrawn: ["claim withdrawn by a later version of its article", "claims withdrawn by later versions of their articles"],
  filtered: ["claim left out by the choice made when this page was written", "claims left out by the choice made when this page was written"],
};

const NO_OUTLET = "(outlet unknown)";

const own = (table, name) => (Object.prototype.hasOwnProperty.call(table, name) ? table[name] : null);
// A status or kind that this page has no drawing for must not pass for a stated fact.
const statusOf = (name) => own(STATUSES, name) || STATUSES.alleged;
const kindOf = (name) => own(KINDS, name) || KINDS.Unknown;
const familyOf = (name) => own(FAMILIES, name) || name;
const plural = (count, one, many) => `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
