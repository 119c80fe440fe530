"""What one text of a bank changes in another: question by question, claim by claim, and line by line."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from quizapp.basics.limits import COMPARED_LINES
from quizapp.domain.bank import Bank
from quizapp.domain.claims import Claim
from quizapp.domain.lint.item_writing import first_words
from quizapp.domain.question import Question

#: Equal lines shown around a change.
_CONTEXT = 2
_TOP_KEY = re.compile(r"[^\s#\-]")


class Kind(StrEnum):
    """What happened to a question."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    KEY = "key changed"
    CHANGED = "changed"


@dataclass(frozen=True)
class DiffLine:
    """One line of a listing: ``kind`` is ``same``, ``ins``, ``del`` or ``gap`` (lines left out)."""

    kind: str
    text: str


@dataclass(frozen=True)
class QuestionDifference:
    """One question that differs."""

    kind: Kind
    question_id: str
    words: str
    #: With RENAMED: the id it had.
    was: str
    rows: tuple[DiffLine, ...]
    #: Whether a renamed question has another key, too.
    key_changed: bool = False


@dataclass(frozen=True)
class ClaimChange:
    """A claim whose record differs, with the questions that use it."""

    before: Claim
    after: Claim
    questions: tuple[str, ...]


@dataclass(frozen=True)
class TextComparison:
    """What the second of two texts changes."""

    questions: tuple[QuestionDifference, ...]
    claims: tuple[ClaimChange, ...]
    #: The whole texts, line by line.
    rows: tuple[DiffLine, ...]

    @property
    def gone(self) -> tuple[str, ...]:
        """Ids whose statistics and reviews end with this change."""
        return tuple(d.question_id for d in self.questions if d.kind is Kind.REMOVED)


def compare_texts(old: Bank | None, old_text: str, new: Bank, new_text: str) -> TextComparison:
    """What ``new`` changes in ``old`` (None: there was nothing before)."""
    before = {q.id: q for q in old.questions} if old else {}
    after = {q.id: q for q in new.questions}
    by_first_name = {q.replaces: q.id for q in before.values() if q.replaces}
    old_lines, new_lines = old_text.splitlines(), new_text.splitlines()
    taken: set[str] = set()
    found = []
    for question in new.questions:
        was = question.id if question.id in before else question.replaces
        was = was if was in before else by_first_name.get(was, was)
        earlier = before.get(was) if was not in taken else None
        if earlier is None:
            found.append(_difference(Kind.ADDED, question, "", (), entry_of(new_lines, question)))
            continue
        taken.add(was)
        old_entry, new_entry = entry_of(old_lines, earlier), entry_of(new_lines, question)
        key_changed = key_of(earlier) != key_of(question)
        if was != question.id:
            found.append(
                _difference(Kind.RENAMED, question, was, old_entry, new_entry, key_changed=key_changed)
            )
        elif key_changed:
            found.append(_difference(Kind.KEY, question, "", old_entry, new_entry))
        elif old_entry != new_entry:
            found.append(_difference(Kind.CHANGED, question, "", old_entry, new_entry))
    found += [
        _difference(Kind.REMOVED, question, "", entry_of(old_lines, question), ())
        for question in before.values()
        if question.id not in taken and question.id not in after
    ]
    return TextComparison(tuple(found), _claims(old, new), diff_lines(old_text, new_text))


def _difference(
    kind: Kind,
    question: Question,
    was: str,
    old: Sequence[str],
    new: Sequence[str],
    *,
    key_changed: bool = False,
) -> QuestionDifference:
    listing = diff_lines("\n".join(old), "\n".join(new))
    return QuestionDifference(kind, question.id, first_words(question.stem_text()), was, listing, key_changed)


def _claims(old: Bank | None, new: Bank) -> tuple[ClaimChange, ...]:
    found = []
    for key, claim in new.claims.items():
        earlier = old.claims.get(key) if old else None
        if earlier is not None and earlier.record != claim.record:
            found.append(ClaimChange(earlier, claim, users_of(new, key)))
    return tuple(found)


def users_of(bank: Bank, claim: str) -> tuple[str, ...]:
    """Ids of the questions that use a claim."""
    return tuple(q.id for q in bank.questions if claim in q.claims)


def key_of(question: Question) -> tuple[Any, ...]:
    """What decides which answers are right; texts that only explain are left out."""
    right = [(line.label, line.text) for line in question.review(None).best]
    options = sorted((o.text, o.right, o.void) for o in question.options() if o.right or o.void)
    typed = [repr(r) for r, fraction in question.examples() if fraction == 1] if question.typed else []
    return question.type_name, tuple(right), tuple(options), tuple(typed), question.marks


def entry_of(lines: Sequence[str], question: Question) -> tuple[str, ...]:
    """The lines of a question's entry in the text it was read from."""
    if not 1 <= question.line <= len(lines):
        return ()
    first = lines[question.line - 1]
    dash = re.match(r"\s*-", first)
    indent = len(dash[0]) if dash else 1
    end = question.line
    while end < len(lines):
        line = lines[end]
        begun = re.match(r"\s*-", line)
        if _TOP_KEY.match(line) or (begun and len(begun[0]) <= indent):
            break
        end += 1
    entry = [line.rstrip() for line in lines[question.line - 1 : end]]
    while entry and (not entry[-1] or entry[-1].lstrip().startswith("#")):
        entry.pop()
    return tuple(entry)


def diff_lines(old: str, new: str) -> tuple[DiffLine, ...]:
    """Two texts line by line, with a little of what stands around each change; empty where they are equal."""
    before, after = old.splitlines(), new.splitlines()
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    if max(len(before), len(after)) - start - end > COMPARED_LINES:
        return (DiffLine("gap", ""),)
    first = max(0, start - _CONTEXT)
    last = max(0, end - _CONTEXT)
    return tuple(_listing(before[first : len(before) - last], after[first : len(after) - last]))


def _listing(before: Sequence[str], after: Sequence[str]) -> list[DiffLine]:
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=len(before) > 1_000)
    found: list[DiffLine] = []
    for number, group in enumerate(matcher.get_grouped_opcodes(_CONTEXT)):
        if number:
            found.append(DiffLine("gap", ""))
        for tag, a, b, c, d in group:
            if tag == "equal":
                found += [DiffLine("same", line) for line in before[a:b]]
                continue
            found += [DiffLine("del", line) for line in before[a:b]]
            found += [DiffLine("ins", line) for line in after[c:d]]
    return found
