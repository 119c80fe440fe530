"""The form with which a teacher deletes a student's data."""

from wtforms import BooleanField
from wtforms.validators import InputRequired

from quizapp.basics.messages import msg
from quizapp.web.forms import Form


class EraseStudentForm(Form):
    """A tick that this is meant."""

    sure = BooleanField(
        msg("Delete name and answers. They cannot be brought back."),
        validators=[InputRequired(msg("Tick the box if you want them deleted."))],
    )
