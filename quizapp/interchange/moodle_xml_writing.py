"""A bank as Moodle XML: texts stay Markdown, ids are idnumbers, topics are categories."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any
from xml.sax.saxutils import escape

from quizapp.basics.messages import msg
from quizapp.domain.bank import Bank
from quizapp.domain.choices import ALL_OR_NOTHING, ANY_ONE, RIGHT_MINUS_WRONG
from quizapp.domain.exchange import (
    RIGHT,
    Amount,
    Blank,
    Choice,
    Gapped,
    Item,
    Judged,
    Part,
    Typed,
    by_body,
)
from quizapp.interchange import cloze, figures
from quizapp.interchange.banktext import number
from quizapp.interchange.contract import WrittenFile
from quizapp.interchange.exporting import (
    CannotWrite,
    Export,
    in_gap,
    mixed,
    offered,
    percent,
    short_decimal,
    shown_order,
)
from quizapp.interchange.markdown import looks_like_html

_HOLDS = ("marks", "hints", "why", "topic", "tags", "order")
_SAYS = (Choice, Judged, Typed, Amount, Gapped)


def write(bank: Bank) -> WrittenFile:
    """The bank as Moodle XML."""
    export = Export()
    topic = [""]

    def one(item: Item) -> str:
        written = _question(item, export, bank)
        export.common(item, bank, holds=_HOLDS, says=_SAYS)
        if item.topic == topic[0]:
            return written
        topic[0] = item.topic
        path = "$course$/top/" + item.topic.replace("/", "//") if item.topic else "$course$/top"
        return f'<question type="category"><category><text>{escape(path)}</text></category></question>\n{written}'

    questions = export.each(bank, one)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>", *questions, "</quiz>", ""]
    return export.written("\n".join(lines).encode())


def _text(name: str, text: str, form: str = "markdown", given: str = "") -> str:
    return f'<{name}{given} format="{form}"><text>{escape(text)}</text></{name}>'


def _question(item: Item, export: Export, bank: Bank) -> str:
    kind, stem, inside = _BODIES[type(item.body)](item, export, bank)
    tags = "".join(f"<tag><text>{escape(tag)}</text></tag>" for tag in item.tags)
    parts = [
        f'<question type="{kind}">',
        f"<name><text>{escape(item.id)}</text></name>",
        _text("questiontext", stem),
        _text("generalfeedback", item.why),
        f"<defaultgrade>{number(item.marks)}</defaultgrade><penalty>0</penalty><hidden>0</hidden>",
        f"<idnumber>{escape(item.id)}</idnumber>",
        inside,
        *(_text("hint", hint) for hint in item.hints),
        f"<tags>{tags}</tags>" if tags else "",
        "</question>",
    ]
    return "\n".join(filter(None, parts))


def _answer(text: str, share: Fraction, feedback: str, more: str = "", form: str = "markdown") -> str:
    return (
        f'<answer fraction="{percent(share)}" format="{form}"><text>{escape(text)}</text>'
        f"{_text('feedback', feedback)}{more}</answer>"
    )


_Made = tuple[str, str, str]


def _choice(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    options = offered(body.options)
    shown = shown_order(options, item.id, keep=body.keep_order)
    one = not body.several or body.credit == ANY_ONE
    if one:
        answers = [_answer(part.text, part.share, part.feedback) for part in shown]
    else:
        if body.credit != RIGHT_MINUS_WRONG:
            export.lose("credit-changed", body.credit)
        even = Fraction(1, sum(part.share == RIGHT for part in options))
        taken = Fraction(-1) if body.credit == ALL_OR_NOTHING else -even
        answers = [
            _answer(part.text, even if part.share == RIGHT else taken, part.feedback) for part in shown
        ]
    shuffles = "false" if body.keep_order else "true"
    head = f"<single>{str(one).lower()}</single><shuffleanswers>{shuffles}</shuffleanswers>"
    return "multichoice", item.stem, "\n".join([f"{head}<answernumbering>abc</answernumbering>", *answers])


def _judged(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    export.lose("judged-as-options")
    answers = [_answer(part.text, part.share, part.feedback) for part in offered(body.answers)]
    return (
        "multichoice",
        item.stem,
        "\n".join(["<single>true</single><shuffleanswers>false</shuffleanswers>", *answers]),
    )


def _typed(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    answers = [
        _answer(part.text.replace("*", "\\*"), part.share, part.feedback, form="plain_text")
        for part in offered(body.answers)
    ]
    if body.otherwise:
        answers.append(_answer("*", Fraction(0), body.otherwise, form="plain_text"))
    return "shortanswer", item.stem, "\n".join([f"<usecase>{int(body.exact)}</usecase>", *answers])


def _amount(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    answers = []
    for value in body.values:
        if value.void:
            continue
        exact, off = export.amount(value, body.unit, bank.language)
        more = f"<tolerance>{short_decimal(off)}</tolerance>"
        answers.append(_answer(short_decimal(exact), value.share, value.feedback, more, form="plain_text"))
    if body.otherwise:
        more = "<tolerance>0</tolerance>"
        answers.append(_answer("*", Fraction(0), body.otherwise, more, form="plain_text"))
    return "numerical", item.stem, "\n".join(answers)


def _paired(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    if body.credit == ALL_OR_NOTHING:
        export.lose("credit-changed", body.credit)
    rows = [*body.rows, *(("", part.text) for part in body.extra)]
    return "matching", item.stem, _pairs(rows)


def _pairs(rows: Sequence[tuple[str, str]]) -> str:
    lines = [
        f'<subquestion format="markdown"><text>{escape(left)}</text><answer format="markdown"><text>{escape(right)}</text></answer></subquestion>'
        for left, right in rows
    ]
    return "\n".join(["<shuffleanswers>true</shuffleanswers>", *lines])


def _grouped(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    export.lose("sorting-as-matching")
    return "matching", item.stem, _pairs(body.rows)


def _ordered(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    if body.credit == ALL_OR_NOTHING:
        export.lose("credit-changed", body.credit)
    head = "<layouttype>VERTICAL</layouttype><selecttype>ALL</selecttype><gradingtype>ABSOLUTE_POSITION</gradingtype>"
    answers = [
        f'<answer fraction="{place}.0000000" format="markdown"><text>{escape(part.text)}</text></answer>'
        for place, part in enumerate(body.items, start=1)
    ]
    return "ordering", item.stem, "\n".join([head, *answers])


def _essay(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    notes = _text("graderinfo", "\n\n".join(body.rubric)) if body.rubric else ""
    return "essay", item.stem, f"<responseformat>editor</responseformat>{notes}"


def _gapped(item: Item, export: Export, bank: Bank) -> _Made:
    body: Any = item.body
    if any("{" in segment and cloze.looks_like_gap(segment) for segment in body.segments) or any(
        segment.endswith("\\") for segment in body.segments
    ):
        raise CannotWrite(msg("Its text holds what Moodle takes for the beginning of a gap."))
    written = body.segments[0]
    for gap, segment in zip(body.gaps, body.segments[1:], strict=True):
        written += _gap(gap, export, exact=body.exact) + segment
    return "cloze", written, ""


def _gap(gap: Blank, export: Export, *, exact: bool) -> str:
    otherwise = f"~%0%*#{_gap_text(gap.otherwise)}" if gap.otherwise else ""
    if gap.within:
        numbers = [figures.read(part.text) for part in gap.options]
        off = figures.read(gap.within)
        if off is not None and None not in numbers:
            said = [f"#{_gap_text(part.feedback)}" if part.feedback else "" for part in gap.options]
            rows = zip(gap.options, said, strict=True)
            figure = "~".join(f"={part.text}:{gap.within}{more}" for part, more in rows)
            return f"{{1:NUMERICAL:{figure}{otherwise}}}"
        export.lose("gap-tolerance")
    kind = "MULTICHOICE" if gap.listed else "SHORTANSWER_C" if exact else "SHORTANSWER"
    options = mixed(gap.options, repr(gap)) if gap.listed else gap.options
    answers = "~".join(_gap_answer(replace(part, text=in_gap(gap, part))) for part in options)
    return f"{{1:{kind}:{answers}{otherwise}}}"


def _gap_answer(part: Part) -> str:
    if part.text.strip() == "*":
        raise CannotWrite(msg("A gap takes * for its answer, which means anything in Moodle."))
    plain = escape(part.text) if looks_like_html(part.text) else part.text
    said = f"#{_gap_text(part.feedback)}" if part.feedback else ""
    return f"{'=' if part.share == RIGHT else '%0%'}{_gap_text(plain)}{said}"


def _gap_text(text: str) -> str:
    return (
        re.sub(r"([\\}~#/\"])", r"\\\1", text)
        if not re.search(r"&#?\w+;", text)
        else re.sub(r"([\\}~])", r"\\\1", text)
    )


_BODIES: dict[type, Callable[[Item, Export, Bank], _Made]] = by_body(
    _choice, _judged, _typed, _amount, _ordered, _paired, _grouped, _gapped, _essay
)
