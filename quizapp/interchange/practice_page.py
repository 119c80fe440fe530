"""The style and the script of the offline page: no address is opened, nothing is kept."""

STYLE = """
:root { color-scheme: light dark; font: 1.0625rem/1.5 system-ui, sans-serif; }
body { margin: 0; } main { max-width: 44rem; margin: 0 auto; padding: 1rem; }
ol, .options { padding-left: 1.25rem; } .options { list-style: none; padding-left: 0; }
ol > li { margin: 0 0 2rem; } label { display: block; padding: .35rem 0; }
input[type=text], select, textarea { font: inherit; max-width: 100%; padding: .3rem; } textarea { width: 100%; }
button { font: inherit; min-height: 2.75rem; padding: 0 1.25rem; }
.note, .read { border-left: .25rem solid; padding-left: .75rem; } .quiet { opacity: .8; }
.badge { border: 1px solid; border-radius: 1rem; padding: 0 .5rem; }
.result { font-weight: 600; } table { border-collapse: collapse; } td, th { border: 1px solid; padding: .25rem .5rem; }
@media print { button, .result, .why, details, .note { display: none !important; } ol > li { break-inside: avoid; } }
"""

SCRIPT = r"""
const {keys, words} = JSON.parse(document.getElementById("data").textContent);
const results = new Map();
const fold = (text, exact) => {
  const one = text.normalize("NFKC").trim().replace(/\s+/g, " ");
  return exact ? one : one.toLocaleLowerCase().replace(/[.!?]+$/, "");
};
const figure = text => {
  const plain = text.trim().replace("\u2212", "-").replace(",", ".");
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : NaN;
};
const grade = (form, key, place) => {
  const box = form.elements["b" + place];
  if (key.kind === "options") {
    const ticked = [...form.querySelectorAll("input:checked")].map(each => Number(each.value));
    const whole = key.one ? ticked.length === 1 : ticked.length === key.right.length;
    const right = whole && ticked.every(each => key.right.includes(each));
    return {right, said: ticked.map(each => key.say[each]).filter(Boolean)};
  }
  if (key.kind === "typed") {
    const given = fold(box.value, key.exact);
    const same = each => fold(each, key.exact) === given;
    const said = Object.entries(key.say).filter(([text]) => same(text)).map(([, say]) => say);
    const right = key.right.some(same);
    return {right, said: !right && !said.length && key.other ? [key.other] : said};
  }
  if (key.kind === "amount") {
    const given = figure(box.value);
    const hit = key.values.find(([value, off]) => Math.abs(given - value) <= off + 1e-9);
    const other = !hit && key.other ? [key.other] : [];
    return {right: Boolean(hit && hit[2]), said: hit && hit[3] ? [hit[3]] : other};
  }
  if (key.kind === "list") {
    const right = box.value !== "" && Number(box.value) === key.right;
    const said = (key.say || {})[box.value] || (right ? "" : key.other);
    return {right, said: said ? [said] : []};
  }
  return {right: null, said: []};
};
for (const form of document.querySelectorAll("form[data-question]")) {
  form.addEventListener("submit", event => {
    event.preventDefault();
    const mine = keys[form.dataset.question];
    const marked = mine.map((key, place) => grade(form, key, place));
    const hits = marked.filter(each => each.right).length;
    const open = marked.some(each => each.right === null);
    const verdict = open ? words.read : hits === mine.length ? words.right : hits ? words.partly : words.wrong;
    const best = hits === mine.length ? [] : mine.map(key => key.best).filter(Boolean);
    const out = form.querySelector(".result");
    out.innerHTML = "";
    out.append(verdict);
    for (const text of [...marked.flatMap(each => each.said), ...best]) {
      const line = document.createElement("div");
      line.innerHTML = text;
      out.append(line);
    }
    form.querySelector(".why").hidden = false;
    if (!open) results.set(form, hits / mine.length);
    const all = [...results.values()];
    document.getElementById("score").textContent = all.length
      ? `${all.filter(each => each === 1).length} / ${all.length}` : "";
  });
}
"""
