"""Forms of marking: points by rubric, and a reason that others read."""

from collections.abc import Sequence
from typing import Any

from wtforms import DecimalField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from quizapp.attempts.hand_marks import RubricLine
from quizapp.attempts.review_cards import number_text
from quizapp.basics.i18n import _
from quizapp.basics.limits import COMMENT_LETTERS, REASON_LETTERS
from quizapp.basics.messages import msg
from quizapp.web.forms import Form


class MarkForm(Form):
    """A comment, and below it in ``mark_form`` one field for the points of each line of the rubric."""

    comment = TextAreaField(
        msg("Comment for the student"),
        [Length(max=COMMENT_LETTERS)],
    )

    @property
    def lines(self) -> list[DecimalField]:
        """The fields of the rubric, in its order."""
        return [field for field in self if isinstance(field, DecimalField)]

    @property
    def points(self) -> list[float]:
        """The points as given, whole where they are whole."""
        return [float(field.data or 0) for field in self.lines]


def mark_form(rubric: Sequence[RubricLine]) -> type[MarkForm]:
    """The form for a rubric: the points of a line go from 0 to what it can earn."""
    fields = {}
    for place, line in enumerate(rubric):
        message = _("Give from 0 to %(most)s points here.") % {"most": number_text(line.points)}
        fields[f"points_{place}"] = DecimalField(
            line.text, [InputRequired(message), NumberRange(0, line.points, message)], places=None
        )
    return type("RubricForm", (MarkForm,), fields)


class ReasonForm(Form):
    """A reason that others will read."""

    reason = TextAreaField(
        msg("Reason"),
        filters=[lambda text: (text or "").strip().replace("\0", "")],
        validators=[
            DataRequired(msg("Write a reason.")),
            Length(max=REASON_LETTERS),
        ],
    )

    def __init__(self, *args: Any, label: str = "", missing: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.reason.label.text = label
        if missing:
            self.reason.validators = [DataRequired(missing), *list(self.reason.validators)[1:]]
