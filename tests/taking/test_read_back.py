"""What was answered is read back as it was asked: the bank's own order has the right options first."""

import re

import pytest
from sqlalchemy import select

from quizapp.banks import publishing
from quizapp.models import Assignment
from tests.taking.conftest import Taker, value_of

ITEMS = "ABCDEFGH"
BANK = """\
title: Two of rows
quizzes:
  all: {title: Both, open: yes, order: as written, questions: [tick, sort]}
questions:
- id: tick
  ask: Which of these?
  answers: [item A, item B, item C, item D]
  wrong: [item E, item F, item G, item H]
- id: sort
  ask: Sort each.
  sort:
    One side: [item A, item B, item C, item D]
    Other side: [item E, item F, item G, item H]
"""


@pytest.fixture
def answered(session, clock, client) -> Taker:
    """Everything is ticked, and every item put into one group."""
    publishing.publish_bank(session, "rows", BANK, clock())
    entry = session.scalars(select(Assignment.public_id)).one()
    session.commit()
    taker = Taker(client, entry)
    taker.answer(1, {"answer": [str(n) for n in range(8)]})
    taker.answer(2, {f"row-{n}": "0" for n in range(8)})
    return taker


def named(page) -> str:
    """The letters of the items in the order in which a page names them."""
    assert page.status_code == 200, page.request.path
    return "".join(re.findall(r"item ([A-H])", page.text))


def test_before_and_after_handing_in_answers_stand_in_the_order_that_was_drawn(session, answered, clock):
    drawn = [named(answered.open(place))[:8] for place in (1, 2)]
    assert ["".join(sorted(each)) for each in drawn] == [ITEMS, ITEMS]
    assert ITEMS not in drawn  # by chance once in 20,160 runs
    pages = {"check": answered.visitor.get(answered.at("check"))}
    assignment = session.scalars(select(Assignment)).one()
    assignment.show_answers = assignment.show_explanations = "never"
    session.commit()
    answered.submit()
    pages["key withheld"] = answered.visitor.get(answered.at())
    pages["data"] = answered.visitor.get("/study/my-data.json")
    assignment.show_answers = assignment.show_explanations = "after submitting"
    session.commit()
    pages["key shown"] = answered.visitor.get(answered.at())

    for name, page in pages.items():
        assert all(order in named(page) for order in drawn), name
        assert ITEMS not in named(page), name


CODE = """\
title: Code
quizzes:
  all: {title: Code, open: yes, questions: [loop]}
questions:
- id: loop
  ask: |
    What does it print?
    ```python
    for i in range(2):
        if i:
            print(i)
    ```
  answer: "1"
  wrong: ["0"]
"""


NOTES = """\
title: Two sides
quizzes: {all: {title: Match, open: yes, questions: [sides]}}
questions:
- id: sides
  ask: Who counts what?
  match:
    The mine: Area held
    The port: Area covered
  extra:
  - Area sold => Nobody sold any.
  feedback:
    The mine: It counts what it holds.
    The port: It counts what it covers.
"""


def test_what_was_paired_wrongly_stands_once_above_its_reasons(session, clock, client):
    publishing.publish_bank(session, "sides", NOTES, clock())
    entry = session.scalars(select(Assignment.public_id)).one()
    session.commit()
    taker = Taker(client, entry)
    sold = re.search(r'<option value="(\d)"[^>]*>Area sold', taker.open(1).text)[1]
    taker.answer(1, {"row-0": sold, "row-1": sold})
    results = taker.visitor.get(taker.submit().headers["Location"]).text
    shown = re.search("(?s)<dt>Why not</dt>(.*?)</dd>", results)[1]
    lines = [" ".join(re.sub("<[^>]+>", "", each).split()) for each in shown.split("</p>")]

    assert [each for each in lines if each] == [
        "The mine: Area sold", "It counts what it holds.", "Nobody sold any.",
        "The port: Area sold", "It counts what it covers.", "Nobody sold any.",
    ]  # fmt: skip


def test_a_row_calls_a_question_by_the_short_name_that_its_bank_gives_it(session, clock, client):
    publishing.publish_bank(
        session, "code", CODE.replace("- id: loop", "- id: loop\n  short: A loop over two"), clock()
    )
    entry = session.scalars(select(Assignment.public_id)).one()
    session.commit()
    taker = Taker(client, entry)
    taker.answer(1, {"answer": "0"})
    taker.submit()

    line = client.get(taker.at()).text.partition('<h3 class="grow"')[2].partition("</h3>")[0]
    assert line.endswith(">A loop over two</span>")


def test_a_stem_shown_again_keeps_its_code_or_is_its_first_paragraph(session, clock, client):
    publishing.publish_bank(session, "code", CODE, clock())
    entry = session.scalars(select(Assignment.public_id)).one()
    session.commit()
    taker = Taker(client, entry)
    asked = taker.answer(1, {"answer": "0"}) and taker.open(1).text
    check = client.get(taker.at("check")).text
    taker.submit()
    results = client.get(taker.at()).text

    code = "<pre><code>for i in range(2):\n    if i:\n        print(i)\n</code></pre>"
    assert code in asked
    assert "What does it print?" in check
    assert "for i" not in check
    assert "for i" not in results or code in results
    assert not any("python" in page for page in (asked, check, results))


def test_the_check_page_shows_whole_answers(session, clock, client):
    """Nobody can review an answer that is cut."""
    publishing.publish_bank(
        session,
        "essays",
        "title: E\nquizzes:\n  all: {title: All, open: yes, questions: [why]}\nquestions:\n- {id: why, essay: Why?}\n",
        clock(),
    )
    entry = session.scalars(select(Assignment.public_id)).one()
    session.commit()
    taker = Taker(client, entry)
    text = " ".join(f"word{n}" for n in range(400))
    taker.answer(1, {"answer": text})
    page = taker.visitor.get(taker.at("check")).text
    assert f'<p class="written" dir="auto">{text}</p>' in page


def test_who_comes_from_a_class_is_not_asked_for_its_code_again(client):
    page = client.get("/return?code=ED2ABRT8").text
    assert 'value="ED2ABRT8"' in page


LONG = "*" + "so it stands in the paper " * 8 + "*"
SIGNS = f"""\
title: Signs
language: ar
quizzes:
  once: {{title: Once, open: yes, feedback: after each question, tries: 2, questions: [signs]}}
  end: {{title: At the end, open: yes, questions: [signs]}}
questions:
- id: signs
  ask: Which of these?
  answer: Oslo
  wrong: ["*x*", "{LONG}"]
"""


def test_an_answer_is_read_back_sign_by_sign_and_in_the_banks_language(session, clock, client, new_client):
    publishing.publish_bank(session, "signs", SIGNS, clock())
    entries = {each.title: each.public_id for each in session.scalars(select(Assignment))}
    session.commit()

    once = Taker(client, entries["Once"])
    page = once.open(1)
    page = client.get(once.answer(1, {"answer": value_of(page, "*x*")}, page=page).location)
    assert "Not right yet" in page.text
    assert '<dd><span lang="ar" dir="rtl">*x*</span></dd>' in page.text

    end = Taker(new_client(), entries["At the end"])
    page = end.open(1)
    end.answer(1, {"answer": value_of(page, LONG)}, page=page)
    page = end.visitor.get(end.at("check"))
    assert f'<p class="written" lang="ar" dir="rtl">{LONG}</p>' in page.text
    assert "\\*" not in page.text
