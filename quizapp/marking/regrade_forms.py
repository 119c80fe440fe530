"""The form of a correction: what is changed, for whom, and why."""

from typing import Any

from wtforms import FieldList, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length

from quizapp.attempts.corrections import EVERYONE, NEVER_LOWER, ONLY_UNMARKED, Correction
from quizapp.basics.i18n import _
from quizapp.basics.limits import CLAIM_LETTERS, FIGURE_LETTERS, MARKS_OF_A_QUESTION, PARAGRAPH_LETTERS
from quizapp.basics.messages import msg
from quizapp.domain.question import FigureAs, KeyChange, Option, Question, Response
from quizapp.web.forms import Form, Ticks
from quizapp.web.markup import plain

RIGHT, ACCEPT, VOID, FULL, LEAVE_OUT, MARKS = "right", "accept", "void", "full", "leave out", "marks"
REFUSE, ROWS, FIGURE = "refuse", "rows", "figure"
LABELS = {
    RIGHT: msg("Another option is right, or more than one"),
    ROWS: msg("Something else is right for one row, or for several"),
    FIGURE: msg("The figure, its unit or its tolerance is another"),
    ACCEPT: msg("One more typed answer is right"),
    REFUSE: msg("A typed answer that counts as right is wrong"),
    VOID: msg("An option misleads: who chose it gets full marks"),
    FULL: msg("The question misleads: everybody gets full marks"),
    LEAVE_OUT: msg("Leave the question out: it counts for nothing"),
    MARKS: msg("It is worth more or less"),
}


class RegradeForm(Form):
    """One correction. Which fields matter depends on ``what``."""

    what = RadioField(
        msg("What is to be corrected?"), validators=[InputRequired(msg("Choose what is to be corrected."))]
    )
    right = Ticks(msg("Right options"), validate_choice=False)
    accept = StringField(msg("Answer"), validators=[Length(max=CLAIM_LETTERS)])
    refuse = StringField(msg("Answer that is wrong"), validators=[Length(max=CLAIM_LETTERS)])
    rows = FieldList(SelectField(validate_choice=False), label=msg("What is right for each"))
    number = StringField(msg("Figure"), validators=[Length(max=FIGURE_LETTERS)])
    unit = StringField(msg("Unit"), validators=[Length(max=FIGURE_LETTERS)])
    within = StringField(msg("How far off is still right"), validators=[Length(max=FIGURE_LETTERS)])
    void = SelectField(msg("Misleading option"), validate_choice=False)
    marks = StringField(msg("Marks"))
    policy = RadioField(
        msg("Who is regraded?"),
        choices=[
            SelectChoice(EVERYONE, msg("Everyone")),
            SelectChoice(NEVER_LOWER, msg("Everyone, but nobody’s mark gets lower")),
            SelectChoice(
                ONLY_UNMARKED, msg("Only answers that have no mark yet, and attempts handed in from now on")
            ),
        ],
        default=EVERYONE,
        validators=[AnyOf((EVERYONE, NEVER_LOWER, ONLY_UNMARKED), message=msg("Choose who is regraded."))],
    )
    reason = TextAreaField(
        msg("Why"),
        filters=[lambda text: (text or "").strip().replace("\0", "")],
        validators=[
            DataRequired(msg("Say why. Students read it beside the question.")),
            Length(max=PARAGRAPH_LETTERS),
        ],
    )

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = question.options()
        self.key_rows, self.figure_key = question.key_rows(), question.figure_key()
        offered = [ROWS] if self.key_rows else [RIGHT] if options else []
        offered += [FIGURE] if self.figure_key else []
        offered += [ACCEPT, REFUSE] if question.accepted() else []
        offered += [VOID] if options and not self.key_rows else []
        self.what.choices = [SelectChoice(kind, LABELS[kind]) for kind in (*offered, FULL, LEAVE_OUT, MARKS)]
        while len(self.rows) < len(self.key_rows):
            self.rows.append_entry()
        for field, row in zip(self.rows, self.key_rows, strict=False):
            field.label.text = plain(row.label)
            field.choices = [SelectChoice(str(n), plain(choice)) for n, choice in enumerate(row.choices)]
        self.right.choices = [SelectChoice(str(n), _in_key(option)) for n, option in enumerate(options)]
        self.void.choices = [
            SelectChoice("", msg("Choose")),
            *(SelectChoice(str(n), plain(o.text)) for n, o in enumerate(options)),
        ]
        self._options = options
        self.offered = offered

    def start(self) -> None:
        """Begin with the key as it is: a right option that nobody unticks stays right."""
        self.right.data = [str(n) for n, option in enumerate(self._options) if option.right]
        for field, row in zip(self.rows, self.key_rows, strict=True):
            field.data = str(row.choices.index(row.right))
        if self.figure_key:
            self.number.data, self.unit.data = self.figure_key.number, self.figure_key.unit
            self.within.data = self.figure_key.within

    def suggest(self, question: Question, response: Response) -> None:
        """Fill in the change that makes an answer right, too, where the question has a place for it."""
        said = set(question.categories(response))
        chosen = [str(n) for n, option in enumerate(self._options) if option.text in said]
        if chosen and RIGHT in self.offered:
            right = [str(n) for n, option in enumerate(self._options) if option.right]
            self.what.data, self.right.data = RIGHT, sorted({*right, *chosen}, key=int)
        elif ACCEPT in self.offered and (wrong := question.to_accept(response)):
            self.what.data, self.accept.data = ACCEPT, wrong
        elif ROWS in self.offered:
            self.what.data = ROWS

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        fine = super().validate(*args, **kwargs)
        if not fine:
            return False
        message = self._missing()
        if message:
            of_kind = {
                RIGHT: self.right, ACCEPT: self.accept, VOID: self.void, REFUSE: self.refuse, FIGURE: self.number,
                ROWS: self.what,
            }  # fmt: skip
            of_kind.get(self.what.data, self.marks).errors = [message]
        return not message

    def _missing(self) -> str:
        """What is missing for the chosen kind of correction."""
        if self.what.data == RIGHT and not self._chosen(self.right.data or []):
            return msg("Tick every option that is right.")
        if self.what.data == ACCEPT and not _text(self.accept):
            return msg("Write the answer that is right, too.")
        if self.what.data == REFUSE and not _text(self.refuse):
            return msg("Write the answer that is wrong.")
        if self.what.data == FIGURE and not _text(self.number):
            return msg("Write the figure that is right.")
        if self.what.data == ROWS and len(self._rows()) != len(self.key_rows):
            return msg("Choose what is right for each row.")
        if self.what.data == VOID and not self._chosen([self.void.data or ""]):
            return msg("Choose the option that misleads.")
        if self.what.data == MARKS and self._marks() is None:
            return msg("Write the marks as a number, like 2 or 0.5.")
        return ""

    def _chosen(self, places: list[str]) -> tuple[str, ...]:
        """Texts of options by their places in the question."""
        known = {str(n): option.text for n, option in enumerate(self._options)}
        return tuple(known[place] for place in places if place in known)

    def _rows(self) -> tuple[tuple[str, str], ...]:
        """Every row with the choice that is right for it, as far as one was chosen."""
        return tuple(
            (row.label, row.choices[int(field.data)])
            for field, row in zip(self.rows, self.key_rows, strict=False)
            if field.data in {str(n) for n in range(len(row.choices))}
        )

    def _key_change(self) -> KeyChange | None:
        """The correction of the key, where one is chosen."""
        if self.what.data == RIGHT:
            return KeyChange(right=self._chosen(self.right.data or []))
        if self.what.data == ROWS:
            return KeyChange(rows=self._rows())
        if self.what.data == FIGURE:
            return KeyChange(figure=FigureAs(_text(self.number), _text(self.unit), _text(self.within)))
        if self.what.data == ACCEPT:
            return KeyChange(accept=_text(self.accept))
        if self.what.data == REFUSE:
            return KeyChange(refuse=_text(self.refuse))
        if self.what.data == VOID:
            return KeyChange(void=self._chosen([self.void.data or ""])[0])
        return None

    def _marks(self) -> float | None:
        try:
            marks = float((self.marks.data or "").strip().replace(",", "."))
        except ValueError:
            return None
        return marks if 0 <= marks <= MARKS_OF_A_QUESTION else None

    def correction(self) -> Correction:
        """What the valid form says."""
        if change := self._key_change():
            return Correction(change=change)
        if self.what.data == FULL:
            return Correction(full=True)
        return Correction(marks=0.0 if self.what.data == LEAVE_OUT else self._marks())


def _text(field: StringField) -> str:
    return (field.data or "").strip().replace("\0", "")


def _in_key(option: Option) -> str:
    """An option's words, marked where it is right so far."""
    words = plain(option.text)
    return _("%(option)s (right so far)") % {"option": words} if option.right else words
