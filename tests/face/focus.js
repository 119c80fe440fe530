// One stop of a walk by Tab: what has the focus, and whether it was there before.
() => {
  const e = document.activeElement;
  if (!e || e === document.body || e === document.documentElement) return null;
  window.__walked ??= [];
  // A field for a date has a stop for each of its parts.
  const again = window.__walked.includes(e) && window.__walked.at(-1) !== e;
  if (!window.__walked.includes(e)) window.__walked.push(e);
  const marks = typeof e.className === "string" ? e.className : "";
  const parent = typeof e.parentElement?.className === "string" ? e.parentElement.className : "";
  const shown = e.closest("label.option") || e;
  const own = e.getClientRects()[0] || e.getBoundingClientRect();
  const box = (shown === e ? own : shown.getBoundingClientRect());
  // The middle of what the window shows of it.
  const middle = (from, to, most) => (Math.max(from, 0) + Math.min(to, most)) / 2;
  const hit = document.elementFromPoint(middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight));
  const field = e.closest("label");
  return {
    again,
    name: `<${e.tagName.toLowerCase()}${e.id ? "#" + e.id : ""}${marks ? "." + marks : ""}> “${(e.textContent || e.name || "").trim().slice(0, 40)}”`,
    kind: [e.tagName, e.type || "", marks, parent].join("|"),
    // What a caret shows is not to be had from a picture.
    written: e.isContentEditable,
    box: { x: box.x, y: box.y, width: box.width, height: box.height },
    around: 2 * (own.width + own.height),
    covered: !hit || !(e.contains(hit) || hit.contains(e) || field?.contains(hit) || e.closest("svg")),
    form: Boolean(e.closest("main") && e.form?.contains(document.querySelector("main .question"))),  // the foot has buttons of it, too
    text: (e.textContent || "").trim(),
  };
}
