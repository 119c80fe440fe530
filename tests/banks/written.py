"""A bank as its author wrote it: texts by where they stand, for tests of wording.

The loader gives questions that can be asked and graded; here the tests read every text beside every other,
feedback of all types included. Scalars stay the text that was typed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from quizapp.domain.bankfile.question_entries import Types
from quizapp.domain.question import Question
from quizapp.domain.question_types import QUESTION_TYPES

QUESTIONS = Path(__file__).resolve().parents[2] / "questions"

#: A gap of a cloze: what stands between double brackets.
_GAP = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
#: Which type an entry is of is the loader's to say.
TYPES = Types(QUESTION_TYPES)
#: Keys that tell the types whose texts are read here by what they mean.
_READ_BY_MEANING = frozenset(
    {"answer", "answers", "accept", "number", "order", "match", "sort", "fill", "statement", "essay"}
)
_TRUTH = ("true", "false", "not stated")


@dataclass(frozen=True)
class Choice:
    """An option, row, item or typed answer as written, with what stands after its arrows."""

    text: str
    feedback: str = ""
    misconception: str = ""


@dataclass(frozen=True)
class Written:
    """One question as written."""

    id: str
    kind: type[Question]
    entry: Mapping[str, Any]

    @property
    def form(self) -> str:
        """The name of its type, as the loader would say."""
        return self.kind.type_name

    @property
    def idea(self) -> str:
        return str(self.entry.get("variant of", self.id))

    @property
    def claims(self) -> list[str]:
        return [key.strip() for key in self.entry.get("claim", "").split(",") if key.strip()]

    @property
    def topic(self) -> str:
        return str(self.entry.get("topic", ""))

    @property
    def tests(self) -> str:
        return str(self.entry.get("tests", ""))

    @property
    def pattern(self) -> str:
        return str(self.entry.get("pattern", ""))

    @property
    def why(self) -> str:
        return str(self.entry.get("why", ""))

    @property
    def stem(self) -> str:
        """The question's own words; a cloze with its right answers in the gaps."""
        if "fill" in self.entry:
            return _GAP.sub(lambda gap: _gap_choices(gap[1])[0].text, self.entry["fill"])
        return str(self.entry[TYPES.stems[self.kind].name])

    def right(self) -> list[Choice]:
        """What is right, as far as it is written as a text of its own."""
        if "answer" in self.entry:
            return [_choice(self.entry["answer"])]
        for key in ("answers", "accept", "order"):
            if key in self.entry:
                return [_choice(text) for text in self.entry[key]]
        if "match" in self.entry:
            pairs = self.entry["match"].items()
            return [Choice(text) for pair in pairs for text in pair]
        if "sort" in self.entry:
            return [Choice(text) for group, items in self.entry["sort"].items() for text in (group, *items)]
        if "fill" in self.entry:
            return [_gap_choices(gap)[0] for gap in _GAP.findall(self.entry["fill"])]
        return []

    def wrong(self) -> list[Choice]:
        """Every wrong answer that can be chosen, with its feedback. A row or item that can be paired or
        grouped wrongly counts as one, and so do the two other answers of a statement."""
        feedback = {key: _choice(f" => {text}") for key, text in self.entry.get("feedback", {}).items()}
        found = [_choice(text) for key in ("wrong", "reject", "extra") for text in self.entry.get(key, [])]
        if "fill" in self.entry:
            found += [wrong for gap in _GAP.findall(self.entry["fill"]) for wrong in _gap_choices(gap)[1:]]
        offered = _TRUTH if self.entry.get("not stated") != "no" else _TRUTH[:2]
        missed = [word for word in offered if "statement" in self.entry and word != self.entry["is"]]
        missed += self.entry.get("match", {})
        missed += [item for items in self.entry.get("sort", {}).values() for item in items]
        for text in missed:
            say = feedback.get(text, Choice(""))
            found.append(Choice(text, say.feedback, say.misconception))
        return found

    def texts(self) -> Iterator[str]:
        """Every text a learner may read, feedback included."""
        yield self.stem
        yield self.why
        yield from self.entry.get("hints", [])
        if not self.kind.signature & _READ_BY_MEANING:  # of a newer type every own key is read as it stands
            for key in self.kind.keys:
                yield from _values(self.entry.get(key.name, ""))
        for choice in (*self.right(), *self.wrong()):
            yield choice.text
            yield choice.feedback


@dataclass(frozen=True)
class WrittenBank:
    tree: Mapping[str, Any]
    questions: tuple[Written, ...]

    @property
    def claims(self) -> Mapping[str, Mapping[str, str]]:
        found: Mapping[str, Mapping[str, str]] = self.tree.get("claims", {})
        return found

    @property
    def quizzes(self) -> Mapping[str, Mapping[str, Any]]:
        found: Mapping[str, Mapping[str, Any]] = self.tree["quizzes"]
        return found

    def every_text(self) -> Iterator[str]:
        """Every text of the file but keys of ours: titles, claims, questions, quizzes."""
        return _strings(self.tree)


#: The one in C where PyYAML has it: every worker reads three banks before its first test.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@cache
def read(name: str) -> WrittenBank:
    """A bank of the folder ``questions`` by its name."""
    text = (QUESTIONS / f"{name}.yaml").read_text(encoding="utf-8")
    tree = yaml.load(text, Loader=_LOADER)  # noqa: S506  # it makes nothing but texts, lists and mappings
    return WrittenBank(tree, tuple(Written(entry["id"], _kind(entry), entry) for entry in tree["questions"]))


def _kind(entry: Mapping[str, Any]) -> type[Question]:
    [kind] = TYPES.of(entry)
    return kind


def _choice(text: str) -> Choice:
    parts = [part.strip() for part in text.split("=>")]
    return Choice(*parts[:3])


def _gap_choices(gap: str) -> list[Choice]:
    return [_choice(" ".join(text.split())) for text in gap.split("~")]


def _values(node: Any) -> Iterator[str]:
    """The texts of a value, without the keys of mappings inside it."""
    if isinstance(node, Mapping):
        node = list(node.values())
    if isinstance(node, list):
        for value in node:
            yield from _values(value)
    else:
        yield str(node)


def _strings(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield key
            yield from _strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from _strings(value)
    else:
        yield str(node)
