"""Take every page in each of its states and lay the pictures out on one contact sheet.

    python3 manage.py screenshots [--only WORD] [--docs | --films]

Starts the program three times on data of its own: empty, with the demonstration class, and with the small class and the
walks of the browser tests, which stop at every state and error. Pages are found from the program's own address map, so
a new page is in the next sheet unasked; a page that no state shows is named at the end. Pictures go to ``screenshots/`` with an ``index.html``; ``--docs`` writes those of the documents instead,
``--films`` the walks of ``tools/films.py``.
"""

import argparse
import html
import re
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from sqlalchemy.orm import Session
from werkzeug.serving import WSGIRequestHandler, make_server

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from manage import find_chromium  # noqa: E402  # the project's folder is on the path only now
from quizapp import create_app  # noqa: E402  # as above
from quizapp.basics.config import Settings  # noqa: E402  # as above
from quizapp.models.db import make_engine, migrate  # noqa: E402  # as above
from quizapp.serving.serve import prepare  # noqa: E402  # as above
from tests.face import walks  # noqa: E402  # as above
from tests.face.school import NAMES  # noqa: E402  # as above
from tests.face.school import running as running_school  # noqa: E402  # as above
from tools import films  # noqa: E402  # as above
from tools.addresses import facts, open_tour, teacher_pages, tour_types  # noqa: E402  # as above

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]  # fmt: skip
LOOKS = {
    "phone": {"viewport": {"width": 375, "height": 812}},
    "phone-dark": {"viewport": {"width": 375, "height": 812}, "color_scheme": "dark"},
    "desk": {"viewport": {"width": 1280, "height": 800}},
    "desk-dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
}
#: What teachers and students print, as parts of names, and the look whose page is printed.
PRINTED = ("authoring.paper", "classes.poster", "classes.slip", "classes.gradebook", "reports.assignment",
           "reports.question", "reports.student", "reports.sheet", "student-results", "studying.briefing")  # fmt: skip
ON_PAPER = "desk"
#: The editor fetches the question at the cursor after the page has come.
PREVIEW_AWAITED = "#live-preview:not([hidden]) .preview-page:empty"
#: The two pictures of the README.
PATH, REPORT = "student-path", "teacher-report"
PASSWORD = "correct horse battery"  # noqa: S105  # of a program that lives for one run


class Quiet(WSGIRequestHandler):
    def log_request(self, *_about: object) -> None:
        pass


@dataclass
class Site:
    """A running program on data of its own."""

    app: Flask
    url: str
    teacher_link: str

    def session(self) -> Session:
        return self.app.extensions["quizapp"].sessions.read()  # type: ignore[no-any-return]


@contextmanager
def site(folder: Path, *, demo: bool) -> Iterator[Site]:
    server = make_server("127.0.0.1", 0, lambda *_a: [], threaded=True, request_handler=Quiet)
    server.daemon_threads = True
    settings = Settings(
        data=str(folder), questions=str(ROOT / "questions"), port=str(server.server_port), design_page="1"
    )
    app = create_app(settings, rng=Random(7))  # noqa: S311  # the same pictures in every run
    link = prepare(app.extensions["quizapp"], demo=demo)
    if demo:
        open_tour(app)
    server.app = app
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Site(app, settings.public_url, link)
    finally:
        server.shutdown()


@dataclass
class Sheet:
    """Where pictures go, and what is said of them."""

    folder: Path
    only: str
    #: Name, look and file of each picture.
    shots: list[tuple[str, str, str]] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)
    #: For each state the endpoints that nothing there has an address for.
    left: dict[str, list[str]] = field(default_factory=dict)

    def take(self, page: Page, name: str, look: str) -> None:
        if self.only and self.only not in name:
            return
        path = self.folder / f"{name}-{look}.png"
        try:
            page.locator(PREVIEW_AWAITED).wait_for(state="detached", timeout=10_000)
            page.screenshot(path=str(path), full_page=True)
        except PlaywrightError as error:  # a page too tall for one picture, say
            self.trouble.append(f"{name}, {look}: {str(error).splitlines()[0]}")
            return
        self.shots.append((name, look, path.name))
        if look == ON_PAPER and any(each in name for each in PRINTED):
            page.pdf(path=str(self.folder / f"{name}.pdf"), format="A4")
            self.shots.append((name, "on paper", f"{name}.pdf"))

    def visit(self, page: Page, state: str, pages: dict[str, str], look: str) -> None:
        """Take each address under the name of its endpoint."""
        for endpoint, address in pages.items():
            answer = page.goto(address)
            if answer is not None and answer.status != 200:
                self.trouble.append(f"{state}: {address} answers {answer.status}")
            self.take(page, f"{state}-{endpoint}", look)

    def walk(self, page: Page, state: str, steps: Iterator[str], look: str) -> None:
        """Take the page at each step of a walk."""
        for step in steps:
            self.take(page, f"{state}-" + re.sub(r"[^a-z0-9.]+", "-", step.lower()), look)

    def write(self) -> None:
        nowhere = set.intersection(*map(set, self.left.values())) if self.left else set()
        self.trouble += [f"not taken in any state: {each}" for each in sorted(nowhere)]
        cells: dict[str, list[str]] = {}
        for name, look, file in self.shots:
            shown = (
                f'<img src="{file}" loading="lazy" alt="">' if file.endswith(".png") else html.escape(file)
            )
            cells.setdefault(name, []).append(
                f'<figure><a href="{file}">{shown}</a><figcaption>{look}</figcaption></figure>'
            )
        rows = "".join(f"<h2>{html.escape(n)}</h2><div>{''.join(c)}</div>" for n, c in cells.items())
        said = "".join(f"<li>{html.escape(t)}</li>" for t in self.trouble)
        (self.folder / "index.html").write_text(
            "<!doctype html><meta charset=utf-8><title>Contact sheet</title><style>body{font:14px sans-serif;margin:2rem}"
            "div{display:flex;gap:1rem;overflow:auto;align-items:start}img{width:300px;border:1px solid #999}</style>"
            f"<h1>Contact sheet</h1><ul>{said}</ul>{rows}",
            encoding="utf-8",
        )


# --- walks ------------------------------------------------------------------------------------------------


def sign_up(context: BrowserContext, site: Site) -> Page:
    page = context.new_page()
    page.goto(site.teacher_link)
    if page.get_by_label("User name").count() and page.get_by_label("Your name").count():
        page.get_by_label("Your name").fill("Ada Quill")
        page.get_by_label("User name").fill("ada")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Make the account").click()
    return page


def empty_and_full(browser: Browser, sheet: Sheet, folder: Path) -> None:
    """A teacher's pages before there is anything, and with the demonstration's class of thirty."""
    for state in ("empty", "demo"):
        with site(folder / state, demo=state == "demo") as running:
            first = browser.new_context(base_url=running.url)
            sign_up(first, running)
            cookies = first.cookies()
            with running.session() as session:
                known = facts(session)
            pages, left = teacher_pages(running.app, known)
            sheet.left[state] = left
            for look, how in LOOKS.items():
                print(f"==> {state}, {look}", flush=True)
                context = browser.new_context(base_url=running.url, **how)
                context.add_cookies(cookies)
                sheet.visit(context.new_page(), state, pages, look)
                context.close()


def school(browser: Browser, sheet: Sheet, folder: Path) -> None:
    """Every state of a student's pages, forms with their errors, and what the demonstration has none of."""
    empty = folder / "empty.db"
    engine = make_engine(f"sqlite:///{empty}")
    migrate(engine)
    engine.dispose()
    with running_school(folder / "school", empty, full=True) as found:
        pages, left = found.teachers_pages()
        sheet.left["school"] = left
        rare = {each.partition(" ")[0] for each in sheet.left["demo"]} & pages.keys()
        for number, (look, how) in enumerate(LOOKS.items()):
            print(f"==> school, {look}", flush=True)

            def as_seen_by(token: str = "", how: dict[str, Any] = how) -> Page:
                context = browser.new_context(base_url=found.live.url, ignore_https_errors=True, **how)
                page = context.new_page()
                if token:
                    found.enter(page, token)
                return page

            page = as_seen_by()
            sheet.walk(
                page, "student", chain(walks.newcomer(page, found), walks.tour(page, f"Mira {number}")), look
            )
            page = as_seen_by(found.student("Alder"))
            sheet.walk(page, "student", walks.returning(page, found), look)
            sheet.visit(page, "student", walks.open_pages(found), look)
            # Each look has a student of its own: what is due is answered on the way.
            page = as_seen_by(found.student(NAMES[number + 1]))
            sheet.visit(page, "student", walks.own_pages(found, NAMES[number + 1]), look)
            sheet.walk(page, "student", walks.studying(page, found, NAMES[number + 1]), look)
            page = as_seen_by()
            sheet.walk(page, "teacher", walks.account(page, found), look)
            page = as_seen_by(found.teacher)
            sheet.visit(page, "teacher", {each: pages[each] for each in sorted(rare)}, look)
            # Whole for a teacher; the class's students wait while a quiz on it is open.
            briefing = {"studying.briefing": walks.open_pages(found)["studying.briefing"]}
            sheet.visit(page, "teacher", briefing, look)
            sheet.walk(page, "teacher", walks.forms_sent_empty(page, pages), look)
            sheet.walk(page, "teacher", walks.correcting(page, pages["marking.regrade"]), look)


# --- pictures of the documents ----------------------------------------------------------------------------


def document_pictures(browser: Browser, folder: Path, only: str, target: Path) -> None:
    """One picture of each question type for the guide, and the two of the README; those whose name holds a word."""
    target.mkdir(exist_ok=True)
    types = [kind for kind in tour_types() if only in kind]
    of_readme = [name for name in (PATH, REPORT) if only in name]
    with site(folder / "docs", demo=REPORT in of_readme) as running:
        if REPORT not in of_readme:
            open_tour(running.app)
        if types:
            look = {"viewport": {"width": 480, "height": 700}, "device_scale_factor": 1}
            page = browser.new_context(base_url=running.url, **look).new_page()
            question_pictures(page, types, target)
        if PATH in of_readme:
            phone = browser.new_context(base_url=running.url, **films.SMALL, device_scale_factor=2)
            frames = films.three_screens(phone.new_page(), running.app.extensions["quizapp"].sessions)
            films.lay_out(browser, list(frames), films.SMALL["viewport"]["width"], target / f"{PATH}.png")
        if REPORT not in of_readme:
            return
        context = browser.new_context(base_url=running.url, viewport={"width": 1100, "height": 1060})
        teacher = sign_up(context, running)
        with running.session() as session:
            known = facts(session)
        with running.app.test_request_context():
            address = running.app.url_for(
                "reports.assignment", public_id=known["assignment"], _external=False
            )
        teacher.goto(address)
        teacher.screenshot(path=str(target / f"{REPORT}.png"))


def question_pictures(page: Page, types: list[str], target: Path) -> None:
    """Walk through the tour and picture each question that is wanted."""
    page.goto("/")
    films.press(page, "One of each type")
    for kind in tour_types():
        if kind in types:
            page.locator("fieldset.question").screenshot(path=str(target / f"{kind}.png"))
        films.press(page, "Skip for now")


def main() -> None:
    parser = argparse.ArgumentParser(description="Picture every page in each of its states.")
    parser.add_argument("--only", default="", help="only pictures whose name holds this word")
    parser.add_argument("--docs", action="store_true", help="the pictures of the documents instead")
    parser.add_argument("--films", action="store_true", help="the student's path as contact sheets instead")
    parser.add_argument("--into", type=Path, help="another folder for the pictures of the documents")
    given = parser.parse_args()
    chromium = find_chromium()
    if chromium is None:
        sys.exit("No Chromium was found. Debian: apt-get install chromium-headless-shell libatomic1.")
    sheet = Sheet(ROOT / "screenshots", given.only)
    sheet.folder.mkdir(exist_ok=True)
    if not (given.only or given.docs or given.films):  # a page that is gone must not look as if it were there
        for old in (*sheet.folder.glob("*.png"), *sheet.folder.glob("*.pdf")):
            old.unlink()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        if given.docs:
            document_pictures(browser, Path(folder), given.only, given.into or ROOT / "docs" / "pictures")
            return
        if given.films:
            films.shoot(browser, Path(folder), given.only, sheet.folder)
            return
        empty_and_full(browser, sheet, Path(folder))
        school(browser, sheet, Path(folder))
    sheet.write()
    print(f"{len(sheet.shots)} pictures: {sheet.folder / 'index.html'}")
    for line in sheet.trouble:
        print(f"    {line}")


if __name__ == "__main__":
    main()
