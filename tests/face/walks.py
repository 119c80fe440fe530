"""Ways through the program that stop at every state of every page: each step of a generator is a page to look at."""

from collections.abc import Iterator

from playwright.sync_api import Page
from sqlalchemy import select

from quizapp.identity import one_time_links, return_links
from quizapp.models import Bank, SchoolClass, Student
from tests.face.school import NOW, School
from tools.addresses import tour_types

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
    "taking.look_at_draft",  # answers a script with data: no page
    "accounts.logo",  # a picture
}


def press(page: Page, name: str, role: str = "button") -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role(role, name=name).first.click()  # type: ignore[arg-type]


def begin(page: Page) -> None:
    """Start a quiz, or go on with it where an earlier walk has begun."""
    press(page, "Go on" if page.get_by_role("button", name="Go on").count() else "Start")


def skip(page: Page) -> None:
    with page.expect_navigation():
        page.locator("button.skip").click()


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
    page.locator("main form .button").first.click()
    yield "join a class, no name"


def _code(school: School) -> str:
    with school.sessions.read() as session:
        return session.scalars(select(SchoolClass.join_code)).one()


def tour(page: Page) -> Iterator[str]:
    """Every question type, its error, feedback at once, the check page and the results."""
    page.goto("/")
    press(page, "One of each type")
    for place, kind in enumerate(tour_types(), start=1):
        yield f"question: {kind}"
        if page.locator("input.figure").count():
            page.locator("input.figure").fill("lots")
        press(page, "Continue")
        yield f"question: {kind}, not answered"
        if kind == "essay":
            yield from _signed_out(page)
        if place == 1:
            page.locator(".options .option").nth(1).click()
            page.get_by_label("Certain", exact=True).check()
            press(page, "Continue")
            yield "feedback at once"
            press(page, "Next question", role="link")
        else:
            skip(page)
    yield "check your answers"
    press(page, "Hand in")
    yield "results"


def _signed_out(page: Page) -> Iterator[str]:
    """A text that is sent after the browser forgot who wrote it."""
    known, here = page.context.cookies(), page.url
    page.goto(here)  # without the error that it came back with
    page.get_by_label("Your answer").fill("I would look for a second source.")
    page.context.clear_cookies()
    page.locator(".bar").get_by_role("button", name="Continue").click()
    page.locator("[data-strip]").get_by_label("Your three words").wait_for()
    page.mouse.move(0, 0)  # off the button: axe reads a colour that forced colours have replaced
    yield "what was written is not saved"
    page.context.add_cookies(known)
    page.goto(here)


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
    begin(page)
    yield "question with a clock"


def open_pages(school: School) -> dict[str, str]:
    """Addresses of all other pages that anyone may see, from the program's own address map."""
    return _pages(school, "anyone", {"bank": _bank(school)})


def own_pages(school: School, student: str) -> dict[str, str]:
    """Addresses of all other pages for a student, from the program's own address map."""
    attempt = school.attempt("Ten-minute check", student)
    known = {"bank": _bank(school), "attempt": attempt, "pattern": "who-says-so", "place": 1}
    return _pages(school, "taker", known)


def _bank(school: School) -> str:
    with school.sessions.read() as session:
        return session.scalars(select(Bank.public_id).where(Bank.name == "kursk-incursion")).one()


def _pages(school: School, guard: str, known: dict[str, object]) -> dict[str, str]:
    app = school.live.app
    pages = {}
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if getattr(app.view_functions[rule.endpoint], "__guard__", "") != guard:
                continue
            if "GET" not in (rule.methods or ()) or "." in rule.rule or rule.endpoint in MADE_ON_THE_WAY:
                continue
            if rule.arguments <= set(known):
                values = {name: known[name] for name in rule.arguments}
                pages[rule.endpoint] = app.url_for(rule.endpoint, _external=False, **values)
    return pages


def account(page: Page, school: School) -> Iterator[str]:
    """A teacher before the account: the link, its errors, signing in."""
    with school.sessions.write() as session:
        token = one_time_links.make_link(session, "setup", NOW)
        session.commit()
    page.goto(f"/account/setup/{token}")
    yield "set up the account"
    press(page, "Make the account")
    yield "set up the account, nothing written"
    page.goto("/account/sign-in")
    yield "sign in"
    press(page, "Sign in")
    yield "sign in, nothing written"
    with school.sessions.write() as session:
        token = one_time_links.make_link(session, "password", NOW, username="ada")
        session.commit()
    page.goto(f"/account/password/{token}")
    yield "a new password"
    press(page, "Save the password")
    yield "a new password, nothing written"


def studying(page: Page, school: School, student: str) -> Iterator[str]:
    """A question that is due and one of practice: asked, not answered, explained; the link that brings one back."""
    for address, what in (
        ("/study/today", "today"),
        (f"/study/practise/{school.attempt('Ten-minute check', student)}", "practice"),
    ):
        page.goto(address)
        if page.get_by_role("button", name="To the question").count():
            yield f"{what}: a worked example"
            press(page, "To the question")
        yield f"{what}: a question"
        press(page, "Continue")
        yield f"{what}: a question, not answered"
        page.get_by_label("I don’t know").check()
        press(page, "Continue")
        yield f"{what}: feedback"
    with school.sessions.write() as session:
        found = session.scalars(select(Student).where(Student.name == student)).one()
        link = return_links.make_return_link(session, b"of a test", found.id, _code(school), NOW)
        session.commit()
    page.goto(f"/r/{link.token}")
    yield "arrive by a link"


def correcting(page: Page, address: str) -> Iterator[str]:
    """A question is taken out: the form, its error, and what would change; it is not applied."""
    page.goto(address)
    yield "correct a question"
    press(page, "See what would change")
    yield "correct a question, nothing chosen"
    page.get_by_label("Leave the question out").check()
    page.get_by_label("Why").fill("Two of the options say the same.")
    press(page, "See what would change")
    page.get_by_text("Each student before and after").first.click()
    yield "correct a question: before and after"


#: A teacher's forms, and the button that sends them.
FORMS = {
    "classes.new": "Make the class",
    "classes.roster": "Look at the names",
    "classes.settings": "Save",
    "classes.assign": "Set this quiz",
    "classes.edit_assignment": "Save",
    "classes.teachers": "Share the class",
    "authoring.new": "Start writing",
    "authoring.upload": "Upload",
    "authoring.new_quiz": "Save the quiz",
    "authoring.edit_quiz": "Save the quiz",
    "marking.answer_dispute": "Answer",
    "authoring.entry": "Save to the draft",
    "accounts.account": "Save",
    "marking.mark": "Save and go on",
}
_EMPTY = """() => {
  for (const e of document.querySelectorAll("main form :is(input, textarea)")) {
    if (e.type === "hidden" || e.type === "file") continue;
    if (["radio", "checkbox"].includes(e.type)) e.checked = false;
    else e.value = "";
  }
  const status = document.querySelector("main form select[name=status]");
  if (status) status.value = "corrected";  // asks for the value that the claim had before
}"""


def forms_sent_empty(page: Page, addresses: dict[str, str]) -> Iterator[str]:
    """Each form of a teacher, sent with nothing in it."""
    for endpoint, button in FORMS.items():
        page.goto(addresses[endpoint])
        page.evaluate(_EMPTY)
        press(page, button)
        yield f"{endpoint}, sent empty"
