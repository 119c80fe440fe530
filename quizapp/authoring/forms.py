"""Forms of banks; the text itself is read by ``texts.as_typed``."""

from typing import Any

from wtforms import BooleanField, FileField, Form, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Regexp

from quizapp.names import clean

_ONE_LINE = [lambda text: clean(str(text or ""))]
_LONGEST = 200


class NewBankForm(Form):
    """What a new bank begins with."""

    title = StringField(
        "Title of the bank",
        filters=_ONE_LINE,
        validators=[
            InputRequired("Write what the bank is called."),
            Length(max=_LONGEST, message="Write at most 200 letters."),
        ],
    )
    source = StringField("Title of the source", filters=_ONE_LINE, validators=[Length(max=_LONGEST)])
    publisher = StringField("Who published it", filters=_ONE_LINE, validators=[Length(max=_LONGEST)])
    date = StringField("When it was published", filters=_ONE_LINE, validators=[Length(max=60)])
    link = StringField(
        "Its address on the web",
        filters=_ONE_LINE,
        validators=[
            Length(max=1000),
            Regexp(r"^(https?://\S+)?$", message="Write the whole address: it begins with https://."),
        ],
    )


class UploadForm(Form):
    """A bank from a file."""

    file = FileField("Bank file (.yaml)")


class PublishForm(Form):
    """What a teacher says on publishing."""

    note = StringField("What has changed, in a few words", filters=_ONE_LINE, validators=[Length(max=300)])
    doubts = BooleanField("I have looked at these doubts. Publish all the same.")


class ReasonForm(Form):
    """A reason that others will read."""

    reason = TextAreaField(
        "Reason",
        filters=[lambda text: (text or "").strip().replace("\0", "")],
        validators=[
            InputRequired("Write a reason."),
            Length(max=2000, message="Write at most 2,000 letters."),
        ],
    )

    def __init__(self, *args: Any, label: str = "", missing: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.reason.label.text = label
        if missing:
            self.reason.validators = [InputRequired(missing), *list(self.reason.validators)[1:]]
