"""Drawing questions: every rule gets its number, no idea comes twice, and the generator alone decides."""

from collections import Counter
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.domain.bank import Bank
from quizapp.domain.bankfile.loading import load_bank
from quizapp.domain.claims import Aspect
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.recipes import DrawRule, QuizRecipe
from quizapp.domain.selection import CannotFill, describe_rule, draw_questions

#: id, topic, variant of
Row = tuple[str, str, str]


def bank_of(rows: list[Row]) -> Bank:
    text = "title: a\nquestions:\n" + "".join(
        f"- {{id: {name}, topic: {topic}, ask: b?, answer: c, wrong: d{f', variant of: {first}' if first else ''}}}\n"
        for name, topic, first in rows
    )
    return load_bank(text, QUESTION_TYPES, name="drawn")


def recipe(*rules: DrawRule, questions: tuple[str, ...] = ()) -> QuizRecipe:
    return QuizRecipe("z", "t", draw=rules, questions=questions)


TEN = bank_of([(f"q{n}", "even" if n % 2 == 0 else "odd", "") for n in range(10)])


def test_each_rule_gets_its_number_in_the_order_of_the_bank() -> None:
    drawn = draw_questions(TEN, recipe(DrawRule(3, topic="odd"), DrawRule(2, topic="even")), Random(1))

    assert [TEN.question(name).topic for name in drawn] == ["odd"] * 3 + ["even"] * 2
    assert drawn[:3] == sorted(drawn[:3])
    assert drawn[3:] == sorted(drawn[3:])


def test_the_same_generator_draws_the_same_and_others_draw_others() -> None:
    rules = recipe(DrawRule(4))
    assert draw_questions(TEN, rules, Random(7)) == draw_questions(TEN, rules, Random(7))
    assert len({tuple(draw_questions(TEN, rules, Random(seed))) for seed in range(20)}) > 10


def test_every_question_is_drawn_about_equally_often() -> None:
    counts = Counter(
        name for seed in range(1000) for name in draw_questions(TEN, recipe(DrawRule(4)), Random(seed))
    )
    # 1000 draws of 4 in 10: 400 each, standard deviation sqrt(1000 * 0.4 * 0.6) = 15.5; six of them are 93.
    assert all(abs(count - 400) < 93 for count in counts.values())
    assert len(counts) == 10


def test_fixed_questions_come_first_and_are_not_drawn_again() -> None:
    drawn = draw_questions(TEN, recipe(DrawRule(9), questions=("q5",)), Random(1))
    assert drawn[0] == "q5"
    assert sorted(drawn) == sorted(question.id for question in TEN.questions)


def test_at_most_one_variant_of_an_idea_is_drawn() -> None:
    bank = bank_of([("a", "t", ""), ("b", "u", "a"), ("c", "t", "a"), ("d", "u", ""), ("e", "t", "")])
    for seed in range(50):
        drawn = draw_questions(bank, recipe(DrawRule(2, topic="t"), DrawRule(1, topic="u")), Random(seed))
        assert len({bank.question(name).idea for name in drawn}) == 3
        assert len(draw_questions(bank, recipe(DrawRule(2), questions=("b",)), Random(seed))) == 3
        assert not {"a", "c"} & set(draw_questions(bank, recipe(DrawRule(2), questions=("b",)), Random(seed)))


def test_a_rule_gives_way_where_another_has_no_choice() -> None:
    # Only "a" is of topic u; a rule for anything must leave it to the rule for u, whatever is drawn first.
    bank = bank_of([("a", "u", ""), ("b", "t", "")])
    for seed in range(20):
        assert draw_questions(bank, recipe(DrawRule(1), DrawRule(1, topic="u")), Random(seed)) == ["b", "a"]


def test_what_cannot_be_filled_says_what_is_short() -> None:
    with pytest.raises(CannotFill, match="6 to draw of topic “odd”, only 5 can be had"):
        draw_questions(TEN, recipe(DrawRule(6, topic="odd")), Random(1))


def test_a_rule_asks_for_all_that_it_names() -> None:
    bank = load_bank(
        """\
title: a
claims:
  c: {says: d, who: e}
questions:
- {id: one, topic: t, tests: who, pattern: p, tags: "x, y", claim: c, ask: b?, answer: c, wrong: d}
- {id: two, topic: t, tests: when, pattern: p, tags: x, claim: c, ask: b?, answer: c, wrong: d}
- {id: three, ask: b?, answer: c, wrong: d}
""",
        QUESTION_TYPES,
        name="drawn",
    )
    for rule, ids in (
        (DrawRule(1), ["one", "two", "three"]),
        (DrawRule(1, topic="t"), ["one", "two"]),
        (DrawRule(1, aspect=Aspect.WHO), ["one"]),
        (DrawRule(1, claim="c", tag="y"), ["one"]),
        (DrawRule(1, tag="x", pattern="p", topic="t"), ["one", "two"]),
        (DrawRule(1, question="three"), ["three"]),
        (DrawRule(1, question="three", topic="t"), []),
    ):
        assert bank.qualifying(rule) == tuple(ids)
    assert describe_rule(DrawRule(1, topic="t", aspect=Aspect.WHO)) == "of topic “t” that test “who”"


@st.composite
def problems(draw_: st.DrawFn) -> tuple[list[Row], list[DrawRule]]:
    count = draw_(st.integers(1, 7))
    rows: list[Row] = []
    firsts: list[str] = []
    for number in range(count):
        first = draw_(st.sampled_from(["", *firsts]))
        rows.append((f"q{number}", draw_(st.sampled_from("tuv")), first))
        if not first:
            firsts.append(f"q{number}")
    rules = draw_(
        st.lists(
            st.builds(DrawRule, st.integers(1, 3), topic=st.sampled_from(["t", "u", "v", ""])), max_size=3
        )
    )
    return rows, rules


def can_be_filled(rows: list[Row], rules: list[DrawRule]) -> bool:
    """By trying every set of ideas for every rule in turn: slow, and plainly right."""
    ideas_of = [
        {first or name for name, topic, first in rows if not rule.topic or topic == rule.topic}
        for rule in rules
    ]

    def fill(place: int, taken: frozenset[str]) -> bool:
        if place == len(rules):
            return True
        free = sorted(ideas_of[place] - taken)
        return any(fill(place + 1, taken | set(chosen)) for chosen in combinations(free, rules[place].number))

    return fill(0, frozenset())


@given(problems(), st.integers(0, 5))
@settings(max_examples=300)
def test_a_draw_succeeds_exactly_when_one_is_possible(
    problem: tuple[list[Row], list[DrawRule]], seed: int
) -> None:
    rows, rules = problem
    bank = bank_of(rows)
    try:
        drawn = draw_questions(bank, recipe(*rules), Random(seed))
    except CannotFill:
        assert not can_be_filled(rows, rules)
        return
    assert can_be_filled(rows, rules)
    assert (
        len({bank.question(name).idea for name in drawn}) == len(drawn) == sum(rule.number for rule in rules)
    )
    rest = list(drawn)
    for rule in rules:
        served, rest = rest[: rule.number], rest[rule.number :]
        assert all(not rule.topic or bank.question(name).topic == rule.topic for name in served)
