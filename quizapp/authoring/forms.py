"""Forms of banks; the text itself is read by ``texts.as_typed``."""

from wtforms import BooleanField, FileField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, Regexp, ValidationError

from quizapp.basics.i18n import _
from quizapp.basics.limits import (
    ARTICLE_LETTERS,
    DATE_LETTERS,
    LINE_LETTERS,
    NOTE_LETTERS,
    PARAGRAPH_LETTERS,
    USER_NAME_LETTERS,
)
from quizapp.basics.messages import Message, msg
from quizapp.identity.names import clean_name
from quizapp.interchange import FORMATS
from quizapp.interchange.source import ENCODINGS
from quizapp.web.forms import Form

_ONE_LINE = [lambda text: clean_name(str(text or ""))]
_NO_SOURCE = msg("Write what the questions are drawn from. Every question names it.")


def _line(
    label: Message, missing: Message | None = None, *more: Regexp, most: int = LINE_LETTERS
) -> StringField:
    """A line of text; ``missing`` is said where it must not be empty and is."""
    needed = [DataRequired(missing)] if missing else []
    return StringField(label, filters=_ONE_LINE, validators=[*needed, Length(max=most), *more])


class NewBankForm(Form):
    """What a new bank begins with."""

    title = _line(msg("Title of the bank"), msg("Write what the bank is called."))
    source = _line(msg("Title of the source"), _NO_SOURCE)
    publisher = _line(msg("Who published it"))
    date = _line(msg("When it was published"), most=DATE_LETTERS)
    link = _line(
        msg("Its address on the web"),
        None,
        Regexp(r"^(https?://\S+)?$", message=msg("Write the whole address: it begins with https://.")),
        most=PARAGRAPH_LETTERS,
    )


class ShareForm(Form):
    """What a colleague may do with a bank."""

    username = StringField(
        msg("User name of the teacher"),
        filters=_ONE_LINE,
        validators=[DataRequired(msg("Write the user name.")), Length(max=USER_NAME_LETTERS)],
    )
    right = SelectField(
        msg("They may"),
        choices=lambda: [
            SelectChoice("read", _("read")),
            SelectChoice("use", _("use")),
            SelectChoice("edit", _("edit")),
            SelectChoice("", _("nothing")),
        ],
        default="use",
    )


class HandOverForm(Form):
    """To whom a bank goes."""

    to = StringField(
        msg("User name of the teacher who gets it"),
        filters=_ONE_LINE,
        validators=[DataRequired(msg("Write the user name.")), Length(max=USER_NAME_LETTERS)],
    )


class ArticleForm(Form):
    """The text from which claims are proposed."""

    file = FileField(msg("A file with its text"))
    article = TextAreaField(msg("Or paste its text"), validators=[Length(max=ARTICLE_LETTERS)])
    #: Whether what was uploaded can be read.
    is_text = True

    def validate_file(self, _field: FileField) -> None:
        if not self.is_text:
            raise ValidationError(msg("This is no text file. Open it, copy its text, and paste it below."))


class FirstQuestionForm(Form):
    """What a quiz that begins with its first question is called, and where it comes from."""

    title = _line(msg("Title of the quiz"), msg("Write what the quiz is called."))
    source = _line(msg("What the questions are drawn from: a chapter, an article, a lesson"), _NO_SOURCE)


_READABLE = tuple(each for each in FORMATS.values() if each.read)
_ENCODINGS = [SelectChoice(name, label) for name, label in ENCODINGS]


class UploadForm(Form):
    """A bank from a file, or from a text that is pasted."""

    file = FileField(msg("File"))
    pasted = TextAreaField(msg("Or paste a text"))
    format = SelectField(
        msg("Read it as"),
        choices=[
            SelectChoice("", msg("what it is")),
            *(SelectChoice(each.name, each.label) for each in _READABLE),
        ],
    )
    encoding = SelectField(msg("Encoding of a text"), choices=_ENCODINGS)
    columns = _line(msg("Columns of a table"))


class ImportSourceForm(Form):
    """Where the questions of an import come from, asked once."""

    source = _line(msg("Title of the source"), _NO_SOURCE)
    publisher = _line(msg("Who wrote them"))


class PictureForm(Form):
    """A picture with the words for those who cannot see it."""

    file = FileField(msg("Picture (PNG, JPEG, WebP or GIF)"))
    alt = StringField(
        msg("What the picture shows, for those who cannot see it"),
        filters=[*_ONE_LINE, lambda text: text.replace("[", "(").replace("]", ")")],
        validators=[
            DataRequired(msg("Say what the picture shows, without giving an answer away.")),
            Length(max=NOTE_LETTERS),
        ],
    )


class PublishForm(Form):
    """What a teacher says on publishing."""

    note = _line(msg("What has changed, in a few words"), most=NOTE_LETTERS)
    doubts = BooleanField(msg("I have looked at these doubts. Publish all the same."))
