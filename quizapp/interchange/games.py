"""Sheets of quiz games: Kahoot, Blooket and Quizizz give one workbook each to fill in."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from quizapp.basics.messages import msg
from quizapp.basics.spreadsheets import workbook_bytes
from quizapp.domain.bank import Bank
from quizapp.domain.choices import ALL_OR_NOTHING, ANY_ONE
from quizapp.domain.exchange import RIGHT, WRONG, Body, Choice, HandMarked, Item, Judged, Part, Told, Typed
from quizapp.interchange import figures
from quizapp.interchange.contract import (
    CannotImport,
    FileReading,
    Format,
    RefusedItem,
    Skipped,
    WrittenFile,
    limit_questions,
)
from quizapp.interchange.csv_and_workbooks import Row, is_workbook, rows_of, sheets_of
from quizapp.interchange.exporting import CannotWrite, Export, mixed, offered, plain
from quizapp.interchange.markdown import escape
from quizapp.interchange.source import SourceFile

#: Above its headings a sheet has a title and instructions.
_ROWS_ABOVE = 15
_TRUTH = ("true", "false")
#: What the makers' own example rows say; a row that a teacher changed is a question.
_EXAMPLE = re.compile(
    r"text of the question(?: \(required\))?\|.*|which spreadsheet tools can read this sheet"
    r" and export to xlsx format\?\|excel\|google docs\|numbers\|libreoffice"
)


@dataclass(frozen=True)
class _Sheet:
    """Where the headings stand, and which column holds what."""

    game: str
    head: int
    roles: dict[str, int] = field(default_factory=dict)
    answers: tuple[int, ...] = ()


def _sheet(rows: Sequence[Row]) -> _Sheet | None:
    """The game whose sheet these rows are; None where they are none."""
    blooket = bool(rows) and any("blooket" in cell.casefold() for cell in rows[0])
    for number, row in enumerate(rows[:_ROWS_ABOVE]):
        names = [" ".join(cell.casefold().split()) for cell in row]
        roles: dict[str, int] = {}
        for place, name in enumerate(names):
            role = _role(name)
            if role:
                roles.setdefault(role, place)
        answers = tuple(place for place, name in enumerate(names) if re.match(r"(?:answer|option) \d", name))
        if "question" not in roles or "key" not in roles or "time" not in roles or not answers:
            continue
        game = "quizizz" if "type" in roles else "blooket" if blooket or "number" in roles else "kahoot"
        return _Sheet(game, number, roles, answers)
    if blooket or (rows and _is_bare(rows)):
        return _Sheet("blooket", 0 if blooket else -1, {"question": 1, "time": 6, "key": 7}, (2, 3, 4, 5))
    return None


def _role(name: str) -> str:
    if name.startswith("question #"):
        return "number"
    if name.startswith("question type"):
        return "type"
    for role, begins in (
        ("question", "question"),
        ("key", "correct answer"),
        ("time", "time"),
        ("picture", "image"),
        ("why", "answer explanation"),
    ):
        if name.startswith(begins):
            return role
    return ""


def _is_bare(rows: Sequence[Row]) -> bool:
    """Eight columns without headings: number, text, four answers, seconds, number of the right one."""
    filled = [row for row in rows if any(row)][:5]
    return bool(filled) and all(
        len([cell for cell in row if cell]) >= 5
        and len(row) >= 8
        and row[0].isdigit()
        and not row[1].isdigit()
        and row[6].isdigit()
        and re.fullmatch(r"[1-4](?:\s*,\s*[1-4])*", row[7]) is not None
        and not any(row[8:])
        for row in filled
    )


def _recognise(game: str) -> Callable[[SourceFile], bool]:
    def recognise(source: SourceFile) -> bool:
        if not (source.kind == "text" or is_workbook(source)):
            return False
        if source.kind == "text" and not re.search(r"blooket|time|\d", source.text[:3_000], re.IGNORECASE):
            return False
        try:
            found = [_sheet(rows) for rows in _sheets(source).values()]
        except CannotImport:
            return False
        return next((sheet.game for sheet in found if sheet), "") == game

    return recognise


def read(source: SourceFile) -> FileReading:
    """Its questions, one a row."""
    sheets = {name: (rows, _sheet(rows)) for name, rows in _sheets(source).items()}
    name, rows, sheet = next(((name, *each) for name, each in sheets.items() if each[1]), ("", [], None))
    if sheet is None:
        raise CannotImport(
            "no-questions", msg("The headings of this sheet were not found: use the game's own template.")
        )
    below = rows[sheet.head + 1 :]
    limit_questions(sum(any(row) for row in below))
    found = [_question(sheet, number, row) for number, row in enumerate(below, sheet.head + 2) if any(row)]
    return FileReading((*found, *(Skipped(each, "other-sheet") for each in sheets if each != name)))


def _sheets(source: SourceFile) -> Mapping[str, list[Row]]:
    return sheets_of(source) if source.kind == "zip" else {"": rows_of(source)}


def _question(sheet: _Sheet, number: int, row: Row) -> Item | RefusedItem | Skipped:
    def cell(role: str) -> str:
        place = sheet.roles.get(role, -1)
        return row[place] if 0 <= place < len(row) else ""

    where, stem = f"row {number}", cell("question")
    options = [row[place] if place < len(row) else "" for place in sheet.answers]
    told = "|".join(" ".join(text.casefold().split()) for text in (stem, *options))
    if _EXAMPLE.fullmatch(told):
        return Skipped(where, "example-row")
    if not stem:
        return Skipped(where, "empty-row")
    lost = []
    if cell("time"):
        lost.append(Told("time-limit"))
    if cell("picture"):
        lost.append(Told("picture", cell("picture")[:80]))
    kind = cell("type").casefold()
    body = _by_kind(kind, options) or _choice(options, cell("key"), kind)
    if isinstance(body, str):
        code = (
            "no-counterpart"
            if kind in ("poll", "draw")
            else "no-such-option"
            if cell("key")
            else "no-right-answer"
        )
        return RefusedItem(where, stem[:80], code, body)
    return Item(where, escape(stem), body, why=escape(cell("why")), lost=tuple(lost))


def _by_kind(kind: str, options: list[str]) -> Body | str | None:
    """A body that follows from the kind alone; None for choices."""
    if kind == "open-ended":
        return HandMarked()
    if kind.startswith("fill"):
        return Typed(tuple(Part(text) for text in options if text))
    return f"“{kind}” has no right answer, so it cannot be marked." if kind in ("poll", "draw") else None


def _choice(options: list[str], key: str, kind: str) -> Body | str:
    if not key:
        return msg("The column of the right answer is empty.")
    numbers = [figures.read(part) for part in re.split(r"\s*[,;]\s*", key) if part]
    right = {int(number) - 1 for number in numbers if number is not None}
    if None in numbers or any(not 0 <= place < len(options) or not options[place] for place in right):
        return f"The key “{key[:40]}” names no answer of this row."
    truth = {text.casefold() for text in options if text} == set(_TRUTH)
    parts = tuple(
        Part(text.capitalize() if truth else escape(text), RIGHT if place in right else WRONG)
        for place, text in enumerate(options)
        if text
    )
    several = kind == "checkbox"  # elsewhere any one of the right answers counts
    return Choice(
        parts, several=several, credit=ALL_OR_NOTHING if several else "", keep_order=truth, truth=truth
    )


# --- out ---------------------------------------------------------------------------------------------------


#: What Kahoot takes: letters of a question and of an answer, answers, seconds that it offers.
_QUESTION, _ANSWER, _ANSWERS, _SECONDS = 120, 75, 4, "30"
_HEAD = (
    "",
    f"Question - max {_QUESTION} characters",
    *(f"Answer {number} - max {_ANSWER} characters" for number in range(1, _ANSWERS + 1)),
    msg("Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs"),
    msg("Correct answer(s) - choose at least one"),
)
#: Kahoot's own sheet has its headings in the eighth row.
_MAKERS_ROWS_ABOVE = 7


def write(bank: Bank) -> WrittenFile:
    """The bank as a workbook."""
    export = Export()

    def one(item: Item) -> list[str]:
        row = _row(item, export)
        export.common(item, bank, holds=())
        return row

    rows = ([str(number), *row] for number, row in enumerate(export.each(bank, one), start=1))
    return export.written(workbook_bytes({"Questions": [*[[]] * _MAKERS_ROWS_ABOVE, _HEAD, *rows]}))


def _row(item: Item, export: Export) -> list[str]:
    body: Any = item.body
    if not isinstance(body, Choice | Judged):
        raise CannotWrite(msg("A Kahoot sheet holds choices alone."))
    if isinstance(body, Judged):
        export.lose("judged-as-options")
        parts = offered(body.answers)
    else:
        parts = mixed(offered(body.options), item.id)
        if body.several and body.credit != ANY_ONE:
            export.lose("credit-changed", body.credit)
    stem, texts = plain(item.stem, export), [plain(part.text, export) for part in parts]
    if len(texts) > _ANSWERS or len(stem) > _QUESTION or any(len(text) > _ANSWER for text in texts):
        raise CannotWrite(
            f"Kahoot takes {_ANSWERS} answers of {_ANSWER} letters and questions of {_QUESTION}."
        )
    right = ",".join(str(number) for number, part in enumerate(parts, start=1) if part.share == RIGHT)
    return [stem, *texts, *[""] * (_ANSWERS - len(texts)), _SECONDS, right]


KAHOOT = Format("kahoot", "a Kahoot sheet", (".xlsx", ".csv"), _recognise("kahoot"), read, write)
BLOOKET = Format("blooket", "a Blooket sheet", (".csv", ".xlsx"), _recognise("blooket"), read)
QUIZIZZ = Format("quizizz", "a Quizizz sheet", (".xlsx", ".csv"), _recognise("quizizz"), read)
