"""Forms of banks; the text itself is read by ``texts.as_typed``."""

from wtforms import BooleanField, FileField, Form, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Regexp

from quizapp.identity.names import clean
from quizapp.limits import LINE_LETTERS

_ONE_LINE = [lambda text: clean(str(text or ""))]


class NewBankForm(Form):
    """What a new bank begins with."""

    title = StringField(
        "Title of the bank",
        filters=_ONE_LINE,
        validators=[
            DataRequired("Write what the bank is called."),
            Length(max=LINE_LETTERS, message="Write at most 200 letters."),
        ],
    )
    source = StringField(
        "Title of the source",
        filters=_ONE_LINE,
        validators=[
            DataRequired("Write what the questions are drawn from. Every question names it."),
            Length(max=LINE_LETTERS, message="Write at most 200 letters."),
        ],
    )
    publisher = StringField("Who published it", filters=_ONE_LINE, validators=[Length(max=LINE_LETTERS)])
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
    """A bank from a file, or from a text that is pasted."""

    file = FileField("File")
    pasted = TextAreaField("Or paste a text")


class ImportSourceForm(Form):
    """Where the questions of an import come from, asked once."""

    source = StringField(
        "Title of the source",
        filters=_ONE_LINE,
        validators=[
            DataRequired("Write what the questions are drawn from. Every question names it."),
            Length(max=LINE_LETTERS, message="Write at most 200 letters."),
        ],
    )
    publisher = StringField("Who wrote them", filters=_ONE_LINE, validators=[Length(max=LINE_LETTERS)])


class PictureForm(Form):
    """A picture with the words for those who cannot see it."""

    file = FileField("Picture (PNG, JPEG, WebP or GIF)")
    alt = StringField(
        "What the picture shows, for those who cannot see it",
        filters=[*_ONE_LINE, lambda text: text.replace("[", "(").replace("]", ")")],
        validators=[
            DataRequired("Say what the picture shows, without giving an answer away."),
            Length(max=300, message="Write at most 300 letters."),
        ],
    )


class PublishForm(Form):
    """What a teacher says on publishing."""

    note = StringField("What has changed, in a few words", filters=_ONE_LINE, validators=[Length(max=300)])
    doubts = BooleanField("I have looked at these doubts. Publish all the same.")
