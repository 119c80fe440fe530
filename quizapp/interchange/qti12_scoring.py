"""What the conditions of a QTI 1.2 item give for an answer: a small reckoner of its response processing."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from quizapp.interchange import figures
from quizapp.interchange.xmlfile import Node, child, children, every, tag, words

#: What was answered: values by response.
Answers = Mapping[str, frozenset[str]]
_COMPARING = ("varequal", "varsubstring", "varsubset", "vargte", "varlte", "vargt", "varlt")
_COMPARED = {"vargte": "ge", "varlte": "le", "vargt": "gt", "varlt": "lt"}


class CannotScore(ValueError):
    """A condition that only the program that wrote it understands."""


@dataclass(frozen=True)
class Condition:
    """One condition: when it holds, what it gives, and what it shows."""

    node: Node | None
    action: str
    #: None where it changes no score.
    value: Fraction | None
    feedback: tuple[str, ...]
    stops: bool


class Scoring:
    """The conditions of an item."""

    def __init__(self, item: Node) -> None:
        self.conditions = [_condition(each, item) for each in every(item, "respcondition")]
        for each in self.conditions:
            _gather(each.node, _single(item))
        #: The names of what there is to answer.
        self.responses = [
            each.get("ident", "") for each in every(item, "response_str", "response_num", "response_lid")
        ]

    @property
    def judges_nothing(self) -> bool:
        """Whether there are conditions, and none looks at an answer or gives anything: people mark it."""
        looks = any(each.get("respident") for one in self.conditions for each in every(one.node, *_COMPARING))
        return bool(self.conditions) and not looks and all(each.value is None for each in self.conditions)

    def score(self, answers: Answers) -> Fraction:
        """What answers earn. Raises CannotScore."""
        score = Fraction(0)
        for each in self.conditions:
            if each.value is None or not _holds(each.node, answers):
                continue
            if each.action == "add":
                score += each.value
            elif each.action == "subtract":
                score -= each.value
            else:
                score = each.value
            if each.stops:
                break
        return score

    @property
    def giving(self) -> list[Condition]:
        """Conditions that give something."""
        return [
            each for each in self.conditions if each.value and each.value > 0 and each.action != "subtract"
        ]

    def keys(self, response: str) -> list[Node]:
        """Comparisons with this response, not negated, in conditions that give something."""
        found = []
        for each in self.giving:
            found += [node for node in _positive(each.node) if node.get("respident") == response]
        return found

    def feedback_for(self, response: str, value: str) -> tuple[str, ...]:
        """Names of the feedback shown for one answer alone."""
        found: list[str] = []
        for each in self.conditions:
            only = _only(each.node)
            if only is not None and only.get("respident") == response and words(only) == value:
                found += each.feedback
        return tuple(dict.fromkeys(found))

    def is_cased(self, response: str) -> bool:
        """Whether capitals count in a typed answer."""
        return any(node.get("case", "No").casefold() == "yes" for node in self.keys(response))


def _single(item: Node) -> frozenset[str]:
    """Responses that have one value: what is typed, and lists to choose one of."""
    return frozenset(
        each.get("ident", "")
        for each in every(item, "response_str", "response_num", "response_lid")
        if tag(each) != "response_lid" or each.get("rcardinality", "Single").casefold() == "single"
    )


def _gather(node: Node | None, single: frozenset[str]) -> None:
    """Canvas lists all accepted answers side by side, where one value cannot equal them all: any of them is meant."""
    for response in single:
        same = [
            each for each in children(node) if tag(each) == "varequal" and each.get("respident") == response
        ]
        if len(same) > 1 and node is not None:
            any_of = node.makeelement("or")
            same[0].addprevious(any_of)
            any_of.extend(same)


def _condition(node: Node, item: Node) -> Condition:
    given = next(
        (
            each
            for each in children(node, "setvar")
            if "score" in (each.get("varname") or each.get("variablename") or "score").casefold()
        ),
        None,
    )
    action = (given.get("action") or "set").casefold() if given is not None else ""
    stops = given is not None and node.get("continue", "").casefold() != "yes" and action == "set"
    shown = tuple(each.get("linkrefid", "") for each in children(node, "displayfeedback"))
    return Condition(child(node, "conditionvar"), action, _value(given, item), shown, stops)


def _value(given: Node | None, item: Node) -> Fraction | None:
    if given is None:
        return None
    text = words(given)
    if text.casefold().endswith(".max"):
        return Fraction(1)
    if text.casefold().endswith(".min"):
        return Fraction(0)
    return figures.read(text)


def _holds(node: Node | None, answers: Answers) -> bool:
    """Whether all that stands in a condition holds."""
    return all(_is_true(each, answers) for each in children(node))


def _is_true(node: Node, answers: Answers) -> bool:
    name = tag(node)
    if name == "and":
        return _holds(node, answers)
    if name == "or":
        return any(_is_true(each, answers) for each in children(node))
    if name == "not":
        return not _holds(node, answers)
    if name == "other":
        return True
    given = answers.get(node.get("respident", ""), frozenset())
    if name == "unanswered":
        return not given
    if name == "varequal":
        return words(node) in given
    if name == "varsubstring":
        return any(words(node).casefold() in each.casefold() for each in given)
    if name == "varsubset":
        return set(re.split(r"\s*,\s*", words(node))) <= given
    if name in _COMPARED:
        bound = figures.read(words(node))
        numbers = [number for each in given if (number := figures.read(each)) is not None]
        return bound is not None and any(_compare(number, _COMPARED[name], bound) for number in numbers)
    raise CannotScore(f"The condition “{name}” has no counterpart here.")


def _compare(number: Fraction, how: str, bound: Fraction) -> bool:
    return {"ge": number >= bound, "le": number <= bound, "gt": number > bound, "lt": number < bound}[how]


def _positive(node: Node | None, negated: bool = False) -> Iterator[Node]:
    """Comparisons that must hold for a condition to hold."""
    for each in children(node):
        if tag(each) in ("and", "or"):
            yield from _positive(each, negated)
        elif tag(each) == "not":
            yield from _positive(each, not negated)
        elif not negated and each.get("respident") is not None:
            yield each


def _only(node: Node | None) -> Node | None:
    """The one comparison for equality that a condition is."""
    parts = list(children(node))
    while len(parts) == 1 and tag(parts[0]) in ("and", "or"):
        parts = list(children(parts[0]))
    return parts[0] if len(parts) == 1 and tag(parts[0]) == "varequal" else None
