"""What studying's forms hold. Answers to questions are read by the question types themselves."""

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField
from wtforms.validators import InputRequired

from quizapp.basics.messages import msg
from quizapp.web.forms import Form


@dataclass(frozen=True)
class PostedQuestion:
    """The hidden fields that say which question a form answers."""

    item: str
    question: str
    turn: int


class EraseForm(Form):
    """A tick that this is meant."""

    sure = BooleanField(
        msg("Delete my name and my answers. They cannot be brought back."),
        validators=[InputRequired(msg("Tick the box if you want your data deleted."))],
    )


def read_asked(form: MultiDict[str, str]) -> PostedQuestion | None:
    """The hidden fields of a question's form; None where they are damaged."""
    turn = form.get("turn", "")
    if not turn.isdecimal() or len(turn) > 6:
        return None
    return PostedQuestion(form.get("item", ""), form.get("question", ""), int(turn))
