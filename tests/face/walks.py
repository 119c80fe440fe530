"""Ways through the program that stop at every state of every page: each step of a generator is a page to look at."""

from collections.abc import Iterator

from playwright.sync_api import Page
from sqlalchemy import select

from quizapp import accounts_links
from quizapp.models import Bank, SchoolClass
from tests.face.school import NOW, School
from tools.screenshots import tour_types

#: Pages that need what a walk makes on its way; the walks stop at each of them.
MADE_ON_THE_WAY = {
    "design_page.design",  # has tests of its own
    "accounts.new_account",
    "accounts.new_password",
    "classes.join_class",
    "taking.arrive",
    "taking.feedback_page",
    "taking.question",
    "taking.check",
    "taking.results",
    "taking.start_page",
}


def press(page: Page, name: str, role: str = "button") -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role(role, name=name).first.click()  # type: ignore[arg-type]


def skip(page: Page) -> None:
    with page.expect_navigation():
        page.locator("a.skip").click()


def newcomer(page: Page, school: School) -> Iterator[str]:
    """Before anybody has said a name: home, not found, coming back, joining, each with its errors."""
    page.goto("/")
    yield "home"
    page.goto("/nowhere")
    yield "not found"
    page.goto("/return")
    yield "come back"
    press(page, "Continue")
    yield "come back, nothing written"
    page.goto("/join")
    yield "join"
    press(page, "Go on")
    yield "join, nothing written"
    page.goto(f"/join/{_code(school)}")
    yield "join a class"
    press(page, "Join")
    yield "join a class, no name"


def _code(school: School) -> str:
    with school.sessions.read() as session:
        return session.scalars(select(SchoolClass.join_code)).one()


def tour(page: Page, name: str) -> Iterator[str]:
    """Every question type, its error, feedback at once, the check page and the results."""
    page.goto("/")
    press(page, "One of each type", role="link")
    yield "start"
    press(page, "Start")
    yield "start, no name"
    page.get_by_label("Your name").fill(name)
    press(page, "Start")
    yield "the way back"
    press(page, "Go on")
    for place, kind in enumerate(tour_types(), start=1):
        yield f"question: {kind}"
        if page.locator("[data-order]").count():  # the order as shown is an answer, so there is no error
            skip(page)
            continue
        if page.locator("input.figure").count():
            page.locator("input.figure").fill("lots")
        press(page, "Continue")
        yield f"question: {kind}, not answered"
        if place == 1:
            page.locator(".options .option").nth(1).click()
            page.get_by_label("Certain", exact=True).check()
            press(page, "Continue")
            yield "feedback at once"
            press(page, "Next question", role="link")
        else:
            skip(page)
    yield "check your answers"
    press(page, "Submit answers")
    yield "results"


def returning(page: Page, school: School) -> Iterator[str]:
    """What a student of the class sees: set quizzes, a quiz with a clock, results under each policy."""
    page.goto("/")
    yield "home of a student"
    page.goto(f"/q/{school.assignment('Ten-minute check')}")
    yield "start, done before"
    for title, policy in (
        ("Ten-minute check", "everything shown"),
        ("One of each type", "an essay to be marked"),
        ("Goals, answers later", "answers later"),
    ):
        page.goto(f"/a/{school.attempt(title, 'Alder')}")
        yield f"results: {policy}"
    page.goto(f"/q/{school.assignment('Three guesses with a clock')}")
    yield "start with a clock"
    press(page, "Start")
    yield "question with a clock"


def own_pages(school: School, student: str) -> dict[str, str]:
    """Addresses of all other pages for students and visitors, from the program's own address map."""
    app = school.live.app
    with school.sessions.read() as session:
        bank = session.scalars(select(Bank.public_id).where(Bank.name == "kursk-incursion")).one()
    known = {
        "bank": bank,
        "attempt": school.attempt("Ten-minute check", student),
        "pattern": "who-says-so",
        "place": 1,
    }
    pages = {}
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            guard = getattr(app.view_functions[rule.endpoint], "__guard__", "")
            if "GET" not in (rule.methods or ()) or guard not in ("anyone", "taker"):
                continue
            if rule.endpoint in MADE_ON_THE_WAY or not rule.arguments <= set(known) or "." in rule.rule:
                continue
            values = {name: known[name] for name in rule.arguments}
            pages[rule.endpoint] = app.url_for(rule.endpoint, _external=False, **values)
    return pages


def account(page: Page, school: School) -> Iterator[str]:
    """A teacher before the account: the link, its errors, signing in."""
    with school.sessions.write() as session:
        token = accounts_links.make(session, "setup", NOW)
        session.commit()
    page.goto(f"/account/setup/{token}")
    yield "set up the account"
    press(page, "Make the account")
    yield "set up the account, nothing written"
    page.goto("/account/sign-in")
    yield "sign in"
    press(page, "Sign in")
    yield "sign in, nothing written"
