// What is wrong with a page on paper: what belongs to the screen, and what black ink on white cannot show.
() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const seen = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getBoundingClientRect().width > 1 && !e.closest(".visually-hidden");
  const said = (e) => `<${e.tagName.toLowerCase()}${e.id ? "#" + e.id : ""}> “${e.textContent.trim().replace(/\s+/g, " ").slice(0, 40)}”`;
  const bad = all("nav, button, select, input, textarea, .masthead, .footer, .skip-link, .back").filter(seen)
    .map((e) => `of the screen: ${said(e)}`);

  const luminance = (colour) => {
    const parts = colour.match(/[\d.]+/g).map(Number);
    const solid = parts.length > 3 ? parts[3] : 1;
    const [r, g, b] = parts.slice(0, 3).map((c) => (c * solid + 255 * (1 - solid)) / 255).map((c) => (c > 0.04045 ? ((c + 0.055) / 1.055) ** 2.4 : c / 12.92));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  // Printers leave grounds out unless told otherwise: ink must show on white paper.
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !seen(at) || at.closest("script, style")) continue;
    const style = getComputedStyle(at);
    const ink = at.closest("svg") ? style.fill : style.color;
    const ratio = 1.05 / (luminance(ink) + 0.05);
    if (style.printColorAdjust !== "exact" && ratio < 4.5) bad.push(`pale on white (${ratio.toFixed(1)} : 1): ${said(at)}`);
  }

  for (const e of all("main tr, .paper-question, .claim, .answers, .question").filter(seen))
    if (getComputedStyle(e).breakInside !== "avoid") bad.push(`may be cut by the end of a page: ${said(e)}`);
  for (const e of all("h1, h2, h3, caption").filter(seen))
    if (!["avoid", "avoid-page"].includes(getComputedStyle(e).breakAfter)) bad.push(`may stand alone at the end of a page: ${said(e)}`);
  for (const e of all("main thead").filter(seen))
    if (getComputedStyle(e).display !== "table-header-group") bad.push(`is not said again on the next page: ${said(e)}`);
  return [...new Set(bad)].slice(0, 8);
}
