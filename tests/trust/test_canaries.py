"""No word of a key leaves before its time: every page that a student or a stranger can reach is read for canaries."""

import base64
import html
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from quizapp.banks import publishing
from quizapp.identity import sessions
from quizapp.models import Assignment, ClassTeacher, Quiz, SchoolClass
from quizapp.web.static_files import FOLDER
from tests.support.clock import START
from tests.support.people import join, make_student, make_teacher
from tests.support.visitor import Visitor, read_forms
from tests.trust.canaries import BANK, CANARIES, EXPLAINED, FOR_TEACHERS, WRONG, dressed, found_in

pytestmark = pytest.mark.databases("sqlite")
POLICIES = ("at once", "after submitting", "after closing", "never")
#: One of them in every run; the others, where every page is the same but for the words that it may show, in the long one.
SOME_POLICIES = [
    "after closing",
    *(pytest.param(p, marks=pytest.mark.full) for p in POLICIES if p != "after closing"),
]


# --- the crawl ----------------------------------------------------------------------------------------------


@dataclass
class Crawl:
    """Reads everything that a visitor can reach by address, link or form, and keeps what canaries it saw where."""

    app: Flask
    visitor: Visitor
    known: dict[str, list[str]]
    seen: dict[str, set[str]] = field(default_factory=dict)
    pages: int = 0

    def run(self, under: str = "/") -> "Crawl":
        first = ["/", "/nothing/here", "/static/quizapp.js.map", *self._addresses()]
        waiting = deque(each for each in first if each.startswith(under))
        asked: set[str] = set()
        while waiting:
            address = waiting.popleft()
            if address in asked:
                continue
            asked.add(address)
            response = self.visitor.get(address)
            self.read(address, response)
            waiting.extend(e for e in links_of(response) if e not in asked and e.startswith(under))
        return self

    def study(self) -> "Crawl":
        """Press every button of study that there could be, then read everything again: what a press may open is shut."""
        page = self.read("/", self.visitor.get("/"))
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        sent = {"csrf_token": token[1] if token else "", "op": "op-canaries-1", "knew": "yes", "next": "/"}
        cards = [{"of": "questions", "card": each} for each in ("single", "short", "number")]
        for address in [*self._addresses("POST")]:  # all of them first: it holds a request context open
            if address.startswith("/study/") and "erase" not in address:
                for card in cards:
                    self.read(f"POST {address}", self.visitor.post(address, data={**sent, **card}))
        # An address that opened a briefing to whoever pressed its button; and to pressers of it again, should it come back.
        for bank in self.known["bank"]:
            self.read("POST", self.visitor.post(f"/study/briefing/{bank}", data=sent))
        return self.run("/study/")

    def read(self, address: str, response: TestResponse) -> TestResponse:
        self.pages += 1
        found = found_in(response, CANARIES)
        if found:
            self.seen[f"{response.status_code} {address}"] = found
        return response

    def _addresses(self, method: str = "GET") -> Iterator[str]:
        """Every route that can be read, or sent to, with the ids that this student may have got to know."""
        with self.app.test_request_context():
            for rule in self.app.url_map.iter_rules():
                if method not in rule.methods or rule.endpoint == "static":
                    continue
                for values in self._values(sorted(rule.arguments)):
                    try:
                        yield self.app.url_for(rule.endpoint, **values)
                    except Exception:  # noqa: BLE001, S112  # this value does not fit that converter
                        continue

    def _values(self, names: list[str]) -> Iterator[dict[str, str]]:
        if not names:
            yield {}
            return
        for value in self.known.get(names[0], ["1"]):
            for rest in self._values(names[1:]):
                yield {names[0]: value, **rest}

    @property
    def found(self) -> set[str]:
        return set().union(*self.seen.values()) if self.seen else set()


def links_of(response: TestResponse) -> list[str]:
    """Where a page leads: links, files, and where it sends the browser on to."""
    page = response.text if response.mimetype == "text/html" else ""
    found = [html.unescape(each) for each in re.findall(r'(?:href|src)="([^"]+)"', page)]
    found.append(response.headers.get("Location", ""))
    base = response.request.path
    here = [f"{base}{each}" if each.startswith("?") else each for each in found]
    return [e.split("#")[0] for e in here if e.startswith("/") and not e.startswith(("//", "/static/"))]


# --- the school ---------------------------------------------------------------------------------------------


@dataclass
class School:
    app: Flask
    clock: object
    assignment: str
    students: dict[str, int]
    known: dict[str, list[str]]

    def visitor(self, name: str) -> Visitor:
        visitor = Visitor(self.app, self.app.response_class)
        if name in self.students:
            program = self.app.extensions["quizapp"]
            with program.sessions.write() as session:
                token = sessions.sign_in(session, self.clock(), student_id=self.students[name])
                session.commit()
            visitor.set_cookie("__Host-session", token, domain="localhost", secure=True, path="/")
        return visitor

    def crawl(self, visitor: Visitor) -> Crawl:
        return Crawl(self.app, visitor, self.known).run().study()


@pytest.fixture
def make_school(app, clock):
    def make(policy: str, *, attempts: int | None = 1, text: str = BANK, read_first: bool = False) -> School:
        program = app.extensions["quizapp"]
        with program.sessions.write() as session:
            version = publishing.publish_bank(session, "canaries", text, clock()).version
            quiz, *later = session.scalars(
                select(Quiz).where(Quiz.bank_id == version.bank_id).order_by(Quiz.id)
            ).all()
            teacher = make_teacher(session, clock())
            school_class = SchoolClass(name="7B", join_code="ABCDEFGH", timezone="UTC", created_at=clock())
            session.add(school_class)
            session.flush()
            session.add(ClassTeacher(class_id=school_class.id, user_id=teacher.id, role="owner"))
            assignment = Assignment(
                kind="class", class_id=school_class.id, quiz_id=quiz.id, title="Canaries", created_at=clock(),
                attempts_allowed=attempts, closes_at=START + timedelta(days=1),
                show_score=policy, show_answers=policy, show_explanations=policy, read_first=read_first,
            )  # fmt: skip
            session.add(assignment)
            session.add_all(
                Assignment(
                    kind="class", class_id=school_class.id, quiz_id=each.id, title="Later", created_at=clock(),
                    opens_at=START + timedelta(hours=1), closes_at=START + timedelta(days=20),
                )
                for each in later
            )  # fmt: skip
            students = {}
            for name in ("mira", "classmate", "outsider"):
                student = make_student(session, clock(), name)
                students[name] = student.id
                if name != "outsider":
                    join(session, school_class, student, clock())
            session.commit()
            known = {
                "public_id": [assignment.public_id, school_class.public_id, version.bank.public_id],
                "attempt": [],
                "place": [str(place) for place in range(1, 11)],
                "bank": [version.bank.public_id, version.public_id],
                "code": ["ABCDEFGH"],
                "kind": ["json", "csv", "html", "marks.csv", "report.json"],
                "question_id": ["single", "number"],
                "filename": ["quizapp.css"],
            }
            return School(app, clock, assignment.public_id, students, known)

    return make


def begin(school: School, visitor: Visitor) -> str:
    """Start an attempt; its public id."""
    page = visitor.get(f"/q/{school.assignment}")
    where = visitor.submit(page, form="/start").headers["Location"]
    attempt = where.split("/")[2]
    school.known["attempt"].append(attempt)
    return attempt


def answer_wrongly(visitor: Visitor, attempt: str, watch: Crawl, *, places: int = 10) -> None:
    """Answer every question wrongly, each after an answer that cannot be read, and read every page on the way."""
    for place in range(1, places + 1):
        address = f"/a/{attempt}/{place}"
        page = watch.read(address, visitor.get(address))
        watch.read(address, visitor.submit(page, form=address, forged={"answer": "", "row-0": "99"}))
        kind, values = wrong_answer(page, place)
        sent = watch.read(address, visitor.submit(page, {}, form=address, forged=values))
        assert sent.status_code == 303, (kind, values, sent.text)
        watch.read(address, visitor.get(sent.headers["Location"]))


def wrong_answer(page: TestResponse, place: int) -> tuple[str, dict[str, list[str]]]:
    kind = ("single", "multiple", "statement", "short", "number", "order", "match", "sort", "gaps", "open")[
        place - 1
    ]
    given = WRONG.get(kind)
    if isinstance(given, str):
        return kind, {"answer": [given]}
    if isinstance(given, list):
        return kind, {"answer": [value_of_option(page, given[0])]}
    rows = selects_of(page)
    if kind == "gaps":
        text_box = next(n for n in controls_of(page) if n.startswith("row-") and n not in rows)
        choice = {name: [next(v for v, t in options if "ministry" in t)] for name, options in rows.items()}
        return kind, {text_box: ["nothing"], **choice}
    if kind == "order":
        right = ("Survey", "Licence", "Drilling")
        shown = labels_of(page)
        places = {f"row-{i}": [str((right.index(label) + 1) % 3 + 1)] for i, label in enumerate(shown)}
        return kind, places
    right = {
        "Minister": "It is safe",
        "Biologist": "It is risky",
        "The mine": "One side",
        "The port": "Both sides",
    }
    shown = labels_of(page)
    return kind, {
        name: [next(v for v, t in options if v and t != right[label])]
        for (name, options), label in zip(rows.items(), shown, strict=True)
    }


def value_of_option(page: TestResponse, text: str) -> str:
    found = re.search(rf'value="([^"]+)"[^>]*>\s*<span>{text}</span>', page.text)
    assert found, page.text
    return found[1]


def selects_of(page: TestResponse) -> dict[str, list[tuple[str, str]]]:
    found = {}
    for name, body in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', page.text, re.S):
        options = re.findall(r'<option value="([^"]*)"[^>]*>(.*?)</option>', body, re.S)
        found[name] = [(value, text.strip()) for value, text in options]
    return found


def labels_of(page: TestResponse) -> list[str]:
    names = "Survey|Licence|Drilling|Minister|Biologist|The mine|The port"
    return re.findall(rf'<label for="row-\d+"[^>]*>\s*(?:<[^>]+>\s*)*({names})', page.text)


def controls_of(page: TestResponse) -> list[str]:
    return [
        control.name
        for form in read_forms(page.text)
        if "/a/" in form.action
        for control in form.controls
        if control.name
    ]


def submit(visitor: Visitor, attempt: str) -> None:
    assert visitor.submit(visitor.get(f"/a/{attempt}/check"), form="/submit").status_code == 303


# --- what may be seen when ------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", SOME_POLICIES)
def test_before_and_during_an_attempt_nobody_sees_a_canary(make_school, policy):
    school = make_school(policy)
    mira = school.visitor("mira")
    assert school.crawl(mira).seen == {}
    attempt = begin(school, mira)
    watch = Crawl(school.app, mira, school.known)
    if policy != "at once":
        answer_wrongly(mira, attempt, watch)
    for name in ("mira", "classmate", "outsider", "stranger"):
        crawl = school.crawl(school.visitor(name))
        assert crawl.seen == {}, name
        assert crawl.pages > 25
    assert watch.seen == {}


def test_feedback_at_once_shows_a_question_s_own_key_and_only_after_its_answer(make_school):
    school = make_school("at once")
    mira = school.visitor("mira")
    attempt = begin(school, mira)
    page = mira.get(f"/a/{attempt}/1")
    _kind, values = wrong_answer(page, 1)
    mira.submit(page, {}, form=f"/a/{attempt}/1", forged=values)

    assert found_in(mira.get(f"/a/{attempt}/1/feedback"), CANARIES) >= {
        "why of a choice",
        "feedback on a wrong option",
    }
    own = {name for name in EXPLAINED if "claim" in name} | {"why of a choice", "feedback on a wrong option"}
    own |= {"who says otherwise"}
    assert school.crawl(mira).found <= own
    assert school.crawl(school.visitor("classmate")).seen == {}


@pytest.mark.parametrize("policy", ["after closing", pytest.param("never", marks=pytest.mark.full)])
def test_before_the_close_results_hold_no_canary(make_school, policy):
    school = make_school(policy)
    mira = school.visitor("mira")
    attempt = begin(school, mira)
    answer_wrongly(mira, attempt, Crawl(school.app, mira, school.known))
    submit(mira, attempt)

    assert school.crawl(mira).seen == {}


def test_between_two_attempts_results_hold_no_canary(make_school):
    school = make_school("after submitting", attempts=2)
    mira = school.visitor("mira")
    first = begin(school, mira)
    answer_wrongly(mira, first, Crawl(school.app, mira, school.known))
    submit(mira, first)
    assert school.crawl(mira).seen == {}
    second = begin(school, mira)
    assert second != first
    assert school.crawl(mira).seen == {}
    submit(mira, second)

    assert school.crawl(mira).found >= set(EXPLAINED)


@pytest.mark.full
def test_after_the_close_never_is_still_never(make_school):
    school = make_school("never")
    mira = school.visitor("mira")
    attempt = begin(school, mira)
    answer_wrongly(mira, attempt, Crawl(school.app, mira, school.known))
    submit(mira, attempt)
    school.clock.advance(days=2)

    assert school.crawl(school.visitor("mira")).seen == {}


@pytest.mark.parametrize(
    "policy",
    [
        *(pytest.param(p, marks=pytest.mark.full) for p in ("at once", "after submitting")),
        "after closing",
    ],
)
def test_the_released_page_holds_every_canary_that_is_the_student_s(make_school, policy):
    """The control: the crawl above looks for words that are really there."""
    school = make_school(policy)
    mira = school.visitor("mira")
    attempt = begin(school, mira)
    answer_wrongly(mira, attempt, Crawl(school.app, mira, school.known))
    submit(mira, attempt)
    if policy == "after closing":
        school.clock.advance(days=2)
        mira = school.visitor("mira")

    page = found_in(mira.get(f"/a/{attempt}"), CANARIES)
    assert set(EXPLAINED) - page == set()
    assert school.crawl(mira).found & set(FOR_TEACHERS) == set()
    if policy != "after closing":  # else the classmate has missed the quiz, which is over for everybody
        assert school.crawl(school.visitor("classmate")).seen == {}
    assert school.crawl(school.visitor("outsider")).seen == {}


#: The same questions in two quizzes: the first asks three of them, the second the others.
TWO_QUIZZES = BANK.replace(
    """    questions: [single, multiple, statement, short, number, order, match, sort, gaps, open]
""",
    """    questions: [single, multiple, statement]
  later:
    title: The others
    order: as written
    questions: [short, number, order, match, sort, gaps, open]
""",
)
#: What the answers to the first quiz show; all else belongs to the second, or to nobody yet.
OF_THE_FIRST = {
    "why of a choice", "feedback on a wrong option", "feedback on a chosen answer", "feedback on a statement",
    "what a claim says", "who a withheld claim is by", "what a claim measures", "quote of a claim", "note on a claim",
    "where a claim stands", "who says otherwise", "figure of a claim", "replaced id",
}  # fmt: skip


def test_a_quiz_that_is_done_opens_nothing_of_the_next(make_school):
    school = make_school("after submitting", text=TWO_QUIZZES)
    mira = school.visitor("mira")
    attempt = begin(school, mira)
    answer_wrongly(mira, attempt, Crawl(school.app, mira, school.known), places=3)
    submit(mira, attempt)

    for name in ("classmate", "outsider"):
        assert school.crawl(school.visitor(name)).seen == {}, name
    # Before the next one opens; and on the next day, while it waits and the review is due.
    for _time in range(2):
        crawl = school.crawl(school.visitor("mira"))
        assert crawl.found <= OF_THE_FIRST, dict.fromkeys(crawl.found - OF_THE_FIRST, crawl.seen)
        assert crawl.found >= {"why of a choice", "what a claim says"}
        school.clock.advance(hours=23)


def test_reading_first_shows_the_claims_and_no_key(make_school):
    school = make_school("after closing", read_first=True)
    shown = {"what a claim says", "who a withheld claim is by", "what a claim measures"}

    assert school.crawl(school.visitor("mira")).found == shown
    for name in ("outsider", "stranger"):
        assert school.crawl(school.visitor(name)).seen == {}, name
    mira = school.visitor("mira")
    begin(school, mira)
    assert school.crawl(mira).seen == {}, "not while the quiz is under way"


def test_no_static_file_holds_a_canary():
    for path in FOLDER.rglob("*"):
        if path.is_file():
            forms = [path.read_bytes().decode("latin-1").lower()]
            assert not [c for c in CANARIES.values() if any(c in form for form in forms)], path


@pytest.mark.parametrize(
    "dress",
    [
        str,
        str.upper,
        lambda word: base64.b64encode(f"the key is {word}".encode()).decode(),
        lambda word: base64.urlsafe_b64encode(f"??{word}>>".encode()).decode().rstrip("="),
        lambda word: "".join(f"\\u{ord(c):04x}" for c in word),
        lambda word: "".join(f"&#{ord(c)};" for c in word),
        lambda word: quote(word[0]) + "".join(f"%{ord(c):02X}" for c in word[1:]),
        lambda word: word.encode("utf-16").decode("latin-1"),
    ],
)
def test_a_canary_in_any_dress_is_found(dress):
    page = f"<p data-x='{dress('kanarida')}'>".encode("latin-1")

    assert any("kanarida" in form for form in dressed(page))


def test_a_number_written_in_groups_is_found():
    assert any("7319468" in form for form in dressed(b"<p>7,319,468</p>"))
