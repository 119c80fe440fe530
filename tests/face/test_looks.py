"""The components look as they did: how each is drawn, on every machine; pixel by pixel, where fonts are the same.

The living page shows them with samples of its own, so no change of a bank changes a picture. After a change that is
meant, look at the pages, then write both anew: QUIZAPP_TAKE_PICTURES=1 .venv/bin/pytest tests/face/test_looks.py
"""

import json
import os
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Page

from tests.face.school import School
from tests.support.browser import DESKTOP

HERE = Path(__file__).resolve().parent
PICTURES = HERE / "pictures"
_LOOKS = (HERE / "looks.js").read_text("utf-8")
TAKE = os.environ.get("QUIZAPP_TAKE_PICTURES") == "1"
WAYS: dict[str, dict[str, Any]] = {"phone": {"width": 375, "height": 812}, "desk": DESKTOP}
#: Headings of the living page whose section is kept.
SECTIONS = ("The claim badge", "Errors and fields", "A question", "What came of it", "Tables and numbers")
#: A pixel differs when a channel does by two of sixteen steps; twenty runs differed in no pixel. One in 2,000 may.
STEPS, SHARE = 32, 1 / 2000


def shown(school: School, look: Any, way: str) -> Page:
    page: Page = look(school, **WAYS[way])
    page.goto("/design")
    page.evaluate("document.fonts.ready.then(() => { document.activeElement.blur(); scrollTo(0, 0); })")
    return page


def drawn_with(page: Page) -> dict[str, Any]:
    """What decides about pixels beside our own files: the kind and version of Chromium, and the fonts it took."""
    client = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        client.send(f"{domain}.enable")
    root = client.send("DOM.getDocument")["root"]["nodeId"]
    fonts = set()
    for part in ("h1", "main p", ".button", ".badge b", "code"):
        node = client.send("DOM.querySelector", {"nodeId": root, "selector": part})["nodeId"]
        used = client.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        fonts |= {font["familyName"] for font in used}
    version = client.send("Browser.getVersion")["product"].partition(".")[0]
    return {"chromium": version, "fonts": sorted(fonts)}


def section(page: Page, heading: str) -> Image.Image:
    """The living page from a heading to the next, in sixteen steps a channel."""
    clip = page.evaluate(
        """(text) => {
          const all = [...document.querySelectorAll("main > h2")];
          const [top, end] = [0, 1].map((more) => {
            const next = all[all.findIndex((h) => h.textContent === text) + more];
            return Math.floor(next.getBoundingClientRect().top + scrollY);
          });
          return { x: 0, y: top, width: innerWidth, height: Math.min(end - top, 900) };
        }""",
        heading,
    )
    picture = Image.open(BytesIO(page.screenshot(clip=clip, full_page=True))).convert("RGB")
    return picture.point(lambda light: light // 16 * 16)


def unlike(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels that differ; 1 where the sizes do."""
    if one.size != other.size:
        return 1.0
    worst = Image.new("L", one.size)
    for channel in ImageChops.difference(one, other).split():
        worst = ImageChops.lighter(worst, channel)
    return sum(worst.histogram()[STEPS:]) / (one.width * one.height)


def differences(was: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """What is drawn otherwise, one line each."""
    found = []
    for part in sorted(was.keys() | now.keys()):
        old, new = was.get(part), now.get(part)
        if isinstance(old, dict) and isinstance(new, dict):
            found += [
                f"{part}: {k} was {old.get(k)}, is {new.get(k)}" for k in new if old.get(k) != new.get(k)
            ]
        elif old != new:
            found.append(f"{part}: was {old}, is {new}")
    return found


@pytest.mark.parametrize("way", WAYS)
def test_components_are_drawn_as_they_were(school: School, look: Any, way: str) -> None:
    now = shown(school, look, way).evaluate(_LOOKS)
    kept = PICTURES / f"{way}.json"
    if TAKE:
        lines = (f"{json.dumps(part)}: {json.dumps(now[part])}" for part in sorted(now))
        kept.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
    assert [part for part, look in now.items() if look == "missing"] == []
    assert differences(json.loads(kept.read_text("utf-8")), now) == []


@pytest.mark.parametrize("way", WAYS)
def test_sections_look_as_they_did(school: School, look: Any, way: str) -> None:
    page = shown(school, look, way)
    here, kept = drawn_with(page), PICTURES / "drawn_with.json"
    if TAKE:
        kept.write_text(json.dumps(here, indent=2) + "\n", "utf-8")
    if here != (there := json.loads(kept.read_text("utf-8"))):
        pytest.skip(f"the pictures were drawn with {there}, here it is {here}")
    found = []
    for heading in SECTIONS:
        picture, path = section(page, heading), PICTURES / f"{heading.lower().replace(' ', '-')}-{way}.png"
        if TAKE:
            picture.quantize(256).save(path, optimize=True)
        share = unlike(Image.open(path).convert("RGB"), picture)
        if share > SHARE:
            found.append(f"{path.name}: {share:.2%} of its pixels differ")
    assert found == []


#: Changes of style that nobody meant.
PLANTED = (
    ".option { padding-inline-start: 6px; }",
    ".badge svg { opacity: 0.4; }",
    ".card > h3 { font-weight: 700; }",
)


@pytest.mark.parametrize("style", PLANTED)
def test_a_change_of_style_is_seen(school: School, look: Any, style: str) -> None:
    page = shown(school, look, "phone")
    was, before = page.evaluate(_LOOKS), [section(page, heading) for heading in SECTIONS]
    page.evaluate(
        "(style) => { const s = new CSSStyleSheet(); s.replaceSync(style); document.adoptedStyleSheets = [s]; }",
        style,
    )
    assert differences(was, page.evaluate(_LOOKS)) != []
    after = [section(page, heading) for heading in SECTIONS]
    assert max(unlike(one, other) for one, other in zip(before, after, strict=True)) > SHARE
