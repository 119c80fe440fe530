"""Whatever is typed, pasted or sent: a clear message, nothing lost, nothing executed."""

import re

import pytest
from sqlalchemy import select

from quizapp.models import Bank, BankDraft, Dispute
from tests.authoring.staff import sign_in
from tests.authoring.test_banks_pages import csrf, draft_row, editor, fresh, path_of, press
from tests.support.quizzes import BANK

SCRIPT = "<script>alert(1)</script>"
IMAGE = "<img src=x onerror=alert(1)>"


def count_of(session, table) -> int:
    return len(fresh(session).scalars(select(table)).all())


@pytest.mark.parametrize("megabytes", [5, 8])
def test_a_paste_of_many_megabytes_comes_back_whole_and_the_draft_stays(teacher, staff, megabytes):
    page = editor(teacher, staff)
    press(teacher, page, "Save draft", BANK + "# as it was\n")
    large = BANK + "# " + "word " * (megabytes * 200_000) + "the end"

    answer = press(teacher, editor(teacher, staff), "Save draft", large)

    assert answer.status_code == 422
    assert "a bank may have 5 MB" in answer.text
    assert "word the end" in answer.text
    assert answer.text.count("word ") >= megabytes * 200_000
    assert draft_row(staff).text == BANK + "# as it was\n"


def test_the_editors_script_is_told_of_a_text_that_is_too_large(teacher, staff):
    page = editor(teacher, staff)
    large = {"csrf_token": csrf(page), "text": "x" * 5_000_001, "revision": "0", "based_on": "1"}

    for address in ("draft.json", "check.json"):
        assert teacher.post(f"/banks/{staff.bank_id}/{address}", data=large).status_code == 422
    assert count_of(staff.session, BankDraft) == 0


def test_what_is_over_every_limit_is_refused_and_nothing_is_changed(teacher, staff):
    page = editor(teacher, staff)

    answer = press(teacher, page, "Save draft", "x" * 11_000_000)

    assert answer.status_code == 413
    assert "Nothing was changed" in answer.text
    assert count_of(staff.session, BankDraft) == 0


@pytest.mark.parametrize("odd", ["\0", "\x01\x02", "\ufffe", "\u202e", "\ufeff", "\x85\u2028"])
def test_letters_that_no_text_may_hold_are_kept_and_told(teacher, staff, odd):
    text = BANK.replace("why: The first", f"why: {odd}The first")

    page = teacher.get(path_of(press(teacher, editor(teacher, staff), "Check", text)))

    kept = draft_row(staff).text
    if odd == "\0":  # no database holds it: it becomes the sign for an unreadable letter, which shows
        assert kept == text.replace("\0", "\ufffd")
    else:
        assert kept == text
        assert re.search(r"[1-9]\d* (error|doubt)", page.text)


def test_bytes_that_are_no_utf_8_in_a_form_break_nothing(teacher, staff):
    page = editor(teacher, staff)
    body = (
        b"csrf_token="
        + csrf(page).encode()
        + b"&revision=0&based_on=1&act=save&text=title%3A+F%FC%DFe%0A%00%FF"
    )

    answer = teacher.post(
        f"/banks/{staff.bank_id}/edit", data=body, content_type="application/x-www-form-urlencoded"
    )

    assert path_of(answer)
    assert draft_row(staff).text.startswith("title: F")


def test_script_in_every_text_that_is_typed_stays_text(teacher, staff, new_client, app):
    """Titles, notes, reasons, answers, names of files: nothing of them is ever a tag, on whichever page they stand."""
    evil = f"{SCRIPT}{IMAGE}\"'><b>"
    attempt = staff.sit("Nordby", {1: 1})
    student_id, public_id = attempt.student_id, attempt.public_id
    assignment = staff.session.merge(staff.assignment).public_id
    staff.session.rollback()
    base = f"/banks/{staff.bank_id}"
    # a bank's title and source
    page = teacher.get(path_of(teacher.submit(teacher.get("/banks/new"), {"title": evil, "source": evil})))
    seen = [page.text, teacher.get("/banks").text]
    # a claim, then the note of a version
    claim = teacher.get(f"{base}/parts/claims/jobs")
    publishing = teacher.get(
        path_of(
            teacher.submit(
                claim, {"k_says": evil, "k_note": evil, "k_figure": evil}, button="Save to the draft"
            )
        )
    )
    values = {"note": evil} | ({"doubts": "y"} if 'name="doubts"' in publishing.text else {})
    published = teacher.submit(publishing, values, button="Publish")
    seen += [publishing.text, teacher.get(path_of(published)).text]
    seen += [
        teacher.get(base + each).text for each in ("/claims", "/parts/claims/jobs", "/versions/2", "/readers")
    ]
    # a quiz
    made = teacher.submit(
        teacher.get(f"{base}/quizzes/new"),
        {"title": evil, "about": evil, "questions": ["capital"]},
        button="Save the quiz",
    )
    seen += [teacher.get(path_of(made)).text, teacher.get(path_of(made) + "/paper").text]
    # a dispute and its answer, a correction and its reason
    student = new_client()
    sign_in(student, app, student_id=student_id)
    student.submit(
        student.get(f"/a/{public_id}/1/dispute"), {"reason": evil}, button="Send it to the teacher"
    )
    seen.append(teacher.get("/disputes").text)
    dispute = fresh(staff.session).scalars(select(Dispute.public_id)).one()
    staff.session.rollback()
    teacher.submit(teacher.get(f"/disputes/{dispute}"), {"reason": evil}, button="Answer")
    regrade = teacher.get(f"/regrade/{assignment}/capital?accept={evil}")
    dry = teacher.submit(regrade, {"what": "full", "reason": evil}, button="See what would change")
    applied = teacher.submit(dry, button="Apply")
    seen += [regrade.text, dry.text, teacher.get(path_of(applied)).text]
    seen += [student.get(f"/a/{public_id}").text, student.get(f"/a/{public_id}/1/dispute").text]

    for text in seen:
        assert SCRIPT not in text
        assert "<img src=x" not in text
    assert sum("alert(1)" in text for text in seen) >= 12  # it is there to be read


def test_a_form_for_a_bank_that_went_meanwhile_gives_the_text_back(teacher, staff):
    page = teacher.get(
        path_of(teacher.submit(teacher.get("/banks/new"), {"title": "Mine", "source": "A leaflet"}))
    )
    session = fresh(staff.session)
    bank = session.scalars(select(Bank).where(Bank.title == "Mine")).one()
    session.delete(bank)
    session.commit()

    answer = teacher.submit(page, {"text": "title: still here\n"}, button="Save draft", form="/edit")

    assert answer.status_code == 404
    assert "title: still here" in answer.text
    assert "Nothing is lost" in answer.text


def test_numbers_that_are_none_are_answered_with_a_page(teacher, staff):
    base = f"/banks/{staff.bank_id}"
    for address in (
        "/versions/0",
        "/versions/99999999999999999999",
        "/versions/1?against=x",
        "/preview/..",
        "/parts/claims/..",
    ):
        assert teacher.get(base + address).status_code in (200, 404), address
    page = editor(teacher, staff)
    for revision, based_on in (("x", "y"), ("-1", "1e9"), ("9" * 30, "9" * 30)):
        data = {"csrf_token": csrf(page), "text": BANK, "revision": revision, "based_on": based_on}
        assert teacher.post(f"{base}/edit", data=data).status_code in (303, 409)
