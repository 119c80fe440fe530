"""The forms that say for which classes something is: several at once, or a copy of one."""

from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length

from quizapp.basics.limits import DISPLAY_NAME_LETTERS
from quizapp.basics.messages import msg
from quizapp.classes.forms import DayField
from quizapp.identity.names import clean_name
from quizapp.web.forms import Form, Ticks


class ClassesForm(Form):
    """The classes that something is for."""

    classes = Ticks(msg("For which classes?"), validators=[InputRequired(msg("Tick at least one class."))])


class CopyForm(Form):
    """A copy of a class, for the next term."""

    name = StringField(
        msg("Name of the new class"),
        filters=[lambda text: clean_name(text or "")],
        validators=[InputRequired(msg("Write a name, like 7B history.")), Length(max=DISPLAY_NAME_LETTERS)],
    )
    quizzes = BooleanField(msg("Set its quizzes too, with their rules"), default=True)
    first = DayField(msg("The first of their dates becomes"))
