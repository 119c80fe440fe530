"""Sources, topics, claims and quizzes by form: what is written is what one would write by hand."""

from tests.authoring.test_banks_pages import draft_row, path_of
from tests.support.quizzes import BANK


def test_a_source_a_claim_and_a_quiz_are_added_by_form_and_nothing_else_moves(teacher, staff):
    base = f"/banks/{staff.bank_id}/parts"
    for block, given, lines in (
        ("sources", {"k_title": "Port audit", "k_date": "9 January 2025"}, "  port-audit:\n    title: Port audit\n    date: 9 January 2025\n"),
        ("claims", {"k_says": "The audit counts 90 jobs", "k_status": "estimate"}, "  the-audit-counts-90-jobs:\n    says: The audit counts 90 jobs\n    status: estimate\n"),
        ("quizzes", {"k_title": "Short", "k_questions": "capital", "k_open": "y"}, "  short:\n    title: Short\n    questions: capital\n    open: yes\n"),
    ):  # fmt: skip
        before = draft_row(staff).text if block != "sources" else BANK
        page = teacher.get(f"{base}/{block}/new")
        assert path_of(teacher.submit(page, given, button="Save to the draft")) == base
        after = draft_row(staff).text
        assert after.replace(lines, "") == before
        assert lines in after


def test_an_entry_is_changed_and_taken_out_but_never_one_that_is_used(teacher, staff):
    base = f"/banks/{staff.bank_id}/parts"
    page = teacher.get(f"{base}/claims/jobs")
    refused = teacher.submit(page, {}, button="Take it out")
    assert refused.status_code == 422
    assert "It is used, so it stays." in refused.text
    teacher.submit(teacher.get(f"{base}/claims/new"), {"k_says": "It rains"}, button="Save to the draft")
    page = teacher.get(f"{base}/claims/it-rains")
    teacher.submit(page, {"k_figure": "3 mm", "k_who": "The radio"}, button="Save to the draft")
    assert "    says: It rains\n    figure: 3 mm\n    who: The radio\n" in draft_row(staff).text
    teacher.submit(teacher.get(f"{base}/claims/it-rains"), {}, button="Take it out")
    assert draft_row(staff).text == BANK


def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(teacher, staff):
    page = teacher.get(f"/banks/{staff.bank_id}/parts/sources/new")
    refused = teacher.submit(page, {"k_title": "Port audit", "k_link": "nowhere"}, button="Save to the draft")
    assert refused.status_code == 422
    assert "This is no web address." in refused.text
    assert 'value="Port audit"' in refused.text
    assert teacher.submit(page, {}, button="Save to the draft").status_code == 422


def test_topics_people_and_dates_are_changed_in_the_head_of_the_bank(teacher, staff):
    page = teacher.get(f"/banks/{staff.bank_id}/parts/head")
    given = {"k_title": "The port", "k_people-0-left": "Ada Holm", "k_people-0-right": "mayor"}
    assert teacher.submit(page, given, button="Save to the draft").status_code == 303
    after = draft_row(staff).text
    assert after.startswith("title: The port\n")
    assert "people:\n  Ada Holm: mayor\n" in after
    assert after.partition("questions:")[2] == BANK.partition("questions:")[2]


def test_a_form_that_is_older_than_the_draft_writes_nothing_over(teacher, staff):
    page = teacher.get(f"/banks/{staff.bank_id}/parts/claims/new")
    teacher.submit(page, {"k_says": "It rains"}, button="Save to the draft")
    late = teacher.submit(page, {"k_says": "It snows"}, button="Save to the draft")
    assert late.status_code == 422
    assert "It snows" in late.text
    assert "snows" not in draft_row(staff).text
