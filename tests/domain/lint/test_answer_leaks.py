"""Questions that show each other's answers are found, kept apart, and no draw holds two of them."""

from random import Random

import pytest

from quizapp.domain.bank import Bank
from quizapp.domain.bankfile.loading import check_bank, load_bank
from quizapp.domain.lint.answer_leaks import find_leaks
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.selection import CannotFill, draw_questions
from tests.banks.test_shipped_banks import every_quiz, loaded

WHO = "- {id: who, ask: Who says that the harbour cost 386 crowns?, answer: 'Ola Berg, the mayor', wrong: [Eva Lind, Nobody]}\n"


def bank_of(entries: str, rest: str = "") -> Bank:
    return load_bank(f"title: Harbour\nquestions:\n{entries}{rest}", QUESTION_TYPES, name="bank")


def pairs(entries: str) -> set[tuple[str, str]]:
    return {(each.question.id, each.by.id) for each in find_leaks(bank_of(entries))}


@pytest.mark.parametrize(
    "teller",
    [
        "ask: 'Berg speaks of 386 crowns, Lind of 154. Which is larger?', answer: The first, wrong: [The second, Neither]",
        "ask: Which could not be checked?, answer: '386 crowns, from Berg', wrong: ['12, from Lind', All]",
        "ask: Which could not be checked?, answer: All, wrong: ['386 crowns, from Berg', '12, from Lind']",
        "read: 'Berg speaks of 386 crowns.', ask: What is a crown?, answer: Money, wrong: [A hat, A tooth]",
    ],
)
def test_a_part_of_a_name_beside_the_number_that_is_asked_about_tells(teller: str) -> None:
    # A name in the middle of a sentence, so that it is known for one.
    assert ("who", "by") in pairs(
        f"{WHO}- {{id: by, {teller}}}\n- {{id: x, statement: So says Berg., is: true}}\n"
    )


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("Berg speaks of 386 crowns. Why?", True),
        ("Officials in Holm said that the harbour grew by 12 km. Why?", True),
        (
            "Berg and Lind speak of 386 crowns. Who is right?",
            False,
        ),  # both sides: which of them it is, is not said
        ("Berg is the mayor. Since when?", False),
        ("Officials in Holm meet on Mondays. Why?", False),
    ],
)
def test_what_tells_one_row_of_pairs_tells(text: str, tells: bool) -> None:
    rows = "{386 crowns: Ola Berg, 154 crowns: Eva Lind, A growth of 12 km: Officials in Holm}"
    teller = f"- {{id: by, ask: '{text}', answer: This, wrong: [That, So says Berg or Lind]}}\n"
    found = pairs(f"- {{id: rows, ask: Who gives which?, match: {rows}}}\n{teller}")
    assert (("rows", "by") in found) is tells


@pytest.mark.parametrize("who", ["Ada Low", "Xi", "Ng"])
def test_a_short_name_tells_as_a_long_one_does(who: str) -> None:
    asked = f"- {{id: who, ask: Who says that the harbour cost 386 crowns?, answer: {who}, wrong: [Eva Lind, Nobody]}}\n"
    teller = f"- {{id: by, ask: 'Why did {who} speak of 386 crowns?', answer: For money, wrong: [For fun, For Berg]}}\n"
    assert pairs(asked + teller) == {("who", "by")}
    low = "- {id: by, ask: 'How low are 386 crowns to the others?', answer: Very, wrong: [A bit, So says Low]}\n"
    assert pairs(asked + low) == set()


@pytest.mark.parametrize(
    ("asked", "teller"),
    [
        ("ask: How many jobs will the harbour of Sandvik bring?, number: 400", "The harbour of Sandvik brings four hundred jobs. Why?"),
        ("ask: What will the harbour of Sandvik cost?, number: 1.2 billion", "The harbour of Sandvik will cost 1,200 million. Why?"),
        ("ask: How many bridges has the harbour of Sandvik?, answer: Seven, wrong: [Five, Six]", "The 7 bridges in the harbour of Sandvik fell. Why?"),
        ("ask: How long will the tunnel under the harbour be?, number: 3 km", "The tunnel under the harbour has 3,000 m. Why?"),
        ("ask: How long did the siege of the harbour last?, answer: 72 hours, wrong: [48 hours, 96 hours]",
         "The siege of the harbour lasted three days. Why?"),
        ("ask: 舰队司令部在哪里？, accept: [北京]", "北京的舰队司令部为什么搬迁？"),
        ("ask: 艦隊司令部はどこですか。, answer: 東京, wrong: [大阪, 京都]", "東京の艦隊司令部はなぜ移転しますか。"),
        ("ask: When did the siege of the harbour of Sandvik begin?, answer: 6 August, wrong: [7 August, 9 August]",
         "The siege of the harbour of Sandvik began on 6 August. Why?"),
        ("ask: Which towns did the flood in the valley hit?, answers: [Lund, Visby], wrong: [Nordby]", "Why did the flood in the valley hit Lund and Visby first?"),
        ("ask: Хто командує північним флотом порту?, answer: Олександр Сирський, wrong: [Ярослав Коваль]",
         "Нині Сирський командує північним флотом порту. Чого він хоче?"),
    ],
)  # fmt: skip
def test_a_key_is_told_in_whatever_form_it_stands(asked: str, teller: str) -> None:
    by = f"- {{id: by, ask: '{teller}', answer: For money, wrong: [For fun, For fame]}}\n"
    assert ("a", "by") in pairs(f"- {{id: a, {asked}}}\n{by}")


def test_a_name_beside_nothing_of_the_matter_tells_nothing() -> None:
    teller = "- {id: by, statement: 'In May the lamps were new, so Berg was glad.', is: true}\n"
    assert pairs(WHO + teller) == set()


def test_a_typed_answer_is_told_by_its_text_wherever_it_is_shown() -> None:
    town = "- {id: town, ask: Where did they dig?, accept: [Sandvik]}\n"
    option = "- {id: by, ask: What lies there?, answer: A pier, wrong: ['The road to Sandvik', A hill]}\n"
    assert pairs(town + option) == {("town", "by")}


def test_a_short_typed_answer_is_told_where_both_are_about_one_claim() -> None:
    bank = (
        "claims: {cost: {says: The harbour cost a lot, who: Sandvik}}\nquestions:\n"
        "- {id: who, ask: Who named the cost?, accept: [Sandvik], claim: cost}\n"
        "- {id: by, ask: 'Sandvik named the cost. Of what?', answer: A pier, wrong: [A road, A hill], claim: cost}\n"
        "- {id: far, ask: 'Sandvik lies far off. How far?', answer: A day, wrong: [A week, An hour]}\n"
    )
    read = load_bank(f"title: Harbour\n{bank}", QUESTION_TYPES, name="bank")
    assert {(each.question.id, each.by.id) for each in find_leaks(read)} == {("who", "by")}


def test_a_gap_is_told_as_any_typed_answer_is() -> None:
    gaps = "- {id: gap, fill: 'The harbour of the island is in [[Sandvik]] and has [[2750]] berths.'}\n"
    town = "- {id: by, ask: When does the harbour of Sandvik on the island open?, answer: May, wrong: [June, July]}\n"
    berths = (
        "- {id: of, ask: 'Who counted 2,750 berths in the harbour?', answer: Nobody, wrong: [Lind, All]}\n"
    )
    assert pairs(gaps + town + berths) == {("gap", "by"), ("gap", "of")}


def test_a_figure_is_told_by_its_number_where_both_are_about_one_claim() -> None:
    claims = "claims:\n  hurt: {says: '121 were hurt', who: The mayor}\n"
    asked = "- {id: hurt, ask: 'How many were hurt, by the mayor?', number: 121, claim: hurt}\n"
    teller = "- {id: by, statement: 'The mayor counts 121 hurt and 12 dead.', is: true, claim: hurt}\n"
    other = "- {id: far, statement: 'The road is 121 km long.', is: true, who: The board}\n"
    assert {(t.question.id, t.by.id) for t in find_leaks(bank_of(asked + teller + other, claims))} == {
        ("hurt", "by")
    }


def test_variants_and_the_fixed_answers_of_a_statement_tell_nothing() -> None:
    variant = "- {id: by, variant of: who, ask: 'Berg speaks of 386 crowns. Who is he?', answer: Berg, wrong: [a, b]}\n"
    assert pairs(WHO + variant) == set()
    assert (
        pairs(
            "- {id: a, statement: This is True., is: true}\n- {id: b, statement: It is True too., is: true}\n"
        )
        == set()
    )


def test_questions_not_with_each_other_are_never_drawn_together_and_all_are_drawn() -> None:
    entries = "".join(
        f"- {{id: q{n}, topic: t, statement: S{n}, is: true{', not with: [q1, q2]' if n == 0 else ''}}}\n"
        for n in range(5)
    )
    bank = bank_of(entries, "topics: {t: T}\nquizzes:\n  two: {title: Two, draw: {t: 2}}\n")
    draws = {frozenset(draw_questions(bank, bank.quizzes["two"], Random(seed))) for seed in range(300)}
    assert len(draws) == 10 - 2
    assert not {frozenset({"q0", "q1"}), frozenset({"q0", "q2"})} & draws


def test_a_choice_is_found_where_only_one_keeps_all_apart_and_none_is_said_where_there_is_none() -> None:
    # q0 stands against all others but q5, so that of two questions each draw has to find that one pair.
    against = ["q1, q2, q3, q4", "q2, q3, q4, q5", "q3, q4, q5", "q4, q5", "q5", ""]
    entries = "".join(
        f"- {{id: q{n}, topic: t, statement: S{n}, is: true, not with: [{names}]}}\n"
        for n, names in enumerate(against)
    ).replace(", not with: []", "")
    bank = bank_of(entries, "topics: {t: T}\nquizzes:\n  two: {title: Two, draw: {t: 2}}\n")
    assert {frozenset(draw_questions(bank, bank.quizzes["two"], Random(seed))) for seed in range(50)} == {
        frozenset({"q0", "q5"})
    }
    none = bank_of(entries.replace("q3, q4]", "q3, q4, q5]", 1), "topics: {t: T}\n")
    with pytest.raises(CannotFill, match="not with"):
        draw_questions(none, bank.quizzes["two"], Random(1))


def test_a_quiz_that_names_both_is_doubted_and_an_unknown_name_is_an_error() -> None:
    text = f"title: Harbour\nquizzes:\n  q: {{title: Q, questions: [who, by]}}\nquestions:\n{WHO}- {{id: by, not with: NAME, statement: It is so., is: true}}\n"
    for name, code in (("who", "not-with-in-quiz"), ("whom", "unknown-question"), ("by", "not-with-itself")):
        found = check_bank(text.replace("NAME", name), QUESTION_TYPES, name="bank")
        assert code in {problem.code for problem in found.problems}, name


@every_quiz
def test_of_ten_thousand_draws_none_holds_two_questions_of_which_one_answers_the_other(
    name: str, key: str
) -> None:
    bank = loaded(name)
    apart = {frozenset((each.question.id, each.by.id)) for each in find_leaks(bank)}
    others: dict[str, set[str]] = {}
    for one, other in map(sorted, apart):
        others.setdefault(one, set()).add(other)
    generator = Random(8)
    for _draw in range(10_000):
        drawn = set(draw_questions(bank, bank.quizzes[key], generator))
        assert not [each for each in drawn if others.get(each, set()) & drawn]
