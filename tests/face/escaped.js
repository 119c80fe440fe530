// Texts of the page that did not come through gettext: what stands outside the pseudo-language's brackets.
() => {
  const ROW = "p, li, dt, dd, h1, h2, h3, h4, td, th, caption, summary, label, legend, button, option, figcaption, text, title, desc, div, section, pre, textarea";
  const inside = { depth: 0, row: null };
  const out = [];
  const outside = (text, row) => {
    if (row !== inside.row) Object.assign(inside, { depth: 0, row });
    let said = "";
    for (const letter of text) {
      if (letter === "[") inside.depth += 1;
      else if (letter === "]") inside.depth = Math.max(inside.depth - 1, 0);
      else if (!inside.depth) said += letter;
    }
    if (/\p{L}{2}/u.test(said)) out.push(said.trim().replace(/\s+/g, " "));
  };
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.parentElement;
    // A writer's own text, and what stands for a file's content, have no language of the interface.
    if (at.closest("script, style, textarea, pre, code, .code-lines, .cm-editor, [data-copy-source]")) continue;
    outside(walker.currentNode.data, at.closest(ROW));
  }
  for (const e of document.querySelectorAll("[aria-label], [placeholder], [alt], [title], [data-label], [data-said], [data-left]"))
    for (const name of ["aria-label", "placeholder", "alt", "title", "data-label", "data-said", "data-left"])
      if (e.getAttribute(name)) outside(e.getAttribute(name), {});
  return [...new Set(out)];
}
