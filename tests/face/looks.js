// How each component is drawn, in what does not hang on the fonts of a machine.
() => {
  const SHOWN = ["display", "color", "background-color", "font-size", "font-weight", "padding", "margin", "gap", "border-width", "border-style",
    "border-color", "border-radius", "min-height", "text-align", "text-decoration-line", "text-transform", "list-style-type", "opacity"];
  const PARTS = ["body", "h1", "h2", "h3", "p", ".lede", ".kicker", ".quiet", ".hint", ".masthead", ".footer", "main", ".button", ".button.secondary",
    ".button.warning", ".button.plain", ".badge", ".badge svg", ".badge b", ".badge .by", ".question", ".question legend", ".option", ".option input", ".instruction",
    ".field", ".field label", "input[type=text], input:not([type])", "textarea", "select", ".field-error", ".error-summary", ".error-summary a", ".card", ".card > h3", ".verdict",
    ".verdict svg", ".answers dt", ".answers dd", ".claim", ".banner", ".empty", "table", "th", "td", ".num", ".stats", ".stats dt", ".stats dd", ".heat > *",
    ".chart", ".chart text", ".problem", ".diff", ".diff ins", ".tabs a"];
  // What stands in a line, or in a column of a table, begins where the text before it ends.
  const BLOCKS = ["h1", "main", ".masthead", ".footer", ".question", ".option", ".option input", ".field", ".error-summary", ".card", ".claim", ".banner", ".stats", "table"];
  const looks = {};
  for (const part of PARTS) {
    const e = document.querySelector(part);
    if (!e) { looks[part] = "missing"; continue; }
    const style = getComputedStyle(e);
    looks[part] = Object.fromEntries(SHOWN.map((name) => [name, style.getPropertyValue(name)]));
    if (BLOCKS.includes(part)) looks[part].left = Math.round(e.getBoundingClientRect().left);
    if (e.matches("svg")) looks[part].size = [e.clientWidth, e.clientHeight].map(Math.round).join(" × ");
  }
  return looks;
}
