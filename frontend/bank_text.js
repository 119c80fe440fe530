// What the editor knows of a bank's text: which keys fit where the cursor is, and where a new question goes.

const KEY_LINE = /^(\s*)(- )?([^\s#:][^:#]*):/;

/** Where the line stands: the top-level block it is in, its own indentation, and the keys beside it. */
function placeOf(doc, number) {
  const line = doc.line(number).text;
  const indent = /^\s*(?:- )?/.exec(line)[0].length;
  const beside = [];
  let block = "";
  for (let above = number; above >= 1; above--) {
    const found = KEY_LINE.exec(doc.line(above).text);
    if (!found) continue;
    const depth = found[1].length + (found[2] ? 2 : 0);
    if (depth === 0) { if (above !== number) block = found[3]; if (above !== number || indent === 0) break; }
    if (depth === indent && above !== number && !beside.done) beside.push(found[3]);
    if (found[2] && depth <= indent) beside.done = true;
  }
  for (let below = number + 1; below <= Math.min(doc.lines, number + 40); below++) {
    const found = KEY_LINE.exec(doc.line(below).text);
    if (found && (found[2] || !found[1])) break;
    if (found && found[1].length === indent) beside.push(found[3]);
  }
  return { indent, block, beside };
}

function keysAt(setup, place) {
  if (place.indent === 0) return setup.bank;
  if (place.block === "questions") return questionKeys(setup, place.beside);
  return setup[place.block] ?? [];
}

/** The keys of the question's type, told by the keys it has already; of all types where none tells. */
function questionKeys(setup, beside) {
  const fitting = setup.types.filter((type) => type.keys.some((key) => beside.includes(key.name)));
  const own = (fitting.length ? fitting : setup.types).flatMap((type) => type.keys);
  const all = [...own, ...setup.question].filter((key) => !beside.includes(key.name));
  return all.filter((key, place) => all.findIndex((other) => other.name === key.name) === place);
}

function keyCompletion(key) {
  const after = key.example && !key.words.length && !key.example.includes("\n") ? key.example : "";
  return {
    label: key.name, detail: key.meaning, type: "property",
    apply(view, _completion, from, to) {
      const insert = `${key.name}: ${after}`;
      const start = from + key.name.length + 2;
      view.dispatch({ changes: { from, to, insert }, selection: { anchor: start, head: from + insert.length } });
    },
  };
}

/** Completions at the cursor: keys at a line's beginning, known words after a key. */
export function completionsFor(context, setup, found) {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  const place = placeOf(context.state.doc, line.number);
  const value = /^(\s*(?:- )?)([^\s#:][^:#]*):[ ]+([^#]*)$/.exec(before);
  if (value) {
    const known = { topic: found.topics, claim: found.claims }[value[2]]
      ?? keysAt(setup, place).concat(setup.question, setup.claims).find((key) => key.name === value[2])?.words ?? [];
    if (!known.length) return null;
    return { from: context.pos - value[3].length, options: known.map((label) => ({ label, type: "constant" })) };
  }
  const key = /^\s*(?:- )?([\w ]*)$/.exec(before);
  if (!key || (!key[1] && !context.explicit)) return null;
  return { from: context.pos - key[1].length, options: keysAt(setup, place).map(keyCompletion) };
}

/** Where a new question goes: after the one the cursor is in, else at the end of the list. */
export function insertionPoint(doc, cursor) {
  let begin = 0;
  for (let number = 1; number <= doc.lines; number++) if (/^questions:/.test(doc.line(number).text)) begin = number;
  if (!begin) return { at: doc.length, lead: `${ending(doc)}questions:\n`, indent: "" };
  let last = doc.lines;
  let indent = "";
  for (let number = begin + 1; number <= doc.lines; number++) {
    const text = doc.line(number).text;
    if (/^[^\s#-]/.test(text)) { last = number - 1; break; }
    if (/^\s+- [a-z ]+:/.test(text) && number === begin + 1) indent = /^\s+/.exec(text)[0];
  }
  const here = doc.lineAt(cursor).number;
  if (here > begin && here < last) {
    const item = new RegExp(`^${indent}- `);
    for (let number = here + 1; number <= last; number++) {
      if (item.test(doc.line(number).text)) return { at: doc.line(number).from, lead: "", indent };
    }
  }
  while (last > begin && !doc.line(last).text.trim()) last--;
  if (last === doc.lines) return { at: doc.length, lead: ending(doc), indent };
  return { at: doc.line(last + 1).from, lead: "", indent };
}

function ending(doc) { return doc.length && doc.line(doc.lines).text ? "\n" : ""; }
