"""A bank as Kahoot's sheet: questions of two to four short answers, their number the key."""

from typing import Any

from quizapp.basics.messages import msg
from quizapp.basics.spreadsheets import workbook_bytes
from quizapp.domain.bank import Bank
from quizapp.domain.choices import ANY_ONE
from quizapp.domain.exchange import RIGHT, Choice, Item, Judged
from quizapp.interchange.contract import WrittenFile
from quizapp.interchange.exporting import CannotWrite, Export, mixed, offered, plain

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
_ROWS_ABOVE = 7


def write(bank: Bank) -> WrittenFile:
    """The bank as a workbook."""
    export = Export()

    def one(item: Item) -> list[str]:
        row = _row(item, export)
        export.common(item, bank, holds=())
        return row

    rows = ([str(number), *row] for number, row in enumerate(export.each(bank, one), start=1))
    return export.written(workbook_bytes({"Questions": [*[[]] * _ROWS_ABOVE, _HEAD, *rows]}))


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
