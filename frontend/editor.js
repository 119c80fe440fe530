// The code editor over the plain box of the authoring page. Without this script the box works alone:
// everything here sends the same text to the same addresses.
import { autocompletion, closeBrackets, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { completionsFor, insertionPoint } from "./bank_text.js";

const CHECK_AFTER = 350;
const SAVE_AFTER = 1500;
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

  const view = new EditorView({
    parent: box.parentElement,
    state: EditorState.create({
      doc: box.value,
      extensions: [
        EditorView.cspNonce.of(nonce),
        lineNumbers(), history(), drawSelection(), highlightActiveLine(), highlightSelectionMatches(),
        closeBrackets(), indentOnInput(), indentUnit.of("  "), yaml(), syntaxHighlighting(highlighting),
        lintGutter(),
        autocompletion({ override: [(context) => completionsFor(context, setup, found)] }),
        // Tab leaves the editor, so that nobody is caught in it; Ctrl+] and Ctrl+[ indent.
        keymap.of([
          { key: "Mod-s", run: () => (save(), true) },
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
  box.hidden = true;
  document.getElementById("editor-keys").hidden = false;
  shell.classList.add("editor");
  side.hidden = false;
  side.append(document.getElementById("problem-list"), previewBox());

  // --- saving ----------------------------------------------------------------------------------------

  function text() { return view.state.doc.toString(); }

  function changed() {
    box.value = text();
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

  function tell(sentence, link) {
    say.textContent = sentence;
    if (link) {
      const anchor = document.createElement("a");
      anchor.href = link;
      anchor.target = "_blank";
      anchor.textContent = words.signIn;
      say.append(" ", anchor);
    }
  }

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
        message: problem.try ? `${problem.what}\n${words.try} ${problem.try}` : problem.what,
        actions: problem.edits.length ? [{ name: words.fix, apply: () => mend(problem) }] : [],
      };
    })));
    const heading = document.getElementById("problems");
    if (heading.textContent !== found.numbers) heading.textContent = found.numbers;
    const list = document.querySelector(".problems");
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset.at : "";
    list.replaceChildren(...found.problems.slice(0, 50).map(item));
    if (focused) (list.querySelector(`[data-at="${CSS.escape(focused)}"]`) ?? view).focus();
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
    const why = document.createElement("a");
    why.href = box.dataset.explain.replace("CODE", problem.code);
    why.target = "_blank";
    why.textContent = words.why;
    const last = paragraph(why);
    last.className = "facts";
    if (problem.edits.length) {
      const fix = document.createElement("button");
      fix.type = "button";
      fix.className = "button secondary small";
      fix.dataset.at = `fix ${problem.code} ${problem.line}`;
      fix.textContent = words.fixLine.replace("{line}", problem.line);
      fix.addEventListener("click", () => mend(problem));
      last.prepend(fix, " ");
    }
    const row = document.createElement("li");
    row.className = `problem ${problem.weight}`;
    row.append(...rows, last);
    return row;
  }

  function paragraph(...parts) {
    const made = document.createElement("p");
    made.append(...parts);
    return made;
  }

  function go(problem) {
    const line = view.state.doc.line(Math.min(problem.line, view.state.doc.lines));
    view.dispatch({ selection: { anchor: Math.min(line.from + problem.column - 1, line.to) }, scrollIntoView: true });
    view.focus();
  }

  // The places of the edits count UTF-16 units here and characters there: both are turned into places of this text.
  function mend(problem) {
    const points = Array.from(text());
    const at = (place) => points.slice(0, place).join("").length;
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
    view.focus();
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

  async function preview(answers) {
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
    if (answer?.ok) {
      const shown = await answer.text();
      if (answers || shown !== place.dataset.shown) {
        place.innerHTML = shown; // made by our server, through the same cleaner as every page
        place.dataset.shown = answers ? "" : shown;
        if (answers) place.querySelector(".card, .field-error")?.scrollIntoView({ block: "nearest" });
      }
    } else if (answer?.status === 409) place.textContent = words.noPreview;
  }

  // --- time ------------------------------------------------------------------------------------------

  const timers = {};
  function later(name, act, pause) {
    clearTimeout(timers[name]);
    timers[name] = setTimeout(act, pause);
  }
  check();
}
