"""No page sends more statements because there are more banks, classes, quizzes, students and attempts."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.attempts import submit_attempt
from quizapp.banks import publishing
from quizapp.identity import sessions
from quizapp.models import Attempt, Membership, SchoolClass, Student, User
from quizapp.reports import report
from tests.support.clock import START
from tests.support.people import join, make_class, make_student, make_teacher
from tests.support.quizzes import BANK, Published, assign, publish, save, start
from tests.support.statements import count_statements
from tests.support.visitor import Visitor

pytestmark = pytest.mark.databases("sqlite")

#: Pages that are not walked, and why.
NOT_WALKED = {
    "accounts.new_account": "its address is a token that is used up",
    "accounts.new_password": "the same",
    "taking.arrive": "the same",
    "authoring.edit_quiz": "needs a quiz made in the browser",
    "authoring.paper": "the same",
    "authoring.quiz": "the same",
    "authoring.imported": "needs a file of another program",
    "authoring.picture": "needs a picture",
    "authoring.download_draft": "needs a draft",
    "authoring.fix": "leads on to the editor",
    "design_page.design": "a page for developers",
    "marking.answer_dispute": "needs an objection",
    "marking.dispute": "needs a late look",
    "marking.mark": "needs an essay",
    "studying.feedback_practice": "needs an answer in practice",
    "studying.feedback_today": "the same",
    "studying.lesson": "needs a pattern",
    "taking.feedback_page": "needs feedback at once",
    "static": "a file",
}
#: Pages that send more, and why that is bounded or borne.
GROWING = {
    "classes.show for a teacher": "works out the reports of its newest quizzes, a fixed number, unless they are kept",
}


@dataclass
class School:
    """So many of everything, all of one teacher."""

    session: Session
    teacher: User
    published: list[Published]
    classes: list[SchoolClass]
    attempts: list[Attempt]
    size: int = 0

    def grow(self, size: int) -> None:
        for number in range(self.size, size):
            text = BANK.replace("Harbour town", f"Harbour town {number}", 1)
            self.published.append(publish(self.session, START, text, f"harbour-{number}"))
            self.classes.append(make_class(self.session, START, self.teacher, name=f"7{number}"))
            self._join(f"Student {number}")
        for number in range(self.size, size):
            assignment = assign(self.session, START, self.classes[0], self.published[number].fixed)
            for student in self.session.scalars(select(Student).order_by(Student.id)).all():
                self._take(assignment, student)
        self.size = size

    def _join(self, name: str) -> None:
        join(self.session, self.classes[0], make_student(self.session, START, name), START)
        self.session.commit()

    def _take(self, assignment, student) -> None:
        attempt = start(self.session, assignment, student, START)
        for place in (1, 2):
            save(self.session, attempt, place, 1, START)
        submit_attempt(self.session, attempt, START)
        self.session.commit()
        self.attempts.append(attempt)

    def values(self) -> dict[str, object]:
        """What the addresses of pages are filled with: always the first of everything."""
        bank, assignment = self.published[0].bank, self.attempts[0].assignment
        membership = self.session.scalars(select(Membership).order_by(Membership.id)).first()
        found = {
            "bank": bank.public_id,
            "assignment": assignment.public_id,
            "class": self.classes[0].public_id,
            "membership": membership.public_id,
            "attempt": self.attempts[0].public_id,
            "code": self.classes[0].join_code,
            "student": self.attempts[0].student_id,
        }
        self.session.commit()
        return found


def addresses(app, values) -> dict[str, str]:
    """Every page that can be asked for, by its endpoint."""
    adapter = app.url_map.bind("localhost")
    public = {"authoring": values["bank"], "reports": values["assignment"], "marking": values["assignment"]}
    classes = {
        "classes.assignment",
        "classes.edit_assignment",
        "classes.live",
        "classes.live_json",
        "classes.taker",
    }
    found = {}
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in NOT_WALKED:
            continue
        room = rule.endpoint.partition(".")[0]
        given = {
            "public_id": public.get(room, values["assignment"] if rule.endpoint in classes else values["class"]),
            "bank": values["bank"], "attempt": values["attempt"], "membership_id": values["membership"], "code": values["code"],
            "question_id": "capital", "place": 1, "number": 1, "key": "jobs", "form": "gift", "kind": "report.json",
            "quiz": values["assignment"], "token": "unknown", "purpose": "invite", "block": "claims",
        }  # fmt: skip
        if rule.endpoint == "taking.start_page":
            given["public_id"] = values["assignment"]
        if rule.endpoint == "reports.student_over_time":
            given["public_id"] = values["class"]
        if rule.endpoint == "studying.my_data":
            given["kind"] = "json"
        if rule.endpoint == "authoring.explain":
            given["code"] = "missing-why"
        found[rule.endpoint] = adapter.build(
            rule.endpoint, {name: value for name, value in given.items() if name in rule.arguments}
        )
    return found


def sent(app, visitors: dict[str, Visitor], values) -> dict[str, int]:
    """Statements of each page that this teacher and this student may see, with no report kept."""
    counts = {}
    for endpoint, address in addresses(app, values).items():
        for who in ("teacher", "student"):
            report.forget_reports()
            with count_statements() as statements:
                status = visitors[who].get(address).status_code
            if status == 200:
                counts[f"{endpoint} for a {who}"] = len(statements)
    return counts


def test_no_page_sends_more_statements_where_there_is_more_of_everything(app, session, new_client):
    school = School(session, make_teacher(session, START), [], [], [])
    school.grow(2)
    values, program = school.values(), app.extensions["quizapp"]
    visitors = {"teacher": new_client(), "student": new_client()}
    with program.sessions.write() as own:
        tokens = {
            "teacher": sessions.sign_in(own, program.clock(), user_id=school.teacher.id),
            "student": sessions.sign_in(own, program.clock(), student_id=values["student"]),
        }
        own.commit()
    for who, visitor in visitors.items():
        visitor.set_cookie("__Host-session", tokens[who], domain="localhost", secure=True, path="/")

    few = sent(app, visitors, values)  # reads each bank the first time: more than it would otherwise
    school.grow(4)
    for each in school.published:
        publishing.load_version(session, publishing.newest_version(session, each.bank.id).id)
    session.commit()
    many = sent(app, visitors, values)

    grown = {
        page: f"{few.get(page)} -> {count}"
        for page, count in many.items()
        if count > few.get(page, 0) and page not in GROWING
    }
    assert len(many) > 60, "most pages are walked"
    assert not grown
