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

// After an error begin at the summary; after a saved act say so.
document.querySelector(".error-summary")?.focus();
const saved = document.querySelector(".banner.saved");
if (saved) announce(saved.textContent.trim());

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
      button.textContent = button.dataset.done || button.textContent;
    } catch {
      source.focus();
      source.select();
    }
  });
}

// Put in order: Up, Down and the selects move the row in place, and say where it is now.
function keepInOrder(list) {
  const rows = () => [...list.children];
  const place = (row) => row.querySelector("select");
  const placed = list.parentElement.querySelector("input[name=placed]");
  const number = () => {
    rows().forEach((row, index) => { place(row).value = String(index + 1); });
    if (placed) placed.value = "1";
  };
  const say = (row) => {
    const words = { item: row.querySelector("label").textContent.trim(), place: rows().indexOf(row) + 1, all: rows().length };
    announce(list.dataset.said.replace(/\{(\w+)\}/g, (_, name) => words[name]));
  };
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=move]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("li");
    const up = button.value.startsWith("up");
    const other = up ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    if (up) other.before(row); else other.after(row);
    number();
    // At either end this button is gone: its neighbour takes the focus.
    const shown = all("button[name=move]", row).find((each) => each === button && getComputedStyle(each).visibility !== "hidden");
    (shown || all("button[name=move]", row).find((each) => each !== button)).focus();
    say(row);
  });
  list.addEventListener("change", (event) => {
    const row = event.target.closest("li");
    const target = rows()[Number(event.target.value) - 1];
    if (!target || target === row) return;
    if (rows().indexOf(target) < rows().indexOf(row)) target.before(row); else target.after(row);
    number();
    event.target.focus();
    say(row);
  });
}

// Time left, shown in the line and said at five minutes and at one. The server's clock counts, not this machine's.
function countDown(line) {
  const behind = line.dataset.now ? Date.parse(line.dataset.now) - Date.now() : 0;
  const ends = Date.parse(line.dataset.deadline);
  const left = document.createElement("span");
  line.append(" ", left);
  let before = Infinity;
  const tick = () => {
    const minutes = Math.ceil((ends - Date.now() - behind) / 60000);
    if (minutes < 1 || minutes > 99 || !line.dataset.left) { left.textContent = ""; return; }
    left.textContent = line.dataset.left.replace("{minutes}", minutes);
    if ((minutes <= 5 && before > 5 && before !== Infinity) || (minutes <= 1 && before > 1)) announce(left.textContent);
    before = minutes;
  };
  tick();
  setInterval(tick, 10000);
}

// Moves the rows of a table into this order, unless somebody is on a link in it and would lose their place.
function putInOrder(body, rows) {
  if (!body || body.contains(document.activeElement)) return;
  const before = [...body.children].map((row) => row.dataset.row);
  if (before.join() !== rows.join()) body.append(...rows.map((row) => body.querySelector(`[data-row="${row}"]`)).filter(Boolean));
}

// A region that follows something: texts by name, asked for again while the page is looked at.
function follow(region) {
  let etag = "";
  const ask = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(region.dataset.poll, { headers: etag ? { "If-None-Match": etag } : {}, cache: "no-store" });
      if (answer.status !== 200) return;
      etag = answer.headers.get("ETag") || "";
      const { texts, rows, shape } = await answer.json();
      if (shape !== undefined && region.dataset.shape !== undefined && String(shape) !== region.dataset.shape) {
        location.reload();
        return;
      }
      if (rows) putInOrder(region.querySelector("[data-rows]"), rows);
      for (const place of all("[data-live]", region)) {
        const text = texts[place.dataset.live];
        if (text !== undefined && place.textContent !== text) place.textContent = text;
      }
    } catch {
      // The network is away; the next round asks again.
    }
  };
  setInterval(ask, Number(region.dataset.every || 3000));
}

all("form[data-once]").forEach(sendOnce);
if (navigator.clipboard) all("[data-copy]").forEach(copyFrom);
all("[data-order]").forEach(keepInOrder);
all("[data-deadline]").forEach(countDown);
all("[data-poll]").forEach(follow);
for (const button of all("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
