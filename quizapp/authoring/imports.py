"""Files of other programs: read apart, made a draft whose comments are the receipt, looked through question by question.

What could not come along stands in the draft itself: above the whole what holds for the whole, above a question what
holds for it. So a teacher sees it in the editor, too, and a comment that is gone is a thing that is done.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random
from zlib import crc32

from quizapp.authoring.bank_text import CannotTake, shown_lines, source_lines
from quizapp.authoring.quiz_builder import PaperQuestion, on_paper
from quizapp.banks import images
from quizapp.banks.images import Drawn
from quizapp.basics.i18n import _
from quizapp.domain.bank import Bank as LoadedBank
from quizapp.interchange import FORMATS, ImportResult, ReadAs, SourceFile, own
from quizapp.interchange.apart import read_apart
from quizapp.interchange.archives import names_in
from quizapp.interchange.receipt_comments import BEGINS, with_receipt

_OUR_KEYS = re.compile(r"(?m)^(?:title|questions|sources|claims|topics|defaults|language)[ \t]*:")
#: Ends the id of a card that is asked from its back to its front beside the other way.
OTHER_WAY = "-back"
_COMMENT = re.compile(r"\s*#")


@dataclass(frozen=True)
class Reviewed:
    """One question of an import: as students see it with its key, and what to look at."""

    shown: PaperQuestion
    notes: tuple[str, ...]
    #: A flash card that is asked one way alone.
    is_card: bool = False


def _is_ours(source: SourceFile) -> bool:
    if source.kind == "zip":
        return any(each.endswith((".yaml", ".yml")) for each in names_in(source))
    return own.recognise(source)


def bring_in(
    content: bytes, name: str, said: ReadAs, tell: Callable[[int, int], None]
) -> tuple[str, dict[str, Drawn]] | None:
    """The draft that a foreign file makes, and its pictures drawn anew; None for one of ours, whole or in the making.

    Tells how many pictures are drawn: that is what takes long. Raises CannotTake with what the file is.
    """
    source = SourceFile(content, name)
    told = said != ReadAs()  # somebody says what it is
    if not told and _is_ours(source):
        return None
    result = read_apart(content, name, said)
    if result.error is not None or not result.text:
        if not told and source.kind != "zip" and result.error and _OUR_KEYS.search(source.text[:20_000]):
            return None
        raise CannotTake(_why_not(result))
    drawn = {}
    for number, (each, picture) in enumerate(result.pictures.items()):
        tell(number, len(result.pictures))
        try:
            drawn[each] = images.redraw_as(picture, each)
        except images.CannotTakePicture:
            continue  # the checker names it as missing
    return with_receipt(result), drawn


def _why_not(result: ImportResult) -> str:
    said = result.error[1] if result.error else ""
    reasons = [f"{each.place}: {each.reason}" for each in result.refused[:3]]
    return " ".join([said, *reasons, _("Nothing was saved.")])


# --- the draft of an import -------------------------------------------------------------------------------


def is_import(text: str) -> bool:
    """Whether a draft still has the receipt of an import above it."""
    return text.startswith(BEGINS)


def read_receipt(text: str) -> list[str]:
    """The receipt above a draft, line by line."""
    lines = []
    for line in shown_lines(text):
        if not line.startswith("#"):
            break
        lines.append(line.removeprefix(BEGINS).lstrip("# "))
    return lines


def sort_questions(text: str, bank: LoadedBank) -> list[Reviewed]:
    """The questions of a draft, those with something to look at first."""
    lines = shown_lines(text)
    found = []
    cards = _one_way(bank) if _is_of_cards(text) else frozenset()
    for number, question in enumerate(bank.questions, start=1):
        rng = Random(crc32(question.id.encode()))
        begin = _begin(lines, question.line)
        notes = tuple(line.strip().lstrip("# ") for line in lines[begin : question.line - 1])
        found.append(Reviewed(on_paper(number, question, rng), notes, question.id in cards))
    return sorted(found, key=lambda each: not each.notes)


def _is_of_cards(text: str) -> bool:
    """Whether the receipt above a draft says that it was a set of cards."""
    receipt = read_receipt(text)
    return bool(receipt) and any(f", {FORMATS[name].label}: " in receipt[0] for name in ("cards", "anki"))


def _one_way(bank: LoadedBank) -> frozenset[str]:
    """The questions that have no other beside them that asks the same card the other way."""
    ids = {question.id for question in bank.questions}
    both = {each for each in ids if each + OTHER_WAY in ids}
    return frozenset(ids - both - {each + OTHER_WAY for each in both})


def _begin(lines: Sequence[str], line: int) -> int:
    """Where the comments above a line begin, from 0."""
    begin = line - 1
    while begin > 0 and _COMMENT.match(lines[begin - 1]):
        begin -= 1
    return begin


def left_out(text: str, bank: LoadedBank, question_id: str) -> str:
    """The draft without a question and the comments above it."""
    lines = shown_lines(text)
    if all(question.id != question_id for question in bank.questions):
        return text
    begin, _line, end = find_entry(lines, bank, question_id)
    return _joined(text, [*lines[:begin], *lines[end:]])


def find_entry(lines: Sequence[str], bank: LoadedBank, question_id: str) -> tuple[int, int, int]:
    """Where the comments above a question begin, where it begins itself, and where it ends, from 0."""
    at = {question.id: question.line for question in bank.questions}
    begin = _begin(lines, at[question_id])
    following = [line for line in at.values() if line > at[question_id]]
    if following:
        end = _begin(lines, min(following))
    else:
        end = next(
            (n for n in range(at[question_id], len(lines)) if re.match(r"[^\s#-]", lines[n])), len(lines)
        )
        end = end if end < len(lines) else len(lines) - (lines[-1] == "")
    return begin, at[question_id] - 1, end


def looked_at(text: str, bank: LoadedBank, question_ids: Iterable[str]) -> str:
    """The draft without the comments above these questions."""
    lines = shown_lines(text)
    wanted = set(question_ids)
    gone = {
        number
        for question in bank.questions
        if question.id in wanted
        for number in range(_begin(lines, question.line), question.line - 1)
    }
    return _joined(text, [line for number, line in enumerate(lines) if number not in gone])


def with_source(text: str, title: str, who: str) -> str:
    """The draft with its source, which every question then names."""
    lines = shown_lines(text)
    if any(line.startswith("sources:") for line in lines):
        return text
    place = next(
        (n for n, line in enumerate(lines) if line.startswith(("topics:", "defaults:", "questions:"))),
        len(lines),
    )
    defaults = next((n for n, line in enumerate(lines) if line.startswith("defaults:")), -1)
    if defaults >= 0:
        lines.insert(defaults + 1, "  source: source")
    else:
        end = next((n for n, line in enumerate(lines) if line.startswith("questions:")), len(lines))
        lines[end:end] = ["defaults:", "  source: source"]
    return _joined(text, [*lines[:place], *source_lines(title, who, "", ""), *lines[place:]])


def _joined(text: str, lines: Sequence[str]) -> str:
    return ("\r\n" if "\r\n" in text else "\n").join(lines)
