// What script adds. Every page works without it. The policy allows no HTML made from text, so nodes are built or moved.

const all = (selector, within = document) => [...within.querySelectorAll(selector)];

// One polite voice for everything that happens without a new page.
const voice = document.createElement("p");
voice.className = "visually-hidden";
voice.setAttribute("role", "status");
document.body.append(voice);

function announce(text) {
  voice.textContent = "";
  // A region is read when its text changes; the pause lets the same text be read again.
  setTimeout(() => { voice.textContent = text; }, 100);
}

// A form pressed twice is sent once. The buttons stay as they are. After 8 seconds without an answer a press counts again.
function sendOnce(form) {
  let sent = 0;
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (Date.now() - sent < 8000) event.preventDefault();
    else sent = Date.now();
  });
  window.addEventListener("pageshow", () => { sent = 0; });
}

// A button that copies the text beside it; shown only where the browser can copy.
function copyFrom(button) {
  const source = button.parentElement.querySelector("[data-copy-source]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.value);
      announce(button.dataset.done || "");
      const name = button.textContent;
      button.textContent = button.dataset.done || name;
      setTimeout(() => { button.textContent = name; }, 4000);
    } catch {
      source.focus();
      source.select();
    }
  });
}

// A time of day says of which place it is where the reader's own clock says another.
for (const place of all("[data-instant]")) {
  const here = new Date(place.dataset.instant);
  place.classList.toggle("elsewhere", place.dataset.clock !== [here.getHours(), here.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":"));
}

// A time zone that nobody has chosen yet is the browser's, where it is one of those that can be chosen.
for (const field of all("[data-own-zone]")) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
  if (!field.options || [...field.options].some((option) => option.value === zone)) field.value = zone;
}

// What falls apart on phones stays a table: where rows are drawn as blocks some browsers forget that they are rows.
function tableRoles(within) {
  const roles = { table: "table", thead: "rowgroup", tbody: "rowgroup", tr: "row", td: "cell", "thead th": "columnheader", "tbody th": "rowheader" };
  for (const [part, role] of Object.entries(roles)) {
    for (const each of all(part, within)) if (each.closest("table.stack")) each.setAttribute("role", role);
  }
}

// A row for each of these: new ones are made from the template, and what has the focus is neither moved nor taken away.
function arrange(region, rows) {
  const body = region.querySelector("[data-rows]");
  const known = (row) => body.querySelector(`[data-row="${row}"]`);
  for (const each of [...body.children]) {
    if (!rows.includes(each.dataset.row) && !each.contains(document.activeElement)) each.remove();
  }
  for (const row of rows.filter((each) => !known(each))) {
    const made = region.querySelector("template").content.firstElementChild.cloneNode(true);
    for (const part of [made, ...all("*", made)]) {
      for (const attribute of part.attributes) attribute.value = attribute.value.replace("THE-ROW", row);
    }
    body.append(made);
    tableRoles(region);
  }
  const before = [...body.children].map((row) => row.dataset.row);
  if (before.join() !== rows.join() && !body.contains(document.activeElement)) body.append(...rows.map(known));
  region.querySelector("[data-with-rows]").hidden = !rows.length;
  region.querySelector("[data-without-rows]").hidden = rows.length > 0;
}

// A region that follows something: texts by name, asked for again while the page is looked at and nobody has paused it.
// What has changed is said at most once a minute.
const SAY_AGAIN = 60000;
function follow(region) {
  let etag = "", said = "", saidAt = 0, newest = "";
  const pause = region.querySelector("[data-pause]");
  if (pause) {
    pause.hidden = false;
    pause.addEventListener("click", () => pause.setAttribute("aria-pressed", pause.getAttribute("aria-pressed") !== "true"));
  }
  const ask = async () => {
    if (document.hidden || pause?.getAttribute("aria-pressed") === "true") return;
    try {
      const answer = await fetch(region.dataset.poll, { headers: etag ? { "If-None-Match": etag } : {}, cache: "no-store" });
      if (answer.status === 200) {
        etag = answer.headers.get("ETag") || "";
        const { texts, rows } = await answer.json();
        if (rows) arrange(region, rows);
        for (const place of all("[data-live]", region)) {
          const text = texts[place.dataset.live];
          if (text !== undefined && place.textContent !== text) place.textContent = text;
          if (place.matches("p > a")) place.parentElement.hidden = !place.textContent;  // a way on that was not there yet
        }
        newest = texts.said || newest;
      }
    } catch {
      // The network is away; the next round asks again.
    }
    if (newest !== said && Date.now() - saidAt >= SAY_AGAIN) {
      if (said) { announce(newest); saidAt = Date.now(); }  // what the page was loaded with stands there
      said = newest;
    }
  };
  setInterval(ask, Number(region.dataset.every || 3000));
}

// --- Nothing typed is lost ---------------------------------------------------------------------------------------
// What is chosen or typed is on this device at once and on the server after a pause. An entry is kept under the student
// and the address that it is sent to, until the server has it or something newer.

const who = document.body.dataset.who || "";
const SHELF = "kept ";
const AGAIN = 2500;  // milliseconds until the next try where the network is away

// A browser writes localStorage to its disk seconds later, a database at once: what one that was killed had not written yet is
// there still.
const opened = new Promise((done) => {
  if (!who) { done(null); return; }
  try {
    const asked = indexedDB.open("kept");
    asked.onupgradeneeded = () => asked.result.createObjectStore("kept");
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => done(null);
  } catch { done(null); }
});
async function inDatabase(act) {
  try {
    const asked = act((await opened).transaction("kept", "readwrite").objectStore("kept"));
    return await new Promise((done) => { asked.onsuccess = () => done(asked.result); asked.onerror = () => done(); });
  } catch { return undefined; }  // there is none
}

const shelf = {
  get(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
  put(key, entry) {
    inDatabase((store) => store.put({ key, entry }, key));
    try { localStorage.setItem(key, JSON.stringify(entry)); return true; } catch { return false; }
  },
  drop(key) {
    inDatabase((store) => store.delete(key));
    try { localStorage.removeItem(key); } catch { /* nothing is kept, then */ }
  },
  keys() { try { return Object.keys(localStorage).filter((key) => key.startsWith(SHELF)); } catch { return []; } },
};
const shelved = (address) => `${SHELF}${who} ${address}`;
let pass = document.querySelector("input[name=csrf_token]")?.value || "";

// Posts fields; what comes back is the status and what was said, or status 0 where nobody answers.
async function post(address, fields, once = false) {
  try {
    const body = new URLSearchParams(fields);
    body.set("csrf_token", pass);
    const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" }, keepalive: String(body).length < 60000, redirect: "error" });
    const said = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
    if (answer.status === 401 && said.csrf) {
      pass = said.csrf;
      for (const field of all("input[name=csrf_token]")) field.value = pass;
      if (!said.signed_out && !once) return post(address, fields, true);  // signed in again in another tab
    }
    return { status: answer.status, said };
  } catch {
    return { status: 0, said: {} };
  }
}
const isAway = (status) => status === 0 || status >= 500 || status === 429;

// Entries of other pages: sent as soon as there is a network, whatever page is open.
async function deliver(but = "") {
  let left = 0;
  for (const key of shelf.keys()) {
    const [, owner, address] = key.split(" ");
    if (owner !== who || address === but) continue;
    const entry = shelf.get(key);
    if (!entry) { shelf.drop(key); continue; }
    const { status } = await post(address, [...entry.fields, ["at", entry.at]]);
    if (isAway(status) || status === 401) left += 1;
    else if (shelf.get(key)?.at === entry.at) shelf.drop(key);
  }
  return left;
}

// Of the two copies of an answer the later one counts.
async function bringBack(form) {
  for (const { key, entry } of await inDatabase((store) => store.getAll()) || []) {
    if (entry.at > (shelf.get(key)?.at ?? 0)) shelf.put(key, entry);
  }
  form?.dispatchEvent(new Event("brought-back"));
  deliver(form?.dataset.keep);
}

// Handing in waits for a network, too.
function waitForNetwork(form) {
  const strip = document.querySelector("[data-strip]");
  let ready = false;
  const attempt = async () => {
    let left = 1;
    try {
      if ((await fetch(location.href, { method: "HEAD", cache: "no-store" })).ok) left = await deliver();
    } catch { /* away still */ }
    if (!left) { ready = true; form.requestSubmit(); return; }
    if (strip.hidden) { strip.hidden = false; announce(strip.textContent.trim()); }
    setTimeout(attempt, AGAIN);
  };
  let begun = false;
  form.addEventListener("submit", (event) => {
    if (ready) return;
    event.preventDefault();
    if (!begun) attempt();
    begun = true;
  });
}

function enhance(within) {
  all("form[data-waits]", within).forEach(waitForNetwork);
  all("form[data-once]:not([data-keep])", within).forEach(sendOnce);
  if (typeof answering !== "undefined") for (const [selector, begin] of answering) all(selector, within).forEach(begin);
  // Whoever signs out leaves nothing here.
  for (const form of all("form[data-forgets]", within)) form.addEventListener("submit", () => {
    shelf.keys().forEach(shelf.drop);
    inDatabase((store) => store.clear());
  });
  if (navigator.clipboard) all("[data-copy]", within).forEach(copyFrom);
  for (const button of navigator.share ? all("[data-share]", within) : []) {
    button.hidden = false;
    button.addEventListener("click", () => navigator.share({ title: document.title, url: button.dataset.share }).catch(() => {}));
  }
  tableRoles(within);
  all("[data-poll]", within).forEach(follow);
  for (const button of all("[data-print]", within)) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  // After an error begin at the summary; after a saved act say so.
  within.querySelector(".error-summary")?.focus();
  const saved = within.querySelector(".banner.saved");
  if (saved) announce(saved.textContent.trim());
}

enhance(document);
if (who) {
  bringBack(document.querySelector("form[data-keep]"));
}
