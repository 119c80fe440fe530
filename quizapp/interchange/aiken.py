"""Aiken: a question, lettered options, ``ANSWER: B``. Read block by block, so that a broken one costs one question."""

import re
from collections.abc import Iterator

from quizapp.basics.messages import msg
from quizapp.domain.exchange import RIGHT, WRONG, Choice, Item, Part, Told
from quizapp.interchange.contract import FileReading, Format, RefusedItem
from quizapp.interchange.markdown import escape
from quizapp.interchange.source import SourceFile

_OPTION = re.compile(r"([A-Z])[.)]\s+(\S.*)")
_LOOSE_OPTION = re.compile(r"\s*([A-Za-z])\s*[.)]\s*(\S.*)")
_ANSWER = re.compile(r"ANSWER:[ ]([A-Z])[ ]*")
_LOOSE_ANSWER = re.compile(r"\s*answer\s*:\s*([A-Za-z])\s*[.)]?\s*", re.IGNORECASE)


def recognise(source: SourceFile) -> bool:
    """An answer line, and above it a lettered one."""
    if source.kind != "text":
        return False
    lines = source.text.split("\n")
    return any(
        _LOOSE_ANSWER.fullmatch(line) and number and _LOOSE_OPTION.fullmatch(lines[number - 1])
        for number, line in enumerate(lines)
    ) and not any(re.match(r"\s*(?:q(?:uestion)?\s*)?\d+\s*[.):]", line, re.IGNORECASE) for line in lines)


def read(source: SourceFile) -> FileReading:
    """Its questions."""
    return FileReading(tuple(_block(start, rows) for start, rows in _blocks(source.text.split("\n"))))


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """The lines of each question, and the number of its first: it ends with its answer, or with an empty line after
    its options."""
    rows: list[str] = []
    start = 0
    for number, line in enumerate(lines, start=1):
        ended = (
            not line.strip()
            and any(_LOOSE_OPTION.fullmatch(row) for row in rows)
            and not _goes_on(lines, number)
        )
        if line.strip():
            start = start if rows else number
            rows.append(line)
        if rows and (ended or _LOOSE_ANSWER.fullmatch(line)):
            yield start, rows
            rows = []
    if rows:
        yield start, rows


def _goes_on(lines: list[str], number: int) -> bool:
    """Whether after empty lines another option than the first follows, or the answer."""
    line = next((line for line in lines[number:] if line.strip()), "")
    option = _LOOSE_OPTION.fullmatch(line)
    return _LOOSE_ANSWER.fullmatch(line) is not None or (option is not None and option[1].upper() != "A")


def _block(start: int, rows: list[str]) -> Item | RefusedItem:
    stem: list[str] = []
    options: list[tuple[str, str]] = []
    key, strict = "", True
    for row in rows:
        answer, option = _LOOSE_ANSWER.fullmatch(row), _LOOSE_OPTION.fullmatch(row)
        if answer and options:
            key, strict = answer[1].upper(), strict and _ANSWER.fullmatch(row) is not None
        elif option and (options or option[1].upper() == "A"):
            options.append((option[1].upper(), option[2].strip()))
            strict = strict and _OPTION.fullmatch(row) is not None
        elif options:
            options[-1] = (options[-1][0], f"{options[-1][1]} {row.strip()}")
            strict = False
        else:
            stem.append(row.strip())
    place, text = f"line {start}", " ".join(stem)
    if not options:
        return RefusedItem(place, text[:80], "broken", msg("There is a text without lettered options."))
    if not key:
        return RefusedItem(
            place, text[:80], "no-right-answer", msg("There is no line “ANSWER: …” after the options.")
        )
    if key not in {letter for letter, _ in options}:
        return RefusedItem(
            place, text[:80], "no-such-option", f"The answer is {key}, and there is no option {key}."
        )
    parts = tuple(Part(escape(option), RIGHT if letter == key else WRONG) for letter, option in options)
    warnings = () if strict else (Told("not-strict-aiken"),)
    return Item(place, escape(text), Choice(parts), warnings=warnings)


FORMAT = Format("aiken", "an Aiken text", (".txt",), recognise, read)
