"""One question of moodle-tools' YAML, type by type; its short form takes the first answer as right."""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from quizapp.basics.messages import msg
from quizapp.domain.exchange import (
    RIGHT,
    WRONG,
    Amount,
    Blank,
    Body,
    Choice,
    Gapped,
    Group,
    Grouped,
    HandMarked,
    Ordered,
    Pair,
    Paired,
    Part,
    Typed,
)
from quizapp.interchange import cloze, figures
from quizapp.interchange.plainyaml import text_of
from quizapp.interchange.texts import Texts

_BY_RESULT = ("correct_feedback", "partial_feedback", "incorrect_feedback")
_PLACEHOLDER = re.compile(r"\[\[(?:(\d{1,3})|\"([^\"\]]*)\")\]\]")
_ANSWER_BOX = re.compile(r"\[\[ANSWERBOX(?:=\d+)?\]\]")
_BOX = "_____"

#: Types whose answers a program judges.
_CODE = ("coderunner", "sql_ddl", "sql_dql", "isda_streaming", "exact_set_equality", "diff_set_equality")

Entry = dict[str, Any]


class CannotRead(ValueError):
    """A question that does not come in: code and reason."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def read(entry: Entry, kind: str, texts: Texts) -> Body | None:
    """The body of a question of one of its types; None where the type is none of them. Raises CannotRead."""
    if kind not in _BODIES:
        return None
    maker = _BODIES[kind]
    if maker is None:
        raise CannotRead("no-counterpart", f"moodle-tools' type “{kind[:40]}” has no counterpart here.")
    try:
        body = maker(entry, texts)
    except cloze.BrokenGap as error:
        raise CannotRead("broken", str(error)) from error
    if kind != "true_false" and any(text_of(entry.get(name)) for name in _BY_RESULT):
        texts.lose("feedback-by-result")
    return body


def stem_of(text: str) -> str:
    """The text of a question with a box where an answer is typed."""
    return _ANSWER_BOX.sub(_BOX, text)


def _rows(entry: Entry, key: str = "answers") -> list[Entry]:
    """Its answers as groups of keys; of the short form the first is right."""
    listed = entry.get(key)
    rows = listed if isinstance(listed, list) else []
    bare = not any(isinstance(row, dict) and "points" in row for row in rows)
    return [
        {
            "points": "100" if bare and not place else "0",
            **(row if isinstance(row, dict) else {"answer": row}),
        }
        for place, row in enumerate(rows)
    ]


def _share(row: Entry) -> Fraction:
    points = figures.read(text_of(row.get("points")))
    if points is None:
        raise CannotRead("broken", msg("The points of an answer are no number."))
    return points / 100


def _part(row: Entry, texts: Texts, *, typed: bool = False) -> Part:
    text = text_of(row.get("answer"))
    return Part(
        texts.typed(text) if typed else texts.auto(text),
        _share(row),
        texts.auto(text_of(row.get("feedback"))),
    )


def _choice(entry: Entry, texts: Texts) -> Body:
    parts = tuple(_part(row, texts) for row in _rows(entry))
    several = not any(part.share >= RIGHT for part in parts)
    return Choice(parts, several=several, keep_order=_is(entry, "shuffle_answers", "false", "in_order"))


def _is(entry: Entry, key: str, *words: str) -> bool:
    return text_of(entry.get(key)).casefold() in words


def _truth(entry: Entry, texts: Texts) -> Body:
    said = text_of(entry.get("correct_answer")).casefold() or "true"
    if said not in ("true", "false", "yes", "no"):
        raise CannotRead("no-right-answer", msg("The answer is neither true nor false."))
    right = said in ("true", "yes")
    good, bad = (texts.auto(text_of(entry.get(f"{name}_feedback"))) for name in ("correct", "incorrect"))
    options = (
        Part("True", Fraction(right), good if right else bad),
        Part("False", Fraction(not right), bad if right else good),
    )
    return Choice(options, keep_order=True, truth=True)


def _typed(entry: Entry, texts: Texts) -> Body:
    parts = tuple(_part(row, texts, typed=True) for row in _rows(entry))
    return Typed(parts, exact=_is(entry, "answer_case_sensitive", "true", "yes"))


def _amount(entry: Entry, texts: Texts) -> Body:
    values = []
    for row in _rows(entry):
        exact = figures.read(text_of(row.get("answer")))
        off = figures.read(text_of(row.get("tolerance")) or "0")
        if exact is None or off is None:
            raise CannotRead("no-counterpart", msg("An answer is worked out by a program, or is no number."))
        said = texts.auto(text_of(row.get("feedback")))
        values.append(figures.value(exact, off, share=_share(row), feedback=said))
    return Amount(tuple(values))


def _paired(entry: Entry, texts: Texts) -> Body:
    rows = [row for row in entry.get("options") or () if isinstance(row, dict)]
    return Paired(
        tuple(
            Pair(texts.auto(text_of(row.get("question"))), texts.auto(text_of(row.get("answer"))))
            for row in rows
        )
    )


def _sorted(entry: Entry, texts: Texts) -> Body:
    """Several statements, each true or false or what else there is to choose: the choices are groups."""
    groups: dict[str, list[Part]] = {}
    for name in entry.get("choices") or ("True", "False"):
        groups[text_of(name)] = []
    for row in entry.get("answers") or ():
        if not isinstance(row, dict) or text_of(row.get("choice")) not in groups:
            raise CannotRead("no-right-answer", msg("A line has none of the choices."))
        part = Part(texts.auto(text_of(row.get("answer"))), RIGHT, texts.auto(text_of(row.get("feedback"))))
        groups[text_of(row["choice"])].append(part)
    return Grouped(tuple(Group(name, tuple(parts)) for name, parts in groups.items()))


def _ordered(entry: Entry, texts: Texts) -> Body:
    if entry.get("subset_size"):
        texts.lose("question-group")
    listed = entry.get("answers")
    return Ordered(
        tuple(Part(texts.auto(text_of(each))) for each in listed if text_of(each))
        if isinstance(listed, list)
        else ()
    )


def _missing(entry: Entry, texts: Texts) -> Body:
    """A text whose gaps are chosen from the options of a group."""
    rows = [row for row in entry.get("options") or () if isinstance(row, dict)]
    words = [(texts.typed(text_of(row.get("answer"))), text_of(row.get("group"))) for row in rows]
    by_number = {
        int(text_of(row.get("ordinal")) or place): place - 1 for place, row in enumerate(rows, start=1)
    }
    gaps: list[Blank] = []

    def gap(found: re.Match[str]) -> str:
        place = (
            by_number.get(int(found[1]), -1)
            if found[1]
            else next((place for place, (word, _) in enumerate(words) if word == found[2]), -1)
        )
        if place < 0:
            raise CannotRead("no-such-option", msg("A gap names no option."))
        right, group = words[place]
        others = (Part(word, WRONG) for word, own in words if own == group and word != right)
        gaps.append(Blank((Part(right), *others), listed=True))
        return cloze.GAP

    shown = texts.auto(_PLACEHOLDER.sub(gap, text_of(entry.get("question"))))
    segments = tuple(shown.split(cloze.GAP))
    if not gaps or len(segments) != len(gaps) + 1:
        raise CannotRead("broken", msg("There is no gap in its text."))
    return Gapped(segments, tuple(gaps))


def _cloze(entry: Entry, texts: Texts) -> Body:
    text = text_of(entry.get("question"))
    if re.search(r"\[\[\"", text):
        raise CannotRead("no-counterpart", msg("Gaps that a program fills in have no counterpart here."))
    return cloze.read(text, texts.auto, texts.typed, texts.lost)


_BODIES: dict[str, Callable[[Entry, Texts], Body] | None] = {
    "multiple_choice": _choice,
    "true_false": _truth,
    "shortanswer": _typed,
    "numerical": _amount,
    "matching": _paired,
    "multiple_true_false": _sorted,
    "ordering": _ordered,
    "missing_words": _missing,
    "dragdrop_missing_words": _missing,
    "cloze": _cloze,
    "essay": lambda _entry, _texts: HandMarked(),
    **dict.fromkeys(_CODE),
}

#: Types that no other program's YAML has, whatever keys stand beside them.
ALWAYS = frozenset({*_BODIES} - {"multiple_choice", "numerical", "essay"})
