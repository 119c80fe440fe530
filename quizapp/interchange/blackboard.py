"""Blackboard's upload text: one question a line, its parts between tabs."""

import re
from collections.abc import Callable
from fractions import Fraction

from quizapp.basics.messages import msg
from quizapp.domain.choices import ALL_OR_NOTHING
from quizapp.domain.exchange import (
    RIGHT,
    WRONG,
    Amount,
    Blank,
    Body,
    Choice,
    Gapped,
    HandMarked,
    Item,
    Ordered,
    Pair,
    Paired,
    Part,
    Told,
    Typed,
)
from quizapp.interchange import figures
from quizapp.interchange.contract import CannotTake, FileReading, Format, RefusedItem
from quizapp.interchange.markdown import from_auto, plain_from_html
from quizapp.interchange.source import SourceFile

_LINE = re.compile(
    r"(MC|MA|TF|FIB|FIB_PLUS|ESS|SR|OP|FIL|ORD|MAT|NUM|JUMBLED_SENTENCE|QUIZ_BOWL|HOT_SPOT|LIKERT)\t(.+)",
    re.IGNORECASE,
)


def recognise(source: SourceFile) -> bool:
    """Every line begins with a type and a tab."""
    if source.kind != "text":
        return False
    lines = [line for line in source.text.split("\n") if line.strip()]
    return bool(lines) and sum(_LINE.match(line) is not None for line in lines) * 2 > len(lines)


def read(source: SourceFile) -> FileReading:
    """Its questions."""
    lines = [(number, line) for number, line in enumerate(source.text.split("\n"), start=1) if line.strip()]
    return FileReading(tuple(_question(number, line) for number, line in lines))


def _question(number: int, line: str) -> Item | RefusedItem:
    place, found = f"line {number}", _LINE.fullmatch(line)
    if not found:
        return RefusedItem(
            place, line[:80], "broken", msg("The line does not begin with a type such as MC and a tab.")
        )
    cells = [cell.strip() for cell in found[2].split("\t")]
    lost: list[Told] = []
    stem, told = from_auto(cells[0])
    lost += told
    made = _BODIES.get(found[1].upper())
    if made is None:
        return RefusedItem(
            place, cells[0][:80], "no-counterpart", f"There is no question of type {found[1].upper()} here."
        )
    try:
        body = made(cells, lost)
    except CannotTake as error:
        return RefusedItem(place, cells[0][:80], error.code, str(error))
    return Item(place, "" if isinstance(body, Gapped) else stem, body, lost=tuple(lost))


def _text(cell: str, lost: list[Told]) -> str:
    found, told = from_auto(cell)
    lost += told
    return found


def _pairs(cells: list[str]) -> list[tuple[str, str]]:
    rest = cells[1:]
    while rest and not rest[-1]:
        rest.pop()
    if len(rest) % 2:
        raise CannotTake("broken", msg("A part has no partner: the tabs do not come in pairs."))
    return list(zip(rest[::2], rest[1::2], strict=True))


def _choice(cells: list[str], lost: list[Told]) -> Body:
    return Choice(tuple(_options(cells, lost)))


def _several(cells: list[str], lost: list[Told]) -> Body:
    return Choice(tuple(_options(cells, lost)), several=True, credit=ALL_OR_NOTHING)


def _options(cells: list[str], lost: list[Told]) -> list[Part]:
    return [
        Part(_text(text, lost), RIGHT if word.casefold() == "correct" else WRONG)
        for text, word in _pairs(cells)
    ]


def _truth(cells: list[str], lost: list[Told]) -> Body:
    word = cells[1].casefold() if len(cells) > 1 else ""
    if word not in ("true", "false"):
        raise CannotTake("no-right-answer", msg("After the statement stands neither true nor false."))
    right = word == "true"
    return Choice(
        (Part("True", Fraction(right)), Part("False", Fraction(not right))), keep_order=True, truth=True
    )


def _typed(cells: list[str], lost: list[Told]) -> Body:
    return Typed(tuple(Part(plain_from_html(cell)[0]) for cell in cells[1:] if cell))


def _essay(cells: list[str], lost: list[Told]) -> Body:
    sample = " ".join(cells[1].split()) if len(cells) > 1 else ""
    return HandMarked((f"1 point: {sample}",) if sample else ())


def _ordered(cells: list[str], lost: list[Told]) -> Body:
    return Ordered(tuple(Part(_text(cell, lost)) for cell in cells[1:] if cell))


def _paired(cells: list[str], lost: list[Told]) -> Body:
    return Paired(tuple(Pair(_text(left, lost), _text(right, lost)) for left, right in _pairs(cells)))


def _amount(cells: list[str], lost: list[Told]) -> Body:
    exact = figures.read(cells[1]) if len(cells) > 1 else None
    off = figures.read(cells[2]) if len(cells) > 2 and cells[2] else Fraction(0)
    if exact is None or off is None:
        raise CannotTake("broken", msg("The answer is no number."))
    return Amount((figures.value(exact, off),))


def _groups(cells: list[str]) -> list[list[str]]:
    """Cells between empty ones."""
    groups: list[list[str]] = [[]]
    for cell in cells:
        if cell:
            groups[-1].append(cell)
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def _gapped(cells: list[str], lost: list[Told]) -> Body:
    blanks = {
        group[0]: Blank(tuple(Part(text) for text in group[1:]))
        for group in _groups(cells[1:])
        if len(group) > 1
    }
    return _with_gaps(cells[0], blanks, lost)


def _jumbled(cells: list[str], lost: list[Told]) -> Body:
    groups = _groups(cells[1:])
    names = {name for group in groups for name in group[1:]}
    blanks = {
        name: Blank(
            tuple(Part(group[0], RIGHT if name in group[1:] else WRONG) for group in groups), listed=True
        )
        for name in names
    }
    return _with_gaps(cells[0], blanks, lost)


def _with_gaps(text: str, blanks: dict[str, Blank], lost: list[Told]) -> Body:
    pieces = re.split(r"\[([^\[\]\t]{1,80})\]", text)
    segments, gaps = [pieces[0]], []
    for name, after in zip(pieces[1::2], pieces[2::2], strict=True):
        if name in blanks:
            gaps.append(blanks[name])
            segments.append(after)
        else:
            segments[-1] += f"[{name}]{after}"
    if len(gaps) != len(blanks) or not gaps:
        raise CannotTake("broken", msg("Gaps in the text and answers do not belong together."))
    marked = _text("\ue001".join(segments), lost)
    return Gapped(tuple(marked.split("\ue001")), tuple(gaps))


_BODIES: dict[str, Callable[[list[str], list[Told]], Body]] = {
    "MC": _choice,
    "MA": _several,
    "TF": _truth,
    "FIB": _typed,
    "FIB_PLUS": _gapped,
    "JUMBLED_SENTENCE": _jumbled,
    "ESS": _essay,
    "SR": _essay,
    "ORD": _ordered,
    "MAT": _paired,
    "NUM": _amount,
}

FORMAT = Format("blackboard-txt", "a Blackboard question text", (".txt",), recognise, read)
