"""Sharing a bank and handing it over, as browsers send it."""

import pytest

from quizapp.models import Bank
from tests.authoring.test_banks_pages import csrf, fresh, path_of


@pytest.fixture
def bank(staff):
    """Ada's own bank, which no class has."""
    staff.published.bank.owner_id = staff.ada.id
    staff.assignment.class_id, staff.assignment.kind = None, "trial"
    staff.session.commit()
    return f"/banks/{staff.bank_id}"


def test_a_colleague_sees_of_a_shared_bank_what_they_may_do_and_nothing_else(teacher, colleague, bank):
    assert colleague.get(bank).status_code == 404
    page = teacher.get(f"{bank}/sharing")
    teacher.submit(page, {"username": "Bob ", "right": "read"}, button="Share")

    shown = colleague.get(bank)
    assert "you may read it and take a copy" in shown.text
    assert not any(word in shown.text for word in ("Make a quiz", "Add a question", "Archive the bank"))
    assert colleague.get(f"{bank}/versions/1").status_code == 200
    assert (
        colleague.get(f"{bank}/edit").status_code == colleague.get(f"{bank}/quizzes/new").status_code == 404
    )
    assert "of Ada" in colleague.get("/banks").text
    answer = colleague.post(
        f"{bank}/sharing", data={"csrf_token": csrf(shown), "everybody": "y", "right": "edit"}
    )
    assert answer.status_code == 404  # who may read shares nothing

    teacher.submit(teacher.get(f"{bank}/sharing"), {"right": "use"}, button="Save for Bob")
    assert "Make a quiz" in colleague.get(bank).text
    teacher.submit(teacher.get(f"{bank}/sharing"), {"right": ""}, button="Save for Bob")
    assert colleague.get(bank).status_code == 404
    history = teacher.get(f"{bank}/sharing").text
    assert history.index("Bob: nothing") < history.index("Bob: use") < history.index("Bob: read")


def test_a_user_name_that_nobody_has_is_said_at_its_field(teacher, bank):
    page = teacher.get(f"{bank}/sharing")
    answer = teacher.submit(page, {"username": "nobody"}, button="Share")

    assert answer.status_code == 422
    assert answer.text.count("No teacher here has this user name. Check it.") == 2  # in the summary, too


def test_a_copy_by_who_may_read_has_the_published_text_and_not_the_draft(teacher, colleague, staff, bank):
    teacher.submit(teacher.get(f"{bank}/sharing"), {"username": "bob", "right": "read"}, button="Share")
    page = teacher.get(f"{bank}/edit")
    teacher.post(
        f"{bank}/save",
        data={"csrf_token": csrf(page), "text": "title: Half a thought", "revision": "0", "based_on": "1"},
    )

    answer = colleague.submit(colleague.get(bank), button="Make a copy of my own")

    copy = colleague.get(path_of(answer)).text
    assert "Which town has the harbour?" in copy
    assert "Half a thought" not in copy


def test_a_bank_handed_over_is_the_colleagues_to_share(teacher, colleague, staff, bank):
    teacher.submit(teacher.get(f"{bank}/sharing"), {"to": "bob"}, button="Hand over")

    shown = colleague.get(f"{bank}/sharing").text
    assert ("Share with a teacher" in shown, "bank handed over: Bob" in shown) == (True, True)
    assert fresh(staff.session).get(Bank, staff.bank_row).owner_id == staff.bob.id
