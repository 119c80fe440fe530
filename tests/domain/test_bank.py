"""Loading a bank: what it holds when it is right, and what a teacher reads when it is not."""

from fractions import Fraction

import pytest

from quizapp.domain.bank import Bank
from quizapp.domain.bankfile.loading import Checked, check_bank, load_bank
from quizapp.domain.claims import Aspect, Status, speakers_of
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.recipes import DrawRule
from quizapp.domain.yaml_reading.problems import BankInvalid, Weight

WHOLE = """\
title: "Deep-sea mining: goals, risks, figures"
language: en
about: A short set.
sources:
  story:
    title: Harbour town bets on the sea floor
    publisher: The Example Times
    date: 4 March 2025
    link: https://news.example/harbour
  audit:
    title: Port audit 2024
    date: 9 January 2025
topics:
  goals: What they want
  figures: How much, how many
defaults:
  source: story
  marks: 2
claims:
  jobs:
    says: The mine will create 400 jobs
    figure: 400 jobs
    who: Nordic Minerals, the company behind the plan
    status: claimed by one side
    where: How it began, paragraph 2
    as of: 4 March 2025
  licence:
    says: The licence was signed
    who: The ministry
    status: verified
    checked: 9 January 2025, Port audit 2024
    source: audit
questions:

- id: who-says-jobs
  topic: figures
  tests: who
  pattern: who says so
  tags: company, jobs
  ask: Who says the mine will create 400 jobs?
  answer: The mining company
  wrong:
  - The labour union => The union only repeats the number.
      It counts nothing. => wrong speaker
  - The ministry
  why: Only the company gives the number.
  claim: jobs
  hints: [Look at the first part, It is no public body]
  tries: 3
  credit by try: 100%, 60%, 30%
  marks: 1.5
  read: |
    First line.

    - a list
  advice off:
    stem-word-in-key: The company has no other name.

- ask: Which of these did the ministry sign?
  id: signed
  topic: goals
  answer: The licence
  wrong: The contract
  claim: [licence, jobs]
  variant of: who-says-jobs
  replaces: old-signed

- statement: Nobody has checked it.
  id: checked
  is: Not Stated
  who: The council
  status: estimate
  where: Page 2
  keep order: no
  unmarked: yes

quizzes:
  quick-check:
    title: Ten-minute check
    draw:
      figures: 1
    feedback: when closed
    open: yes
    certainty: no
  both:
    title: Both
    draw:
    - number: 1
      tests: who
      claim: jobs
      tag: jobs
      pattern: who says so
    questions: checked
    order: as written
    tries: 2
    unmarked: yes
"""


def check(text: str) -> Checked:
    return check_bank(text, QUESTION_TYPES, name="test.yaml")


def load(text: str) -> Bank:
    return load_bank(text, QUESTION_TYPES, name="test.yaml")


@pytest.fixture
def whole() -> Bank:
    return load(WHOLE)


def test_a_whole_bank_has_no_problem() -> None:
    assert check(WHOLE).problems == ()


def test_a_question_holds_what_was_written(whole: Bank) -> None:
    question = whole.question("who-says-jobs")

    assert question.topic == "figures"
    assert question.tests is Aspect.WHO
    assert question.pattern == "who says so"
    assert question.tags == ("company", "jobs")
    assert question.claims == ("jobs",)
    assert question.hints == ("Look at the first part", "It is no public body")
    assert question.tries == 3
    assert question.credit_by_try == (Fraction(1), Fraction(3, 5), Fraction(3, 10))
    assert question.marks == Fraction(3, 2)
    assert question.read == "First line.\n\n- a list"
    assert question.advice_off == (("stem-word-in-key", "The company has no other name."),)
    assert question.line == 35
    union = question.options()[1]
    assert union.feedback == "The union only repeats the number. It counts nothing."
    assert union.misconception == "wrong speaker"


def test_what_a_question_does_not_say_comes_from_the_defaults(whole: Bank) -> None:
    question = whole.question("signed")

    assert question.marks == 2
    assert question.source == "story"
    assert question.idea == "who-says-jobs"
    assert question.replaces == "old-signed"
    assert question.claims == ("licence", "jobs")
    assert [option.text for option in question.options()] == ["The licence", "The contract"]


def test_a_claim_has_its_status_and_inherits_its_source(whole: Bank) -> None:
    jobs = whole.claims["jobs"]

    assert jobs.status is Status.CLAIMED
    assert (jobs.figure, jobs.as_of, jobs.source) == ("400 jobs", "4 March 2025", "story")
    assert whole.claims["licence"].status is Status.VERIFIED


def test_a_claim_without_status_is_not_verified() -> None:
    bank = load(WHOLE.replace("    status: claimed by one side\n", ""))
    assert bank.claims["jobs"].status is Status.NOT_VERIFIED


def test_who_and_status_on_a_question_make_a_claim_without_key(whole: Bank) -> None:
    [claim] = whole.claims_of(whole.question("checked"))

    assert (claim.key, claim.who, claim.status, claim.where) == ("", "The council", Status.ESTIMATE, "Page 2")


def test_quizzes_hold_their_rules(whole: Bank) -> None:
    quick, both = whole.quizzes.values()

    assert quick.draw == (DrawRule(1, topic="figures"),)
    assert (quick.title, quick.feedback, quick.order) == ("Ten-minute check", "when closed", "shuffled")
    assert (quick.open, quick.certainty, quick.unmarked, quick.tries) == (True, False, False, 1)
    assert both.draw == (DrawRule(1, aspect=Aspect.WHO, claim="jobs", tag="jobs", pattern="who says so"),)
    assert both.questions == ("checked",)
    assert (both.order, both.tries, both.unmarked, both.open, both.length) == (
        "as written",
        2,
        True,
        False,
        2,
    )


def test_a_question_that_is_not_there_is_a_key_error(whole: Bank) -> None:
    with pytest.raises(KeyError):
        whole.question("nobody")


def test_a_bank_without_topics_takes_them_from_its_questions() -> None:
    bank = load("title: a\nquestions:\n- id: q\n  topic: seas\n  ask: b?\n  answer: c\n  wrong: d\n")
    assert bank.topics == {"seas": "seas"}


def test_a_missing_id_is_made_from_the_text_and_the_fix_writes_the_same() -> None:
    text = "title: a\nquestions:\n- ask: Who says the minister's right?\n  answer: c\n  wrong: d\n" * 1
    text += "- ask: Who says the minister's right?\n  answer: e\n  wrong: f\n- ask: Хто це сказав?\n  answer: e\n  wrong: f\n"
    checked = check(text)

    assert checked.bank is not None
    ids = [question.id for question in checked.bank.questions]
    assert ids == ["who-says-the-ministers-right", "who-says-the-ministers-right-2", "хто-це-сказав"]
    doubts = [problem for problem in checked.problems if problem.code == "question-without-id"]
    assert [doubt.weight for doubt in doubts] == [Weight.ADVICE] * 3
    for edit in sorted((edit for doubt in doubts for edit in doubt.edits), key=lambda edit: -edit.start):
        text = text[: edit.start] + edit.text + text[edit.end :]
    again = check(text)
    assert again.problems == ()
    assert again.bank is not None
    assert [question.id for question in again.bank.questions] == ids


def test_every_problem_comes_at_once_and_right_questions_are_no_part_of_it() -> None:
    text = """\
title: a
questions:
- id: one
  ask: b?
  answr: c
  wrong: d
- id: two
  ask: b?
  answer: Nucleus
  wrong:
  - nucleus
  - e
- id: three
  ask: @x
- id: four
  ask: b?
  ask: c?
  answer: d
  wrong: e
- id: five
  ask: b?
  answer: c
  wrong: d
"""
    with pytest.raises(BankInvalid) as caught:
        load(text)

    told = [(problem.line, problem.question_id, problem.code) for problem in caught.value.problems]
    assert told == [
        (5, "one", "unknown-key"),
        (11, "two", "right-and-wrong"),
        (14, "", "lead-character"),
        (17, "", "repeated-key"),
    ]
    assert caught.value.name == "test.yaml"
    assert str(caught.value).startswith("test.yaml: 4 problems, nothing was saved\nline 5: ")


def test_a_part_that_could_not_be_read_makes_no_false_alarms() -> None:
    text = WHOLE.replace("  ask: Who says the mine will create 400 jobs?", "  ask: @Who says it?")
    assert [problem.code for problem in check(text).problems] == ["lead-character"]


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("Ada Holm, mayor", "Ada Holm"),
        ("Ada Holm, mayor, and Jon Berg, head of the opposition", "Ada Holm and Jon Berg"),
        ("The harbour office, owner of pier, and of quay", "The harbour office"),
        ("", ""),
    ],
)
def test_who_speaks_is_named_without_office_and_both_where_two_speak(who: str, names: str) -> None:
    assert speakers_of(who) == names
