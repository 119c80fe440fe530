"""What an author writes is what everybody reads, wherever a text is shown again: pages, print, cards and files."""

import pytest

from tests.authoring.staff import sign_in
from tests.reports.conftest import teach

pytestmark = pytest.mark.databases("sqlite")

#: "Read *p* so" as options are written, and as texts are that have marks.
OPTION, TEXT = "read *p* so {}", r"read \*p\* so {}"
QUESTIONS = f"""\
- id: choose
  ask: '{TEXT.format("choose")}'
  answer: '{OPTION.format("right")}'
  wrong: ['{OPTION.format("wrong")} => {TEXT.format("feedback")}']
  claim: pier, quay
- id: tick
  ask: Which?
  answers: ['{OPTION.format("tick 1")}']
  wrong: ['{OPTION.format("tick 2")}']
- id: type
  ask: What?
  accept: ['{OPTION.format("typed")}', '{OPTION.format("typed, too")}']
- id: place
  ask: Which order?
  order: ['{OPTION.format("first")}', '{OPTION.format("second")}']
- id: pair
  ask: Which pairs?
  match: {{'{OPTION.format("left 1")}': '{OPTION.format("one")}', '{OPTION.format("left 2")}': '{OPTION.format("two")}'}}
- id: group
  ask: Which groups?
  sort: {{'{OPTION.format("group 1")}': ['{OPTION.format("in 1")}'], '{OPTION.format("group 2")}': ['{OPTION.format("in 2")}']}}
- id: fill
  fill: '{TEXT.format("gaps")}: [[{OPTION.format("gap")}]] and [[{OPTION.format("offered")} ~ {OPTION.format("other")}]].'
"""
BANK = f"""\
title: '{OPTION.format("bank")}'
sources:
  story: {{title: '{OPTION.format("source")}', publisher: The Example Times, date: 4 March 2025}}
claims:
  pier: {{says: '{TEXT.format("claim")}', figure: 300 m, who: '{OPTION.format("office")}', status: estimate}}
  quay: {{says: The quay is long, figure: 800 m, who: The company, status: forecast}}
compare:
  lengths: {{title: Two lengths, claims: 'pier, quay', unit: m}}
defaults: {{source: story}}
quizzes:
  fixed: {{title: '{OPTION.format("quiz")}', order: as written, questions: [choose, tick, type, place, pair, group, fill]}}
  drawn: {{title: Two, questions: [choose, tick]}}
questions:
{QUESTIONS}"""
PAGES = {
    "results": "/a/{attempt}",
    "reading": "/study/briefing/{bank}",
    "my data": "/study/my-data.json",
}
OF_TEACHERS = {
    "student": "/reports/{assignment}/students/{attempt}",
    "sheet": "/reports/{assignment}/students/{attempt}/sheet",
    **{
        f"report on {each}": f"/reports/{{assignment}}/questions/{each}"
        for each in ("choose", "pair", "fill")
    },
    "answers": "/reports/{assignment}/export/responses.csv",
    "options": "/reports/{assignment}/export/options.csv",
    "print": "/quizzes/{quiz}/paper",
    "parts": "/banks/{bank}/parts",
    "cards": "/study/cards/{bank}/anki.txt",
}


def test_no_sign_is_lost_or_doubled_where_a_text_is_shown_again(session, new_client, app):
    taught = teach(session, BANK)
    order, typed = [1, 0], OPTION.format("my own")
    attempt = taught.take("Mira", 1, [1], typed, order, [1, 0], [1, 0], [typed, 1])
    at = {
        "attempt": attempt.public_id,
        "assignment": taught.assignment.public_id,
        "bank": taught.published.bank.public_id,
        "quiz": taught.published.fixed.public_id,
    }
    learner, teacher = new_client(), new_client()
    student_id, user_id = attempt.student_id, taught.teacher.id
    session.commit()
    sign_in(learner, app, student_id=student_id)
    sign_in(teacher, app, user_id=user_id)

    for visitor, pages in ((learner, PAGES), (teacher, OF_TEACHERS)):
        for name, address in pages.items():
            page = visitor.get(address.format(**at))
            assert page.status_code == 200, name
            assert "read *p* so" in page.text, name
            assert not [lost for lost in ("*p\\", "read p so", "<em>p</em>") if lost in page.text], name
