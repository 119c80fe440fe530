"""Fields for numbers as teachers write them: point or comma, or nothing; extra time in per cent, too."""

from typing import Any

from wtforms import Field
from wtforms.form import BaseForm
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

from quizapp.classes.extra_time import read_extra_time


class NumberField(Field):
    """A number with point or comma, or nothing."""

    widget = TextInput()

    def __init__(self, *args: Any, whole: bool = False, message: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.render_kw = {"inputmode": "numeric" if whole else "decimal", "autocomplete": "off"}
        self.whole, self.message = whole, message
        self.data: float | None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:g}"

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = (valuelist[0] if valuelist else "").strip().replace(",", ".")
        self.data = None
        if not typed:
            return
        try:
            self.data = int(typed) if self.whole else float(typed)
        except ValueError:
            raise ValueError(self.message) from None

    def pre_validate(self, _form: BaseForm) -> None:
        """One sentence is enough for what is no number."""
        if self.process_errors:
            raise StopValidation


class FactorField(NumberField):
    """A factor of the time limit, written as one or in per cent."""

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0] if valuelist else ""
        found = read_extra_time(typed) if typed.strip() else None
        if found is None:
            super().process_formdata(valuelist)
        elif found.minutes:
            self.data = None
            raise ValueError(self.message)
        else:
            self.data = found.factor
