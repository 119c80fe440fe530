"""Which questions an attempt gets, drawn by a quiz's rules from a generator it is given."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import TYPE_CHECKING

from quizapp.domain.recipes import DrawRule, QuizRecipe

if TYPE_CHECKING:
    from quizapp.domain.bank import Bank


#: Where questions are to be kept apart: so often a draw is begun anew, then so many steps a choice is searched for.
_ROUNDS, _MOST_STEPS = 50, 20_000


class CannotFill(ValueError):
    """A quiz asks for more questions than the bank has for it; the text says what is short."""


def draw_questions(bank: "Bank", recipe: QuizRecipe, rng: Random) -> list[str]:
    """Ids for one attempt: the fixed questions, then what each rule draws, rule by rule.

    No two share an idea (are variants of one another) and no two are to be kept apart (``not with:``), fixed
    questions aside. The same generator state draws the same questions. Without ``not with:`` this succeeds whenever
    any choice satisfies all rules at once; else raises CannotFill. With it a choice is searched for so long that none
    is missed but in banks made for that.

    Each rule takes from its candidates in random order, so that none is left out for standing late in the bank. Where
    that fails because rules compete for ideas, it is a bipartite matching: each place of each rule takes one idea,
    found by augmenting paths.
    """
    ideas, apart = bank.ideas, bank.kept_apart
    fixed = [question_id for question_id in recipe.questions if question_id in ideas]
    taken = {ideas[question_id] for question_id in fixed}
    shut = {other for question_id in fixed for other in apart.get(question_id, ())}
    free = [
        [each for each in bank.qualifying(rule) if ideas[each] not in taken and each not in shut]
        for rule in recipe.draw
    ]
    rules = [number for number, rule in enumerate(recipe.draw) for _ in range(rule.number)]
    chosen = None
    for _round in range(_ROUNDS if apart else 1):
        shuffled = [rng.sample(candidates, len(candidates)) for candidates in free]
        chosen = _taken(shuffled, rules, ideas, apart)
        if chosen is not None:
            break
    else:
        places = [shuffled[number] for number in rules]
        holder = _match(places, ideas)
        if len(holder) < len(rules):
            raise CannotFill(_shortage(recipe, rules, set(holder.values())))
        chosen = dict(holder.values())
        if apart:
            chosen = _searched(places, ideas, apart)
        if chosen is None:
            raise CannotFill("Too many of the questions are “not with” one another.")
    drawn: list[list[str]] = [[] for _ in recipe.draw]
    for place, question_id in chosen.items():
        drawn[rules[place]].append(question_id)
    # In the order of the bank, so that "as written" means what it says; shuffling comes later.
    return [*fixed, *(each for group in drawn for each in sorted(group, key=bank.places.__getitem__))]


def _taken(
    shuffled: Sequence[Sequence[str]],
    rules: Sequence[int],
    ideas: Mapping[str, str],
    apart: Mapping[str, frozenset[str]],
) -> dict[int, str] | None:
    """Place to question, each rule taking what still fits; None where one finds too few, which proves nothing."""
    gone, shut, chosen = set[str](), set[str](), dict[int, str]()
    waiting = [iter(candidates) for candidates in shuffled]
    for place, number in enumerate(rules):
        fitting = (each for each in waiting[number] if ideas[each] not in gone and each not in shut)
        question_id = next(fitting, None)
        if question_id is None:
            return None
        chosen[place] = question_id
        gone.add(ideas[question_id])
        shut |= apart.get(question_id, frozenset())
    return chosen


def _searched(
    places: Sequence[Sequence[str]], ideas: Mapping[str, str], apart: Mapping[str, frozenset[str]]
) -> dict[int, str] | None:
    """Place to question by trying one after the other, those with the fewest to choose from first."""
    order = sorted(range(len(places)), key=lambda place: len(places[place]))
    chosen: list[str] = []
    waiting = [iter(places[place]) for place in order[:1]]
    for _step in range(_MOST_STEPS):
        if not waiting:
            return None
        fitting = (
            each
            for each in waiting[-1]
            if all(ideas[each] != ideas[one] and each not in apart.get(one, ()) for one in chosen)
        )
        step = next(fitting, None)
        if step is None:
            waiting.pop()
            del chosen[-1:]
            continue
        chosen.append(step)
        if len(chosen) == len(order):
            return dict(zip(order, chosen, strict=True))
        waiting.append(iter(places[order[len(chosen)]]))
    return None


def _match(places: Sequence[Sequence[str]], ideas: Mapping[str, str]) -> dict[str, tuple[int, str]]:
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
    return f"Of the {rule.number} to draw {describe_rule(rule)}, only {got} can be had."


def describe_rule(rule: DrawRule) -> str:
    """What a rule asks for, in words: ``of topic “goals” that test “who”``."""
    parts = [
        f"of topic “{rule.topic}”" if rule.topic else "",
        f"that test “{rule.aspect.value}”" if rule.aspect else "",
        f"on claim “{rule.claim}”" if rule.claim else "",
        f"with tag “{rule.tag}”" if rule.tag else "",
        f"of pattern “{rule.pattern}”" if rule.pattern else "",
        f"that are “{rule.question}”" if rule.question else "",
        f"from the bank “{rule.bank}”" if rule.bank else "",
    ]
    return " ".join(part for part in parts if part) or "of any kind"
