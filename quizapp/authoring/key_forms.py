"""A form made from the keys that a question type or a block of a bank declares: a new key has a field unasked."""

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, FieldList, FormField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from quizapp.basics.limits import LIST_ITEMS
from quizapp.basics.messages import Message, msg
from quizapp.domain.yaml_reading.entry_reader import Key, KeyForm, split_arrows
from quizapp.domain.yaml_reading.entry_writing import Value, join_arrows
from quizapp.web.forms import Form

Keys = Mapping[str, Key]
#: Empty rows that a new list begins with.
FIRST_ROWS = 3
_PREFIX = "k_"


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


def make_key_form(name: str, keys: Keys, labels: Mapping[str, Message]) -> type[Form]:
    """A form with a field for each key."""
    return type(name, (Form,), {field_name(key.name): _field(key, labels) for key in keys.values()})


def _field(key: Key, labels: Mapping[str, Message]) -> Any:
    label = labels.get(key.name, key.meaning)
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


def form_data(keys: Keys, values: Mapping[str, Value]) -> dict[str, Any]:
    """What the fields show of the values that are written."""
    return {field_name(name): _shown(key, values.get(name)) for name, key in keys.items()}


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


def form_values(keys: Keys, form: Any) -> dict[str, Value]:
    """What the fields say, as it is to be written; empty where a field is."""
    return {name: _said(key, form[field_name(name)]) for name, key in keys.items()}


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
