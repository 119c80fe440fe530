"""The examples of foreign files, each with the bank and the receipt that its import must give."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from quizapp.domain.bank import Bank
from quizapp.domain.bankfile.loading import load_bank
from quizapp.domain.question import Question
from quizapp.domain.question_types import QUESTION_TYPES

EXAMPLES = Path(__file__).parents[1] / "interchange" / "examples"


@dataclass(frozen=True)
class Example:
    """One foreign file; its folder's name is its format's."""

    path: Path

    @property
    def format(self) -> str:
        return self.path.parent.name

    @property
    def content(self) -> bytes:
        return self.path.read_bytes()

    @property
    def bank(self) -> Bank:
        return bank_of(self.path.with_name(f"{self.path.stem}.expected.yaml").read_text("utf-8"))

    @property
    def receipt(self) -> Mapping[str, Any]:
        path = self.path.with_name(f"{self.path.stem}.expected.json")
        return json.loads(path.read_text("utf-8")) if path.exists() else {}

    def __str__(self) -> str:
        return f"{self.format}/{self.path.name}"


def examples() -> Iterator[Example]:
    """Every example there is."""
    for path in sorted(EXAMPLES.glob("*/*")):
        if path.is_file() and ".expected." not in path.name:
            yield Example(path)


def bank_of(text: str) -> Bank:
    """A valid bank."""
    return load_bank(text, QUESTION_TYPES, name="example")


def bare(question: Question) -> Question:
    """A question without the line it stands on."""
    return replace(question, line=0)
