// One stop of a walk by Tab: what has the focus, and whether it was there before.
() => {
  const e = document.activeElement;
  if (!e || e === document.body || e === document.documentElement) return null;
  window.__walked ??= [];
  const again = window.__walked.includes(e);
  if (!again) window.__walked.push(e);
  const marks = typeof e.className === "string" ? e.className : "";
  const parent = typeof e.parentElement?.className === "string" ? e.parentElement.className : "";
  const shown = e.closest("label.option") || e;
  const own = e.getClientRects()[0] || e.getBoundingClientRect();
  const box = (shown === e ? own : shown.getBoundingClientRect());
  const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const field = e.closest("label");
  return {
    again,
    name: `<${e.tagName.toLowerCase()}${e.id ? "#" + e.id : ""}${marks ? "." + marks : ""}> “${(e.textContent || e.name || "").trim().slice(0, 40)}”`,
    kind: [e.tagName, e.type || "", marks, parent].join("|"),
    box: { x: box.x, y: box.y, width: box.width, height: box.height },
    around: 2 * (own.width + own.height),
    covered: !hit || !(e.contains(hit) || hit.contains(e) || field?.contains(hit) || e.closest("svg")),
    form: e.form ? e.form.contains(document.querySelector("main .question")) : false,
    text: (e.textContent || "").trim(),
  };
}
