"""The form that says for which classes something is."""

from wtforms.validators import InputRequired

from quizapp.basics.messages import msg
from quizapp.web.forms import Form, Ticks


class ClassesForm(Form):
    """The classes that something is for."""

    classes = Ticks(msg("For which classes?"), validators=[InputRequired(msg("Tick at least one class."))])
