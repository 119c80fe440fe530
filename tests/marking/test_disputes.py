"""Disputes: a student says what is wrong, the teacher sees it by question with the ready change, answers, and it is read."""

import re

import pytest
from sqlalchemy import select

from quizapp.models import Dispute, Membership, Student
from tests.authoring.staff import sign_in
from tests.authoring.test_banks_pages import fresh, path_of
from tests.support.clock import START


def words(page) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


@pytest.fixture
def disputed(staff, new_client, app):
    """Two students chose Nordby, one typed "4 km"; the first and the last say that something is wrong."""
    visitors = {}
    for name, answers, place, reason in (
        ("Mira", {1: 1}, 1, "Nordby has the harbour, see the map."),
        ("Noor", {1: 1}, 0, ""),
        ("Omar", {3: "4 km"}, 3, "The survey says 4 km on page 2."),
    ):
        attempt = staff.sit(name, answers)
        student_id, address = attempt.student_id, f"/a/{attempt.public_id}"
        staff.session.rollback()
        visitors[name] = visitor = new_client()
        sign_in(visitor, app, student_id=student_id)
        visitor.results = address
        if reason:
            link = re.search(rf'href="({address}/{place}/dispute)"', visitor.get(address).text)[1]
            visitor.submit(visitor.get(link), {"reason": reason}, button="Send it to the teacher")
    return visitors


def test_the_teacher_sees_disputes_by_question_and_the_student_the_answer(teacher, disputed):
    assert "2 students say that something is wrong with a question" in teacher.get("/banks").text
    page = teacher.get("/disputes")
    assert words(page).index("Which town has the harbour?") >= 0
    assert "Nordby has the harbour, see the map." in page.text
    assert "Not answered yet" in disputed["Mira"].get(disputed["Mira"].results).text

    link = re.search(r'href="(/disputes/[^"]+)">Answer Mira<', page.text)[1]
    assert path_of(teacher.submit(teacher.get(link), {"reason": "You are right."}, button="Answer"))

    assert "You are right." in disputed["Mira"].get(disputed["Mira"].results).text
    assert "You are right." not in disputed["Omar"].get(disputed["Omar"].results).text
    assert "1 student says" in teacher.get("/banks").text


@pytest.mark.parametrize(
    ("name", "filled"),
    [
        # Sandvik was right and stays so; the student's Nordby is ticked beside it.
        ("Mira", {"what": ["right"], "right": ["0", "1"]}),
        ("Omar", {"what": ["accept"], "accept": ["4 km"]}),
    ],
)
def test_the_ready_change_makes_the_students_answer_right_too(teacher, disputed, staff, name, filled):
    page = teacher.get("/disputes")
    link = re.search(rf'href="(/regrade/[^"]+)">Make the answer of {name} right, too<', page.text)[1]
    change = teacher.get(link.replace("&amp;", "&"))

    for field, values in filled.items():
        pattern = rf'<input(?=[^>]*name="{field}")(?=[^>]*(?:checked|type="text"))[^>]*value="([^"]*)"'
        assert re.findall(pattern, change.text) == values, field
    dry = teacher.submit(change, {"reason": "The map says so."}, button="See what would change")

    gaining = {"Mira": 2, "Omar": 1}[name]  # Mira and Noor chose Nordby; Omar alone typed 4 km
    assert f"Gain {gaining} Lose 0" in words(dry)


def test_hidden_names_are_hidden_beside_disputes_and_corrections_too(teacher, disputed, staff):
    class_id = staff.session.merge(staff.school_class).id
    for student in staff.session.scalars(select(Student)):
        membership = {"name": student.name, "name_key": student.name.casefold(), "joined_at": START}
        staff.session.add(Membership(class_id=class_id, student_id=student.id, **membership))
    staff.session.commit()

    page = teacher.get(teacher.get("/disputes?names=hidden").location)
    numbers = set(re.findall(r'href="/disputes/[^"]+">Answer (Student \d)<', page.text))
    link = re.search(r'href="(/disputes/[^"]+)"', page.text)[1]
    change = re.search(r'href="(/regrade/[^"]+)">Make the answer of Student', page.text)[1].replace(
        "&amp;", "&"
    )
    dry = teacher.submit(teacher.get(change), {"reason": "The map says so."}, button="See what would change")

    assert len(numbers) == 2
    assert numbers < set(re.findall(r"Student \d", dry.text)), (
        "the same numbers, and that of who says nothing"
    )
    for shown in (page, teacher.get(link), dry):
        for name in ("Mira", "Noor", "Omar"):
            assert name not in shown.text


def test_somebody_elses_dispute_fills_in_nothing(colleague, teacher, disputed, staff):
    wanted = select(Dispute.public_id).where(Dispute.reason.startswith("Nordby"))
    dispute = fresh(staff.session).scalars(wanted).one()
    address = f"/regrade/{staff.session.merge(staff.assignment).public_id}/capital?dispute={dispute}"
    staff.session.rollback()

    assert colleague.get(address).status_code == 404
    assert colleague.get(f"/disputes/{dispute}").status_code == 404
    other = teacher.get(address.replace("/capital?", "/depth?"))
    assert "checked" not in re.search(r'<fieldset[^>]*id="what".*?</fieldset>', other.text, re.DOTALL)[0]
