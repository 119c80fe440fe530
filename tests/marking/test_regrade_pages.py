"""The page of a correction for every kind of key: what it offers, the dry run, applying, and undoing it."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from quizapp.models import Position
from tests.support.clock import START
from tests.support.quizzes import assign, publish

BANK = """\
title: Mottos
quizzes:
  fixed:
    title: All of them
    order: as written
    questions: [motto, steps, width, who, cost]
  drawn:
    title: Any
    questions: [motto]
questions:
- id: motto
  fill: "Liberty, [[equality]] and [[fraternity | brotherhood]]. It is from [[July ~ May ~ June]]."
- id: steps
  ask: Order the steps.
  order: [Survey, Licence, Drilling]
- id: width
  ask: How wide is it?
  number: 30 km
- id: who
  ask: Who wrote it?
  accept: [Ada Lovelace, Ada King]
- id: cost
  fill: It cost [[400 ± 5%]] crowns, said [[Ada]].
"""


@pytest.fixture
def mottos(staff):
    """One attempt: each answer is wrong by the key, and right by what the teacher finds out afterwards."""
    published = publish(staff.session, START, BANK, "mottos")
    staff.assignment = assign(staff.session, START, staff.school_class, published.fixed)
    staff.sit(
        "Mira", {1: ["equality", "solidarity", 0], 2: [0, 2, 1], 3: "31 km", 4: "Ada King", 5: ["440", "Ada"]}
    )
    return staff


def labels(page) -> list[str]:
    """The kinds of correction that are offered."""
    found = re.findall(r'name="what"[^>]*>\s*<label[^>]*>([^<]+)<', page.text)
    return [unescape(label) for label in found]


CORRECTIONS = [
    ("motto", {"what": "accept", "accept": "2: solidarity"}, "“2: solidarity” is right, too.", (2 / 3, 1)),
    ("motto", {"what": "refuse", "refuse": "1: equality"}, "", None),
    ("motto", {"what": "refuse", "refuse": "2: brotherhood"}, "“2: brotherhood” is wrong.", (2 / 3, 2 / 3)),
    ("steps", {"what": "rows", "rows-1": "2", "rows-2": "1"}, "“Licence”: 3; “Drilling”: 2.", (1 / 3, 1)),
    ("steps", {"what": "rows", "rows-2": "1"}, "“Licence”: 2; “Drilling”: 2.", (1 / 3, 1)),
    ("width", {"what": "figure", "number": "31 km"}, "The figure is 31 km.", (0, 1)),
    ("width", {"what": "figure", "within": "5%"}, "The figure is 30 km, within 5%.", (0, 1)),
    ("width", {"what": "figure", "number": "wide"}, "", None),
    (
        "cost",
        {"what": "figure", "number": "1: 400", "within": "15%"},
        "The figure is 1: 400, within 15%.",
        (1 / 2, 1),
    ),
    ("who", {"what": "refuse", "refuse": "Ada King"}, "“Ada King” is wrong.", (1, 0)),
]


@pytest.mark.parametrize(("question", "filled", "words", "marks"), CORRECTIONS)
def test_a_key_is_corrected_with_a_dry_run_and_taken_back(teacher, mottos, question, filled, words, marks):
    session, address = mottos.session, f"/regrade/{mottos.session.merge(mottos.assignment).public_id}"

    def mark() -> float:
        session.rollback()
        found = session.scalars(select(Position.fraction).where(Position.question_id == question)).one()
        session.rollback()
        return found

    form = teacher.get(f"{address}/{question}")
    before = mark()
    dry = teacher.submit(form, {**filled, "reason": "Found out."}, button="See what would change")
    assert mark() == before
    if marks is None:
        assert dry.status_code == 422
        return
    assert before == pytest.approx(marks[0])
    done = teacher.get(teacher.submit(dry, {}, button="Apply").location)
    assert words in unescape(re.sub(r"<[^>]+>", "", done.text))
    assert mark() == pytest.approx(marks[1])
    teacher.submit(done, {}, button="Undo this correction")
    assert mark() == before


def test_each_kind_of_question_offers_what_can_be_wrong_with_its_key(teacher, mottos):
    address = f"/regrade/{mottos.session.merge(mottos.assignment).public_id}"
    mottos.session.rollback()
    always = [
        "The question misleads: everybody gets full marks",
        "Leave the question out: it counts for nothing",
        "It is worth more or less",
    ]
    rows, figure = (
        "Something else is right for one row, or for several",
        "The figure, its unit or its tolerance is another",
    )
    more, less = "One more typed answer is right", "A typed answer that counts as right is wrong"
    option, misleads = (
        "Another option is right, or more than one",
        "An option misleads: who chose it gets full marks",
    )

    offered = {name: labels(teacher.get(f"{address}/{name}")) for name in ("motto", "steps", "width", "who")}

    assert offered == {
        "motto": [option, more, less, misleads, *always],
        "steps": [rows, *always],
        "width": [figure, more, less, *always],
        "who": [more, less, *always],
    }
