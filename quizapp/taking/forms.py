"""Forms of the student's pages; answers to questions are read by the question types themselves."""

from wtforms import Form, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Regexp

from quizapp.limits import NAME_LETTERS


class NameForm(Form):
    """The one thing we ask of a student."""

    name = StringField(
        "Your name",
        filters=[lambda text: " ".join((text or "").split())],
        validators=[
            DataRequired("Write a name."),
            Length(max=NAME_LETTERS, message=f"Write at most {NAME_LETTERS} letters."),
            Regexp(r"^[^\x00-\x1f\x7f‪-‮⁦-⁩​]*$", message="Write letters, marks and spaces only."),
        ],
    )


class ComeBackForm(Form):
    """Code and three words, as the return page gave them."""

    code = StringField(
        "Code of the quiz or class", validators=[InputRequired("Write the code."), Length(max=64)]
    )
    words = StringField(
        "Your three words",
        validators=[InputRequired("Write your three words, with spaces between them."), Length(max=200)],
    )
