"""The form of a correction: what is changed, for whom, and why."""

from typing import Any

from wtforms import Form, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from quizapp.attempts.corrections import EVERYONE, NEVER_LOWER, ONLY_UNMARKED, Correction
from quizapp.domain.question import KeyChange, Option, Question, Response
from quizapp.i18n import _
from quizapp.limits import MARKS_OF_A_QUESTION
from quizapp.web.markup import plain

RIGHT, ACCEPT, VOID, FULL, LEAVE_OUT, MARKS = "right", "accept", "void", "full", "leave out", "marks"


class Ticks(SelectMultipleField):
    """Several options to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class RegradeForm(Form):
    """One correction. Which fields matter depends on ``what``."""

    what = RadioField(
        "What is to be corrected?", validators=[InputRequired("Choose what is to be corrected.")]
    )
    right = Ticks("Right options", validate_choice=False)
    accept = StringField("Answer", validators=[Length(max=500)])
    void = SelectField("Misleading option", validate_choice=False)
    marks = StringField("Marks")
    policy = RadioField(
        "Who is regraded?",
        choices=[
            SelectChoice(EVERYONE, "Everyone"),
            SelectChoice(NEVER_LOWER, "Everyone, but nobody’s mark gets lower"),
            SelectChoice(
                ONLY_UNMARKED, "Only answers that have no mark yet, and attempts handed in from now on"
            ),
        ],
        default=EVERYONE,
        validators=[AnyOf((EVERYONE, NEVER_LOWER, ONLY_UNMARKED), message="Choose who is regraded.")],
    )
    reason = TextAreaField(
        "Why",
        filters=[lambda text: (text or "").strip().replace("\0", "")],
        validators=[
            DataRequired("Say why. Students read it beside the question."),
            Length(max=1000, message="Write at most 1,000 letters."),
        ],
    )

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = question.options()
        offered = [RIGHT] if options else []
        offered += [ACCEPT] if question.typed or not options else []
        offered += [VOID] if options else []
        if question.hand_marked:
            offered = []
        labels = {
            RIGHT: "Another option is right, or more than one",
            ACCEPT: "One more typed answer is right",
            VOID: "An option misleads: who chose it gets full marks",
            FULL: "The question misleads: everybody gets full marks",
            LEAVE_OUT: "Leave the question out: it counts for nothing",
            MARKS: "It is worth more or less",
        }
        self.what.choices = [SelectChoice(kind, labels[kind]) for kind in (*offered, FULL, LEAVE_OUT, MARKS)]
        self.right.choices = [SelectChoice(str(n), _in_key(option)) for n, option in enumerate(options)]
        self.void.choices = [
            SelectChoice("", "Choose"),
            *(SelectChoice(str(n), plain(o.text)) for n, o in enumerate(options)),
        ]
        self._options = options
        self.offered = offered

    def start(self) -> None:
        """Begin with the key as it is: a right option that nobody unticks stays right."""
        self.right.data = [str(n) for n, option in enumerate(self._options) if option.right]

    def suggest(self, question: Question, response: Response) -> None:
        """Fill in the change that makes an answer right, too, where the question has a place for it."""
        said = set(question.categories(response))
        chosen = [str(n) for n, option in enumerate(self._options) if option.text in said]
        if chosen and RIGHT in self.offered:
            right = [str(n) for n, option in enumerate(self._options) if option.right]
            self.what.data, self.right.data = RIGHT, sorted({*right, *chosen}, key=int)
        elif question.typed and ACCEPT in self.offered:
            self.what.data, self.accept.data = ACCEPT, question.summary(response)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        fine = super().validate(*args, **kwargs)
        if not fine:
            return False
        say = self._missing()
        if say:
            field = {RIGHT: self.right, ACCEPT: self.accept, VOID: self.void}.get(self.what.data, self.marks)
            field.errors = [say]
        return not say

    def _missing(self) -> str:
        """What is missing for the chosen kind of correction."""
        if self.what.data == RIGHT and not self._chosen(self.right.data or []):
            return "Tick every option that is right."
        if self.what.data == ACCEPT and not (self.accept.data or "").strip():
            return "Write the answer that is right, too."
        if self.what.data == VOID and not self._chosen([self.void.data or ""]):
            return "Choose the option that misleads."
        if self.what.data == MARKS and self._marks() is None:
            return "Write the marks as a number, like 2 or 0.5."
        return ""

    def _chosen(self, places: list[str]) -> tuple[str, ...]:
        """Texts of options by their places in the question."""
        known = {str(n): option.text for n, option in enumerate(self._options)}
        return tuple(known[place] for place in places if place in known)

    def _marks(self) -> float | None:
        try:
            marks = float((self.marks.data or "").strip().replace(",", "."))
        except ValueError:
            return None
        return marks if 0 <= marks <= MARKS_OF_A_QUESTION else None

    def correction(self) -> Correction:
        """What the valid form says."""
        if self.what.data == RIGHT:
            return Correction(change=KeyChange(right=self._chosen(self.right.data or [])))
        if self.what.data == ACCEPT:
            return Correction(change=KeyChange(accept=(self.accept.data or "").strip().replace("\0", "")))
        if self.what.data == VOID:
            return Correction(change=KeyChange(void=self._chosen([self.void.data or ""])[0]))
        if self.what.data == FULL:
            return Correction(full=True)
        return Correction(marks=0.0 if self.what.data == LEAVE_OUT else self._marks())


def _in_key(option: Option) -> str:
    """An option's words, marked where it is right so far."""
    words = plain(option.text)
    return _("%(option)s (right so far)") % {"option": words} if option.right else words
