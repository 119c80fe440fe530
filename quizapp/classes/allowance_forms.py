"""The forms of allowances: for every quiz of a class, and for one."""

from dataclasses import replace
from typing import Self

from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from quizapp.attempts.allowances import Extra
from quizapp.basics.limits import ALLOWED_DAYS, ATTEMPTS, LINE_LETTERS, TIME_FACTOR, TIME_LIMIT_MINUTES, TRIES
from quizapp.basics.messages import msg
from quizapp.classes.extra_time import ExtraTime, read_extra_time, write_extra_time
from quizapp.classes.forms import MomentField, ZonedForm
from quizapp.classes.number_fields import NumberField
from quizapp.identity.names import clean_name
from quizapp.web.forms import Form


def _whole(label: str, most: int) -> NumberField:
    return NumberField(
        label,
        whole=True,
        message=msg("Write a whole number, or nothing."),
        validators=[Optional(), NumberRange(0, most)],
    )


class _ExtraForm(Form):
    """What one student is allowed beyond the others."""

    time = StringField(msg("More time"), filters=[lambda text: clean_name(text or "")])
    extra_attempts = _whole(msg("More attempts"), ATTEMPTS)
    extra_tries = _whole(msg("More tries at each question"), TRIES)
    reason = StringField(
        msg("Reason, for you and your colleagues"),
        filters=[lambda text: clean_name(text or "")],
        validators=[Length(max=LINE_LETTERS)],
    )

    def validate_time(self, field: StringField) -> None:
        found = read_extra_time(field.data or "")
        if found is None or found.factor > TIME_FACTOR or found.minutes > TIME_LIMIT_MINUTES:
            raise ValidationError(msg("Write “25 %”, “1.25” or “5 minutes”; empty for none."))

    def fill(self, extra: Extra) -> Self:
        """Show what is allowed."""
        shown = {name: value or None for name, value in vars(extra).items()}
        self.process(data={**shown, "time": write_extra_time(extra.time_factor, extra.extra_minutes)})
        return self

    def extra(self) -> Extra:
        """What is allowed by what was typed."""
        time = read_extra_time(self.time.data or "") or ExtraTime()
        return Extra(
            time_factor=time.factor,
            extra_minutes=time.minutes,
            extra_attempts=int(self.extra_attempts.data or 0),
            extra_tries=int(self.extra_tries.data or 0),
            reason=self.reason.data or "",
        )


class ExtraForm(ZonedForm, _ExtraForm):
    """What one student is allowed at one quiz."""

    closes_at = MomentField(msg("Closes later for this student; empty: with the others"), latest=True)

    def extra(self) -> Extra:
        return replace(super().extra(), closes_at=self.closes_at.data)


class ClassExtraForm(_ExtraForm):
    """What a student of a class, joined or not, is allowed at every quiz."""

    student = SelectField(msg("Student"), choices=[], validators=[InputRequired(msg("Choose a student."))])
    later_days = _whole(msg("Days that quizzes close later"), ALLOWED_DAYS)

    def extra(self) -> Extra:
        return replace(super().extra(), later_days=int(self.later_days.data or 0))
