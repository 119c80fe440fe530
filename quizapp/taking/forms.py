"""Forms of the student's pages; answers to questions are read by the question types themselves."""

from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from quizapp.basics.limits import CODE_LETTERS, LINE_LETTERS, NAME_LETTERS
from quizapp.basics.messages import msg
from quizapp.web.forms import Form


class SharedForm(Form):
    """Whether the browser should forget who was there when it is closed."""

    shared = BooleanField(msg("This is a shared computer"))


class KeepForm(SharedForm):
    """A student has what brings them back; who has no name yet may give one."""

    name = StringField(
        msg("Your name"),
        filters=[lambda text: " ".join((text or "").split())],
        validators=[
            Optional(),
            Length(max=NAME_LETTERS),
            Regexp(r"^[^\x00-\x1f\x7f‪-‮⁦-⁩​]*$", message=msg("Write letters, marks and spaces only.")),
        ],
    )


class ComeBackForm(SharedForm):
    """Code and three words, as the return page gave them."""

    code = StringField(
        msg("Code of the quiz or class"),
        validators=[InputRequired(msg("Write the code.")), Length(max=CODE_LETTERS)],
    )
    words = StringField(
        msg("Your three words"),
        validators=[
            InputRequired(msg("Write your three words, with spaces between them.")),
            Length(max=LINE_LETTERS),
        ],
    )
