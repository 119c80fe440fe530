"""A real Chromium, looked at as different people see it, and checked while it works."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    sync_playwright,
)

from manage import find_chromium

FLAGS = (
    "--no-sandbox",  # the tests may run as root; they open no pages but ours
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
#: Ways to see a page: ``new_page(**PHONE, **DARK)``.
DESKTOP: dict[str, Any] = {"width": 1280, "height": 800}
PHONE: dict[str, Any] = {"width": 375, "height": 812, "touch": True}
#: 1280 px at 400 % zoom: what WCAG 1.4.10 (reflow) asks for.
NARROW: dict[str, Any] = {"width": 320, "height": 640}
DARK: dict[str, Any] = {"dark": True}
NO_SCRIPT: dict[str, Any] = {"script": False}
HIGH_CONTRAST: dict[str, Any] = {"forced_colours": True}
CALM: dict[str, Any] = {"reduced_motion": True}
AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")

#: What axe is made of; as an init script it costs a page half of what it costs afterwards. Each text's colours are
#: read a dozen times, by a parser that takes as long as all the rest: what a text of CSS means is worked out once.
AXE_SOURCE = (
    Axe().axe_script
    + """;(() => {
  const color = axe.commons.color.Color.prototype, read = color.parseString, known = new Map();
  color.parseString = function (text) {
    if (!known.has(text)) {
      read.call(this, text);
      known.set(text, [this.r, this.g, this.b, this.alpha]);
    }
    [this.r, this.g, this.b, this.alpha] = known.get(text);
    return this;
  };
})();"""
)


class NoBrowser(Exception):
    """There is no Chromium here, or it does not start; the text says what to install."""


@contextmanager
def launched_browser() -> Iterator[Browser]:
    """One headless Chromium. Raises NoBrowser with a sentence."""
    path = find_chromium()
    if path is None:
        raise NoBrowser(
            "no Chromium or Chrome was found. Debian: apt-get install chromium-headless-shell libatomic1."
            " Elsewhere: install Chrome, or set QUIZAPP_CHROMIUM to a Chromium's path"
        )
    try:
        playwright = sync_playwright().start()
    except Exception as error:  # the driver's own Node ended: Playwright has no class for that
        raise NoBrowser("Playwright does not start. Debian: apt-get install libatomic1") from error
    try:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()
    finally:
        playwright.stop()


@dataclass
class Complaints:
    """What pages did that no page of ours may do."""

    said: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        """Note script errors, CSP refusals, missing files and requests to other hosts."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.said.append(f"script error: {error.error}"))
        context.on("request", self._request)
        context.on("response", self._response)

    def forgive(self) -> None:
        """Forget what was noted so far: the test provoked it."""
        self.said.clear()

    def _console(self, message: ConsoleMessage) -> None:
        # The status of a failed load is judged in _response, where the kind of the request is known.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.said.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1":
            self.said.append(f"asked another host: {request.url}")

    def _response(self, response: Response) -> None:
        may_refuse = response.request.resource_type in ("document", "fetch", "xhr")
        if response.status >= (500 if may_refuse else 400):
            self.said.append(f"status {response.status}: {response.url}")


class Pages:
    """Makes pages, each in a browser context of its own: nobody is signed in yet."""

    def __init__(self, browser: Browser, base_url: str | None) -> None:
        self._browser = browser
        self._base_url = base_url
        self._contexts: list[BrowserContext] = []
        self.complaints = Complaints()

    def __call__(
        self,
        *,
        width: int = 1280,
        height: int = 800,
        touch: bool = False,
        script: bool = True,
        dark: bool = False,
        forced_colours: bool = False,
        reduced_motion: bool = False,
        **more: Any,
    ) -> Page:
        """A new page for a new visitor; ``more`` goes to Playwright's ``new_context``."""
        context = self._browser.new_context(
            base_url=self._base_url,
            viewport={"width": width, "height": height},
            has_touch=touch,
            is_mobile=touch,
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
            forced_colors="active" if forced_colours else "none",
            reduced_motion="reduce" if reduced_motion else "no-preference",
            **more,
        )
        context.set_default_timeout(15_000)
        self.complaints.watch(context)
        self._contexts.append(context)
        return context.new_page()

    def close(self) -> None:
        for context in self._contexts:
            context.close()


def runs_out(page: Page) -> int:
    """How many pixels a page is wider than what shows it; a page that is only just on its way is waited for."""
    page.wait_for_load_state()
    wider: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wider


def axe(page: Page) -> list[str]:
    """What axe finds wrong by WCAG 2.2 A and AA, one line each: ``assert axe(page) == []``.

    Needs script; look at a page with script off in a second page with script on.
    """
    page.wait_for_load_state()
    options = {"runOnly": {"type": "tag", "values": list(AXE_TAGS)}, "resultTypes": ["violations"]}
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SOURCE)
    found = page.evaluate("(options) => axe.run(options).then((said) => said.violations)", options)
    return [
        f"{rule['id']}: {rule['help']}: {' '.join(map(str, node['target']))} {node['html'][:200]}"
        for rule in found
        for node in rule["nodes"]
    ]


def tree(page: Page, within: str = "main") -> list[str]:
    """What a screen reader is given of a part of the page, in its order: role, name and states, one line each.

    Chromium's own accessibility tree; what is hidden from it is not in it, and texts stand where nothing names them.
    """
    session = page.context.new_cdp_session(page)
    root = session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": within})["nodeId"]
    top = session.send("DOM.describeNode", {"nodeId": node})["node"]["backendNodeId"]
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    known = {each["nodeId"]: each for each in nodes}
    lines: list[str] = []

    def walk(each: dict[str, Any], named: str) -> None:
        role, name = each.get("role", {}).get("value", ""), each.get("name", {}).get("value", "").strip()
        is_text = role == "StaticText"
        if (
            not each["ignored"]
            and (name if is_text else role not in _SILENT)
            and not (is_text and name in named)
        ):
            states = {
                prop["name"]: str(prop["value"].get("value", "")).lower()
                for prop in each.get("properties", ())
            }
            shown = [
                f"{state}={states[state]}" for state in _STATES.get(role, _STATES[""]) if state in states
            ]
            value = str(each.get("value", {}).get("value", "")) if role == "combobox" else ""
            lines.append(
                " ".join(filter(None, [_SAID.get(role, role), name, value and f"“{value}”", *shown]))
            )
            named = f"{named} {name}"
        for child in each.get("childIds", ()) if role != "StaticText" else ():
            if child in known:
                walk(known[child], named)

    walk(next(each for each in nodes if each.get("backendDOMNodeId") == top), "")
    return lines


#: Roles that say nothing by themselves; other names for some; which states are told of a role, beside its name.
_SILENT = {"generic", "none", "paragraph", "InlineTextBox", "LabelText", "Legend", "RootWebArea", "main", "form",
           "LineBreak", "strong", "list", "listitem", "MenuListPopup", "option", "DescriptionList", "ListMarker", "Section"}  # fmt: skip
_SAID = {"StaticText": "text", "DisclosureTriangleGrouped": "summary", "DisclosureTriangle": "summary"}
_STATES = {"heading": ("level",), "radio": ("checked",), "checkbox": ("checked",), "": ("expanded", "pressed"),
           "combobox": (), "summary": ("expanded",)}  # fmt: skip


def listen(page: Page) -> Callable[[], list[str]]:
    """From now on note what the page's voice says, in its order; the result tells what was heard so far."""
    page.evaluate(
        """() => {
          const voice = [...document.querySelectorAll("[role=status]")].at(-1);
          window.heard = [];
          new MutationObserver(() => { if (voice.textContent) window.heard.push(voice.textContent); })
            .observe(voice, { childList: true });
        }"""
    )
    return lambda: page.evaluate("window.heard")


def is_required() -> bool:
    """Whether what is missing fails the run (CI=true) and is not just skipped."""
    return os.environ.get("CI", "").lower() in ("true", "1")
