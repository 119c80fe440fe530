"""Drafted questions of a bank: made from its claims, then kept, changed or dropped by the teacher."""

from collections.abc import Collection
from dataclasses import dataclass

from quizapp.authoring.written_questions import append_entry
from quizapp.basics.i18n import _, ngettext
from quizapp.domain.bank import Bank as LoadedBank
from quizapp.domain.bankfile.cross_checks import DRAFT
from quizapp.domain.bankfile.question_entries import COMMON_KEYS
from quizapp.domain.drafting.questions import count_drafts, draft_questions
from quizapp.domain.question import Question
from quizapp.domain.yaml_reading.entry_writing import CannotWrite, entries_of, read_values, replace_values
from quizapp.domain.yaml_reading.yaml_nodes import Mapping, Tree, read_tree

_KEYS = {key.name: key for key in COMMON_KEYS if key.name in ("id", "tags", "variant of")}


@dataclass(frozen=True)
class DraftLine:
    """A draft in the list: its place among all questions from 1, and the question."""

    place: int
    question: Question


def with_drafts(bank: LoadedBank | None, text: str) -> tuple[str, str]:
    """The text with questions drafted from its claims, and a sentence on how many."""
    if bank is None:
        return text, _("Questions can be drafted once the errors are gone.")
    drafts = draft_questions(bank)
    if not drafts:
        return text, _("There is nothing to draft: each claim has its questions, or there are no claims.")
    number = count_drafts(drafts)
    note = ngettext("%(num)s question drafted.", "%(num)s questions drafted.", number) % {"num": number}
    return append_entry(text, drafts), note


def drafts_in(bank: LoadedBank) -> list[DraftLine]:
    """The questions of a bank that nobody has finished."""
    lines = (DraftLine(place, question) for place, question in enumerate(bank.questions, start=1))
    return [line for line in lines if DRAFT in line.question.tags]


def keep(text: str, ids: Collection[str]) -> str:
    """The text in which these questions are drafts no more."""
    for name in ids:
        tree = read_tree(text)
        entry = _entries(tree).get(name)
        if entry is not None:
            text = replace_values(text, tree, entry, {"tags": finished(_tags(tree, entry))}, _KEYS)
    return text


def finished(tags: str) -> str:
    """Tags without the one of drafts."""
    return ", ".join(tag for each in tags.split(",") if (tag := each.strip()) and tag != DRAFT)


def drop(text: str, ids: Collection[str]) -> str:
    """The text without these questions; a variant of one that goes is a variant of the first that stays."""
    entries = _entries(read_tree(text))
    heirs: dict[str, str] = {}
    for name in entries:
        tree = read_tree(text)
        entry = _entries(tree)[name]
        idea = str(read_values(tree, entry, _KEYS).get("variant of", ""))
        if idea in ids and name not in ids:
            heir = heirs.setdefault(idea, name)
            text = replace_values(text, tree, entry, {"variant of": "" if heir == name else heir}, _KEYS)
    return _without(text, ids)


def _without(text: str, ids: Collection[str]) -> str:
    tree = read_tree(text)
    entries = entries_of(tree)
    lines = text.split("\n")
    starts = [tree.source.line(entry.start) - 1 for entry in entries]
    if len(set(starts)) < len(starts):
        raise CannotWrite
    for number in range(len(entries) - 1, -1, -1):
        if _id(entries[number]) in ids:
            stop = starts[number + 1] if number + 1 < len(entries) else _end(lines, starts[number])
            comments = (at for at in range(starts[number] + 1, stop) if _is_aside(lines[at:stop]))
            stop = next(comments, stop)
            del lines[starts[number] : stop]
    return "\n".join(lines)


def _is_aside(lines: list[str]) -> bool:
    """Comments alone, which stand above what they are about."""
    return lines[0].lstrip().startswith("#") and all(
        not line.strip() or line.lstrip().startswith("#") for line in lines
    )


def _end(lines: list[str], start: int) -> int:
    """Behind the last line of the last entry: the next line that stands no further in than its dash."""
    depth = len(lines[start]) - len(lines[start].lstrip())
    stop = start + 1
    while stop < len(lines) and (
        not lines[stop].strip() or len(lines[stop]) - len(lines[stop].lstrip()) > depth
    ):
        stop += 1
    return stop


def _entries(tree: Tree) -> dict[str, Mapping]:
    return {_id(entry): entry for entry in entries_of(tree)}


def _id(entry: Mapping) -> str:
    pair = entry.pairs.get("id")
    return str(getattr(pair[1], "text", "")).strip() if pair else ""


def _tags(tree: Tree, entry: Mapping) -> str:
    return str(read_values(tree, entry, _KEYS).get("tags", ""))
