"""Correcting a claim: only its own lines move, and what was true of the rest stays so, byte for byte."""

from quizapp.authoring.differences import Kind, compare_texts
from quizapp.banks import publishing
from quizapp.domain.bankfile.loading import load_bank
from quizapp.domain.question_types import QUESTION_TYPES
from tests.authoring.test_banks_pages import draft_row, path_of
from tests.support.quizzes import BANK


def load(text):
    return load_bank(text, QUESTION_TYPES, name="x")


def test_a_claim_is_corrected_on_its_page_and_published_with_its_questions(teacher, staff):
    base = f"/banks/{staff.bank_id}"
    assert "The mine will create 400 jobs" in teacher.get(f"{base}/claims").text
    page = teacher.get(f"{base}/parts/claims/jobs")
    assert "1 question uses it" in page.text
    refused = teacher.submit(page, {"k_status": "corrected"}, button="Save to the draft")
    assert refused.status_code == 422
    assert "“corrected” needs the earlier value." in refused.text
    answer = teacher.submit(
        page,
        {"k_status": "corrected", "k_was": "400 jobs", "k_figure": "380 jobs", "k_as_of": "20 August 2025"},
        button="Save to the draft",
    )
    publish_page = teacher.get(path_of(answer))
    assert "Record changed" in publish_page.text
    assert "corrected, 380 jobs (20 August 2025)" in " ".join(publish_page.text.split())
    assert "    was: 400 jobs" in draft_row(staff).text


def test_claims_of_a_bank_that_is_not_ones_own_are_not_there(teacher, colleague, staff):
    page = teacher.get("/banks/new")
    mine = path_of(teacher.submit(page, {"title": "Mine", "source": "A leaflet"})).removesuffix("/edit")

    for address in ("/claims", "/parts/claims/jobs", "/readers", "/quizzes/new"):
        assert colleague.get(mine + address).status_code == 404


def test_non_readers_sit_the_bank(teacher, staff):
    page = teacher.get(f"/banks/{staff.bank_id}/readers")

    assert "3 of 4 questions offer a choice" in page.text
    assert "Four in order" in page.text


# What a text changes in another


def test_a_renamed_question_is_no_new_one_and_its_key_is_watched():
    after = BANK.replace("- id: capital", "- id: town\n  replaces: capital").replace("[capital", "[town")
    found = compare_texts(load(BANK), BANK, load(after), after)

    assert [(d.kind, d.was, d.key_changed) for d in found.questions] == [(Kind.RENAMED, "capital", False)]


def test_another_order_of_questions_is_no_change_of_any():
    head, fruit = BANK.split("- id: fruit")
    text = head.replace("questions:\n- id", f"questions:\n- id: fruit{fruit}- id", 1)
    found = compare_texts(load(BANK), BANK, load(text), text)

    assert found.questions == ()
    assert found.rows


def test_other_feedback_is_a_change_and_no_other_key():
    text = BANK.replace("=> Osthavn has no harbour.", "=> It has none.")

    [found] = compare_texts(load(BANK), BANK, load(text), text).questions
    assert found.kind is Kind.CHANGED


def test_a_figure_that_is_accepted_more_widely_is_another_key():
    text = BANK.replace("number: 3 km", "number: 4 km")

    [found] = compare_texts(load(BANK), BANK, load(text), text).questions
    assert found.kind is Kind.KEY
    assert publishing.hash_text(text) != publishing.hash_text(BANK)
