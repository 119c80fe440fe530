"""The simulated takers: they beat a bank with a planted cue, and not one whose key is independent of every cue."""

from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from quizapp.domain.bank import Bank
from quizapp.domain.bankfile.loading import load_bank
from quizapp.domain.lint import guessability
from quizapp.domain.lint.checker import examine
from quizapp.domain.lint.guessability import TAKERS, TakerResult, sit_bank
from quizapp.domain.question_types import QUESTION_TYPES

BANKS = sorted((Path(__file__).parents[3] / "questions").glob("*.yaml"))
#: Words of one to twelve letters, none of which is a hedge, a negation or a word of a stem.
LETTERS = "bcdfghklmnprstvz"


def bank(*entries: str, more: str = "") -> Bank:
    return load_bank(f"title: Bank\nquestions:\n{''.join(entries)}{more}", QUESTION_TYPES, name="bank")


def choice(number: int, right: str, wrong: list[str], ask: str = "Which one, number") -> str:
    rows = "".join(f'  - "{text}"\n' for text in wrong)
    return f'- id: q{number}\n  ask: "{ask} {number}?"\n  answer: "{right}"\n  wrong:\n{rows}'


def result(bank: Bank, name: str, ids: list[str] | None = None) -> TakerResult:
    return next(result for result in sit_bank(bank, ids) if result.name == name)


def longest_is_right(questions: int) -> Bank:
    return bank(
        *(choice(n, f"a much longer option {n}", [f"x{n}", f"y{n}", f"z{n}"]) for n in range(questions))
    )


def random_bank(rng: Random, questions: int) -> Bank:
    """Four options each, drawn alike, the key drawn last: nothing of an option tells whether it is right."""

    def option() -> str:
        return " ".join(
            "".join(rng.choice(LETTERS) for _ in range(rng.randint(1, 12))) for _ in range(rng.randint(1, 4))
        )

    entries = []
    for number in range(questions):
        options = list(dict.fromkeys(option() for _ in range(8)))[:4]
        right = rng.randrange(4)
        entries.append(choice(number, options[right], [text for i, text in enumerate(options) if i != right]))
    return bank(*entries)


def test_a_bank_whose_right_option_is_longest_is_beaten_by_the_longest() -> None:
    found = result(longest_is_right(12), "longest")
    assert (found.score, found.chance) == (12, 3)
    assert found.beats
    assert found.surely
    assert found.helped == tuple((f"q{n}", 0.75) for n in range(12))


def test_the_interval_is_the_binomial_one() -> None:
    # Ten questions of four options. Binomial(10, 1/4): P(0) = 0.0563, so 0 is inside;
    # P(more than 4) = 0.0781, P(more than 5) = 0.0197, so the interval ends at 5.
    found = result(longest_is_right(10), "blind")
    assert (found.score, found.chance, found.low, found.high) == (2.5, 2.5, 0, 5)
    assert not found.beats
    # Eight of four: P(0) = 0.1001; P(more than 4) = 0.0273, still more than 2.5 %, P(more than 5) = 0.0042.
    assert (result(longest_is_right(8), "blind").low, result(longest_is_right(8), "blind").high) == (0, 5)


def test_the_interval_of_a_large_bank_is_the_normal_one() -> None:
    # n = 500, p = 1/4: mean 125, standard deviation 9.68; 125 -+ 1.96 * 9.68 = 106.02 to 143.98.
    found = result(longest_is_right(500), "blind")
    assert (found.low, found.high) == (106, 144)


def test_fair_banks_are_beaten_as_rarely_as_the_guide_says() -> None:
    # 100 banks, 8 takers. Each taker may beat 2.5 % of them; the guide speaks of one bank in twenty with any such taker,
    # and Holm's correction keeps the banks with a sure one below 2.5 %.
    rng = Random(11)
    sittings = [sit_bank(random_bank(rng, 24)) for _ in range(100)]
    assert sum(result.beats for results in sittings for result in results) <= 0.025 * 100 * 8
    assert 1 <= sum(any(result.beats for result in results) for results in sittings) <= 10
    assert sum(any(result.surely for result in results) for results in sittings) <= 2


def test_ties_get_the_mean_and_not_a_lucky_draw() -> None:
    # Three options of the same greatest length, one of them right: a third.
    tied = bank(choice(1, "abcd", ["efgh", "ijkl", "m"]))
    assert result(tied, "longest").score == pytest.approx(1 / 3)
    # A cue that says nothing is blind guessing, and helps nowhere.
    same = bank(choice(1, "abcd", ["efgh", "ijkl", "mnop"]))
    assert result(same, "longest").score == pytest.approx(1 / 4)
    assert result(same, "longest").helped == ()


def test_the_middle_number_is_taken_only_where_every_option_is_a_number() -> None:
    # Five numbers, right the third; the middle of four lies between two, so each counts half.
    five = bank(choice(1, "1,200", ["30", "400", "5 million", "70,000"]))
    assert result(five, "middle-number").score == 1
    four = bank(choice(1, "20", ["10", "30", "40"]))
    assert result(four, "middle-number").score == 0.5
    words = bank(choice(1, "20", ["10", "thirty", "40"]))
    assert result(words, "middle-number").score == 0.25


def test_shared_words_of_the_stem_are_a_cue() -> None:
    found = bank(choice(1, "the harbour pilots", ["the judge", "the mayor"], ask="Who guards harbours, case"))
    assert result(found, "stem-words").score == 1


def test_what_is_right_elsewhere_is_learned_from_other_questions_only() -> None:
    alone = bank(choice(1, "the council", ["the mayor", "the judge"]))
    assert result(alone, "right-elsewhere").helped == ()
    several = bank(
        *(choice(n, "the council", ["the mayor", "the judge"], ask=f"Who, case {n}") for n in range(3))
    )
    assert result(several, "right-elsewhere").score == 3
    variants = bank(
        choice(1, "the council", ["the mayor", "the judge"]),
        choice(2, "the council", ["the mayor", "the judge"], ask="Who else") + "  variant of: q1\n",
    )
    assert result(variants, "right-elsewhere").helped == ()


def test_the_share_of_right_elsewhere_leaves_the_own_question_out_of_both_counts() -> None:
    # Elsewhere the council is right 1 time of 1, the mayor 2 of 2, the judge never offered: a tie, half a mark.
    # Counted with the question itself they would have 1 of 2 and 2 of 3.
    found = bank(
        choice(0, "the council", ["the mayor", "the judge"]),
        choice(1, "the council", ["a", "b"]),
        choice(2, "the mayor", ["c", "d"]),
        choice(3, "the mayor", ["e", "f"]),
    )
    assert result(found, "right-elsewhere", ["q0"]).score == 0.5


def test_not_stated_pays_where_it_is_always_right() -> None:
    found = bank(*(f"- id: s{n}\n  statement: Case {n}.\n  is: not stated\n" for n in range(8)))
    assert result(found, "not-stated").score == 8
    assert result(found, "not-stated").surely


def test_hedged_specific_and_odd_options_are_cues() -> None:
    hedged = bank(choice(1, "perhaps some", ["all of it", "each part"]))
    assert result(hedged, "hedged").score == 1
    specific = bank(choice(1, "12,846", ["9,000", "5"]))
    assert result(specific, "specific").score == 1
    odd = bank(choice(1, "a", ["bcdefgh", "ijklmno", "pqrstu"]))
    assert result(odd, "odd-length").score == 1


def test_ticking_many_boxes_is_no_cue_in_itself() -> None:
    # All or nothing; two of four right, and they are the long ones: of the 6 pairs one is right.
    found = bank(
        "- id: m\n  ask: Which?\n  answers:\n  - a long option one\n  - a long option two\n  wrong:\n  - x\n  - y\n"
    )
    longest = result(found, "longest")
    assert longest.score == 1
    assert longest.helped == (("m", pytest.approx(5 / 6)),)


def test_a_match_that_repeats_the_left_words_is_found() -> None:
    found = bank(
        "- id: m\n  ask: Who said what?\n  match:\n    Harbour pilots: The harbour is safe\n"
        "    Railway union: The railway is late\n    School board: The school is full\n"
    )
    assert result(found, "stem-words").score == 1


def test_typed_answers_are_not_sat() -> None:
    found = bank("- id: t\n  ask: Which country?\n  accept:\n  - Norway\n", choice(1, "longer", ["a", "b"]))
    assert {result.questions for result in sit_bank(found)} == {1}


def test_a_sitting_has_no_luck_in_it() -> None:
    found = random_bank(Random(3), 30)
    assert sit_bank(found) == sit_bank(found)


def test_some_questions_can_be_sat_alone_with_what_the_whole_bank_teaches() -> None:
    found = longest_is_right(6)
    part = result(found, "longest", ["q1", "q4"])
    assert (part.questions, part.score, [qid for qid, _ in part.helped]) == (2, 2, ["q1", "q4"])


def test_a_bank_without_choices_gives_empty_results() -> None:
    found = sit_bank(bank("- id: t\n  ask: Which country?\n  accept:\n  - Norway\n"))
    assert [(r.questions, r.score, r.low, r.high, r.beats) for r in found] == [(0, 0, 0, 0, False)] * len(
        TAKERS
    )


def test_a_quiz_is_sat_over_everything_that_may_come() -> None:
    found = bank(
        *(
            choice(n, f"a long right option {n}", ["x", "y", "z"])
            + f"  topic: {'even' if n % 2 == 0 else 'odd'}\n"
            for n in range(8)
        ),
        more="topics:\n  even: Even\n  odd: Odd\nquizzes:\n  half:\n    title: Half\n    draw:\n      even: 2\n    questions: q1\n",
    )
    assert guessability.quiz_questions(found, found.quizzes["half"]) == ["q0", "q1", "q2", "q4", "q6"]


def test_the_examination_names_the_cue_and_the_questions_of_a_beaten_bank() -> None:
    text = "title: Bank\nquestions:\n" + "".join(
        choice(n, f"a much longer option {n}", [f"x{n}", f"y{n}", f"z{n}"]) for n in range(12)
    )
    found = [p for p in examine(text, QUESTION_TYPES, name="bank").problems if p.code == "bank-beaten-by-cue"]
    longest = next(problem for problem in found if "longest" in problem.what)
    assert "12.0 of 12" in longest.what
    assert "q0, q1, q2, q3, q4 and 7 more" in longest.try_text


@pytest.mark.parametrize("path", BANKS, ids=lambda path: path.stem)
def test_the_control_agrees_with_the_chance_that_every_question_declares(path: Path) -> None:
    # The machinery of the takers, with every option tied, against Question.guess_score: two ways to one number.
    found = load_bank(path.read_text(encoding="utf-8"), QUESTION_TYPES, name=path.stem)
    for question in found.questions:
        view = question.ask_view(range(question.parts()))
        if view.exclusive:
            order = list(range(question.parts()))
            grades = [
                question.grade(question.parse({"answer": [c.value]}, order)).fraction for c in view.controls
            ]
            assert Fraction(sum(g or 0 for g in grades), len(grades)) == question.guess_score(), question.id
