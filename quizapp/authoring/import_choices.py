"""What an import left open, decided on its review: for one question, or for all that it is about.

A draft of an import is written by our own hand, so that its entries can be changed key by key and the rest stays.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from quizapp.authoring import imports
from quizapp.authoring.bank_text import shown_lines
from quizapp.authoring.imports import OTHER_WAY, Reviewed
from quizapp.basics.limits import TYPED_BACK_LETTERS
from quizapp.basics.messages import msg
from quizapp.domain.bank import Bank as LoadedBank
from quizapp.domain.choices import ALL_OR_NOTHING, ANY_ONE
from quizapp.domain.exchange import RIGHT, Body, Choice, Gapped, Judged, Part, Typed
from quizapp.domain.pictures import find_picture_names
from quizapp.interchange.banktext import arrowed, scalar
from quizapp.interchange.markdown import escape, unescape

_KEY = re.compile(r"(?:- |  )([a-z]+(?: [a-z]+)*):")
_TRUTH = ("True", "False")

#: An entry as its keys, each with its lines.
_Blocks = dict[str, list[str]]


@dataclass(frozen=True)
class ImportChoice:
    """One way to take what is ambiguous.

    Both callables get the body of a question and what is noted above it; of a card its front, which ``cards`` ask for.
    """

    name: str
    label: str
    applies: Callable[[Body, str], bool]
    change: Callable[[_Blocks, Body, str], _Blocks]
    cards: bool = False

    def about(self, reviewed: Reviewed) -> str:
        """What decides about a question besides its body."""
        return reviewed.shown.question.ask if self.cards else " ".join(reviewed.notes)


def offered_choices(reviewed: Reviewed) -> tuple[ImportChoice, ...]:
    """The choices that a question of an import leaves."""
    body = reviewed.shown.question.exchange()
    return tuple(
        choice
        for choice in CHOICES.values()
        if (reviewed.is_card or not choice.cards) and choice.applies(body, choice.about(reviewed))
    )


def count_choices(reviewed: Iterable[Reviewed]) -> list[tuple[ImportChoice, int]]:
    """The choices that an import leaves, each with how many questions it is about."""
    found = [choice.name for each in reviewed for choice in offered_choices(each)]
    return [(choice, found.count(name)) for name, choice in CHOICES.items() if name in found]


def with_choice(text: str, bank: LoadedBank, name: str, question_id: str = "") -> str:
    """The draft with a choice made for one question, or for all."""
    choice = CHOICES.get(name)
    if choice is None:
        return text
    lines = shown_lines(text)
    for reviewed in sorted(
        imports.sort_questions(text, bank), key=lambda each: each.shown.question.line, reverse=True
    ):
        question = reviewed.shown.question
        if question_id not in ("", question.id) or choice not in offered_choices(reviewed):
            continue
        _begin, start, end = imports.find_entry(lines, bank, question.id)
        blocks = choice.change(_split(lines[start:end]), question.exchange(), choice.about(reviewed))
        lines = [*lines[:start], *(row for rows in blocks.values() for row in rows), *lines[end:]]
    return ("\r\n" if "\r\n" in text else "\n").join(lines)


def _split(rows: Sequence[str]) -> _Blocks:
    blocks: _Blocks = {}
    key = ""
    for row in rows:
        found = _KEY.match(row)
        key = found[1] if found else key
        blocks.setdefault(key, []).append(row)
    return blocks


def _put(blocks: _Blocks, after: str, **new: list[str] | None) -> _Blocks:
    """The entry with keys written anew behind another one; None takes a key away."""
    named = {key.replace("_", " "): rows for key, rows in new.items()}
    kept: _Blocks = {}
    for key, rows in blocks.items():
        if key not in named:
            kept[key] = rows
        if key == after:
            kept |= {each: lines for each, lines in named.items() if lines is not None}
    return kept


def _list(key: str, parts: Iterable[Part]) -> list[str]:
    return [f"  {key}:", *(f"  - {scalar(arrowed(part, part.text))}" for part in parts)]


# True and false


def _is_truth(body: Body, notes: str) -> bool:
    return (
        isinstance(body, Choice)
        and not body.several
        and sorted(part.text for part in body.options) == sorted(_TRUTH)
    )


def _is_statement(body: Body, notes: str) -> bool:
    return isinstance(body, Judged) and any(part.share == RIGHT for part in body.answers[:2])


def _as_statement(blocks: _Blocks, body: Body, notes: str, more: str = "") -> _Blocks:
    assert isinstance(body, Choice)  # noqa: S101  # asked of those alone
    key = next(part.text for part in body.options if part.share == RIGHT)
    said = [f'    "{part.text.lower()}": {scalar(part.feedback)}' for part in body.options if part.feedback]
    rows = {
        "statement": [blocks["ask"][0].replace("ask:", "statement:", 1), *blocks["ask"][1:]],
        "is": [f'  is: "{key.lower()}"', *([more] if more else [])],
        "feedback": ["  feedback:", *said] if said else None,
    }
    changed = _put(blocks, "ask", **rows, answer=None, wrong=None, keep_order=None)
    return {key: rows for key, rows in changed.items() if key != "ask"}


def _as_statement_or_not(blocks: _Blocks, body: Body, notes: str) -> _Blocks:
    return _as_statement(blocks, body, notes, "  not stated: yes")


def _as_options(blocks: _Blocks, body: Body, notes: str) -> _Blocks:
    assert isinstance(body, Judged)  # noqa: S101  # asked of those alone
    right = next(part for part in body.answers if part.share == RIGHT)
    [wrong] = [part for part in body.answers[:2] if part.share != RIGHT]
    rows: dict[str, list[str] | None] = {
        "ask": [blocks["statement"][0].replace("statement:", "ask:", 1), *blocks["statement"][1:]],
        "answer": [f"  answer: {scalar(arrowed(right, str(right.text)))}"],
        "wrong": _list("wrong", [wrong]),
        "keep_order": ["  keep order: yes"],
        "not_stated": None,
    }
    changed = _put(blocks, "statement", **rows, **{"is": None, "feedback": None})
    return {key: rows for key, rows in changed.items() if key != "statement"}


# Typed answers, several right ones, half marks


def _is_typed(body: Body, *, exact: bool) -> bool:
    typed = isinstance(body, Typed) or (isinstance(body, Gapped) and any(not gap.listed for gap in body.gaps))
    return typed and body.exact is exact  # type: ignore[union-attr]  # both have it


def _spelt(word: str) -> Callable[[_Blocks, Body, str], _Blocks]:
    def change(blocks: _Blocks, body: Body, notes: str) -> _Blocks:
        last = next(key for key in ("reject", "accept", "fill") if key in blocks)
        return _put(blocks, last, spelling=[f"  spelling: {word}"] if word == "exact" else None)

    return change


def _credited(credit: str) -> Callable[[_Blocks, Body, str], _Blocks]:
    def change(blocks: _Blocks, body: Body, notes: str) -> _Blocks:
        last = "wrong" if "wrong" in blocks else "answers"
        return _put(blocks, last, credit=[f"  credit: {credit}"])

    return change


def _half(body: Body, notes: str) -> list[Part]:
    """Answers that gave half marks in the source: the receipt names them."""
    parts = body.answers if isinstance(body, Typed) else body.options if isinstance(body, Choice) else ()
    return [part for part in parts if part.share != RIGHT and f"“{part.text}”" in notes]


def _half_right(blocks: _Blocks, body: Body, notes: str) -> _Blocks:
    half = _half(body, notes)
    if isinstance(body, Typed):
        right = [part for part in body.answers if part.share == RIGHT]
        wrong = [part for part in body.answers if part.share != RIGHT and part not in half]
        rejected = _list("reject", wrong) if wrong else None
        return _put(blocks, "accept", accept=_list("accept", [*right, *half]), reject=rejected)
    assert isinstance(body, Choice)  # noqa: S101  # asked of those alone
    right = [part for part in body.options if part.share == RIGHT]
    wrong = [part for part in body.options if part.share != RIGHT and part not in half]
    rows: dict[str, list[str] | None] = {
        "answers": _list("answers", [*right, *half]),
        "wrong": _list("wrong", wrong) if wrong else None,
        "credit": [f"  credit: {ANY_ONE}"],
    }
    return _put(blocks, "ask", **rows, answer=None)


# Cards


def _turns(body: Body, front: str) -> bool:
    """Whether a card can be asked the other way: its front is short enough to be typed."""
    return (
        isinstance(body, Typed)
        and len(body.answers) == 1
        and not (body.answers[0].feedback or body.otherwise or find_picture_names(front))
        and "\n" not in front
        and len(unescape(front)) <= TYPED_BACK_LETTERS
        and any(sign.isalnum() for sign in front)
    )


def _turned(blocks: _Blocks, body: Body, front: str) -> _Blocks:
    """From the back to the front."""
    assert isinstance(body, Typed)  # noqa: S101  # asked of those alone
    return blocks | {
        "ask": [f"  ask: {scalar(escape(body.answers[0].text))}"],
        "accept": _list("accept", [Part(unescape(front))]),
    }


def _both_ways(blocks: _Blocks, body: Body, front: str) -> _Blocks:
    """The card as it is, and below it the other way."""
    back = _turned(blocks, body, front) | {"id": [f"{blocks['id'][0]}{OTHER_WAY}"]}
    return blocks | {"": [*blocks.get("", []), *(row for rows in back.values() for row in rows)]}


CHOICES = {
    choice.name: choice
    for choice in (
        ImportChoice("statement", msg("Ask whether it is true or false"), _is_truth, _as_statement),
        ImportChoice("statement-or-not", msg("Offer “Not stated”, too"), _is_truth, _as_statement_or_not),
        ImportChoice("options", msg("Take true and false as two options"), _is_statement, _as_options),
        ImportChoice(
            "exact",
            msg("Take spelling exactly"),
            lambda body, notes: _is_typed(body, exact=False),
            _spelt("exact"),
        ),
        ImportChoice(
            "tolerant",
            msg("Forgive slips"),
            lambda body, notes: _is_typed(body, exact=True),
            _spelt("tolerant"),
        ),
        ImportChoice(
            "any-one",
            msg("Let any one of the right answers do"),
            lambda body, notes: isinstance(body, Choice) and body.several and body.credit != ANY_ONE,
            _credited(ANY_ONE),
        ),
        ImportChoice(
            "tick-all",
            msg("Let all right answers be ticked"),
            lambda body, notes: isinstance(body, Choice) and body.several and body.credit == ANY_ONE,
            _credited(ALL_OR_NOTHING),
        ),
        ImportChoice(
            "half-right",
            msg("Count what gave half marks as right"),
            lambda body, notes: bool(_half(body, notes)) and not (isinstance(body, Choice) and body.several),
            _half_right,
        ),
        ImportChoice("turned", msg("Ask from the back to the front"), _turns, _turned, cards=True),
        ImportChoice("both-ways", msg("Ask both ways"), _turns, _both_ways, cards=True),
    )
}
