// The code editor over the plain box of the authoring page. Without this script the box works alone:
// everything here sends the same text to the same addresses.
import { autocompletion, closeBrackets, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { forEachDiagnostic, lintGutter, lintKeymap, nextDiagnostic, previousDiagnostic, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { completionsFor, insertionPoint } from "./bank_text.js";
import { forget, keep, unsaved } from "./unsaved.js";

const CHECK_AFTER = 350;
const KEEP_AFTER = 300;
const SAVE_AFTER = 1500;
const SAY_AFTER = 2000;
const STILL = matchMedia("(prefers-reduced-motion: reduce)").matches;
const SEVERITY = { error: "error", doubt: "warning", advice: "info" };

const highlighting = HighlightStyle.define([
  { tag: tags.propertyName, class: "tok-key" },
  { tag: [tags.definition(tags.propertyName)], class: "tok-key" },
  { tag: tags.comment, class: "tok-comment" },
  { tag: [tags.string, tags.content], class: "tok-text" },
  { tag: [tags.separator, tags.punctuation], class: "tok-sign" },
]);

// Typing over marked text is done by us: a browser would keep the look of what it replaces with a style attribute,
// which the policy refuses.
function typeOver(event, view) {
  const plain = event.inputType === "insertText" && event.data && !/["'([{]/.test(event.data);
  if (!plain || view.composing || view.state.selection.main.empty) return false;
  event.preventDefault();
  view.dispatch(view.state.update(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true }));
  return true;
}

// What stands above the first key is a note on the file: the text opens below it, the cursor too.
function belowNotes(text) {
  return /^(?:[ \t]*(?:#.*)?\n)*/.exec(text)[0].length;
}

const box = document.querySelector("textarea[data-check]");
if (box) start(box);

function start(box) {
  const form = box.form;
  const shell = document.getElementById("shell");
  const side = document.getElementById("side");
  const words = JSON.parse(box.dataset.words);
  const setup = JSON.parse(box.dataset.setup);
  const found = { questions: [], claims: [], topics: [], problems: [] };
  const nonce = document.querySelector("script[src*='vendor/editor.js']").nonce;
  const say = document.getElementById("saved");
  let saved = box.value;
  let checking = null;
  let typedAt = 0;
  let heard = "";

  const top = belowNotes(box.value);
  const view = new EditorView({
    parent: box.parentElement,
    scrollTo: EditorView.scrollIntoView(top, { y: "start" }),
    state: EditorState.create({
      doc: box.value,
      selection: { anchor: top },
      extensions: [
        EditorView.cspNonce.of(nonce),
        lineNumbers(), history(), drawSelection({ cursorBlinkRate: STILL ? 0 : 1200 }), highlightActiveLine(), highlightSelectionMatches(),
        closeBrackets(), indentOnInput(), indentUnit.of("  "), yaml(), syntaxHighlighting(highlighting),
        lintGutter(),
        autocompletion({ override: [(context) => completionsFor(context, setup, found)] }),
        // Tab leaves the editor, so that nobody is caught in it; Ctrl+] and Ctrl+[ indent.
        keymap.of([
          { key: "Mod-s", run: () => (save(), true) },
          { key: "F8", run: saying(nextDiagnostic), shift: saying(previousDiagnostic) },
          { key: "Mod-]", run: indentMore }, { key: "Mod-[", run: indentLess },
          ...completionKeymap, ...lintKeymap, ...searchKeymap, ...historyKeymap, ...defaultKeymap,
        ]),
        EditorView.lineWrapping,
        EditorView.domEventHandlers({ beforeinput: typeOver }),
        EditorView.contentAttributes.of({ tabindex: "0", "aria-labelledby": "text-label", "aria-describedby": "editor-keys" }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) changed();
          else if (update.selectionSet) later("preview", () => preview(), CHECK_AFTER);
        }),
      ],
    }),
  });
  box.before(view.dom);
  plainBox();
  shell.classList.add("editor");
  side.hidden = false;
  side.append(document.getElementById("problem-list"), previewBox());

  // --- the plain box: the whole text is there for who reads by ear or enlarges -------------------------

  function plainBox() {
    const KEY = "plain box";
    const press = document.getElementById("plain-box");
    press.hidden = false;
    const use = (plain) => {
      box.hidden = !plain;
      view.dom.hidden = plain;
      document.getElementById("editor-keys").hidden = plain;
      press.setAttribute("aria-pressed", plain);
      try { localStorage.setItem(KEY, plain ? "yes" : ""); } catch { /* chosen for this page, then */ }
    };
    press.addEventListener("click", () => { use(box.hidden); focusText(); });
    box.addEventListener("input", () => {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: box.value }, selection: { anchor: box.selectionStart } });
    });
    for (const moved of ["keyup", "click"]) {
      box.addEventListener(moved, () => view.dispatch({ selection: { anchor: box.selectionStart } }));
    }
    let chosen = "";
    try { chosen = localStorage.getItem(KEY); } catch { /* nothing is remembered, then */ }
    use(chosen === "yes");
  }

  function focusText() {
    if (box.hidden) return view.focus();
    box.focus();
    box.setSelectionRange(view.state.selection.main.from, view.state.selection.main.to);
  }

  // --- saving ----------------------------------------------------------------------------------------

  function text() { return view.state.doc.toString(); }

  function changed() {
    if (box.value !== text()) box.value = text();
    typedAt = Date.now();
    later("keep", () => { if (text() !== saved) keep(box.dataset.save, text(), form.elements.revision.value); }, KEEP_AFTER);
    later("check", check, CHECK_AFTER);
    later("save", save, SAVE_AFTER);
  }

  async function send(address, fields) {
    const body = new FormData();
    body.append("csrf_token", form.elements.csrf_token.value);
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    return fetch(address, { method: "POST", body, credentials: "same-origin" });
  }

  async function save() {
    const sent = text();
    if (sent === saved) return;
    let answer;
    try {
      answer = await send(box.dataset.save, {
        text: sent, revision: form.elements.revision.value, based_on: form.elements.based_on.value,
      });
    } catch {
      return tell(words.offline);
    }
    if (answer.ok) {
      form.elements.revision.value = (await answer.json()).revision;
      saved = sent;
      if (sent === text()) forget(box.dataset.save);
      tell(words.saved);
    } else if (answer.status === 409) tell(words.conflict);
    else if (answer.status === 400 || answer.status === 401) signedOut();
    else tell(words.refused);
  }

  // Somebody signed in again in another tab has a new token; the text here was never gone.
  async function signedOut() {
    const answer = await fetch(box.dataset.token, { credentials: "same-origin", redirect: "manual" });
    if (answer.ok) {
      form.elements.csrf_token.value = (await answer.json()).token;
      return save();
    }
    tell(words.signedOut, box.dataset.signIn);
  }

  // A sentence that stands there already is not said again: one saves at each pause.
  function tell(sentence, link) {
    if (say.textContent !== sentence) say.textContent = sentence;
    if (link) {
      const anchor = document.createElement("a");
      anchor.href = link;
      anchor.target = "_blank";
      anchor.textContent = words.signIn;
      say.append(" ", anchor);
    }
  }

  // Typed here once and never saved: offered, not put back unasked. It is sent with the revision that it was made
  // from, so that what somebody else saved since is shown beside it.
  function offerUnsaved() {
    const kept = unsaved(box.dataset.save);
    if (!kept || kept.text === text()) return forget(box.dataset.save);
    const banner = document.createElement("div");
    banner.className = "banner warning";
    const back = choice(words.putBack, () => {
      form.elements.revision.value = kept.revision;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: kept.text } });
    });
    const drop = choice(words.drop, () => forget(box.dataset.save));
    banner.append(paragraph(words.unsaved), paragraph(back, " ", drop));
    shell.before(banner);

    function choice(label, act) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button secondary small";
      button.textContent = label;
      button.addEventListener("click", () => { act(); banner.remove(); focusText(); });
      return button;
    }
  }

  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  form.addEventListener("submit", () => { saved = box.value = text(); });
  window.addEventListener("beforeunload", (event) => { if (text() !== saved) event.preventDefault(); });

  // --- checking --------------------------------------------------------------------------------------

  async function check() {
    const sent = text();
    checking?.abort();
    checking = new AbortController();
    let answer;
    try {
      const body = new FormData();
      body.append("csrf_token", form.elements.csrf_token.value);
      body.append("text", sent);
      answer = await fetch(box.dataset.check, { method: "POST", body, signal: checking.signal });
    } catch { return; }
    if (!answer.ok || sent !== text()) return;
    Object.assign(found, await answer.json());
    show();
    preview();
  }

  function show() {
    const doc = view.state.doc;
    view.dispatch(setDiagnostics(view.state, found.problems.map((problem) => {
      const line = doc.line(Math.min(problem.line, doc.lines));
      const from = Math.min(line.from + problem.column - 1, line.to);
      return {
        from, to: Math.max(line.to, from), severity: SEVERITY[problem.weight],
        heard: `${words.one[problem.weight]}, ${words.line.replace("{line}", problem.line)}: ${problem.what}`,
        message: problem.try ? `${problem.what}\n${words.try} ${problem.try}` : problem.what,
        actions: problem.edits.length ? [{ name: words.fix, apply: () => mend(problem) }] : [],
      };
    })));
    const heading = document.getElementById("problems");
    if (heading.textContent !== found.numbers) heading.textContent = found.numbers;
    later("say", sayNumbers, Math.max(0, typedAt + SAY_AFTER - Date.now()));
    const list = document.querySelector(".problems");
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset.at : "";
    list.replaceChildren(...found.problems.slice(0, 50).map(item));
    if (focused) (list.querySelector(`[data-at="${CSS.escape(focused)}"]`) ?? view).focus();
  }

  // What has become of the problems is said once one has stopped typing, and only where it is something else.
  function sayNumbers() {
    const [first] = found.problems;
    const sentence = first ? `${found.numbers}. ${words.first.replace("{line}", first.line)}` : found.numbers;
    if (heard && heard !== sentence) voice(sentence);
    heard = sentence;
  }

  function voice(sentence) { view.dispatch({ effects: EditorView.announce.of(sentence) }); }

  function saying(move) {
    return (view) => {
      if (!move(view)) return false;
      const at = view.state.selection.main;
      forEachDiagnostic(view.state, (each, from, to) => { if (from === at.from && to === at.to) voice(each.heard); });
      return true;
    };
  }

  function item(problem) {
    const place = document.createElement("button");
    place.type = "button";
    place.className = "button plain small";
    place.dataset.at = `go ${problem.code} ${problem.line}`;
    place.textContent = words.line.replace("{line}", problem.line);
    place.addEventListener("click", () => go(problem));
    const weight = document.createElement("b");
    weight.textContent = words.one[problem.weight];
    const first = paragraph(weight, " ", place);
    const rows = [first, paragraph(problem.what)];
    if (problem.try) {
      const code = document.createElement("code");
      code.textContent = problem.try;
      const pre = document.createElement("pre");
      pre.append(code);
      rows.push(pre);
    }
    if (problem.edits.length) {
      rows.push(paragraph(small(words.fixLine, "fix", problem, () => mend(problem))));
    }
    rows.push(explanation(found.explained[problem.code]));
    if (problem.answer) rows.push(answerBox(problem));
    const row = document.createElement("li");
    row.className = `problem ${problem.weight}`;
    row.append(...rows);
    return row;
  }

  function small(label, act, problem, press) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button secondary small";
    button.dataset.at = `${act} ${problem.code} ${problem.line}`;
    button.textContent = label.replace("{line}", problem.line);
    button.addEventListener("click", press);
    return button;
  }

  function folded(title, ...parts) {
    const made = document.createElement("details");
    const summary = document.createElement("summary");
    summary.textContent = title;
    made.append(summary, ...parts);
    return made;
  }

  function explanation(about) {
    const said = document.createElement("p");
    said.innerHTML = about.says; // made by our server, through the same cleaner as every page
    const parts = [said];
    for (const [title, example] of [[words.wrong, about.bad], [words.right, about.good]]) {
      const heading = paragraph(title);
      heading.className = "quiet";
      const pre = document.createElement("pre");
      const code = document.createElement("code");
      code.textContent = example;
      pre.append(code);
      parts.push(heading, pre);
    }
    return folded(words.why, ...parts);
  }

  // The reason goes into the text, where the server said; it stays there and is shown to whoever reads the bank.
  function answerBox(problem) {
    const label = document.createElement("label");
    const reason = document.createElement("input");
    reason.id = `reason-${problem.code}-${problem.line}-${problem.column}`;
    reason.maxLength = 300;
    reason.autocomplete = "off";
    label.htmlFor = reason.id;
    label.textContent = words.reason;
    const keep = () => {
      const given = reason.value.trim();
      if (!given) return reason.focus();
      const at = placeIn(text())(problem.answer.at);
      view.dispatch({ changes: { from: at, insert: problem.answer.before + quoted(given) + problem.answer.after } });
      tell(words.kept);
      focusText();
    };
    reason.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      keep();
    });
    const made = folded(words.keep, label, reason, small(words.keepLine, "keep", problem, keep));
    made.className = "answer-advice";
    return made;
  }

  function quoted(given) {
    return /["\\]/.test(given) ? `'${given.replaceAll("'", "''")}'` : `"${given}"`;
  }

  function paragraph(...parts) {
    const made = document.createElement("p");
    made.append(...parts);
    return made;
  }

  function go(problem) {
    const line = view.state.doc.line(Math.min(problem.line, view.state.doc.lines));
    view.dispatch({ selection: { anchor: Math.min(line.from + problem.column - 1, line.to) }, scrollIntoView: true });
    focusText();
  }

  // The places of the edits count UTF-16 units here and characters there: both are turned into places of this text.
  function placeIn(whole) {
    const points = Array.from(whole);
    return (place) => points.slice(0, place).join("").length;
  }

  function mend(problem) {
    const at = placeIn(text());
    view.dispatch({ changes: problem.edits.map((edit) => ({ from: at(edit.from), to: at(edit.to), insert: edit.insert })) });
    tell(words.fixed.replace("{line}", problem.line));
  }

  // --- palette ---------------------------------------------------------------------------------------

  form.querySelector("button[value=insert]").addEventListener("click", (event) => {
    event.preventDefault();
    const kind = setup.types.find((type) => type.name === form.elements.kind.value);
    const { at, lead, indent } = insertionPoint(view.state.doc, view.state.selection.main.head);
    const entry = kind.entry.split("\n").map((line) => (line ? indent + line : line)).join("\n");
    const value = entry.indexOf(": ") + 2;
    const from = at + lead.length;
    view.dispatch({
      changes: { from: at, insert: lead + entry },
      selection: { anchor: from + value, head: from + entry.indexOf("\n") },
      scrollIntoView: true,
    });
    focusText();
  });

  // --- preview ---------------------------------------------------------------------------------------

  function previewBox() {
    const section = document.getElementById("live-preview");
    section.hidden = false;
    section.addEventListener("submit", (event) => {
      event.preventDefault();
      preview(new FormData(event.target, event.submitter));
    });
    for (const button of section.querySelectorAll("[data-width]")) {
      button.addEventListener("click", () => {
        section.querySelector(".preview-page").classList.toggle("phone", button.dataset.width === "phone");
        shell.classList.toggle("wide-preview", button.dataset.width !== "phone");
        for (const each of section.querySelectorAll("[data-width]")) each.setAttribute("aria-pressed", each === button);
      });
    }
    return section;
  }

  let asked = 0;
  async function preview(answers) {
    const turn = ++asked;
    const place = document.querySelector("#live-preview .preview-page");
    if (!found.questions.length) {
      place.textContent = words.noPreview;
      return;
    }
    const body = answers ?? new FormData();
    body.set("csrf_token", form.elements.csrf_token.value);
    body.set("text", text());
    body.set("line", view.state.doc.lineAt(view.state.selection.main.head).number);
    const answer = await fetch(box.dataset.preview, { method: "POST", body }).catch(() => null);
    const shown = answer?.ok ? await answer.text() : "";
    if (turn !== asked) return;  // an earlier answer that came later
    if (answer?.ok) {
      if (answers || shown !== place.dataset.shown) {
        place.innerHTML = shown; // made by our server, through the same cleaner as every page
        place.dataset.shown = answers ? "" : shown;
        if (answers) place.querySelector(".card, .field-error")?.scrollIntoView({ block: "nearest" });
      }
    } else if (answer?.status === 409) place.textContent = words.noPreview;
  }

  // --- the list of questions: choosing one puts the cursor there ---------------------------------------

  form.elements.question?.addEventListener("change", (event) => {
    const question = found.questions.find((each) => each.id === event.target.value);
    if (!question) return;
    const { from } = view.state.doc.line(question.line);
    view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "start" }) });
  });

  // --- time ------------------------------------------------------------------------------------------

  const timers = {};
  function later(name, act, pause) {
    clearTimeout(timers[name]);
    timers[name] = setTimeout(act, pause);
  }
  offerUnsaved();
  check();
}
