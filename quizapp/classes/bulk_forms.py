"""The forms of acts on many at once."""

from wtforms import StringField
from wtforms.validators import InputRequired, Length

from quizapp.basics.limits import GROUP_LETTERS, LINE_LETTERS
from quizapp.basics.messages import msg
from quizapp.identity.names import clean_name
from quizapp.web.forms import Form


class GroupForm(Form):
    """The group that students come to; empty: none."""

    label = StringField(
        msg("Group; empty: none"),
        filters=[lambda text: clean_name(text or "")],
        validators=[Length(max=GROUP_LETTERS)],
    )


class ReasonForm(Form):
    """Why something is done to many attempts."""

    reason = StringField(
        msg("Reason, kept beside the change"),
        filters=[lambda text: clean_name(text or "")],
        validators=[InputRequired(), Length(max=LINE_LETTERS)],
    )
