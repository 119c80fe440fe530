// What script adds. Every page works without it.

const all = (selector, within = document) => [...within.querySelectorAll(selector)];

// After an error, begin at the summary.
const summary = document.querySelector(".error-summary");
if (summary) summary.focus();

// A form pressed twice is sent once. The buttons stay as they are; a page that comes back from the cache starts anew.
for (const form of all("form[data-once]")) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (sent) event.preventDefault();
    sent = true;
  });
  window.addEventListener("pageshow", () => { sent = false; });
}

// Copy buttons.
for (const button of all("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  const words = button.textContent;
  button.addEventListener("click", async () => {
    const source = button.parentElement.querySelector("[data-copy-source]");
    try {
      await navigator.clipboard.writeText(source.value);
      button.textContent = `${words} ✓`;
    } catch {
      source.select();
    }
  });
}

// Put in order: Up and Down move the row in place, and say where it is now.
for (const list of all("[data-order]")) {
  const said = list.parentElement.querySelector("[data-order-said]");
  const places = () => all("li", list).map((row) => row.querySelector("select"));
  const sorted = () => {
    const rows = all("li", list);
    if (rows.some((row) => !row.querySelector("select").value)) return;
    rows.sort((a, b) => a.querySelector("select").value - b.querySelector("select").value).forEach((row) => list.append(row));
  };
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=move]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("li");
    const other = button.value.startsWith("up") ? row.previousElementSibling : row.nextElementSibling;
    if (other) {
      if (button.value.startsWith("up")) other.before(row); else other.after(row);
      places().forEach((select, place) => { select.value = String(place + 1); });
      const label = row.querySelector("label").textContent.trim();
      said.textContent = `${label}: ${all("li", list).indexOf(row) + 1} / ${places().length}`;
    }
    button.focus();
  });
  sorted();
}

// Time left, said politely at five minutes and at one.
for (const line of all("[data-deadline]")) {
  const ends = Date.parse(line.dataset.deadline);
  const spoken = document.createElement("span");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  line.append(spoken);
  const words = line.firstChild.textContent;
  const tick = () => {
    const left = Math.ceil((ends - Date.now()) / 60000);
    line.firstChild.textContent = left > 0 && left < 100 ? `${words} (${left} min)` : words;
    if (left === 5 || left === 1) spoken.textContent = `${left} min`;
  };
  tick();
  setInterval(tick, 15000);
}

// A page that follows something: texts by name, fetched again while the page is looked at.
for (const region of all("[data-poll]")) {
  let etag = "";
  const ask = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(region.dataset.poll, { headers: etag ? { "If-None-Match": etag } : {}, cache: "no-store" });
      if (answer.status !== 200) return;
      etag = answer.headers.get("ETag") || "";
      const { texts, shape } = await answer.json();
      if (shape !== undefined && region.dataset.shape !== undefined && String(shape) !== region.dataset.shape) {
        location.reload();
        return;
      }
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
