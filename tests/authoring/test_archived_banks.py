"""Banks that are put away, and by whom."""

from sqlalchemy import select

from quizapp.models import AuditEvent
from tests.authoring.test_banks_pages import csrf, fresh, path_of


def test_an_archived_bank_can_be_restored(teacher, staff):
    page = teacher.get(f"/banks/{staff.bank_id}/archive")
    assert "“Four in order” is set before 7B." in page.text
    assert "Every teacher here can find it." in page.text
    listing = teacher.get(path_of(teacher.submit(page, button="Archive the bank")))
    assert "Archived banks (1)" in listing.text

    teacher.submit(listing, button="Restore Harbour town")

    assert "Archived banks" not in teacher.get("/banks").text
    acts = fresh(staff.session).scalars(
        select(AuditEvent.act).where(AuditEvent.class_id == staff.school_class.id).order_by(AuditEvent.id)
    )
    assert list(acts)[-2:] == [
        "bank archived",
        "bank restored",
    ]  # colleagues read it in their class's history


def test_a_bank_that_every_teacher_uses_is_put_away_by_the_administrator_alone(teacher, colleague, staff):
    """One invited teacher took five of six quizzes from everybody's start page."""
    bank = f"/banks/{staff.bank_id}"
    assert colleague.get(f"{bank}/archive").status_code == 404
    page = colleague.get(bank)
    assert "Archive the bank" not in page.text
    answer = colleague.post(f"{bank}/archive", data={"csrf_token": csrf(page)})

    assert (answer.status_code, "Only the owner of this bank or an administrator" in answer.text) == (
        409,
        True,
    )
    assert "Archived banks" not in colleague.get("/banks").text
    teacher.submit(teacher.get(f"{bank}/archive"), button="Archive the bank")
    assert "Restore Harbour town" not in colleague.get("/banks").text
