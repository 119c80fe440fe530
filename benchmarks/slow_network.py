"""How long until the first question can be read on a slow telephone network, with nothing kept in the browser.

    python -m benchmarks.slow_network [--rounds 9] [--json FILE]

Starts the program on the article's bank and opens pages in Chromium with 1.6 Mbit/s down, 768 kbit/s up and 400 ms for
each round trip (Chromium's own emulation). Each round has a browser
context of its own, so that its cache is empty. The time is Chromium's own: from the start of the navigation to the paint
of the largest text of the page, with the stylesheet applied; on a question's page that has to be the question. The emulation
delays requests, not the setting up of connections; a first visit over TLS 1.3 needs two round trips more, and the column
"first visit" adds them.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.reliability.kill import free_port
from tests.support.browser import PHONE, launched_browser

ROOT = Path(__file__).resolve().parents[1]
ROUND_TRIP_MS = 400
#: Bytes a second.
DOWN, UP = 1_600_000 / 8, 768_000 / 8
#: TCP, then TLS 1.3: a round trip each before the first request leaves.
HANDSHAKES_MS = 2 * ROUND_TRIP_MS
#: Asked of a page once it is loaded: the paint of its largest text, what it says, and what came over the wire.
PAINTED = """() => new Promise((done) => new PerformanceObserver((list) => {
  const last = list.getEntries().at(-1);
  const files = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
  done({ms: last.startTime, isQuestion: last.element?.closest('legend') != null, bytes: files.reduce((sum, file) => sum + file.transferSize, 0), requests: files.length});
}).observe({type: 'largest-contentful-paint', buffered: true}))"""


@dataclass(frozen=True)
class Seen:
    """One opening of a page: milliseconds to its paint, bytes over the wire, requests."""

    ms: float
    bytes: int
    requests: int


@contextmanager
def running() -> Iterator[str]:
    """The program as it is run, in a process and on data of its own; its address."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "quizapp", "run", "--port", str(port), "--data", folder]
        server = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        try:
            for line in server.stdout or ():
                if "Stop with" in line:
                    break
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


def phone(browser: Browser, **more: Any) -> BrowserContext:
    size = {"width": PHONE["width"], "height": PHONE["height"]}
    return browser.new_context(viewport=size, is_mobile=True, has_touch=True, **more)


def slow(page: Page) -> Page:
    """The page behind a slow network, its cache empty."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    conditions = {
        "offline": False,
        "latency": ROUND_TRIP_MS,
        "downloadThroughput": DOWN,
        "uploadThroughput": UP,
    }
    devtools.send("Network.emulateNetworkConditions", conditions)
    return page


def begin(page: Page, url: str) -> None:
    """A student before the first question of the ten-minute check: one press of Go on is left."""
    page.goto(url)
    page.get_by_role("link", name="Ten-minute check").click()
    page.get_by_label("Your name").fill("Mira")
    page.get_by_role("button", name="Start").click()


def paint(page: Page) -> Seen:
    """Wait for the page; raises RuntimeError where its largest text is not the question that it asks."""
    page.wait_for_load_state("load")
    found = page.evaluate(PAINTED)
    if page.locator("fieldset.question").count() and not found.pop("isQuestion"):
        raise RuntimeError("the largest text of the page is not its question")
    return Seen(found["ms"], found["bytes"], found["requests"])


def measure(browser: Browser, url: str, rounds: int) -> dict[str, list[Seen]]:
    """Each page in turn within each round, so that what else the machine does falls on all of them alike."""
    context = phone(browser)
    page = context.new_page()
    begin(page, url)
    page.get_by_role("button", name="Go on").click()
    question, state = page.url, context.storage_state()
    context.close()
    seen: dict[str, list[Seen]] = {}
    for _round in range(rounds):
        for name, look in cases(browser, url, question, state).items():
            seen.setdefault(name, []).append(look())
    return seen


def cases(browser: Browser, url: str, question: str, state: Any) -> dict[str, Callable[[], Seen]]:
    def opened(address: str) -> Seen:
        context = phone(browser, storage_state=state)
        page = slow(context.new_page())
        page.goto(address)
        result = paint(page)
        context.close()
        return result

    def pressed() -> Seen:
        context = phone(browser)
        page = context.new_page()
        begin(page, url)
        slow(page)
        page.get_by_role("button", name="Go on").click()
        page.wait_for_url("**/a/*/1")
        result = paint(page)
        context.close()
        return result

    return {
        "first question, cold": lambda: opened(question),
        "first question after the press before it": pressed,
        "start page, cold": lambda: opened(url),
    }


def table(seen: dict[str, list[Seen]]) -> str:
    lines = [
        "| page | readable after ms, median (min-max) | first visit | kB | requests |",
        "|---|---|---|---|---|",
    ]
    for name, each in seen.items():
        times = [one.ms for one in each]
        first = "" if "press" in name else f"{median(times) + HANDSHAKES_MS:.0f}"
        size, requests = median(one.bytes for one in each) / 1000, median(one.requests for one in each)
        lines.append(
            f"| {name} | {median(times):.0f} ({min(times):.0f}-{max(times):.0f}) | {first} | {size:.0f} | {requests:.0f} |"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    began = time.perf_counter()
    with running() as url, launched_browser() as browser:
        seen = measure(browser, url, given.rounds)
    print(table(seen))
    print(f"\n{given.rounds} rounds, {time.perf_counter() - began:.0f} s")
    if given.json:
        given.json.write_text(
            json.dumps({name: [asdict(one) for one in each] for name, each in seen.items()})
        )


if __name__ == "__main__":
    main()
