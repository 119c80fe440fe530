"""Let a QTI 3 player show every item of a package in a Chromium, and score right and wrong answers.

The player is @citolab/qti-components, from a folder in which it was installed. No address is asked for: what a page would
load is refused. ``judge`` says of a package how many items are shown and scored, or what is wrong with which.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Error

from tests.support.browser import launched_browser

_BUNDLE = "node_modules/@citolab/qti-components/cdn/index.global.js"
#: Gives the player one item; says what is shown, and what right and wrong answers earn.
_PLAY = """
async ([xml, name]) => {
  document.body.innerHTML = "<qti-item><item-container></item-container></qti-item>";
  const holder = document.querySelector("item-container");
  await holder.updateComplete;
  holder.itemXML = xml;
  const wait = ms => new Promise(done => setTimeout(done, ms));
  let item = null;
  for (let round = 0; round < 60 && !item; round += 1) {
    await wait(50);
    item = holder.shadowRoot.querySelector("qti-assessment-item");
  }
  if (!item) return {problem: "no item is shown"};
  await item.updateComplete;
  await wait(150);
  const parts = [...item.querySelectorAll("*")].filter(each => /-interaction$/.test(each.localName));
  const hidden = parts.filter(each => {
    const box = each.getBoundingClientRect();
    return !customElements.get(each.localName) || !box.width || !box.height;
  });
  const source = new DOMParser().parseFromString(xml, "text/xml");
  const declared = [...source.getElementsByTagName("qti-response-declaration")].map(each => {
    const right = each.getElementsByTagName("qti-correct-response")[0];
    const values = right ? [...right.getElementsByTagName("qti-value")].map(value => value.textContent) : [];
    const id = each.getAttribute("identifier");
    const others = [...source.querySelectorAll(`[response-identifier="${id}"] [identifier]`)]
      .map(one => one.getAttribute("identifier")).filter(one => !values.includes(one));
    return [id, each.getAttribute("cardinality"), values, others[0] ?? "-98765"];
  });
  const score = answers => {
    item.resetResponses();
    for (const [id, cardinality, values, other] of declared) {
      const single = answers ? values[0] : other;  // the player cannot map where nothing is answered
      if (values.length) item.updateResponseVariable(id, cardinality === "single" ? single : answers ? values : []);
    }
    item.processResponse(false, false);
    return Number(item.getOutcome("SCORE")?.value ?? NaN);
  };
  const most = Number(item.getOutcome("MAXSCORE")?.value ?? NaN);
  return {
    parts: parts.length,
    hidden: hidden.map(each => each.localName),
    text: item.innerText.trim().length,
    keyed: declared.some(([, , values]) => values.length),
    right: score(true),
    wrong: score(false),
    most,
  };
}
"""


def judge(package: bytes, folder: Path) -> str:
    """What the player says of the items of a package; ``FAILED`` begins what is wrong."""
    bundle = folder / _BUNDLE
    if not bundle.exists():
        return f"no {_BUNDLE} in {folder}"
    with zipfile.ZipFile(io.BytesIO(package)) as packed:
        names = [name for name in packed.namelist() if name.endswith(".xml") and "manifest" not in name]
        items = {name: packed.read(name).decode() for name in names}
    items = {name: xml for name, xml in items.items() if "<qti-assessment-item " in xml}
    wrong: list[str] = []
    scored = 0
    with launched_browser() as browser:
        page = browser.new_page()
        page.route("**/*", lambda route: route.abort())
        page.add_script_tag(path=str(bundle))
        for name, xml in items.items():
            try:
                said = page.evaluate(_PLAY, [xml, name])
            except Error as error:
                said = {"problem": str(error).splitlines()[0]}
            wrong += [f"{name}: {what}" for what in _wrong(said)]
            scored += bool(said.get("keyed"))
    return f"FAILED: {'; '.join(wrong)}" if wrong else f"{len(items)} items shown, {scored} scored"


def _wrong(said: dict[str, Any]) -> Iterator[str]:
    if "problem" in said:
        yield str(said["problem"])
        return
    if not said["parts"] or said["hidden"] or not said["text"]:
        yield f"not shown: {said}"
    if said["keyed"] and not said["right"] > 0:
        yield f"the right answers earn {said['right']}"
    if said["keyed"] and not said["wrong"] <= 0:
        yield f"a wrong answer earns {said['wrong']}"
