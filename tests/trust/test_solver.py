"""The canary crawl's sibling: a solver that sees only what a page shows of shipped questions finds no key.

It knows how the program is made, and nothing of the source. It looks for badges, for what the order of an answer
read back tells, and for answers that other questions of the same draw hold; whether it is right, the question's own
grading says. It shares no rule with the checker that looks for such pairs.
"""

import re
from functools import cache
from random import Random

import pytest
from flask import Flask, render_template_string

from quizapp.domain.bank import Bank
from quizapp.domain.question import AskView, Question, Unreadable
from quizapp.domain.selection import draw_questions
from tests.banks.test_shipped_banks import SHIPPED, every_quiz, loaded

_ASK = (
    '{% import "question_types/" ~ kind ~ ".html" as type with context %}{{ type.ask(view, {"skip": "#"}) }}'
)
_WORD = re.compile(r"[^\W\d_][\w’'-]+")
_NUMBER = re.compile(r"\d[\d,]*")
DRAWS = 150

QUESTIONS = [(name, question.id) for name in SHIPPED for question in loaded(name).questions]


def order_of(question: Question, seed: int = 1) -> list[int]:
    return question.draw_order(Random(seed))


@pytest.mark.databases("sqlite")
def test_no_page_of_a_question_names_a_claim_beside_it(app: Flask) -> None:
    """A badge, a status or a speaker that only the record of the claim has."""
    told = []
    with app.test_request_context():
        for name in SHIPPED:
            bank = loaded(name)
            for question in bank.questions:
                view = question.ask_view(order_of(question))
                page = render_template_string(_ASK, kind=question.type_name, view=view)
                own = [question.stem_text(), *shown(view)]
                secret = {claim.who for claim in bank.claims_of(question) if claim.who}
                if 'class="badge' in page or [
                    who for who in secret if who in page and who not in " ".join(own)
                ]:
                    told.append(question.id)
    assert told == []


def shown(view: AskView) -> list[str]:
    """Each text beside the stem that the page shows of a question."""
    labels = [control.label for control in view.controls]
    return [text for text in (*labels, *(t for c in view.controls for _v, t in c.choices)) if text]


@pytest.mark.parametrize(("name", "question_id"), QUESTIONS, ids=[each for _name, each in QUESTIONS])
def test_reading_an_answer_back_tells_nothing_of_the_banks_order(name: str, question_id: str) -> None:
    """Whatever was chosen, it comes back in the order of the page, whichever of its parts are right."""
    question = loaded(name).question(question_id)
    for seed in range(8):
        order = order_of(question, seed)
        for response, _fraction in question.examples():
            view = question.ask_view(order, response)
            # An order is read back by the numbers that were given to its items.
            given = (
                sorted(view.controls, key=lambda each: int(each.value))
                if question.in_places
                else view.controls
            )
            labels = [control.label for control in given]
            lines = [
                *question.said(response, order),
                "\n",
                *(f"{each.label} {each.text}" for each in question.review(response, order).yours),
            ]
            places: list[int] = []
            for line in lines:
                named = [label for label in labels if label and label in line]
                places = [] if line == "\n" else places
                places += [labels.index(max(named, key=len))] if named else []
                assert places == sorted(places), (order, lines)


# --- what other questions of the draw hold -------------------------------------------------------------------


@cache
def texts_of(name: str, question_id: str) -> tuple[str, ...]:
    question = loaded(name).question(question_id)
    return (question.stem_text(), question.read, *shown(question.ask_view(order_of(question))))


def typed_keys(question: Question, others: list[str]) -> set[str]:
    """Words that others show and the question itself does not, each of which alone is a right answer to it."""
    if _NUMBER.search(question.review(None).best[0].text):
        return set()  # a "Four" somewhere is no answer to "how many"
    own = set(_WORD.findall(question.stem_text()))
    words = {word.removesuffix("’s").removesuffix("'s") for text in others for word in _WORD.findall(text)}
    return {word for word in words - own if word[0].isupper() and is_right(question, word)}


@cache
def is_right(question: Question, typed: str) -> bool:
    [control] = question.ask_view(order_of(question)).controls
    response = question.parse({control.name: [typed]}, order_of(question))
    return not isinstance(response, Unreadable) and question.grade(response).fraction == 1


def chosen_keys(question: Question, others: list[str]) -> set[str]:
    """The one option that others name beside a number of the stem, where no other option stands there."""
    figures = {
        number for number in _NUMBER.findall(question.stem_text()) if len(number) > 2 and number[:2] != "20"
    }
    beside = [set(_WORD.findall(text)) for text in others if figures & set(_NUMBER.findall(text))]
    options = [option for option in question.options() if not option.void]
    names = {
        option.text: {
            word for word in _WORD.findall(option.text.split(",")[0]) if word[0].isupper() and len(word) > 3
        }
        for option in options
    }
    named = [option for option in options if any(names[option.text] & words for words in beside)]
    return {option.text for option in named if len(named) == 1 and option.right}


def solved(bank: Bank, name: str, drawn: list[str]) -> list[tuple[str, set[str]]]:
    found = []
    for question_id in drawn:
        question = bank.question(question_id)
        others = [text for other in drawn if other != question_id for text in texts_of(name, other)]
        if (
            question.typed
            and not question.hand_marked
            and len(question.ask_view(order_of(question)).controls) == 1
        ):
            keys = typed_keys(question, others)
        elif question.ask_view(order_of(question)).exclusive:
            keys = chosen_keys(question, others)
        else:
            keys = set()
        if keys:
            found.append((question_id, keys))
    return found


@every_quiz
def test_no_draw_holds_a_question_that_the_others_answer(name: str, key: str) -> None:
    bank = loaded(name)
    assert not [
        found
        for seed in range(DRAWS)
        if (found := solved(bank, name, draw_questions(bank, bank.quizzes[key], Random(seed))))
    ]


def test_the_solver_would_find_what_is_there() -> None:
    """So that its silence says something: two pairs of the shipped bank, asked together, are found."""
    bank = loaded("kursk-incursion")
    assert solved(bank, "kursk-incursion", ["who-controls", "unverified-two"])[0][0] == "who-controls"
    assert solved(bank, "kursk-incursion", ["who-covers", "two-areas"])[0][0] == "who-covers"
