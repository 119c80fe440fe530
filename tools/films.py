"""Film the student's path: from the code to the result, a lost connection in mid-essay, the review of the next day.

    python3 manage.py screenshots --films [--only WORD]

Each film is walked on a small phone, in the dark, on a desk, and with script off where it can be; each walk is one
contact sheet of what stood on the screen, ``screenshots/film-….png``, to be looked at picture by picture.
"""

import base64
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from playwright.sync_api import Browser, Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.banks import publishing
from quizapp.cli.simulated_class import choose_answer
from quizapp.models import Assignment, Bank, BankVersion, Membership, Quiz, SchoolClass, Student, User
from quizapp.models.db import Sessions, make_engine, migrate
from tests.browser.student import Student as Walker
from tests.browser.student import stored
from tests.face.school import BEGAN, School, running, take
from tests.support import quizzes
from tests.support.clock import Clock
from tools.addresses import open_tour

SMALL = {"viewport": {"width": 375, "height": 667}, "has_touch": True}
LOOKS: dict[str, dict[str, Any]] = {
    "phone": SMALL,
    "dark": {**SMALL, "color_scheme": "dark"},
    "desk": {"viewport": {"width": 1280, "height": 800}},
    "script-off": {**SMALL, "java_script_enabled": False},
}
ESSAY = "I would look for a second source, one that gains nothing by the answer."
Film = Callable[[Page, School, Clock], Iterator[str]]


class RunningClock(Clock):
    """The time as it runs, from an instant on, which can be moved: what is the later of two choices needs one that runs."""

    _began = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now + (datetime.now(UTC) - self._began)


def press(page: Page, name: str, *, role: Any = "button") -> None:
    with page.expect_navigation():
        page.get_by_role(role, name=name).last.click()


def code_to_result(page: Page, school: School, _clock: Clock) -> Iterator[str]:
    """The code on the start page, the name, ten questions, the check, the result, and the start page after it."""
    with school.sessions.read() as session:
        code = session.scalars(select(SchoolClass.join_code)).one()
    page.goto("/")
    yield "the start page"
    page.get_by_label("Code", exact=True).fill(code)
    press(page, "Join")
    yield "the name"
    page.get_by_label("Your name").fill(f"Mira {datetime.now(UTC):%S%f}")
    press(page, "Start")
    walker, rng = Walker(page, "mouse"), Random(4)  # noqa: S311  # the same answers in every film
    shown = stored(school.sessions, page.url.split("/")[-2])
    for place, each in enumerate(shown, start=1):
        yield f"question {place}"
        knows = place not in (2, 5, 8)
        walker.answer(each.filled(choose_answer(each.question, each.order, rng, knows=knows)))
    yield "all answers before handing in"
    press(page, "Hand in")
    yield "the result"
    page.locator(".lines summary").first.click()
    page.locator(".lines > li").first.scroll_into_view_if_needed()
    yield "one answer opened"
    page.locator(".keep").scroll_into_view_if_needed()
    yield "what brings one back"
    page.goto("/")
    yield "the start page after it"


def lost_connection(page: Page, school: School, _clock: Clock) -> Iterator[str]:
    """An essay is half written when the network goes; Continue waits, and all is sent when it is back."""
    page.goto("/")
    press(page, "One of each type")
    attempt = page.url.rpartition("/")[0]
    place = next(n for n, each in enumerate(stored(school.sessions, attempt.rsplit("/")[-1]), start=1)
                 if each.question.type_name == "essay")  # fmt: skip
    page.goto(f"{attempt}/{place}")
    yield "the essay"
    box = page.get_by_label("Your answer")
    box.fill(ESSAY)
    if not page.evaluate("() => !!document.querySelector('body > p[role=status]')"):
        press(page, "Skip for now")
        yield "script off: Skip has saved it"
        page.goto(f"{attempt}/{place}")
        yield "and it stands there again"
        return
    page.locator("[data-mark]", has_text="saved").wait_for()
    yield "a pause: saved"
    page.context.set_offline(True)
    box.fill(f"{ESSAY} And I would ask who counted.")
    page.locator("[data-strip]", has_text="Kept on this device").wait_for()
    yield "no network: kept on this device"
    page.get_by_role("button", name="Continue").last.click()
    page.wait_for_timeout(800)
    yield "Continue waits"
    with page.expect_navigation():
        page.context.set_offline(False)
    yield "the network is back: it went on"
    page.goto(f"{attempt}/{place}")
    yield "what was written stands there"


def next_day(page: Page, school: School, clock: Clock) -> Iterator[str]:
    """On the day after a quiz: the greeting, a round of what was missed, its end with score and date."""
    clock.now = BEGAN + timedelta(hours=30)
    school.enter(page, school.student(_has_taken_it(school)))
    page.goto("/")
    yield "the next day"
    page.locator(".waits a.button").click()
    rng = Random(2)  # noqa: S311  # the same answers in every film
    for number in range(1, 40):
        if page.get_by_role("button", name="To the question").count():
            yield "a worked example"
            press(page, "To the question")
        if not page.locator("fieldset.question").count():
            break
        yield f"question {number}"
        options = page.locator(".options .option")
        (options.nth(rng.randrange(3)) if options.count() > 2 else page.locator("#dont-know")).click()
        press(page, "Continue")
        yield f"what came of it {number}"
        page.locator(".bar .button").last.click()
        page.wait_for_load_state()
    yield "the end of the round"


def _has_taken_it(school: School) -> str:
    """A new student of the class has taken the quiz; their name."""
    name = f"Noor {datetime.now(UTC):%S%f}"
    with school.sessions.write() as session:
        student = Student(name=name, created_at=BEGAN)
        session.add(student)
        session.flush()
        assignment = session.scalars(select(Assignment).where(Assignment.kind == "class")).one()
        session.add(
            Membership(
                class_id=assignment.class_id,
                student_id=student.id,
                name=name,
                name_key=name.lower(),
                joined_at=BEGAN,
            )
        )
        session.commit()
        take(session, assignment, student, Random(5), knows=0.5)  # noqa: S311  # the same in every film
    return name


FILMS: dict[str, Film] = {
    "code-to-result": code_to_result,
    "lost-connection": lost_connection,
    "next-day": next_day,
}


def set_the_quiz(session: Session) -> None:
    """A class of nobody yet, and the ten-minute check set before it."""
    teacher = session.scalars(select(User).limit(1)).one()
    school_class = quizzes.make_class(session, BEGAN, teacher, ())
    quiz = session.scalars(select(Quiz).where(Quiz.key == "ten-minutes")).one()
    quizzes.assign(session, BEGAN, school_class, quiz)
    session.commit()


def three_screens(page: Page, sessions: Sessions) -> Iterator[tuple[str, bytes]]:
    """What a student meets, for the README: a story, what came of a right answer, and the result of a quiz."""
    page.goto("/")
    yield "", page.screenshot()
    press(page, "Ten-minute check")
    walker, rng = Walker(page, "mouse"), Random(4)  # noqa: S311  # the same answers in every picture
    for place, each in enumerate(stored(sessions, page.url.split("/")[-2]), start=1):
        given = choose_answer(each.question, each.order, rng, knows=place not in (2, 5, 8))
        walker.answer(each.filled(given))
    press(page, "Hand in")
    result = page.screenshot()
    page.locator("main .actions a.button").click()
    yield "", _right(page, sessions)
    yield "", result


def _right(page: Page, sessions: Sessions) -> bytes:
    """Practise until an answer to a choice is right, and picture what comes of it."""
    while True:
        page.wait_for_load_state()
        if page.get_by_role("button", name="To the question").count():
            press(page, "To the question")
        with sessions.read() as session:
            version = session.scalars(
                select(BankVersion.id).join(Bank).where(Bank.name == "kursk-incursion")
            ).one()
            question = publishing.load_version(session, version).question(
                page.locator("[name=question]").input_value()
            )
        best = next(given for given, fraction in question.examples() if fraction == 1)
        options = page.locator(".options .option", has_text=question.said(best, list(range(9)))[0])
        is_choice = question.type_name == "single_choice"
        (options.first if is_choice else page.locator("#dont-know")).click()
        press(page, "Continue")
        if is_choice:
            return page.screenshot()
        page.locator(".bar .button").last.click()


def contact_sheet(
    browser: Browser, film: str, frames: list[tuple[str, bytes]], width: int, into: Path
) -> None:
    """The pictures of a walk, each under its name, six in a row."""
    named = [(f"{number}. {name}", picture) for number, (name, picture) in enumerate(frames, start=1)]
    lay_out(browser, named, width, into / f"film-{film}.png", in_a_row=6)


def lay_out(
    browser: Browser, frames: list[tuple[str, bytes]], width: int, target: Path, *, in_a_row: int = 3
) -> None:
    """Write pictures side by side as one."""
    cells = "".join(
        f"<figure><figcaption>{name}</figcaption>"
        f'<img width="{width}" src="data:image/png;base64,{base64.b64encode(picture).decode()}"></figure>'
        for name, picture in frames
    )
    page = browser.new_page(viewport={"width": in_a_row * (width + 18), "height": 400})
    page.set_content(
        "<style>body{font:14px sans-serif;margin:0;background:#ddd9cf;display:flex;flex-wrap:wrap}"
        "figure{margin:8px}figcaption{padding:2px}figcaption:empty{display:none}img{border:1px solid #8a857a}</style>"
        f"{cells}"
    )
    page.screenshot(path=str(target), full_page=True)
    page.close()


def shoot(browser: Browser, folder: Path, only: str, into: Path) -> None:
    """Walk every film whose name holds the word, in every look."""
    engine = make_engine(f"sqlite:///{folder / 'empty.db'}")
    migrate(engine)
    engine.dispose()
    with running(folder / "films", folder / "empty.db", full=False) as school:
        app, clock = school.live.app, RunningClock(BEGAN + timedelta(hours=1))
        app.extensions["quizapp"] = replace(app.extensions["quizapp"], clock=clock)
        open_tour(app)
        with school.sessions.write() as session:
            set_the_quiz(session)
        for name, film in FILMS.items():
            for look, how in LOOKS.items():
                if only not in f"{name}-{look}":
                    continue
                print(f"==> {name}, {look}", flush=True)
                context = browser.new_context(base_url=school.live.url, **how)
                context.set_default_timeout(15_000)
                page, frames = context.new_page(), []
                try:
                    for step in film(page, school, clock):
                        frames.append((step, page.screenshot()))
                except Exception as error:  # noqa: BLE001  # what was seen until then is the more wanted
                    print(f"    broke off: {str(error).splitlines()[0]}", file=sys.stderr)
                    frames.append(("where it broke off", page.screenshot()))
                contact_sheet(browser, f"{name}-{look}", frames, how["viewport"]["width"] // 2, into)
                context.close()
