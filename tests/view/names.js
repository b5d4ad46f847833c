// Controls without a name, ids used twice, references to nothing, levels of headings left out.
() => {
  const faults = [];
  const all = [...document.querySelectorAll('body *')];
  const named = (node) => node.getAttribute('aria-label') || node.textContent.trim() || (node.labels && [...node.labels].map((label) => label.textContent.trim()).join(''));
  for (const node of document.querySelectorAll('button, a, input, meter, [role=application], [role=region], section, nav, aside')) if (!named(node)) faults.push('no name: ' + node.outerHTML.slice(0, 80));
  const ids = all.map((node) => node.id).filter(Boolean);
  for (const id of new Set(ids.filter((id, k) => ids.indexOf(id) !== k))) faults.push('twice: ' + id);
  for (const node of document.querySelectorAll('[aria-controls], [for]')) {
    const id = node.getAttribute('aria-controls') || node.getAttribute('for');
    if (!document.getElementById(id)) faults.push('refers to nothing: ' + id);
  }
  let level = 1;
  for (const heading of document.querySelectorAll('main h1, main h2, aside h2, aside h3, aside h4')) { const next = Number(heading.tagName[1]); if (next > level + 1) faults.push('skips to ' + heading.tagName); level = next; }
  if (document.querySelectorAll('h1').length !== 1 || document.querySelectorAll('main').length !== 1) faults.push('one h1, one main');
  if (!document.documentElement.lang) faults.push('no language');
  for (const node of document.querySelectorAll('[tabindex]')) if (Number(node.getAttribute('tabindex')) > 0) faults.push('tabindex');
  return faults;
}
