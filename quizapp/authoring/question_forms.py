"""The form of a question, made from the keys that its type declares: a new key or type has a form unasked."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from wtforms import BooleanField, FieldList, FormField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from quizapp.basics.limits import LIST_ITEMS
from quizapp.basics.messages import Message, msg
from quizapp.domain.bankfile.question_entries import Types
from quizapp.domain.question import Question
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.yaml_reading.entry_reader import Key, KeyForm, split_arrows
from quizapp.domain.yaml_reading.entry_writing import Value, join_arrows
from quizapp.web.forms import Form

TYPES = Types(QUESTION_TYPES)
#: Written by saving, by corrections, or by who knows the text: no field asks for them.
WITHOUT_FIELD = frozenset({"id", "void", "replaces", "advice off"})
#: Keys whose field is always in view; those of the type itself are, too.
ALWAYS = ("why",)
#: Empty rows that a new list begins with.
FIRST_ROWS = 3
_PREFIX = "k_"

LABELS: Mapping[str, Message] = {
    "ask": msg("Question"),
    "fill": msg("Text with gaps"),
    "essay": msg("Task"),
    "statement": msg("Statement"),
    "answer": msg("Right answer"),
    "answers": msg("Right answers"),
    "wrong": msg("Wrong answers"),
    "is": msg("By the source it is"),
    "feedback": msg("What to say to single answers"),
    "accept": msg("Right answers; the first is shown as the best"),
    "reject": msg("Wrong answers that deserve a word"),
    "spelling": msg("Spelling"),
    "number": msg("The figure"),
    "unit": msg("Unit, shown beside the box"),
    "within": msg("How far off is still right"),
    "also": msg("Other figures that are right"),
    "order": msg("Items in the right order"),
    "credit": msg("How a partly right answer counts"),
    "match": msg("What belongs together"),
    "extra": msg("Right sides that fit nowhere"),
    "sort": msg("Groups"),
    "rubric": msg("What earns points"),
    "short": msg("Short label for lists"),
    "topic": msg("Topic"),
    "tests": msg("What it asks of a fact"),
    "pattern": msg("Kind of thinking"),
    "tags": msg("Tags"),
    "claim": msg("Claim"),
    "who": msg("Who says so, where no claim is named"),
    "status": msg("How far one can rely on it, where no claim is named"),
    "source": msg("Source"),
    "where": msg("Where in the source"),
    "why": msg("Explanation, shown with the result"),
    "marks": msg("Marks"),
    "hints": msg("Hints"),
    "tries": msg("Tries"),
    "credit by try": msg("What each try is worth"),
    "variant of": msg("Same idea as this question (its id)"),
    "not with": msg("Never together with these questions (their ids)"),
    "read": msg("Text to read before the question"),
    "unmarked": msg("It counts for nothing"),
    "not stated": msg("Whether “Not stated” is offered"),
    "keep order": msg("Show the options in the same order to everybody"),
}
HINTS: Mapping[str, Message] = {
    "fill": msg(
        "[[typed | also right]] is a gap to type into, [[right ~ wrong ~ wrong]] one to choose from."
    ),
    "rubric": msg("One line each: “2 points: names a second source”."),
    "within": msg("A part of the figure (5%) or an amount (50 million). Empty: exactly this figure."),
    "sort": msg("A name for each group, and its items, one a line."),
    "feedback": msg("Left the answer, right what its writer reads."),
    "tags": msg("With commas between them."),
    "credit by try": msg("Falling shares: 100%, 60%, 30%."),
}


class OptionForm(Form):
    """An answer, and what who chose it reads."""

    text = StringField(msg("Answer"))
    feedback = StringField(msg("They read then"))
    misconception = StringField(msg("Mistaken idea, for your report"))


class PairForm(Form):
    """Two texts that belong together."""

    left = StringField(msg("Left"))
    right = StringField(msg("Right"))


class GroupForm(Form):
    """A group and its items."""

    name = StringField(msg("Name of the group"))
    items = TextAreaField(msg("Its items, one a line"))


class Rows(FieldList):  # type: ignore[type-arg]  # generic in its stubs alone
    """A list of rows, some of them empty; the page has a button that asks for one more."""


def field_name(key: str) -> str:
    return _PREFIX + key.replace(" ", "_")


def keys_of(kind: type[Question]) -> dict[str, Key]:
    """The keys of a type that have a field, in the order of the form."""
    return {name: key for name, key in TYPES.tables[kind].items() if name not in WITHOUT_FIELD}


@cache
def make_form_class(kind: type[Question]) -> type[Form]:
    """The form of a type."""
    fields = {field_name(name): _field(key) for name, key in keys_of(kind).items()}
    return type(f"{kind.__name__}Form", (Form,), fields)


def _field(key: Key) -> Any:
    label = LABELS.get(key.name, key.meaning)
    match key.form:
        case KeyForm.STEM | KeyForm.BLOCK:
            return TextAreaField(label)
        case KeyForm.YES_NO:
            return BooleanField(label)
        case KeyForm.CHOICE:
            return SelectField(label, choices=[_none(), *(SelectChoice(w, w) for w in key.words)], validate_choice=False)  # fmt: skip
        case KeyForm.OPTIONS:
            return Rows(FormField(OptionForm), label=label, min_entries=0, max_entries=LIST_ITEMS)
        case KeyForm.TEXTS:
            return Rows(StringField(label), label=label, min_entries=0, max_entries=LIST_ITEMS)
        case KeyForm.PAIRS:
            return Rows(FormField(PairForm), label=label, min_entries=0, max_entries=LIST_ITEMS)
        case KeyForm.GROUPS:
            return Rows(FormField(GroupForm), label=label, min_entries=0, max_entries=LIST_ITEMS)
        case _:
            return StringField(label)


def _none() -> SelectChoice:
    return SelectChoice("", "–")


# -- between the form and what is written


def form_data(kind: type[Question], values: Mapping[str, Value]) -> dict[str, Any]:
    """What the fields show of the values that are written."""
    return {field_name(name): _shown(key, values.get(name)) for name, key in keys_of(kind).items()}


def _shown(key: Key, value: Any) -> Any:
    match key.form:
        case KeyForm.OPTIONS:
            parts = [split_arrows(item) for item in value or ()]
            return [{"text": t, "feedback": f, "misconception": m} for t, f, m in parts]
        case KeyForm.TEXTS:
            return list(value or ())
        case KeyForm.PAIRS:
            return [{"left": left, "right": right} for left, right in value or ()]
        case KeyForm.GROUPS:
            return [{"name": name, "items": "\n".join(items)} for name, items in value or ()]
        case KeyForm.YES_NO:
            return str(value or "").casefold() in ("yes", "true", "on")
        case KeyForm.CHOICE:
            return " ".join(str(value or "").casefold().split())
        case _:
            return value or ""


def form_values(kind: type[Question], form: Any) -> dict[str, Value]:
    """What the fields say, as it is to be written; empty where a field is."""
    return {name: _said(key, form[field_name(name)]) for name, key in keys_of(kind).items()}


def _said(key: Key, field: Any) -> Value:
    data: Any = field.data
    match key.form:
        case KeyForm.OPTIONS:
            rows = (join_arrows(r["text"] or "", r["feedback"] or "", r["misconception"] or "") for r in data)
            return tuple(row for row in rows if row)
        case KeyForm.TEXTS:
            return tuple(text.strip() for text in data if text and text.strip())
        case KeyForm.PAIRS:
            pairs = [((r["left"] or "").strip(), (r["right"] or "").strip()) for r in data]
            return tuple(pair for pair in pairs if any(pair))
        case KeyForm.GROUPS:
            groups = [((r["name"] or "").strip(), _lines(r["items"])) for r in data]
            return tuple(group for group in groups if any(group))
        case KeyForm.YES_NO:
            return "yes" if data else ""
        case _:
            return (data or "").replace("\r\n", "\n").strip()


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())


def give_room(form: Any, more: str = "") -> None:
    """Give lists empty rows: a new one some, the one that ``more`` names one more."""
    for field in form:
        if isinstance(field, Rows):
            wanted = max(FIRST_ROWS, len(field.entries)) if not field.entries else len(field.entries)
            wanted += field.name == more
            while len(field.entries) < min(wanted, LIST_ITEMS):
                field.append_entry()
