"""Single choice: exactly one of several options is right."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from quizapp.basics.messages import msg
from quizapp.domain import exchange
from quizapp.domain.choices import check_choices
from quizapp.domain.option_questions import OptionQuestion, make_options
from quizapp.domain.question import as_parts
from quizapp.domain.yaml_reading.entry_reader import Key, KeyForm, Reader


@dataclass(frozen=True, kw_only=True)
class SingleChoice(OptionQuestion):
    """A response is the position of the chosen option in the bank: right one first, then wrong, then void."""

    type_name: ClassVar[str] = "single_choice"
    label: ClassVar[str] = msg("Single choice")
    signature: ClassVar[frozenset[str]] = frozenset({"answer", "wrong"})
    keys: ClassVar[tuple[Key, ...]] = (
        Key("answer", "The right option.", KeyForm.TEXT, required=True, example="The mining company"),
        Key("wrong", "The wrong options, each with => feedback if wished.", KeyForm.OPTIONS, required=True),
        Key("void", "Spoiled options: right for everybody who chose them, offered no more.", KeyForm.OPTIONS),
    )
    example: ClassVar[str] = """\
- id: who-says-jobs
  ask: Who says the mine will create 400 jobs?
  answer: The mining company
  wrong:
  - The labour union => The union only repeats the company's number. => wrong speaker
  - The ministry
  void:
  - The harbour office
  why: Only the company gives the number; nobody else confirms it.
  who: Nordic Minerals, the company behind the plan
"""

    @classmethod
    def read_entry(cls, entry: Reader, common: Mapping[str, Any]) -> Self | None:
        answer = entry.option("answer")
        wrong = entry.options("wrong", at_least=1)
        void = entry.options("void")
        if answer is not None:
            check_choices(entry, [answer], wrong, void)
        if answer is None or entry.failed:
            return None
        return cls(**common, choices=make_options([answer], wrong, void))

    def exchange(self) -> exchange.Body:
        return exchange.Choice(as_parts(self.choices), keep_order=self.keep_order)
