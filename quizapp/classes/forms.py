"""Forms of classes, rosters, joining and assignments."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import (
    BooleanField,
    Field,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import DateInput, DateTimeLocalInput

from quizapp.basics.limits import (
    ATTEMPTS,
    CODE_LETTERS,
    DISPLAY_NAME_LETTERS,
    LINE_LETTERS,
    NAME_LETTERS,
    QUIZ_TITLE_LETTERS,
    TIME_FACTOR,
    TIME_LIMIT_MINUTES,
    USER_NAME_LETTERS,
)
from quizapp.basics.messages import msg
from quizapp.classes.assignments import AssignmentPlan, find_contradictions
from quizapp.classes.local_time import NoSuchTime, to_instant, to_typed
from quizapp.classes.number_fields import FactorField, NumberField
from quizapp.classes.service import ClassPlan
from quizapp.identity.names import clean_name
from quizapp.interchange.source import ENCODINGS
from quizapp.models import CountedAttempt, DrawnFor, Naming, ShowWhen
from quizapp.web.forms import Form
from quizapp.web.zone_fields import zones


def _clean(text: Any) -> str:
    return clean_name(str(text or ""))


def _choices(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Values and what people read, as WTForms wants them."""
    return [SelectChoice(value, label) for value, label in pairs]


# --- fields -----------------------------------------------------------------------------------------------


class MomentField(Field):
    """A date and time in the zone of its form, or nothing; ``data`` is an instant."""

    widget = DateTimeLocalInput()

    def __init__(self, *args: Any, latest: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone: ZoneInfo = kwargs["_form"].zone
        self.latest = latest
        self.data: datetime | None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return to_typed(self.data, self.zone) if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = (valuelist[0] if valuelist else "").strip()
        self.data = None
        if not typed:
            return
        try:
            self.data = to_instant(typed, self.zone, latest=self.latest)
        except NoSuchTime:
            raise ValueError(
                msg("The clocks go forward then, and skip this time. Choose another hour.")
            ) from None
        except (ValueError, OverflowError):
            raise ValueError(msg("Write date and time like 2026-03-29 09:00.")) from None


class DayField(Field):
    """A day, or nothing."""

    widget = DateInput()
    data: date | None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.isoformat() if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = (valuelist[0] if valuelist else "").strip()
        try:
            self.data = date.fromisoformat(typed) if typed else None
        except ValueError:
            self.data = None
            raise ValueError(msg("Write the day like 2026-06-30.")) from None


def _name_field(label: str, missing: str, most: int = NAME_LETTERS) -> StringField:
    return StringField(
        label,
        filters=[_clean],
        validators=[
            InputRequired(missing),
            _visible(missing),
            Length(max=most),
        ],
    )


def _visible(missing: str) -> Callable[[Form, StringField], None]:
    """Refuses a name of which nothing is left once marks that nobody sees are taken out."""

    def check(_form: Form, field: StringField) -> None:
        if not field.data:
            raise ValidationError(missing)

    return check


def _range(low: float, high: float) -> list[Any]:
    """A number or nothing."""
    message = msg("Write a number from %(min)s to %(max)s, or nothing.")
    return [Optional(), NumberRange(low, high, message)]


# --- classes ----------------------------------------------------------------------------------------------


class ClassForm(Form):
    """A class and how its students are named."""

    name = _name_field(msg("Name of the class"), msg("Write a name, like 7B history."), DISPLAY_NAME_LETTERS)
    naming = RadioField(
        msg("How students are named"),
        choices=_choices(
            (
                (Naming.FREE, msg("They write their name")),
                (Naming.ROSTER, msg("They choose their name from your list")),
                (Naming.WORDS, msg("Each gets two words for a name, like Amber Kettle")),
            )
        ),
        default=Naming.FREE,
        validators=[InputRequired(msg("Choose how students are named."))],
    )
    timezone = SelectField(msg("Time zone of the dates"), choices=zones)
    remember_until = DayField(msg("Day until which they should remember, such as an exam"))
    by_last_name = BooleanField(msg("Sort students by last name"))
    shared_computers = BooleanField(msg("Students mostly work on shared computers"))
    own_quizzes_only = BooleanField(msg("Show students the quizzes of this class only"))
    tells_shares = BooleanField(msg("Tell students how many of the class got a question right"))

    def plan(self) -> ClassPlan:
        return ClassPlan(
            self.name.data or "",
            self.naming.data,
            self.timezone.data,
            self.remember_until.data,
            shared_computers=bool(self.shared_computers.data),
            own_quizzes_only=bool(self.own_quizzes_only.data),
            tells_shares=bool(self.tells_shares.data),
            by_last_name=bool(self.by_last_name.data),
        )


class TeacherForm(Form):
    username = StringField(
        msg("User name of the teacher"),
        filters=[_clean],
        validators=[
            InputRequired(msg("Write the user name.")),
            Length(max=USER_NAME_LETTERS),
        ],
    )


class RosterForm(Form):
    names = TextAreaField(msg("Names, one on each line, or a table with headings"))
    encoding = SelectField(
        msg("Letters of the file"), choices=lambda: _choices((name, label) for name, label in ENCODINGS)
    )


# --- joining and students ---------------------------------------------------------------------------------


class CodeForm(Form):
    code = StringField(
        msg("Code of the class"),
        validators=[
            InputRequired(msg("Write the code. It is on the board or on your teacher’s note.")),
            Length(max=CODE_LETTERS, message=msg("A code is shorter. Check the board.")),
        ],
    )


class _Joining(Form):
    """What every way of joining asks: whether others use the computer, too."""

    shared = BooleanField(msg("This is a shared computer"))


class JoinForm(_Joining):
    """Joining under a name of one's own."""

    name = _name_field(msg("Your name"), msg("Write the name your teacher knows you by."))


class ListedNameForm(_Joining):
    """Joining as one of the names on the teacher's list."""

    membership = SelectField(
        msg("Your name"), choices=[], validators=[InputRequired(msg("Choose your name."))]
    )


class WordsForm(_Joining):
    """Joining under two words: nothing to fill in."""


class RenameForm(Form):
    name = _name_field(msg("Name in this class"), msg("Write a name."))


class MergeForm(Form):
    into = SelectField(
        msg("The same student as"), choices=[], validators=[InputRequired(msg("Choose a student."))]
    )


# --- assignments ------------------------------------------------------------------------------------------

#: A choice that depends on the closing date: what is safe, whether there is one or not.
BY_CLOSING = "by closing"
_WHEN = _choices(
    zip(
        (BY_CLOSING, *ShowWhen),
        (
            msg("After the closing date; without one, after handing in"),
            msg("After each answer"),
            msg("After handing in"),
            msg("After the closing date"),
            "Never",
        ),
        strict=True,
    )
)


def _resolved(when: str, closes_at: datetime | None) -> str:
    """When a part is shown, as an assignment keeps it."""
    if when != BY_CLOSING:
        return when
    return ShowWhen.AFTER_SUBMITTING if closes_at is None else ShowWhen.AFTER_CLOSING


class ZonedForm(Form):
    """A form whose dates are in a time zone."""

    def __init__(self, formdata: Any = None, *, zone: ZoneInfo, **kwargs: Any) -> None:
        self.zone = zone
        super().__init__(formdata, **kwargs)


class PlanForm(ZonedForm):
    """What a teacher chooses for an assignment."""

    title = _name_field(msg("Title, as students see it"), msg("Write a title."), QUIZ_TITLE_LETTERS)
    opens_at = MomentField(msg("Opens; empty: at once"), latest=False)
    closes_at = MomentField(msg("Closes; empty: never"), latest=True)
    attempts_allowed = NumberField(
        msg("Attempts for each student; empty: as many as they like"),
        whole=True,
        message=msg("Write a whole number, or nothing."),
        validators=_range(1, ATTEMPTS),
    )
    shuffle_questions = BooleanField(msg("Each student gets the questions in an order of their own"))
    show_score = SelectField(msg("Show the score"), choices=_WHEN)
    show_answers = SelectField(msg("Show the right answers"), choices=_WHEN)
    show_explanations = SelectField(msg("Show explanations and sources"), choices=_WHEN)
    read_first = BooleanField(msg("Students may do the two-minute read first"))
    time_limit = NumberField(
        msg("Time limit in minutes; empty: none"),
        message=msg("Write a number of minutes, or nothing."),
        validators=_range(0.5, TIME_LIMIT_MINUTES),
    )
    time_factor = FactorField(
        msg("Extra time for all: 1.25, or 25 per cent, gives a quarter more"),
        message=msg("Write a number like 1.25, or 25 per cent."),
        default=1.0,
        validators=[
            InputRequired(msg("Write 1 for no extra time.")),
            NumberRange(1, TIME_FACTOR),
        ],
    )
    pass_mark = NumberField(
        msg("Pass mark in per cent; empty: none"),
        message=msg("Write a number from 0 to 100, or nothing."),
        validators=_range(0, 100),
    )
    counts = SelectField(
        msg("With several attempts, what counts"),
        choices=_choices(
            (
                (CountedAttempt.BEST, msg("The best")),
                (CountedAttempt.LAST, msg("The last")),
                (CountedAttempt.FIRST, msg("The first")),
                (CountedAttempt.MEAN, msg("Their mean")),
            )
        ),
    )
    draws = SelectField(
        msg("Questions"),
        choices=_choices(
            (
                (DrawnFor.ALL, msg("The same for all students")),
                (DrawnFor.EACH, msg("Drawn for each student")),
            )
        ),
    )

    def fill(self, plan: AssignmentPlan) -> "PlanForm":
        """Show a plan in the form."""
        shown = {**vars(plan)}
        seconds, share = shown.pop("time_limit_seconds"), shown["pass_mark"]
        shown["time_limit"] = None if seconds is None else seconds / 60
        shown["pass_mark"] = None if share is None else round(share * 100, 6)
        self.process(data=shown)
        return self

    def fill_new(self, plan: AssignmentPlan) -> "PlanForm":
        """Show the plan of a quiz that is not set yet: what would be shown after handing in waits for a close."""
        self.fill(plan)
        for field in (self.show_score, self.show_answers, self.show_explanations):
            if field.data == ShowWhen.AFTER_SUBMITTING:
                field.data = BY_CLOSING
        return self

    def plan(self) -> AssignmentPlan:
        minutes, per_cent, closes = self.time_limit.data, self.pass_mark.data, self.closes_at.data
        return AssignmentPlan(
            title=self.title.data or "",
            opens_at=self.opens_at.data,
            closes_at=closes,
            attempts_allowed=None if self.attempts_allowed.data is None else int(self.attempts_allowed.data),
            shuffle_questions=bool(self.shuffle_questions.data),
            show_score=_resolved(self.show_score.data, closes),
            show_answers=_resolved(self.show_answers.data, closes),
            show_explanations=_resolved(self.show_explanations.data, closes),
            read_first=bool(self.read_first.data),
            time_limit_seconds=None if minutes is None else round(minutes * 60),
            time_factor=float(self.time_factor.data or 1),
            pass_mark=None if per_cent is None else per_cent / 100,
            counts=self.counts.data,
            draws=self.draws.data,
        )

    @property
    def tells_early(self) -> bool:
        """Whether the teacher chose, by name, to show answers or explanations as soon as one student hands in."""
        return ShowWhen.AFTER_SUBMITTING in (self.show_answers.data, self.show_explanations.data)

    def validate(self, extra_validators: Any = None) -> bool:
        """Every field by itself, then what contradicts what."""
        if not super().validate(extra_validators):
            return False
        for name, sentence in find_contradictions(self.plan()).items():
            self[name].errors = [*self[name].errors, sentence]
        return not self.errors


@dataclass(frozen=True)
class EditConflict:
    """A choice of which two people want two things, as both would read it."""

    label: str
    saved: str
    typed: str


def compare_forms(saved: Form, typed: Form) -> list[EditConflict]:
    """Where two forms of one kind differ, field by field."""
    pairs = ((saved[field.name], field) for field in typed)
    return [
        EditConflict(str(field.label.text), _shown(was), _shown(field))
        for was, field in pairs
        if _shown(was) != _shown(field)
    ]


def _shown(field: Any) -> str:
    """A field's value as words; "–" for none."""
    if isinstance(field, BooleanField):
        return "yes" if field.data else "no"
    if isinstance(field, SelectField):
        return next((str(label) for value, label, *_ in field.iter_choices() if value == field.data), "–")
    return str(field._value()).replace("T", " ") if isinstance(field, MomentField) else field._value() or "–"


class AttemptReasonForm(ZonedForm):
    """Why a teacher changes what became of an attempt, and until when one that is reopened takes answers."""

    until = MomentField(msg("Open until"), latest=True)
    reason = StringField(
        msg("Reason, kept beside the change"),
        filters=[_clean],
        validators=[
            InputRequired(msg("Write a reason. It is kept beside the change.")),
            _visible(msg("Write a reason. It is kept beside the change.")),
            Length(max=LINE_LETTERS),
        ],
    )


def with_value(field: SelectField, choices: Iterable[tuple[str, str]]) -> None:
    """Set a field's choices, with an empty one first, so that nothing is chosen by accident."""
    field.choices = _choices((("", "Choose"), *choices))
