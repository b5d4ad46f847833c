"""Web pages as publishers build them, written for these tests: what is article in them and what is not."""

from dataclasses import dataclass

PARAGRAPHS = (
    "The Department of Veterans Affairs has awarded Oracle a contract worth $624 million to host its health records, "
    "officials said on Tuesday, ending a dispute that began two years ago.",
    "Under the agreement, Oracle will move the records of nine million veterans to its government cloud by 2027. The "
    "department said it chose the company after a review of four bids.",
    "“We could not keep running two systems side by side,” said Dana Whitfield, the department's chief information "
    "officer. She added that the old system would be switched off in stages.",
    "Critics in Congress have questioned the cost. Senator Ruth Alvarez asked the inspector general "
    "in March to examine "
    "whether the department had considered cheaper alternatives.",
    "Oracle declined to comment on the audit. A spokesman said that the company stood by its record with federal "
    "customers and that the project was on schedule.",
)
MENU = ("Home", "World", "Business", "Technology", "Opinion", "Sport", "Video", "Log in")
RELATED = (
    "Amazon wins Pentagon cloud deal after protest",
    "Palantir shares jump on Army order",
    "Why your phone is slow",
)
COOKIES = "We use cookies to personalise content and ads. By clicking Accept all you agree to our use of cookies."
LETTER = "Sign up for our morning newsletter and get the day's top stories in your inbox."
COMMENT = "Totally agree with this, Google bribes every senator in town and nobody cares."
FOOTER = "© 2026 Example Media Group. All rights reserved. Terms of use | Privacy policy | Contact us"
TITLE = "Oracle wins $624 million contract for veterans' health records"


@dataclass(frozen=True, slots=True)
class Page:
    """A page's source, the sentences that must be read from it, and those that must not."""

    name: str
    html: str
    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]
    title: str = TITLE
    published: str | None = "2026-03-17"
    source: str | None = "Example Herald"


def head(extra: str = "", *, title: str = TITLE) -> str:
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} - Example Herald</title>'
        f'<meta property="og:title" content="{title}"><meta property="og:site_name" content="Example Herald">'
        f'<meta property="article:published_time" content="2026-03-17T08:30:00Z">'
        f'<meta name="description" content="A contract for the cloud.">{extra}</head>'
    )


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def links(*texts: str) -> str:
    items = "".join(f'<li><a href="/{n}">{text}</a></li>' for n, text in enumerate(texts))
    return f"<ul>{items}</ul>"


NAV = f"<header><nav>{links(*MENU)}</nav></header>"
BANNER = f'<div id="cookie-banner" class="consent" role="dialog"><p>{COOKIES}</p><button>Accept all</button></div>'
BOX = f'<div class="newsletter-signup"><h3>Newsletter</h3><p>{LETTER}</p><input type="email"></div>'
MORE = f'<aside class="related"><h3>Related articles</h3>{links(*RELATED)}</aside>'
COMMENTS = f'<section id="comments"><h3>Comments</h3><div class="comment"><p>{COMMENT}</p></div></section>'
END = f"<footer><p>{FOOTER}</p></footer>"
FURNITURE = (COOKIES, LETTER, COMMENT, FOOTER, *RELATED)
TABLE_ROWS = (("Oracle", "$624 million", "health records"), ("Leidos", "$210 million", "benefits system"))
TABLE = (
    "<table><tr><th>Supplier</th><th>Sum</th><th>Work</th></tr>"
    + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in TABLE_ROWS)
    + "</table>"
)
ITEMS = (
    "Oracle hosts the records in its own data centres.",
    "Cerner remains responsible for training of hospital staff.",
    "Accenture manages the transition in all regions.",
)
POSTS = (
    "The department's press conference has ended. Officials said that no data had been lost in the transfer.",
    "Senator Ruth Alvarez says she will ask the Government Accountability Office to review the award.",
    "Oracle shares rose four percent after the announcement, their best day since January.",
    "The Department of Veterans Affairs has published the contract with Oracle on its website.",
)
LIVE = "".join(
    f'<div class="live-post"><time>{9 + n}:15</time><h3>Update {n + 1}</h3><p>{post}</p></div>'
    for n, post in enumerate(POSTS)
)

PAGES = (
    Page(
        "an ordinary article",
        head() + f"<body>{NAV}{BANNER}<main><article><h1>{TITLE}</h1><p class='byline'>By Jo March</p>"
        f"{paragraphs(*PARAGRAPHS)}</article></main>{MORE}{COMMENTS}{END}</body></html>",
        PARAGRAPHS,
        FURNITURE,
    ),
    Page(
        "boxes between the paragraphs",
        head() + f"<body>{NAV}<div class='content'><h1>{TITLE}</h1>{paragraphs(*PARAGRAPHS[:2])}{BOX}"
        f"{paragraphs(*PARAGRAPHS[2:4])}{MORE}{paragraphs(*PARAGRAPHS[4:])}</div>{COMMENTS}{END}{BANNER}</body></html>",
        PARAGRAPHS,
        FURNITURE,
    ),
    Page(
        "divs without meaning",
        head()
        + f"<body><div><div>{links(*MENU)}</div><div><div><h2>{TITLE}</h2><div>"
        + "".join(f"<div>{text}</div>" for text in PARAGRAPHS)
        + f"</div></div></div><div><div>{FOOTER}</div></div></div></body></html>",
        PARAGRAPHS,
        (FOOTER,),
    ),
    Page(
        "line breaks instead of paragraphs",
        head()
        + f"<body>{NAV}<article><h1>{TITLE}</h1><div>"
        + "<br><br>".join(PARAGRAPHS)
        + f"</div></article>{END}</body></html>",
        PARAGRAPHS,
        (FOOTER,),
    ),
    Page(
        "a table and a list",
        head()
        + f"<body>{NAV}<article><h1>{TITLE}</h1>{paragraphs(*PARAGRAPHS[:3])}{TABLE}<ul>"
        + "".join(f"<li>{item}</li>" for item in ITEMS)
        + f"</ul>{paragraphs(*PARAGRAPHS[3:])}</article>{MORE}{END}</body></html>",
        (*PARAGRAPHS, *ITEMS, "Leidos", "$210 million"),
        (FOOTER, *RELATED),
    ),
    Page(
        "an AMP page",
        head(
            '<script async src="https://cdn.example.com/v0.js"></script><style amp-boilerplate>body{opacity:1}</style>'
        ).replace("<html ", "<html amp ")
        + f"<body><amp-sidebar id='s'>{links(*MENU)}</amp-sidebar>"
        f"<amp-consent id='c'><div>{COOKIES}</div></amp-consent>"
        f"<article><h1>{TITLE}</h1><amp-img src='a.jpg' width='4' "
        f"height='3'></amp-img>{paragraphs(*PARAGRAPHS)}</article>"
        f"{END}</body></html>",
        PARAGRAPHS,
        (COOKIES, FOOTER),
    ),
    Page(
        "a live blog",
        head() + f"<body>{NAV}<main><article><h1>{TITLE}</h1>{paragraphs(PARAGRAPHS[0])}{LIVE}</article></main>{END}"
        "</body></html>",
        (PARAGRAPHS[0], *POSTS),
        (FOOTER,),
    ),
    Page(
        "metadata in JSON-LD only",
        f"<!DOCTYPE html><html><head><title>Example Herald</title><script type='application/ld+json'>"
        f'{{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "{TITLE}", '
        f'"datePublished": "2026-03-17T06:00:00+00:00", '
        f'"publisher": {{"@type": "Organization", "name": "Example Herald"}}}}'
        f"</script></head><body>{NAV}<article><h1>{TITLE}</h1>{paragraphs(*PARAGRAPHS)}</article>{END}</body></html>",
        PARAGRAPHS,
        (FOOTER,),
    ),
    Page(
        "tags that nobody closed",
        "<html><head><title>" + TITLE + "</title><meta name=date content=2026-03-17>"
        "<meta property=og:site_name content='Example Herald'></head><body><h1>"
        + TITLE
        + "</h1>"
        + "".join(f"<p>{text}" for text in PARAGRAPHS),
        PARAGRAPHS,
        (),
    ),
    Page(
        "a release of an agency",
        head()
        + f"<body><a href='#main'>Skip to main content</a>{NAV}<div id='main' class='field-body'><h1>{TITLE}</h1>"
        f"<p>FOR IMMEDIATE RELEASE</p>{paragraphs(*PARAGRAPHS)}<p>###</p></div>{END}</body></html>",
        PARAGRAPHS,
        (FOOTER, "Skip to main content"),
    ),
    Page(
        "share buttons and advertisements in the text",
        head()
        + f"<body>{NAV}<article><h1>{TITLE}</h1><div class='share'>Share on Facebook</div>"
        + "<p>Advertisement</p>".join(paragraphs(text) for text in PARAGRAPHS)
        + f"<p><strong>Read more: </strong><a href='/x'>{RELATED[0]}</a></p></article>{END}</body></html>",
        PARAGRAPHS,
        ("Share on Facebook", "Advertisement", RELATED[0], FOOTER),
    ),
    Page(
        "quotations and headings",
        head() + f"<body>{NAV}<article><h1>{TITLE}</h1>{paragraphs(*PARAGRAPHS[:2])}<h2>What the critics say</h2>"
        f"<blockquote><p>{PARAGRAPHS[2]}</p></blockquote>{paragraphs(*PARAGRAPHS[3:])}</article>{COMMENTS}{END}</body></html>",
        (*PARAGRAPHS, "What the critics say"),
        (COMMENT, FOOTER),
    ),
)
STUBS = {
    "a paywall": head()
    + f"<body>{NAV}<article><h1>{TITLE}</h1><p>The Department of Veterans Affairs has awarded Oracle…"
    "</p><div class='paywall'><p>Subscribe to continue reading. Already a subscriber? Log "
    "in.</p></div></article></body></html>",
    "a consent form": f"<html><head><title>Before you continue</title></head>"
    f"<body><p>{COOKIES} We and our 812 partners "
    "store and access information on your device. Manage cookies or accept all cookies to go on.</p></body></html>",
    "a check for robots": "<html><head><title>Just a moment</title></head>"
    "<body><p>Checking your browser before you enter. "
    "Please enable JavaScript and cookies to continue. Verify you are human by completing the "
    "action below.</p></body></html>",
}
