"""What axe does not ask of a page. Each check returns sentences; a page without fault gives an empty list.

``faults(page)`` asks everything that leaves the page as it was. ``tab_walk``, ``zoomed``, ``spaced``, ``calm`` and
``chosen_shows_in_forced_colours`` press keys or change the look; the page is usable afterwards.
"""

from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops
from playwright.sync_api import Page

from tests.support.plain_words import NOT_FOR_STUDENTS

HERE = Path(__file__).resolve().parent
_CHECKS = (HERE / "beyond.js").read_text("utf-8")
_STOP = (HERE / "focus.js").read_text("utf-8")
#: Notes what listens for presses, so that a ``div`` with a listener is found. Give it to ``page.add_init_script``.
NOTE_LISTENERS = """
window.__pressed = new Set();
const listen = EventTarget.prototype.addEventListener;
EventTarget.prototype.addEventListener = function (kind, ...more) {
  if (kind === "click" && this instanceof Element) window.__pressed.add(this);
  return listen.call(this, kind, ...more);
};
"""
STILL = (
    "groups_have_legends",
    "one_heading",
    "legend_is_heading",
    "errors_are_linked",
    "colour_never_alone",
    "nothing_only_dragged",
    "timing_is_said",
    "targets_are_large",
    "only_controls_are_pressed",
    "pictures_are_told",
    "order_is_as_seen",
    "saving_is_said",
)
#: A question's form ends here: when it is taken, and in its author's preview.
LAST_OF_A_QUESTION = ("Continue", "Mark this answer")
#: More stops than any page of ours has.
MOST_STOPS = 700
#: Two colours this far apart (WCAG 1.4.11) count as changed.
CONTRAST = 3.0


def ask(page: Page, *names: str) -> list[str]:
    """The findings of the named checks of beyond.js."""
    return page.evaluate(_CHECKS, [list(names)])


def faults(page: Page) -> list[str]:
    """Everything that can be read from the page as it stands."""
    return ask(page, *STILL) + hard_words(page)


#: Everything that a page says: its title, its texts, those in folds too, and names and sentences in attributes.
_SAID = """() => {
  const said = [document.title], rest = document.createTreeWalker(document.body, NodeFilter.SHOW_ALL);
  for (let at = rest.currentNode; at; at = rest.nextNode()) {
    if (at.nodeType === 3 && !at.parentElement.closest("script, style, .keep-words")) said.push(at.data);
    for (const { name, value } of at.attributes || []) if (/^(aria-label|alt|placeholder|data-[a-z-]+)$/.test(name)) said.push(value);
  }
  return said.join(" ");
}"""


def hard_words(page: Page) -> list[str]:
    """Words on a student's page that a child of thirteen stumbles over."""
    if page.locator("body.for-teachers").count():
        return []
    said = page.evaluate(_SAID)
    around = [
        said[max(found.start() - 40, 0) : found.end() + 40] for found in NOT_FOR_STUDENTS.finditer(said)
    ]
    return [f"hard_words: {' '.join(each.split())}" for each in around]


def lost(page: Page) -> list[str]:
    """What is cut off, hangs over the edge or lies on other text, as the page stands."""
    return ask(page, "nothing_is_lost")


@dataclass
class Titles:
    """Titles of the pages seen; two pages with one title cannot be told apart in a list of tabs."""

    seen: dict[str, str] = field(default_factory=dict)

    def faults(self, page: Page) -> list[str]:
        title = page.title()
        if title.startswith("Error: "):  # the same page, come back at the address that its form is sent to
            return []
        if not title.removesuffix("– quizapp").strip():
            return ["no title"]
        path = page.url.partition("?")[0].partition("#")[0]
        first = self.seen.setdefault(title, path)
        return [] if first == path else [f"“{title}” is also the title of {first}"]


# --- focus --------------------------------------------------------------------------------------------------


def tab_walk(page: Page, kinds: set[str] | None = None) -> list[str]:
    """Press Tab from the top to the end: every control is reached, is seen with the focus, and nothing covers it.

    On a page with a question the last control of its form is Continue. The first stop of each kind is compared with
    itself without the focus, pixel by pixel; ``kinds`` holds the kinds that other pages have shown.
    """
    # What has the focus now is left; Tab begins at the top, as after loading.
    page.evaluate(
        "() => { window.__walked = []; scrollTo(0, 0); document.body.tabIndex = -1; document.body.focus();"
        " document.body.removeAttribute('tabindex'); }"
    )
    bad: list[str] = []
    kinds = set() if kinds is None else kinds
    last_of_form = ""
    for _press in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(_STOP)
        if stop is None or stop["again"]:
            break
        if stop["covered"]:
            bad.append(f"tab_walk: covered while it has the focus: {stop['name']}")
        if stop["form"]:
            last_of_form = stop["text"]
        if (
            stop["kind"] not in kinds
            and not stop["written"]
            and not _is_seen(page, stop["box"], stop["around"])
        ):
            bad.append(f"tab_walk: the focus is not seen on {stop['name']}")
        kinds.add(stop["kind"])
    bad += [f"tab_walk: not reached by Tab: {name}" for name in page.evaluate(_UNREACHED)]
    if page.locator("main form .question").count() and last_of_form not in LAST_OF_A_QUESTION:
        bad.append(f"tab_walk: the question's form ends at “{last_of_form}”, not at Continue")
    return bad


_UNREACHED = """() => {
  const walked = window.__walked;
  const text = (e) => e.textContent.trim();
  // The hidden first button of a form is what Enter in a field presses; one with the same words can be reached.
  const twin = (e) => e.matches("button.visually-hidden[tabindex='-1']") && walked.some((w) => w.form === e.form && text(w) === text(e));
  const groups = new Set(walked.filter((e) => e.type === "radio").map((e) => e.name));
  return [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
    .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.disabled && !walked.includes(e) && !twin(e)
      && !(e.type === "radio" && groups.has(e.name)))
    .map((e) => `<${e.tagName.toLowerCase()}> “${(e.textContent || e.name || "").trim().slice(0, 40)}”`).slice(0, 5);
}"""


def _is_seen(page: Page, box: dict[str, float], around: float) -> bool:
    """Whether taking the focus away changes as many pixels as a line of 1 px around the control has."""
    view = page.viewport_size or {"width": 1280, "height": 800}
    left, top = max(box["x"] - 8, 0), max(box["y"] - 8, 0)
    clip = {
        "x": left,
        "y": top,
        "width": max(min(box["x"] + box["width"] + 8, view["width"]) - left, 1),
        "height": max(min(box["y"] + box["height"] + 8, view["height"]) - top, 1),
    }
    focused = page.screenshot(clip=clip)  # type: ignore[arg-type]  # a mapping of the right shape
    page.evaluate("() => { window.__focused = document.activeElement; window.__focused.blur(); }")
    without = page.screenshot(clip=clip)  # type: ignore[arg-type]  # as above
    page.evaluate("() => window.__focused.focus({ focusVisible: true, preventScroll: true })")
    return changed_pixels(focused, without) >= min(around, 2 * (clip["width"] + clip["height"]))


def changed_pixels(one: bytes, other: bytes) -> int:
    """How many pixels of two pictures of one size differ by a contrast of 3 : 1."""
    first, second = (Image.open(BytesIO(data)).convert("RGB") for data in (one, other))
    if first.size != second.size:
        return first.size[0] * first.size[1]
    box = ImageChops.difference(first, second).getbbox()
    if box is None:
        return 0
    linear = [((c / 255 + 0.055) / 1.055) ** 2.4 if c > 10 else c / 255 / 12.92 for c in range(256)]
    count = 0
    for a, b in zip(_pixels(first.crop(box)), _pixels(second.crop(box)), strict=True):
        if a != b:
            bright, dark = sorted(
                (0.2126 * linear[p[0]] + 0.7152 * linear[p[1]] + 0.0722 * linear[p[2]] for p in (a, b)),
                reverse=True,
            )
            count += (bright + 0.05) / (dark + 0.05) >= CONTRAST
    return count


def _pixels(picture: Image.Image) -> list[tuple[int, int, int]]:
    data = picture.tobytes()
    return list(zip(data[0::3], data[1::3], data[2::3], strict=True))


# --- other looks --------------------------------------------------------------------------------------------


def zoomed(page: Page, *widths: int) -> list[str]:
    """Nothing is lost at 200 % and 400 % of a window of 1280 px (WCAG 1.4.4, 1.4.10), or at the widths given; of a student's page
    the text alone is at 200 %, on a phone, which is harder."""
    before = page.viewport_size
    bad = []
    if not widths and not page.locator("body.for-teachers").count():
        widths = (320,)
        page.set_viewport_size({"width": 375, "height": 667})
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        bad += [f"text at 200 %: {say}" for say in lost(page)]
        page.evaluate("document.documentElement.style.fontSize = ''")
    for width in widths or (640, 320):
        page.set_viewport_size({"width": width, "height": 512 if width > 320 else 256})
        bad += [f"{width} px: {say}" for say in lost(page)]
    if before:
        page.set_viewport_size(before)
    return bad


_SPACING = """(on) => {
  if (!on) { document.adoptedStyleSheets = []; return; }
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
    p { margin-block-end: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""


def spaced(page: Page) -> list[str]:
    """Nothing is lost when the reader spaces lines, letters, words and paragraphs as in WCAG 1.4.12."""
    page.evaluate(_SPACING, True)
    bad = [f"text spacing: {say}" for say in lost(page)]
    page.evaluate(_SPACING, False)
    return bad


def calm(page: Page) -> list[str]:
    """Under reduced motion nothing moves."""
    page.emulate_media(reduced_motion="reduce")
    bad = ask(page, "nothing_moves")
    page.emulate_media(reduced_motion="no-preference")
    return bad


def chosen_shows_in_forced_colours(page: Page) -> list[str]:
    """In forced colours, where fills are dropped, a chosen row still looks unlike itself unchosen."""
    choices = page.locator("main label", has=page.locator("input[type=radio], input[type=checkbox]"))
    row = choices.filter(visible=True).first
    if not row.count():
        return []
    page.emulate_media(forced_colors="active")
    box = row.locator("input").first
    before, picture = box.is_checked(), row.screenshot()
    box.evaluate("(e) => { e.checked = !e.checked; }")
    changed = changed_pixels(picture, row.screenshot())
    box.evaluate("(e, was) => { e.checked = was; }", before)
    page.emulate_media(forced_colors="none")
    return [] if changed >= 100 else [f"forced colours: a chosen row differs by {changed} pixels only"]


_WATCH = """() => {
  const LIVE = "[role=status], [role=alert], [role=timer], [aria-live=polite], [aria-live=assertive]";
  window.__moved = { silent: [], said: 0 };
  new MutationObserver((records) => {
    for (const record of records) {
      const at = record.target.nodeType === 3 ? record.target.parentElement : record.target;
      if (!at || !at.textContent.trim()) continue;
      if (at.closest(LIVE)) window.__moved.said += 1;
      else window.__moved.silent.push(at.textContent.trim().slice(0, 40));
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""


def countdown_is_said(page: Page, minutes: float) -> list[str]:
    """What changes by itself while the time runs is said at least once. ``page.clock.install()`` must come first."""
    page.evaluate(_WATCH)
    page.clock.run_for(round(minutes * 60_000))
    moved: dict[str, Any] = page.evaluate("() => window.__moved")
    if moved["silent"] and not moved["said"]:
        return [f"countdown_is_said: changes in silence: {moved['silent'][0]}"]
    return []
