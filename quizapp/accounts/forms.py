"""Forms of the teachers' accounts."""

from typing import Any

from wtforms import (
    BooleanField,
    FileField,
    HiddenField,
    PasswordField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length, Regexp

from quizapp.accounts.passwords import find_weakness
from quizapp.basics.i18n import _
from quizapp.basics.limits import (
    CODE_LETTERS,
    DISPLAY_NAME_LETTERS,
    LINE_LETTERS,
    PARAGRAPH_LETTERS,
    SENT_PASSWORD_LETTERS,
    USER_NAME_LETTERS,
    USER_NAME_SHORTEST,
)
from quizapp.basics.messages import msg
from quizapp.web.forms import Form
from quizapp.web.zone_fields import is_zone, zones

_NO_CONTROLS = Regexp(
    r"^[^\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]*$",
    message=msg("Write letters, digits and marks only."),
)


def _one_line(text: Any) -> str:
    return " ".join(str(text or "").split())


class SignInForm(Form):
    username = StringField(
        msg("User name"),
        filters=[_one_line],
        validators=[InputRequired(msg("Write your user name.")), Length(max=USER_NAME_LETTERS)],
    )
    password = PasswordField(
        msg("Password"),
        validators=[InputRequired(msg("Write your password.")), Length(max=SENT_PASSWORD_LETTERS)],
    )


class NewPasswordForm(Form):
    password = PasswordField(msg("New password"), validators=[InputRequired(msg("Write a password."))])

    def validate_password(self, field: PasswordField) -> None:
        if trouble := find_weakness(field.data or "", *self.own_words()):
            raise ValidationError(trouble)

    def own_words(self) -> tuple[str, ...]:
        return ()


class AccountForm(NewPasswordForm):
    """A new teacher: set-up and invitation."""

    display_name = StringField(
        msg("Your name, as students see it"),
        filters=[_one_line],
        validators=[
            DataRequired(msg("Write your name.")),
            Length(max=DISPLAY_NAME_LETTERS),
            _NO_CONTROLS,
        ],
    )
    username = StringField(
        msg("User name, for signing in"),
        filters=[_one_line],
        validators=[
            DataRequired(msg("Choose a user name.")),
            Length(min=USER_NAME_SHORTEST, max=USER_NAME_LETTERS),
            _NO_CONTROLS,
        ],
    )
    password = PasswordField(msg("Password"), validators=[InputRequired(msg("Choose a password."))])
    #: The browser's, where script says it.
    timezone = HiddenField(filters=[lambda text: text if is_zone(text or "") else ""])

    def own_words(self) -> tuple[str, ...]:
        return (self.username.data or "", self.display_name.data or "", "quizapp")


class ProfileForm(Form):
    display_name = AccountForm.display_name
    timezone = SelectField(
        msg("Time zone"), choices=lambda: [SelectChoice("", _("As the server has it")), *zones()]
    )


class CurrentPasswordForm(Form):
    """Confirms who sits there, before something is changed that matters."""

    current = PasswordField(
        msg("Current password"), validators=[InputRequired(msg("Write your current password."))]
    )


class ChangePasswordForm(CurrentPasswordForm, NewPasswordForm):
    pass


class SiteForm(Form):
    """What students are told of who runs the installation."""

    name = StringField(
        msg("Name of the school"),
        filters=[_one_line],
        validators=[Length(max=DISPLAY_NAME_LETTERS), _NO_CONTROLS],
    )
    logo = FileField(msg("Logo"))
    without_logo = BooleanField(msg("Take the logo away"))
    imprint = TextAreaField(msg("Imprint"), validators=[Length(max=PARAGRAPH_LETTERS)])
    privacy_contact = StringField(
        msg("Whom one asks about one’s data"),
        filters=[_one_line],
        validators=[Length(max=LINE_LETTERS), _NO_CONTROLS],
    )


class CodeForm(Form):
    code = StringField(
        msg("Code"),
        filters=[_one_line],
        validators=[InputRequired(msg("Write the code.")), Length(max=CODE_LETTERS)],
    )
