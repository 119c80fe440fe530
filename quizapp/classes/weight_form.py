"""The form of a gradebook's weights: a category and a weight for each quiz, a weight for each category."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, Field, StringField
from wtforms.validators import Length, NumberRange, Optional

from quizapp.basics.limits import LABEL_LETTERS, MOST_WEIGHT
from quizapp.basics.messages import msg
from quizapp.classes.number_fields import NumberField
from quizapp.classes.weights import Scheme
from quizapp.identity.names import clean_name
from quizapp.models import Assignment
from quizapp.web.forms import Form


class WeightForm(Form):
    """What counts in a class; made for its assignments by ``weight_form``."""

    missing_counts = BooleanField(msg("What is missing when a quiz has closed counts 0"))
    #: The assignments, and the categories that they have now.
    assignments: Sequence[Assignment] = ()
    names: Sequence[str] = ()

    def category_of(self, assignment: Assignment) -> Field:
        return self[f"category-{assignment.public_id}"]

    def weight_of(self, assignment: Assignment) -> Field:
        return self[f"weight-{assignment.public_id}"]

    def of_category(self, name: str) -> Field:
        return self[_of(name)]

    def fill(self, scheme: Scheme) -> None:
        """Show the rules as they are."""
        shown: dict[str, Any] = {"missing_counts": scheme.missing_counts}
        for each in self.assignments:
            shown[f"category-{each.public_id}"] = scheme.category(each)
            shown[f"weight-{each.public_id}"] = scheme.weight(each)
        self.process(data=shown | {_of(name): weight for name, weight in scheme.of_category.items()})

    def scheme(self) -> Scheme:
        """The rules as they were typed; a category that no quiz has any more is forgotten."""
        weights = {each.public_id: self.weight_of(each).data for each in self.assignments}
        categories = {each.public_id: self.category_of(each).data for each in self.assignments}
        of_category = {
            name: self.of_category(name).data for name in self.names if name in categories.values()
        }
        return Scheme(
            weights={key: value for key, value in weights.items() if value not in (None, 1)},
            categories={key: value for key, value in categories.items() if value},
            of_category={name: weight for name, weight in of_category.items() if weight is not None},
            missing_counts=bool(self.missing_counts.data),
        )


def _of(name: str) -> str:
    """A field's name that any category can have."""
    return f"of-{name.encode().hex()}"


def _weight(label: str) -> NumberField:
    limits = [Optional(), NumberRange(0, MOST_WEIGHT)]
    return NumberField(label, message=msg("Write a number, or nothing."), validators=limits)


def weight_form(assignments: Sequence[Assignment], scheme: Scheme) -> type[WeightForm]:
    """The form for these assignments and the categories that they have."""
    names = scheme.names(assignments)
    fields: dict[str, Any] = {"assignments": assignments, "names": names}
    for each in assignments:
        fields[f"category-{each.public_id}"] = StringField(
            msg("Category"),
            filters=[lambda text: clean_name(text or "")],
            validators=[Length(max=LABEL_LETTERS)],
        )
        fields[f"weight-{each.public_id}"] = _weight(msg("Weight"))
    fields |= {_of(name): _weight(msg("Weight")) for name in names}
    return type("WeightFormOfAClass", (WeightForm,), fields)
