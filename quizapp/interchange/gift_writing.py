"""A bank as GIFT: texts stay Markdown, ids and tags stand in comments, topics are categories."""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from quizapp.basics.messages import msg
from quizapp.domain.bank import Bank
from quizapp.domain.choices import ALL_OR_NOTHING, ANY_ONE, RIGHT_MINUS_WRONG
from quizapp.domain.exchange import (
    RIGHT,
    Amount,
    Choice,
    Gapped,
    Grouped,
    HandMarked,
    Item,
    Judged,
    Ordered,
    Paired,
    Part,
    Typed,
)
from quizapp.interchange.contract import WrittenFile
from quizapp.interchange.exporting import CannotWrite, Export, offered, percent, short_decimal

_HOLDS = ("why", "topic", "tags")


def write(bank: Bank) -> WrittenFile:
    """The bank as a GIFT text."""
    export = Export()
    topic = [""]

    def one(item: Item) -> str:
        written = _question(item, export, bank)
        export.common(item, bank, holds=_HOLDS, says=(Choice, Judged, Typed, Amount, Gapped))
        if item.topic == topic[0]:
            return written
        topic[0] = item.topic
        return f"$CATEGORY: {item.topic.replace('/', '//') or 'top'}\n\n{written}"

    return export.written("\n\n".join(export.each(bank, one)).encode() + b"\n")


def _text(text: str) -> str:
    """A text with GIFT's own signs escaped."""
    return re.sub(r"([\\~=#{}:])", r"\\\1", text).replace("\n", "\\n")


def _question(item: Item, export: Export, bank: Bank) -> str:
    if isinstance(item.body, Gapped):
        stem, inside, after = _gapped(item.body, export)
    else:
        stem, after = _text(item.stem), ""
        inside = _BODIES[type(item.body)](item.body, export, bank)
    why = f"####{_text(item.why)}" if item.why else ""
    tags = "".join(f" [tag:{tag}]" for tag in item.tags)
    return f"// [id:{item.id}]{tags}\n::{_text(item.id)}::[markdown]{stem}{{{inside}{why}}}{after}"


def _part(mark: str, part: Part, weight: str = "") -> str:
    text = _text(part.text)
    if not weight and re.match(r"%-?\d", text):
        weight = "%100%" if mark == "=" else "%0%"
    if re.match(r"\s*\\?\[(?:html|markdown|plain|moodle)\]", text, re.IGNORECASE):
        text = f"[markdown]{text}"
    return f"\n{mark}{weight}{text}{'#' + _text(part.feedback) if part.feedback else ''}"


def _choice(body: Choice, export: Export, bank: Bank) -> str:
    options = offered(body.options)
    if not body.several or (
        body.credit == ANY_ONE and len(options) > sum(part.share == RIGHT for part in options)
    ):
        return "".join(_part("=" if part.share == RIGHT else "~", part) for part in options) + "\n"
    if body.credit != RIGHT_MINUS_WRONG:
        export.lose("credit-changed", body.credit)
    right = sum(part.share == RIGHT for part in options)
    even = Fraction(1, right)
    taken = Fraction(-1) if body.credit == ALL_OR_NOTHING else -even
    return (
        "".join(_part("~", part, f"%{percent(even if part.share == RIGHT else taken)}%") for part in options)
        + "\n"
    )


def _judged(body: Judged, export: Export, bank: Bank) -> str:
    export.lose("judged-as-options")
    return "".join(_part("=" if part.share == RIGHT else "~", part) for part in offered(body.answers)) + "\n"


def _typed(body: Typed, export: Export, bank: Bank) -> str:
    if body.exact:
        export.lose("case")
    answers = offered(body.answers)
    if any("->" in part.text or "*" in part.text for part in answers):
        raise CannotWrite(msg("An answer holds -> or *, which mean something else in GIFT."))
    lines = [_part("=", part, "" if part.share == RIGHT else "%0%") for part in answers]
    return "".join(lines) + _otherwise(body.otherwise) + "\n"


def _otherwise(said: str) -> str:
    return f"\n=%0%*#{_text(said)}" if said else ""


def _amount(body: Amount, export: Export, bank: Bank) -> str:
    lines = []
    for value in body.values:
        if value.void:
            continue
        exact, off = export.amount(value, body.unit, bank.language)
        number = short_decimal(exact) + (f":{short_decimal(off)}" if off else "")
        weight = "" if value.share == RIGHT else "%0%"
        lines.append(f"\n={weight}{number}{'#' + _text(value.feedback) if value.feedback else ''}")
    if body.otherwise:
        export.lose("feedback")
    return "#" + "".join(lines) + "\n"


def _paired(body: Paired, export: Export, bank: Bank) -> str:
    if body.credit == ALL_OR_NOTHING:
        export.lose("credit-changed", body.credit)
    if any("->" in pair.left + pair.right for pair in body.pairs):
        raise CannotWrite(msg("A line holds ->, which parts the sides in GIFT."))
    rows = [f"\n={_text(pair.left)} -> {_text(pair.right)}" for pair in body.pairs]
    return "".join([*rows, *(f"\n= -> {_text(part.text)}" for part in body.extra)]) + "\n"


def _grouped(body: Grouped, export: Export, bank: Bank) -> str:
    export.lose("sorting-as-matching")
    return "".join(f"\n={_text(left)} -> {_text(right)}" for left, right in body.rows) + "\n"


def _ordered(body: Ordered, export: Export, bank: Bank) -> str:
    raise CannotWrite(msg("GIFT has no questions of order."))


def _essay(body: HandMarked, export: Export, bank: Bank) -> str:
    if body.rubric:
        export.lose("rubric")
    return ""


def _gapped(body: Gapped, export: Export) -> tuple[str, str, str]:
    if len(body.gaps) > 1 or not body.segments[1].strip():
        raise CannotWrite(msg("GIFT holds one gap in the middle of a text."))
    [gap] = body.gaps
    if body.exact:
        export.lose("case")
    if gap.within:
        export.lose("gap-tolerance")
    if not gap.listed and any("->" in part.text or "*" in part.text for part in gap.options):
        raise CannotWrite(msg("An answer holds -> or *, which mean something else in GIFT."))
    inside = "".join(_part("=" if part.share == RIGHT else "~", part) for part in gap.options)
    inside += _otherwise(gap.otherwise)
    return _text(body.segments[0]), inside + "\n", _text(body.segments[1])


_BODIES: dict[type, Callable[[Any, Export, Bank], str]] = {
    Choice: _choice,
    Judged: _judged,
    Typed: _typed,
    Amount: _amount,
    Paired: _paired,
    Grouped: _grouped,
    Ordered: _ordered,
    HandMarked: _essay,
}
