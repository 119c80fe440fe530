"""Which questions an attempt gets, drawn by a quiz's rules from a generator it is given."""

from collections.abc import Sequence
from random import Random
from typing import TYPE_CHECKING

from quizapp.domain.recipes import DrawRule, QuizRecipe

if TYPE_CHECKING:
    from quizapp.domain.bank import Bank
    from quizapp.question import Question


class CannotFill(ValueError):
    """A quiz asks for more questions than the bank has for it; the text says what is short."""


def qualifying(bank: "Bank", rule: DrawRule) -> list[str]:
    """Ids of the questions that have everything the rule asks for, in the bank's order."""
    return [question.id for question in bank.questions if _qualifies(question, rule)]


def _qualifies(question: "Question", rule: DrawRule) -> bool:
    return (
        (not rule.topic or question.topic == rule.topic)
        and (rule.aspect is None or question.tests is rule.aspect)
        and (not rule.claim or rule.claim in question.claims)
        and (not rule.tag or rule.tag in question.tags)
        and (not rule.pattern or question.pattern == rule.pattern)
        and (not rule.question or question.id == rule.question)
    )


def draw(bank: "Bank", recipe: QuizRecipe, rng: Random) -> list[str]:
    """Ids for one attempt: the fixed questions, then what each rule draws, rule by rule.

    No two share an idea (are variants of one another), fixed questions aside. Succeeds whenever any choice
    satisfies all rules at once; else raises CannotFill. The same generator state draws the same questions.

    Rules compete for ideas, so this is a bipartite matching: each place of each rule takes one idea, found
    by augmenting paths over the rule's candidates in random order, so that none is left out for standing
    late in the bank.
    """
    ideas = {question.id: question.idea for question in bank.questions}
    fixed = [question_id for question_id in recipe.questions if question_id in ideas]
    taken = {ideas[question_id] for question_id in fixed}
    places: list[list[str]] = []
    rules: list[int] = []
    for number, rule in enumerate(recipe.draw):
        free = [question_id for question_id in qualifying(bank, rule) if ideas[question_id] not in taken]
        candidates = rng.sample(free, len(free))
        places += [candidates] * rule.number
        rules += [number] * rule.number
    holder = _match(places, ideas)
    if len(holder) < len(places):
        raise CannotFill(_shortage(recipe, rules, set(holder.values())))
    drawn: list[list[tuple[int, str]]] = [[] for _ in recipe.draw]
    position = {question.id: place for place, question in enumerate(bank.questions)}
    for place, question_id in holder.values():
        drawn[rules[place]].append((position[question_id], question_id))
    for chosen in drawn:
        # In the order of the bank, so that "as written" means what it says; shuffling comes later.
        chosen.sort()
    return [*fixed, *(question_id for chosen in drawn for _, question_id in chosen)]


def _match(places: Sequence[Sequence[str]], ideas: dict[str, str]) -> dict[str, tuple[int, str]]:
    """Idea to (place, question): as many places as can be are served (Kuhn's augmenting paths)."""
    holder: dict[str, tuple[int, str]] = {}
    for start in range(len(places)):
        # Depth first with a stack of our own: a chain of displaced places may be long.
        seen: set[str] = set()
        stack = [(start, iter(places[start]))]
        path: list[tuple[int, str]] = []
        while stack:
            place, candidates = stack[-1]
            step = next((c for c in candidates if ideas[c] not in seen), None)
            if step is None:
                stack.pop()
                if path:
                    path.pop()
                continue
            seen.add(ideas[step])
            path.append((place, step))
            held = holder.get(ideas[step])
            if held is None:
                for at, question_id in reversed(path):
                    holder[ideas[question_id]] = (at, question_id)
                break
            stack.append((held[0], iter(places[held[0]])))
    return holder


def _shortage(recipe: QuizRecipe, rules: Sequence[int], served: set[tuple[int, str]]) -> str:
    places_served = {place for place, _ in served}
    short = next(place for place in range(len(rules)) if place not in places_served)
    rule = recipe.draw[rules[short]]
    got = sum(1 for place in places_served if rules[place] == rules[short])
    return f"Of the {rule.number} to draw {describe(rule)}, only {got} can be had."


def describe(rule: DrawRule) -> str:
    """What a rule asks for, in words: ``of topic “goals” that test “who”``."""
    parts = [
        f"of topic “{rule.topic}”" if rule.topic else "",
        f"that test “{rule.aspect.value}”" if rule.aspect else "",
        f"on claim “{rule.claim}”" if rule.claim else "",
        f"with tag “{rule.tag}”" if rule.tag else "",
        f"of pattern “{rule.pattern}”" if rule.pattern else "",
        f"that are “{rule.question}”" if rule.question else "",
    ]
    return " ".join(part for part in parts if part) or "of any kind"
