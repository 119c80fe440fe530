"""The form that corrects a claim."""

from typing import Any

from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length

from quizapp.basics.limits import CLAIM_LETTERS
from quizapp.basics.messages import msg
from quizapp.domain.bank import Bank
from quizapp.domain.claims import Claim, Status
from quizapp.identity.names import clean_name
from quizapp.web.forms import Form

_ONE_LINE = [lambda text: clean_name(str(text or ""))]
_SHORT = [Length(max=CLAIM_LETTERS)]


class ClaimForm(Form):
    """The record of a claim as it is from now on."""

    says = TextAreaField(
        msg("What is said"),
        filters=_ONE_LINE,
        validators=[*_SHORT, DataRequired(msg("Write what is said, in your own words."))],
    )
    figure = StringField(msg("Figure"), filters=_ONE_LINE, validators=_SHORT)
    status = SelectField(msg("Status"), choices=[SelectChoice(s.value, s.value) for s in Status])
    as_of = StringField(msg("The date it speaks of"), filters=_ONE_LINE, validators=_SHORT)
    was = StringField(msg("Earlier value"), filters=_ONE_LINE, validators=_SHORT)
    checked = StringField(msg("Checked: date and second source"), filters=_ONE_LINE, validators=_SHORT)
    but = StringField(msg("Who says otherwise, and what"), filters=_ONE_LINE, validators=_SHORT)
    source = SelectField(msg("Source"), validate_choice=False)
    note = TextAreaField(msg("Note"), filters=_ONE_LINE, validators=_SHORT)

    def __init__(self, *args: Any, bank: Bank, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source.choices = [SelectChoice(key, source.title) for key, source in bank.sources.items()]

    def fill(self, claim: Claim) -> None:
        """Show the record as it stands."""
        self.says.data = claim.says
        self.figure.data, self.status.data, self.as_of.data = claim.figure, claim.status.value, claim.as_of
        self.was.data, self.checked.data, self.but.data = claim.was, claim.checked, claim.but
        self.source.data, self.note.data = claim.source, " ".join(claim.note.split())

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        fine = super().validate(*args, **kwargs)
        needs = {
            Status.CORRECTED.value: (self.was, msg("Write the value it had before.")),
            Status.VERIFIED.value: (
                self.checked,
                msg("Write when it was checked, and against which second source."),
            ),
            Status.DISPUTED.value: (self.but, msg("Write who says otherwise, and what.")),
        }
        field, message = needs.get(self.status.data, (None, ""))
        if fine and field is not None and not field.data:
            field.errors = [message]
            return False
        return fine

    def changes(self, claim: Claim, bank: Bank) -> dict[str, str]:
        """The keys whose value differs from the record, as they are to be written."""
        given = {
            "says": (self.says.data, claim.says),
            "figure": (self.figure.data, claim.figure),
            "status": (self.status.data, claim.status.value),
            "was": (self.was.data, claim.was),
            "as of": (self.as_of.data, claim.as_of),
            "checked": (self.checked.data, claim.checked),
            "but": (self.but.data, claim.but),
            "source": (self.source.data if self.source.data in bank.sources else claim.source, claim.source),
            "note": (self.note.data, " ".join(claim.note.split())),
        }
        return {key: now or "" for key, (now, before) in given.items() if (now or "") != before}
