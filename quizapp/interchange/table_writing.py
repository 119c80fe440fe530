"""A bank as a table: one question a row, as CSV with inert cells or as a workbook whose cells are text."""

from collections.abc import Sequence

from quizapp.basics.messages import msg
from quizapp.basics.spreadsheets import csv_bytes, workbook_bytes
from quizapp.domain.bank import Bank
from quizapp.domain.exchange import RIGHT, Choice, Item, Judged, Part, Typed
from quizapp.interchange.banktext import number
from quizapp.interchange.contract import Format, WrittenFile
from quizapp.interchange.exporting import CannotWrite, Export, mixed, offered, plain

_HOLDS = ("why", "topic", "tags", "marks", "unmarked")
_MOST_OPTIONS = 9
_LETTERS = "ABCDEFGHI"


def write_csv(bank: Bank) -> WrittenFile:
    """The bank as CSV."""
    export = Export()
    return export.written(csv_bytes(_rows(bank, export)))


def write_xlsx(bank: Bank) -> WrittenFile:
    """The bank as a workbook."""
    export = Export()
    return export.written(workbook_bytes({"Questions": _rows(bank, export)}))


def _rows(bank: Bank, export: Export) -> list[Sequence[str]]:
    made = export.each(bank, lambda item: _row(item, export, bank))
    width = max((len(options) for _, options, _ in made), default=2)
    head = ["id", "topic", "question", *(f"option {place}" for place in range(1, width + 1)), "correct"]
    rows: list[Sequence[str]] = [[*head, "explanation", "points", "tags"]]
    rows += [[*first, *options, *[""] * (width - len(options)), *last] for first, options, last in made]
    return rows


def _row(item: Item, export: Export, bank: Bank) -> tuple[list[str], list[str], list[str]]:
    options, key = _answers(item, export)
    export.common(item, bank, holds=_HOLDS)
    first = [item.id, item.topic, plain(item.stem, export)]
    marks = "0" if item.unmarked else number(item.marks)
    return first, options, [key, plain(item.why, export), marks, ", ".join(item.tags)]


def _answers(item: Item, export: Export) -> tuple[list[str], str]:
    """The options as plain texts, and the key: letters, or the text where somebody types."""
    body = item.body
    if isinstance(body, Typed):
        first, *rest = offered(body.answers)
        if rest or body.exact:
            export.lose("typed-alternatives")
        if "," in first.text or len(first.text) < 2:
            export.lose("typed-alternatives")
        return [], first.text
    if isinstance(body, Judged):
        export.lose("judged-as-options")
        parts: tuple[Part, ...] = body.answers
    elif isinstance(body, Choice):
        parts = mixed(offered(body.options), item.id)
        if body.several and body.credit != "all or nothing":
            export.lose("credit-changed", body.credit)
        if body.several and sum(part.share == RIGHT for part in parts) == 1:
            export.lose("credit-changed", "one right of several")
    else:
        raise CannotWrite(msg("A table holds choices and typed words only."))
    if len(parts) > _MOST_OPTIONS:
        raise CannotWrite(f"A table holds {_MOST_OPTIONS} options at most.")
    texts = [plain(part.text, export) for part in parts]
    right = [place for place, part in enumerate(parts) if part.share == RIGHT]
    letters = ", ".join(_LETTERS[place] for place in right)
    bare = {text.casefold().rstrip(".") for text in texts}
    if bare & {
        sign.casefold() for sign in _LETTERS
    }:  # an option that is a letter itself: the text says which
        if len(right) > 1:
            raise CannotWrite(
                msg("Its options are letters themselves, so letters cannot say which are right.")
            )
        if len(texts[right[0]]) == 1:
            raise CannotWrite(
                msg("Its options are letters themselves, so letters cannot say which are right.")
            )
        return texts, texts[right[0]]
    return texts, letters


CSV = Format("csv", "a table as CSV", (".csv",), write=write_csv)
XLSX = Format("xlsx", "a table as a workbook", (".xlsx",), write=write_xlsx)
