"""Take every page in each of its states and lay the pictures out on one contact sheet.

    python3 manage.py screenshots [--only WORD] [--docs]

Starts the program twice on data of its own: once empty, once with the demonstration class. Pages are found from the
program's own address map, so a new page is in the next sheet unasked; a page whose address cannot be filled in is named
at the end. Pictures go to ``screenshots/`` with an ``index.html``; ``--docs`` writes those of the documents instead.
"""

import argparse
import html
import re
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.serving import WSGIRequestHandler, make_server

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from manage import find_chromium  # noqa: E402  # the project's folder is on the path only now
from quizapp import banks, create_app  # noqa: E402  # as above
from quizapp.config import Settings  # noqa: E402  # as above
from quizapp.models import (  # noqa: E402  # as above
    Assignment,
    Attempt,
    Bank,
    BankVersion,
    Dispute,
    Membership,
    Position,
    Quiz,
    SchoolClass,
    User,
)
from quizapp.question_types import QUESTION_TYPES  # noqa: E402  # as above
from quizapp.serve import prepare  # noqa: E402  # as above

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]  # fmt: skip
LOOKS = {
    "phone": {"viewport": {"width": 375, "height": 812}},
    "phone-dark": {"viewport": {"width": 375, "height": 812}, "color_scheme": "dark"},
    "desk": {"viewport": {"width": 1280, "height": 800}},
    "desk-dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
}
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


def open_tour(app: Flask) -> None:
    """Let the tour of question types be taken like any quiz, so that each type is seen as a student sees it."""
    text = (ROOT / "questions" / "tour.yaml").read_text(encoding="utf-8")
    opened = re.sub(r"(?m)^(  tour:\n)", r"\1    open: yes\n", text)
    with app.extensions["quizapp"].sessions.write() as session:
        banks.publish(session, "tour-open", opened, datetime.now(UTC))
        session.commit()


@dataclass
class Sheet:
    """Where pictures go, and what is said of them."""

    folder: Path
    only: str
    shots: list[tuple[str, str, str]] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)

    def take(self, page: Page, name: str, look: str) -> None:
        if self.only and self.only not in name:
            return
        path = self.folder / f"{name}-{look}.png"
        try:
            page.screenshot(path=str(path), full_page=True)
        except PlaywrightError as error:  # a page too tall for one picture, say
            self.trouble.append(f"{name}, {look}: {str(error).splitlines()[0]}")
            return
        self.shots.append((name, look, path.name))

    def write(self) -> None:
        cells: dict[str, list[str]] = {}
        for name, look, file in self.shots:
            cells.setdefault(name, []).append(
                f'<figure><a href="{file}"><img src="{file}" loading="lazy" alt=""></a><figcaption>{look}</figcaption></figure>'
            )
        rows = "".join(f"<h2>{html.escape(n)}</h2><div>{''.join(c)}</div>" for n, c in cells.items())
        said = "".join(f"<li>{html.escape(t)}</li>" for t in self.trouble)
        (self.folder / "index.html").write_text(
            "<!doctype html><meta charset=utf-8><title>Contact sheet</title><style>body{font:14px sans-serif;margin:2rem}"
            "div{display:flex;gap:1rem;overflow:auto;align-items:start}img{width:300px;border:1px solid #999}</style>"
            f"<h1>Contact sheet</h1><ul>{said}</ul>{rows}",
            encoding="utf-8",
        )


# --- addresses --------------------------------------------------------------------------------------------


def facts(session: Session) -> dict[str, object]:
    """One of each thing that an address can name."""
    school_class = session.scalars(select(SchoolClass).order_by(SchoolClass.id)).first()
    finished = session.scalars(
        select(Attempt)
        .join(Assignment)
        .where(Attempt.state == "graded", Assignment.kind == "class")
        .order_by(Attempt.id)
    ).first()
    bank = session.scalars(select(Bank).where(Bank.name == "kursk-incursion")).one()
    found: dict[str, object] = {
        "bank": bank.public_id,
        "version": session.scalars(
            select(BankVersion.public_id).where(BankVersion.bank_id == bank.id)
        ).first(),
        "quiz": session.scalars(select(Quiz.public_id).where(Quiz.bank_id == bank.id)).first(),
        "teacher": session.scalars(select(User.public_id)).first(),
        "number": 1,
        "key": "entered",  # a claim of the article's bank
        "code": "alias",  # one of the checker's; no teacher's page has the code of a class in its address
    }
    for name, wanted in (
        ("dispute", select(Dispute.public_id)),
        ("own_quiz", select(Quiz.public_id).where(Quiz.key.is_(None))),
    ):
        if one := session.scalars(wanted).first():
            found[name] = one
    if school_class is not None and finished is not None:
        found |= {
            "class": school_class.public_id,
            "member": session.scalars(
                select(Membership.public_id).where(Membership.student_id == finished.student_id)
            ).first(),
            "assignment": session.get_one(Assignment, finished.assignment_id).public_id,
            "attempt": finished.public_id,
            "question": session.scalars(
                select(Position.question_id).where(Position.attempt_id == finished.id)
            ).first(),
        }
    return found


#: What `public_id` means, by the beginning of the address.
PUBLIC_IDS = (
    ("/classes/assignments/", "assignment"),
    ("/study/class/", "class"),
    ("/classes/", "class"),
    ("/assignments/", "assignment"),
    ("/reports/classes/", "class"),
    ("/reports/", "assignment"),
    ("/regrade/", "assignment"),
    ("/disputes/", "dispute"),
    ("/banks/", "bank"),
    ("/quizzes/<public_id>/edit", "own_quiz"),
    ("/quizzes/", "quiz"),
    ("/versions/", "version"),
    ("/study/", "bank"),
    ("/q/", "assignment"),
)


def fill(rule: Rule, known: dict[str, object]) -> dict[str, object] | None:
    """The values of an address's parts; None when one of them is unknown."""
    values: dict[str, object] = {}
    for name in rule.arguments:
        key = name.removesuffix("_id").removesuffix("_public")
        if name == "public_id":
            key = next((what for begin, what in PUBLIC_IDS if rule.rule.startswith(begin)), "?")
        if key not in known:
            return None
        values[name] = known[key]
    return values


SKIP = re.compile(
    r"export|download|\.json|\.csv|\.ics|\.zip|poll|^static$|accounts\.new_|accounts\.password|pictures|qr"
)


def teacher_pages(app: Flask, known: dict[str, object]) -> tuple[dict[str, str], list[str]]:
    """Addresses of the teacher's pages by endpoint, and the endpoints that could not be filled in."""
    pages, left = {}, []
    with app.test_request_context():
        for rule in sorted(app.url_map.iter_rules(), key=lambda r: r.rule):
            if "GET" not in (rule.methods or ()) or SKIP.search(rule.endpoint) or SKIP.search(rule.rule):
                continue
            if getattr(app.view_functions[rule.endpoint], "__guard__", "") not in ("teacher", "admin"):
                continue
            values = fill(rule, known)
            if values is None:
                left.append(f"{rule.endpoint} {rule.rule}")
            else:
                pages[rule.endpoint] = app.url_for(rule.endpoint, _external=False, **values)
    return pages, left


# --- walks ------------------------------------------------------------------------------------------------


def student_walk(page: Page, shot: Callable[[str], None]) -> None:
    """Every page of a student who takes the tour of question types, with its error state."""
    page.goto("/")
    shot("01-home")
    page.goto("/nowhere")
    shot("02-not-found")
    page.goto("/return")
    shot("03-come-back")
    page.goto("/")
    page.get_by_role("link", name="One of each type").click()
    shot("04-start")
    page.get_by_role("button", name="Start").click()
    shot("05-start-error")
    page.get_by_label("Your name").fill("Mira Sand")
    page.get_by_role("button", name="Start").click()
    shot("06-return-link")
    page.get_by_role("button", name="Go on").click()
    for place, kind in enumerate(tour_types(), start=1):
        shot(f"07-question-{kind}")
        if place == 1:
            page.get_by_role("button", name="Continue").click()
            shot("08-question-error")
            page.locator(".options .option").first.click()
            page.get_by_label("Certain", exact=True).check()
            shot("09-question-chosen")
            page.get_by_role("button", name="Continue").click()
            shot("09-feedback-at-once")
            page.get_by_role("link", name="Next question").click()
            continue
        if kind == "numeric":
            page.locator("input.figure").fill("lots")
            page.get_by_role("button", name="Continue").click()
            shot("10-figure-error")
        page.get_by_role("link", name="Skip for now").click()
    shot("11-check")
    page.get_by_role("button", name="Hand in").click()
    shot("12-results")


def tour_types() -> list[str]:
    """The types in the order of the tour."""
    bank = banks.load_bank(
        (ROOT / "questions" / "tour.yaml").read_text(encoding="utf-8"), QUESTION_TYPES, name="tour"
    )
    recipe = next(iter(bank.quizzes.values()))
    ids = recipe.questions or tuple(q.id for q in bank.questions)
    return [bank.question(each).type_name for each in ids]


def sign_up(context: BrowserContext, site: Site) -> Page:
    page = context.new_page()
    page.goto(site.teacher_link)
    if page.get_by_label("User name").count() and page.get_by_label("Your name").count():
        page.get_by_label("Your name").fill("Ada Quill")
        page.get_by_label("User name").fill("ada")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Make the account").click()
    return page


def walk_everything(browser: Browser, sheet: Sheet, folder: Path) -> None:
    for state in ("empty", "demo"):
        with site(folder / state, demo=state == "demo") as running:
            first = browser.new_context(base_url=running.url)
            sign_up(first, running)
            cookies = first.cookies()
            with running.session() as session:
                known = facts(session)
            pages, left = teacher_pages(running.app, known)
            sheet.trouble += [f"{state}: not taken: {each}" for each in left]
            for look, how in LOOKS.items():
                print(f"==> {state}, {look}", flush=True)
                if state == "demo":
                    visitor = browser.new_context(base_url=running.url, **how).new_page()
                    student_walk(visitor, lambda name, v=visitor, k=look: sheet.take(v, f"student-{name}", k))
                teacher = browser.new_context(base_url=running.url, **how)
                teacher.add_cookies(cookies)
                page = teacher.new_page()
                for endpoint, address in pages.items():
                    answer = page.goto(address)
                    if answer is not None and answer.status != 200:
                        sheet.trouble.append(f"{state}: {address} answers {answer.status}")
                    sheet.take(page, f"{state}-{endpoint}", look)
                teacher.close()


# --- pictures of the documents ----------------------------------------------------------------------------


def document_pictures(browser: Browser, folder: Path) -> None:
    """One picture of each question type for the guide, and the two of the README."""
    target = ROOT / "docs" / "pictures"
    target.mkdir(exist_ok=True)
    with site(folder / "docs", demo=True) as running:
        look = {"viewport": {"width": 480, "height": 700}, "device_scale_factor": 1}
        page = browser.new_context(base_url=running.url, **look).new_page()
        page.goto("/")
        page.get_by_role("link", name="One of each type").click()
        page.get_by_label("Your name").fill("Mira Sand")
        page.get_by_role("button", name="Start").click()
        page.get_by_role("button", name="Go on").click()
        for kind in tour_types():
            page.locator("fieldset.question").screenshot(path=str(target / f"{kind}.png"))
            page.get_by_role("link", name="Skip for now").click()
        desk = browser.new_context(base_url=running.url, viewport={"width": 900, "height": 1000})
        student = desk.new_page()
        results_picture(student, target)
        context = browser.new_context(base_url=running.url, viewport={"width": 1100, "height": 1000})
        teacher = sign_up(context, running)
        with running.session() as session:
            known = facts(session)
        with running.app.test_request_context():
            address = running.app.url_for(
                "reports.assignment", public_id=known["assignment"], _external=False
            )
        teacher.goto(address)
        teacher.screenshot(path=str(target / "teacher-report.png"))


def results_picture(page: Page, target: Path) -> None:
    """Take a short quiz with wrong answers, and picture the results."""
    page.goto("/")
    page.get_by_role("link", name="Three guesses before you read").click()
    page.get_by_label("Your name").fill("Mira Sand")
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Go on").click()
    while not page.url.endswith("/check"):
        page.locator(".options .option").nth(1).click()
        page.get_by_label("Certain", exact=True).check()
        page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Hand in").click()
    page.screenshot(path=str(target / "student-results.png"))


def main() -> None:
    parser = argparse.ArgumentParser(description="Picture every page in each of its states.")
    parser.add_argument("--only", default="", help="only pictures whose name holds this word")
    parser.add_argument("--docs", action="store_true", help="the pictures of the documents instead")
    given = parser.parse_args()
    chromium = find_chromium()
    if chromium is None:
        sys.exit("No Chromium was found. Debian: apt-get install chromium libatomic1.")
    sheet = Sheet(ROOT / "screenshots", given.only)
    sheet.folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        if given.docs:
            document_pictures(browser, Path(folder))
            return
        walk_everything(browser, sheet, Path(folder))
    sheet.write()
    print(f"{len(sheet.shots)} pictures: {sheet.folder / 'index.html'}")
    for line in sheet.trouble:
        print(f"    {line}")


if __name__ == "__main__":
    main()
