"""Forms of the teachers' accounts."""

from typing import Any
from zoneinfo import available_timezones

from wtforms import Form, PasswordField, StringField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, Regexp

from quizapp.accounts.passwords import weakness

_NO_CONTROLS = Regexp(
    r"^[^\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]*$",
    message="Write letters, digits and marks only.",
)


def _one_line(text: Any) -> str:
    return " ".join(str(text or "").split())


class SignInForm(Form):
    username = StringField(
        "User name", filters=[_one_line], validators=[InputRequired("Write your user name."), Length(max=64)]
    )
    password = PasswordField("Password", validators=[InputRequired("Write your password."), Length(max=1000)])


class NewPasswordForm(Form):
    password = PasswordField("New password", validators=[InputRequired("Write a password.")])

    def validate_password(self, field: PasswordField) -> None:
        if trouble := weakness(field.data or "", *self.own_words()):
            raise ValidationError(trouble)

    def own_words(self) -> tuple[str, ...]:
        return ()


class AccountForm(NewPasswordForm):
    """A new teacher: set-up and invitation."""

    display_name = StringField(
        "Your name, as students see it",
        filters=[_one_line],
        validators=[
            DataRequired("Write your name."),
            Length(max=80, message="Write at most 80 letters."),
            _NO_CONTROLS,
        ],
    )
    username = StringField(
        "User name, for signing in",
        filters=[_one_line],
        validators=[
            DataRequired("Choose a user name."),
            Length(min=3, max=64, message="Write between 3 and 64 letters."),
            _NO_CONTROLS,
        ],
    )
    password = PasswordField("Password", validators=[InputRequired("Choose a password.")])

    def own_words(self) -> tuple[str, ...]:
        return (self.username.data or "", self.display_name.data or "", "quizapp")


class ProfileForm(Form):
    display_name = AccountForm.display_name
    timezone = StringField("Time zone, like Europe/London; empty for the server’s", filters=[_one_line])

    def validate_timezone(self, field: StringField) -> None:
        if field.data and field.data not in available_timezones():
            raise ValidationError("There is no time zone of that name. Write it like Europe/London.")


class ChangePasswordForm(NewPasswordForm):
    current = PasswordField("Current password", validators=[InputRequired("Write your current password.")])
