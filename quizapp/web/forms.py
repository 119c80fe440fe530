"""Forms: filled from the request, their problems, and what makes sending one twice a single act."""

from typing import Any, TypeVar

import wtforms
from flask import request
from werkzeug.datastructures import MultiDict
from wtforms.fields import SelectChoice, SelectField, SelectMultipleField, StringField  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.widgets import CheckboxInput, ListWidget

from quizapp.basics.errors import BadRequest
from quizapp.basics.i18n import _
from quizapp.basics.messages import msg
from quizapp.identity.tokens import keyed_hash
from quizapp.web.cookies import SESSION, VISITOR, read_cookie
from quizapp.web.database import SAFE, program

F = TypeVar("F", bound=wtforms.Form)

#: What we say for each sentence that WTForms has of its own; it fills in the numbers.
WORDED = {
    "This field is required.": msg("Something is missing here."),
    "Field must be at least %(min)d characters long.": msg("Write at least %(min)d letters."),
    "Field cannot be longer than %(max)d characters.": msg("Write at most %(max)d letters."),
    "Field must be exactly %(max)d characters long.": msg("Write exactly %(max)d letters."),
    "Field must be between %(min)d and %(max)d characters long.": msg(
        "Write between %(min)d and %(max)d letters."
    ),
    "Number must be at least %(min)s.": msg("Write a number of at least %(min)s."),
    "Number must be at most %(max)s.": msg("Write a number of at most %(max)s."),
    "Number must be between %(min)s and %(max)s.": msg("Write a number from %(min)s to %(max)s."),
    "Not a valid integer value.": msg("Write a whole number."),
    "Not a valid decimal value.": msg("Write a number."),
    "Not a valid choice.": msg("Choose one of those shown."),
}


class Worded:
    """Speaks for WTForms, in our words. What it asks for besides are labels that no form of ours goes without."""

    def gettext(self, text: str) -> str:
        return WORDED.get(text, text)

    def ngettext(self, one: str, many: str, number: int) -> str:
        return WORDED.get(many, one if number == 1 else many)


class Form(wtforms.Form):
    """The base of every form: none of WTForms' own sentences reaches a page."""

    class Meta:
        def get_translations(self, form: wtforms.Form) -> Worded:
            return Worded()

        def render_field(self, field: wtforms.Field, render_kw: dict[str, Any]) -> Any:
            """What people type runs as its letters do."""
            if isinstance(field, StringField):
                render_kw = {"dir": "auto", **render_kw}
            return super().render_field(field, render_kw)  # type: ignore[misc]  # WTForms mixes its own Meta in


class Ticks(SelectMultipleField):
    """Several choices to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def form(kind: type[F], **kwargs: Any) -> F:
    """A WTForms form filled from the request."""
    data = MultiDict(request.form) if request.method not in SAFE else None
    made = kind(data, **kwargs)
    for field in made:
        if type(field) is SelectField:  # radio buttons are translated where their labels are written
            shown: Any = field.choices or ()  # SelectChoices throughout
            field.choices = [SelectChoice(c.value, _(c.label) if c.label else "") for c in shown]
    return made


def problems_of(*forms: wtforms.Form) -> list[tuple[str, str]]:
    """The (id of a control, sentence) pairs of forms, in the order of their fields, for the error summary."""
    return [(field.id, str(error)) for each in forms for field in each for error in field.errors]


def op_id() -> str:
    """The operation id of a posted form: the same id and body sent twice is one act."""
    sent = request.form.get("op", "")
    if not (8 <= len(sent) <= 64 and sent.isascii() and sent.replace("-", "").isalnum()):
        raise BadRequest(
            msg("Reload the page and send it again. Saved answers are safe."),
            title=msg("The form is damaged"),
        )
    return sent


def body_hash(*parts: object) -> str:
    """What tells one posted body from another. Keyed: short answers could be guessed from a plain hash."""
    return keyed_hash(program().secret, "body", repr(parts))


def once_id(*about: object) -> str:
    """A public id for what a posted form makes: the same form of the same browser gives the same id.

    Two presses of one button then want one and the same row, and the unique public id lets in one.
    """
    bound = read_cookie(SESSION) or read_cookie(VISITOR)
    return keyed_hash(program().secret, "once", f"{op_id()}\0{bound}\0{body_hash(*about)}")[:32]
