"""The report says what to teach again: the idea, the mistaken one behind it, five minutes; then people, then the rest."""

import re
from datetime import timedelta

import pytest

from quizapp.basics.limits import ATTEMPTS_READ_BY_ANSWER
from tests.reports.conftest import BANK, DONT_KNOW, NO_ESSAY, teach
from tests.support.clock import START
from tests.support.quizzes import assign

pytestmark = pytest.mark.databases("sqlite")
PLAN = """\
misconceptions:
  too certain:
    says: What somebody claims is on record
    five minutes: Ask who would have to take it back.
quizzes:
"""


def missing_the_status(session, text=NO_ESSAY, **rules):
    """Five students: four say "on record" of what one side claims, and miss nothing else."""
    taught = teach(session, text, pass_mark=0.6, **rules)
    for name in ("Ada", "Ben", "Cleo", "Dan"):
        taught.take(name, 0, 1, "3 km", [0, 1])
    taught.take("Eve", 0, 0, "3 km", [0, 1])
    return taught


def to_do(page: str) -> str:
    return page[page.index('id="to-do"') : page.index('id="scores"')]


def test_to_do_leads_with_what_most_missed_the_answer_that_they_gave_and_what_to_do(session, visit):
    taught = missing_the_status(session)
    said = to_do(visit(taught.teacher).get(taught.address).text)
    assert "Teach 1 idea again" in said
    assert re.search(r"<h4[^>]*>How solid is the figure of 400 jobs\?</h4>\s*<p><b>4 of 5 missed it", said)
    assert "4 answered “on record”." in said
    assert "Behind the answers of 4: too certain." in said
    assert (
        "Show the question with “claimed by one side” and “on record”. Ask why the second is wrong." in said
    )
    assert "claimed by one side" in said[said.index('class="badge') :]


def test_the_bank_s_own_sentence_and_five_minutes_come_before_ours(session, visit):
    taught = missing_the_status(session, NO_ESSAY.replace("quizzes:\n", PLAN, 1))
    said = to_do(visit(taught.teacher).get(taught.address).text)
    assert re.search(r"<h4[^>]*>What somebody claims is on record</h4>", said)
    assert "Ask who would have to take it back." in said
    assert "Show the question" not in said


def test_a_question_like_it_is_one_of_the_bank_on_the_same_claim_that_was_not_asked(session, visit):
    like_it = """- id: jobs-too
  topic: figures
  ask: Who gives the figure of 400 jobs?
  answer: The company
  wrong: [The town]
  claim: jobs
"""
    taught = missing_the_status(session, NO_ESSAY + like_it)
    said = to_do(visit(taught.teacher).get(taught.address).text)
    assert re.search(r"one like it, on the same claim: <q[^>]*>Who gives the figure of 400 jobs\?</q>", said)


def test_after_ideas_come_people_then_certainty_then_housekeeping(session, visit):
    taught = teach(session, BANK, pass_mark=0.9)
    for name in ("Ada", "Ben", "Cleo"):
        taught.take(name, 0, 1, "30 km", [0, 1], None, certainty="certain")
    taught.take("Dan", 0, 1, "3 km", [0, 1], "A thought")
    taught.student("Zoe")
    said = to_do(visit(taught.teacher).get(taught.address).text)
    order = ["ideas again", "Who needs a word", "were certain and wrong", "to be marked", "not started"]
    assert [said.index(each) for each in order] == sorted(said.index(each) for each in order)
    assert "Ada, Ben, Cleo" in said[said.index("were certain and wrong") :]


def test_who_is_under_the_pass_mark_and_whose_score_fell_is_named_with_figures(session, visit):
    taught = teach(session, NO_ESSAY, pass_mark=0.6)
    first, second = (
        assign(session, START, taught.school_class, taught.published.fixed, shuffle_questions=False)
        for _each in range(2)
    )
    last, taught.assignment = taught.assignment, first
    for earlier in (first, second):
        taught.assignment = earlier
        taught.take("Ada", 0, 0, "3 km", [0, 1])
    # The fixture's assignment is the oldest; the third one is what is looked at.
    taught.assignment = assign(
        session, START, taught.school_class, taught.published.fixed, shuffle_questions=False, pass_mark=0.6
    )
    assert last.id < first.id
    taught.take("Ada", 0, 1, "30 km", [0, 1], at=START + timedelta(days=1))
    taught.take("Ben", 0, 1, "30 km", DONT_KNOW)
    taught.take("Cleo", 0, 0, "3 km", [0, 1])
    said = to_do(visit(taught.teacher).get(taught.address).text)
    words = re.findall(r"<li><a[^>]*>(\w+)</a> <span>([^<]*)</span>", said)
    assert words == [
        ("Ada", "50\u202f%, after 100\u202f% and 100\u202f%"),
        ("Ben", "25\u202f%, under the pass mark"),
    ]


def test_the_class_page_has_the_same_figures(session, visit):
    taught = missing_the_status(session)
    page = visit(taught.teacher).get(f"/classes/{taught.school_class.public_id}").text
    assert "What 7B finds hard" in page
    assert "4 of 5 missed it in" in page
    hidden = visit(taught.teacher).get(f"/classes/{taught.school_class.public_id}?names=hidden").text
    assert "Cleo" not in hidden


def test_a_key_that_may_be_wrong_is_doubted_and_not_taught(session, visit):
    """The strongest, six of them, choose Nordby for the capital: it is no idea to teach before the key is looked at."""
    taught = teach(session, NO_ESSAY)
    for number in range(12):
        rest = (0, "3 km", [0, 1]) if number < 6 else (1, "30 km", [2])
        taught.take(f"Student {number}", 1 if number < 6 else 2, *rest)
    said = to_do(visit(taught.teacher).get(taught.address).text)
    assert "The key may be wrong" in said
    ideas = said[: said.index('class="to-do"')]
    assert "What is the capital" not in ideas


def test_the_limit_for_reading_answers_is_far_above_a_class():
    assert ATTEMPTS_READ_BY_ANSWER >= 1000
