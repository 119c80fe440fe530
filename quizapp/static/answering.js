// What script adds where something is answered. It is sent with quizapp.js behind it, in one file (web/static_files.py): what is
// declared there is at hand when these functions run. Other pages do without.

const fillIn = (text, words) => text.replace(/\{(\w+)\}/g, (_, name) => words[name]);
const make = (tag, values = {}, ...nodes) => {
  const node = Object.assign(document.createElement(tag), values);
  node.append(...nodes);
  return node;
};

// Put in order: a press on a row gives it the next number, or takes its number back; the number stays a list to choose from.
function numberByTap(list) {
  const numbers = all("select", list);
  const say = (number) => {
    const words = { item: number.labels[0].textContent.trim(), place: number.value };
    announce(fillIn(number.value ? list.dataset.said : list.dataset.taken, words));
  };
  list.addEventListener("change", (event) => say(event.target));
  // A list does not send its form on Enter. With a number still open the key is the browser's: it opens the list.
  list.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !numbers.every((each) => each.value)) return;
    event.preventDefault();
    list.closest("form")?.requestSubmit();
  });
  list.addEventListener("click", (event) => {
    const number = event.target.closest("li")?.querySelector("select");
    if (!number || number.contains(event.target)) return;
    event.preventDefault();
    const given = numbers.map((each) => each.value);
    number.value = number.value ? "" : [...number.options].map((each) => each.value).find((each) => each && !given.includes(each));
    number.dispatchEvent(new Event("input", { bubbles: true }));
    say(number);
  });
}

// Matching and sorting: a row opens, and what belongs to it is pressed. The fields are those of the lists that stand here
// where script is off. An arrow key chooses already, so that a row closes and the next opens only on a press, or when
// Tab leaves it.
function placeByTap(list, group) {
  const rows = all(".pair", list).map((pair) => {
    const label = pair.querySelector("label"), select = pair.querySelector("select");
    const slot = make("span", { className: "slot", dir: "auto" });
    const what = label.textContent.trim();
    const side = make("span", { className: "side" }, ...label.childNodes, make("span", { className: "visually-hidden", textContent: ":" }));
    for (const { name, value } of label.attributes) if (name !== "for") side.setAttribute(name, value);
    const summary = make("summary", { id: select.id }, side, slot);
    const box = make("fieldset", {}, make("legend", { className: "visually-hidden", textContent: what }));
    box.setAttribute("role", "radiogroup");
    for (const name of ["aria-invalid", "aria-describedby"]) if (select.hasAttribute(name)) box.setAttribute(name, select.getAttribute(name));
    if (select.hasAttribute("aria-describedby")) summary.setAttribute("aria-describedby", select.getAttribute("aria-describedby"));
    const chips = make("div", { className: "chips" });
    for (const { value, text } of [...select.options].sort((a, b) => !a.value - !b.value)) {
      const radio = make("input", { type: "radio", name: select.name, value, checked: Boolean(value) && value === select.value });
      const name = make("span", { textContent: value ? text : list.dataset.back });
      for (const mark of ["lang", "dir"]) if (label.hasAttribute(mark)) name.setAttribute(mark, label.getAttribute(mark));
      chips.append(make("label", {}, radio, name));
    }
    box.append(chips);
    const row = make("details", { className: "row", name: `rows ${group}` }, summary, box);
    pair.replaceChildren(row);
    return { row, summary, slot, what, isNew: false, chosen: () => chips.querySelector("input:checked:not([value=''])") };
  });
  const show = () => {
    const used = rows.map(({ chosen }) => chosen()?.value);
    for (const { row, slot, chosen } of rows) {
      slot.textContent = chosen()?.parentElement.textContent || list.dataset.none;
      row.classList.toggle("filled", Boolean(chosen()));
      if (!list.dataset.pairs) continue;
      for (const radio of all("input", row)) radio.parentElement.classList.toggle("used", !radio.checked && used.includes(radio.value));
    }
  };
  const say = (at) => {
    if (at.isNew && at.chosen()) announce(fillIn(list.dataset.said, { choice: at.slot.textContent, row: at.what }));
    at.isNew = false;
  };
  let isTab = false;
  list.addEventListener("keydown", (event) => { isTab = event.key === "Tab"; });
  list.addEventListener("pointerdown", () => { isTab = false; });
  rows.forEach((at, place) => {
    at.row.addEventListener("change", () => { at.isNew = at.row.open; show(); });
    at.row.addEventListener("click", (event) => {
      if (event.target.type !== "radio" || !event.detail) return;
      const open = [...rows.slice(place + 1), ...rows.slice(0, place)].find(({ chosen }) => !chosen());
      at.isNew = true;  // a click comes before the change that it makes
      show();
      at.row.open = false;
      if (open && event.target.value) open.row.open = true;
      (event.target.value && open ? open : at).summary.focus();
      say(at);
    });
    at.row.addEventListener("focusout", (event) => {
      if (!isTab || !event.relatedTarget || at.row.contains(event.relatedTarget)) return;
      say(at);
      if (at.chosen()) at.row.open = false;
      const to = rows.find(({ summary }) => summary === event.relatedTarget);
      if (to && !to.chosen()) to.row.open = true;
    });
  });
  show();
  list.closest("form")?.addEventListener("filled", show);
  const first = rows.find(({ row }) => row.querySelector("[aria-invalid]")) || rows.find(({ chosen }) => !chosen());
  if (first) first.row.open = true;
}

// Time left, shown in the line and said at five minutes and at one; at zero what is chosen goes. The server's clock counts.
function countDown(line) {
  const behind = line.dataset.now ? Date.parse(line.dataset.now) - Date.now() : 0;
  const ends = Date.parse(line.dataset.deadline);
  const words = line.dataset;
  const until = line.firstElementChild;
  const left = document.createElement("span");
  left.setAttribute("role", "timer");
  line.append(" ", left);
  const say = (text) => { if (left.textContent !== text) left.textContent = text; };
  // Said once for each attempt, also where the minute passes between two pages.
  const toSay = (seconds) => {
    const key = `told ${words.deadline}`, due = seconds <= 60 ? 60 : 300;
    try {
      if (Number(sessionStorage.getItem(key) || 301) <= due) return;
      sessionStorage.setItem(key, due);
    } catch { /* said on each page, then */ }
    announce(words.left.replace("{minutes}", Math.ceil(seconds / 60)));
  };
  let over = false;
  const tick = () => {
    const seconds = Math.ceil((ends - Date.now() - behind) / 1000);
    const minutes = Math.ceil(seconds / 60);
    if (over || minutes > 99 || !words.left) return;
    if (seconds <= 60) {
      until.hidden = seconds > 0;
      line.closest(".strip")?.classList.add("late");
      say(seconds > 0 && words.seconds ? words.seconds.replace("{seconds}", seconds) : words.up || "");
    } else say(words.left.replace("{minutes}", minutes));
    if (seconds > 0 && seconds <= 300) toSay(seconds);
    if (seconds <= 0) {
      over = true;
      if (words.up) announce(words.up);
      document.querySelector("form[data-keep]")?.dispatchEvent(new Event("time-is-up"));
    }
  };
  tick();
  setInterval(tick, 500);
}

// --- Nothing typed is lost: what is chosen here ---

const ANSWERS = /^(answer|row-|certainty|dont-know)/;

function keepAnswers(form) {
  const { keep: address, back, now, touched } = form.dataset;
  const words = form.dataset;
  const key = shelved(address);
  const behind = Number(now) - Date.now();  // the server's clock counts
  const clock = () => Math.round(Date.now() + behind);
  const mark = document.querySelector("[data-mark]");
  const strip = document.querySelector("[data-strip]");
  let known = Number(touched);  // when what stands here was chosen, as far as this page knows
  let pending = null;  // the newest that the server does not have yet; here, too, where the device keeps nothing
  let timer = 0, busy = false, waiting = null, native = false, told = false, wasAway = false, entered = false;

  const fields = () => [...new FormData(form)].filter(([name]) => ANSWERS.test(name));
  const show = (text) => { if (mark.textContent !== text) mark.textContent = text; };
  const tell = (text, ...more) => {
    strip.hidden = !text;
    strip.firstElementChild.replaceChildren(text, ...more);
    if (text) announce(text);
  };
  const fill = (kept) => {
    for (const control of form.elements) {
      if (!ANSWERS.test(control.name)) continue;
      const values = kept.filter(([name]) => name === control.name).map(([, value]) => value);
      if (control.type === "radio" || control.type === "checkbox") control.checked = values.includes(control.value);
      else if (values.length) control.value = values[0];
    }
    form.dispatchEvent(new Event("filled"));
  };

  const where = () => (pending && shelf.get(key)?.at === pending.at ? words.kept : words.notKept);
  const away = () => {
    wasAway = true;
    show("");
    const text = waiting && where() === words.kept ? words.going : where();
    if (strip.hidden || strip.textContent !== text) tell(text);
    clearTimeout(timer);
    timer = setTimeout(again, AGAIN);
  };
  const again = () => (waiting ? leave(waiting.button) : send());
  const overtaken = (said) => {
    known = said.at;
    pending = null;
    shelf.drop(key);
    show("");
    tell(words.newer.replace("{time}", said.when).replace("{answer}", said.said));
  };
  const arrived = () => {
    if (wasAway) { wasAway = false; tell(words.sent); setTimeout(() => { if (strip.textContent === words.sent) tell(""); }, 4000); }
    show(words.saved);
    if (!told) announce(words.saved);
    told = true;
  };

  // What is common to a save and to Continue; true where the caller goes on with the answer.
  const understood = ({ status, said }) => {
    if (isAway(status)) { away(); return false; }
    if (status === 401) { if (said.device && !entered) enter(""); else askWords(said); return false; }
    if (said.state === "older") { overtaken(said); return false; }
    if (said.state === "closed") { shelf.drop(key); location.assign(address.replace(/\/\d+\/draft$/, "")); return false; }
    return true;
  };

  async function send() {
    clearTimeout(timer);
    timer = 0;
    const entry = pending;
    if (!entry || busy) return;
    const answer = await post(address, [...entry.fields, ["at", entry.at]]);
    if (busy || !understood(answer)) return;
    if (answer.status >= 400) { wasAway = true; show(""); tell(words.refused); return; }
    if (pending !== entry) { timer = setTimeout(send, 300); return; }
    pending = null;
    shelf.drop(key);
    arrived();
  }

  const edited = (event) => {
    if (event?.target && !ANSWERS.test(event.target.name)) return;
    known = clock();
    pending = { fields: fields(), at: known };
    const isKept = shelf.put(key, pending);
    show(words.saving);
    if (!isKept && wasAway) tell(words.notKept);
    clearTimeout(timer);
    timer = setTimeout(send, 500);
  };

  // Continue, Skip, Back: sent by script, so that there is a page to wait on where the network is away.
  async function leave(button) {
    if (busy) return;
    busy = true;
    clearTimeout(timer);
    waiting = { button };
    const at = clock();
    pending = { fields: fields(), at };
    const isKept = shelf.put(key, pending);
    const sent = [...new FormData(form, button?.form === form ? button : null), ["at", at]];
    if (button?.end) sent.push(["go", "end"]);
    const answer = await post(button?.getAttribute?.("formaction") || form.getAttribute("action"), sent);
    busy = false;
    if (!understood(answer)) { if (!isAway(answer.status) && answer.status !== 401) waiting = null; return; }
    if (answer.said.early) { timer = setTimeout(again, 500); return; }
    waiting = null;
    if (isKept) shelf.drop(key);
    if (answer.said.next) { busy = true; location.assign(answer.said.next); return; }
    native = true;  // the page that comes back says what is to be done
    form.requestSubmit(button?.form === form ? button : null);
  }

  // Signs in by three words, or by those that the device keeps still; then everything goes its way.
  async function enter(given) {
    entered = true;
    const answer = await post(back, [["words", given]]);
    if (answer.status === 200) { tell(""); wasAway = true; again(); }
    else if (!given) askWords(answer.said);
    return answer;
  }

  // Signed out: the three words are taken here.
  function askWords(said) {
    show("");
    const label = Object.assign(document.createElement("label"), { htmlFor: "words", textContent: words.words });
    const box = Object.assign(document.createElement("input"), { id: "words", autocomplete: "off", autocapitalize: "off", spellcheck: false });
    const button = Object.assign(document.createElement("button"), { type: "submit", className: "button", textContent: words.goOn });
    const ask = Object.assign(document.createElement("form"), { className: "inline-form" });
    ask.append(label, box, button);
    ask.addEventListener("submit", async (event) => {
      event.preventDefault();
      const answer = await enter(box.value);
      if (answer.status === 200) return;
      if (isAway(answer.status)) tell(where(), ask);
      else { tell(answer.said.problem || words.signedOut, ask); box.setAttribute("aria-invalid", "true"); box.focus(); }
    });
    if (said.problem || !strip.querySelector("form")) tell(words.signedOut, ask);
  }

  // Another tab or device may have answered meanwhile.
  async function look() {
    if (busy || document.hidden || pending) return;
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" }, cache: "no-store" });
      if (answer.status !== 200) return;
      const said = await answer.json();
      if (said.state === "closed") understood({ status: 200, said });
      else if (said.at > known + 50 && said.said) overtaken(said);
    } catch { /* the network is away; what is chosen here says so itself */ }
  }

  form.addEventListener("input", edited);
  form.addEventListener("change", edited);
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || native) return;
    event.preventDefault();
    leave(event.submitter);
  });
  form.addEventListener("time-is-up", () => leave({ end: true }));
  window.addEventListener("online", () => { if (wasAway) again(); });
  window.addEventListener("pagehide", () => { if (timer && !busy) send(); });
  window.addEventListener("pageshow", (event) => { busy = native = false; waiting = null; if (event.persisted) look(); });
  window.addEventListener("storage", (event) => { if (event.key === key && event.newValue) setTimeout(look, 1500); });
  document.addEventListener("visibilitychange", look);

  const takeUp = () => {
    const left = shelf.get(key);
    if (left && left.at > known) {
      known = left.at;
      pending = left;
      fill(left.fields);
      show(words.saving);
      wasAway = true;
      send();
    } else if (left) shelf.drop(key);
  };
  form.addEventListener("brought-back", takeUp);
}

// In a round what came of an answer stands on the page of its question, where the form was. Unlike fetch this request
// brings a document without making HTML from text.
function answerInPlace(form) {
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    const natively = () => form.submit();  // sent twice is once
    const asking = Object.assign(new XMLHttpRequest(), { responseType: "document", onerror: natively });
    asking.onload = () => {
      const page = asking.response;
      if (![200, 422].includes(asking.status) || !page?.querySelector("main")) { natively(); return; }
      document.title = page.title;
      history.replaceState(null, "", asking.responseURL);
      for (const part of [".masthead", "main"]) {
        const fresh = document.adoptNode(page.querySelector(part));
        document.querySelector(part).replaceWith(fresh);
        enhance(fresh);
      }
      scrollTo(0, 0);
      if (asking.status === 422) return;
      const heading = document.querySelector("h1");
      heading.tabIndex = -1;
      heading.focus();
    };
    asking.open("POST", form.action);
    asking.send(new URLSearchParams(new FormData(form)));
  });
}

// What quizapp.js begins on a page, in this order: a form must be kept before its time can be up.
const answering = [
  ["[data-order]", numberByTap], ["[data-pairs]", placeByTap], ["form[data-keep]", keepAnswers],
  ["form[data-in-place]", answerInPlace], ["[data-deadline]", countDown],
];
