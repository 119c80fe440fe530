"""The article's bank speaks in its own, plain words, and no figure stands without its claimant."""

import re
from collections.abc import Callable, Sequence
from datetime import date

import pytest

from quizapp.domain.bankfile.loading import load_bank
from quizapp.domain.question_types import QUESTION_TYPES
from tests.banks import article_figures as facts
from tests.banks.article_figures import FIGURES
from tests.banks.readability import grade, syllables
from tests.banks.shingles import RUN, digest, kept_hashes, runs, shared_runs
from tests.banks.written import QUESTIONS, Written, read

BANK = read("kursk-incursion")
SHIPPED = ("kursk-incursion", "reading-figures", "tour")
#: Years of school that a stem, or the explanation and feedback of a question, may ask for.
GRADE = 8
#: What wrong answers show, defined once in the bank of the article; the other banks use some of the same names.
MISCONCEPTIONS = set(BANK.tree["misconceptions"])


def of_each(questions: Sequence[Written]) -> Callable[[Callable[[Written], None]], Callable[[], None]]:
    """One test for all of these questions; the first that fails is named. (A test for each would take a minute more.)"""

    def whole(check: Callable[[Written], None]) -> Callable[[], None]:
        def test() -> None:
            for question in questions:
                try:
                    check(question)
                except AssertionError as missed:
                    raise AssertionError(f"{question.id}: {missed}") from missed

        test.__name__ = check.__name__
        return test

    return whole


every_shipped_question = of_each([question for name in SHIPPED for question in read(name).questions])
every_question = of_each(BANK.questions)


def claimants_missing(text: str, beside: str = "") -> list[str]:
    """The figures of the article in a text whose claimant is neither in it nor in what stands beside it."""
    around = f"{text} {beside}".casefold()
    return [
        f"{figure.value} {figure.unit} needs {figure.who}"
        for figure in FIGURES
        if re.search(figure.written, text) and figure.who.casefold() not in around
    ]


# ---- Explanations and feedback


@every_shipped_question
def test_a_question_is_explained(question: Written) -> None:
    assert len(question.why) >= 30


@every_shipped_question
def test_every_wrong_answer_has_feedback_that_names_the_misconception(question: Written) -> None:
    bare = [
        choice
        for choice in question.wrong()
        if not choice.feedback or choice.misconception not in MISCONCEPTIONS
    ]
    assert not bare


@every_shipped_question
def test_a_single_choice_offers_three_or_four_options(question: Written) -> None:
    if question.form == "single_choice":
        assert 3 <= 1 + len(question.wrong()) <= 4


@every_question
def test_no_figure_stands_without_its_claimant_in_an_explanation(question: Written) -> None:
    assert not claimants_missing(question.why)


@every_question
def test_no_figure_stands_without_its_claimant_in_feedback(question: Written) -> None:
    assert not [
        miss for choice in question.wrong() for miss in claimants_missing(choice.feedback, choice.text)
    ]


@every_question
def test_no_figure_stands_without_its_claimant_in_stem_and_options_unless_the_claimant_is_asked(
    question: Written,
) -> None:
    if question.tests == "who":
        return
    pairs = question.entry.get("match", {})
    rows = [f"{left} {right}" for left, right in pairs.items()]
    options = [choice.text for choice in (*question.right(), *question.wrong()) if choice.text not in pairs]
    missing = claimants_missing(question.stem)
    for text in (*options, *rows):
        missing += claimants_missing(text, question.stem)
    assert not missing


def test_the_check_for_claimants_finds_a_figure_without_one() -> None:
    assert claimants_missing("Ukraine controls 386 square miles.") == ["386 square miles needs Syrskyi"]
    assert not claimants_missing("Syrskyi claims 386 square miles.")


@every_question
def test_no_figure_about_the_war_is_invented(question: Written) -> None:
    if question.topic == "elsewhere":
        return  # made up, and said to be
    known = (
        {figure.value for figure in FIGURES}
        | set(facts.WORKED_OUT)
        | set(facts.SECOND_SOURCES)
        | facts.NEUTRAL
    )
    texts = [*question.texts(), question.entry.get("number", "")]
    found = {number for text in texts for number in re.findall(r"\d[\d,.]*\d|\d", text)}
    assert not {number for number in found if number not in known}


@every_question
def test_no_vague_quantity_stands_in_for_a_figure(question: Written) -> None:
    vague = re.compile(r"\b(?:dozens?|hundreds?|thousands?|millions?|scores of)\b", re.IGNORECASE)
    assert not [text for text in question.texts() if vague.search(text)]


def test_the_numbers_worked_out_from_the_article_follow_from_it() -> None:
    mile = 1.609344  # km, exactly, since 1959
    assert round(152 * mile) == 245
    assert round(154 * mile**2) == 399
    assert round(386 * mile**2, -1) == 1000
    assert round(386 / 154, 1) == 2.5
    assert round(12 / mile, 1) == 7.5
    assert round(19 * mile, 1) == 30.6
    assert round(6 * mile) == 10
    assert 12 * 40 == 480
    assert round(100 * 1000 / 30_000) == 3
    assert round((386 / 154) ** 0.5, 1) == 1.6


def test_the_derived_dates_are_the_weekdays_that_the_article_names() -> None:
    published = date(2024, 8, 13)
    days = {day: date(2024, 8, day).strftime("%A") for day in (6, 9, 12)}
    assert published.strftime("%A") == "Tuesday"
    assert days == {6: "Tuesday", 9: "Friday", 12: "Monday"}


# ---- Wording


def test_no_run_of_eight_words_is_taken_from_the_article() -> None:
    found = [run for name in SHIPPED for text in read(name).every_text() for run in shared_runs(text)]
    assert not found


def test_the_hashes_are_of_the_article_and_are_computed_alike() -> None:
    # 1,000 words or so have about as many runs; a run's digest is fixed, so that the file can be made again.
    assert 900 <= len(kept_hashes()) <= 1100
    assert all(re.fullmatch(r"[0-9a-f]{12}", kept) for kept in kept_hashes())
    assert digest("a b c d e f g h") == "1b6548f6b3c5"
    assert list(runs("One, two 3,000; four’s five six SEVEN eight")) == [
        "one two 3000 fours five six seven eight"
    ]
    assert not list(runs("one two three four five six seven"))
    assert RUN == 8


def test_an_explanation_with_a_run_of_the_article_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    planted = frozenset({digest("one two three four five six seven eight")})
    monkeypatch.setattr("tests.banks.shingles.kept_hashes", lambda: planted)
    assert shared_runs("Zero, one two three four five six seven eight nine.")


@pytest.mark.parametrize("name", SHIPPED)
def test_no_stem_and_no_feedback_asks_for_more_than_eight_years_of_school(name: str) -> None:
    # Each question by itself: a mean over a bank hides a hard one. Options are short and would pull it down.
    for question in read(name).questions:
        assert grade([question.stem]) <= GRADE, question.id
        said = [question.why, *(choice.feedback for choice in question.wrong())]
        assert grade(text for text in said if text) <= GRADE, question.id


def test_the_grade_level_is_that_of_the_formula() -> None:
    # "The cat sat on the mat." has 6 words, 1 sentence, 6 syllables: 0.39*6 + 11.8*1 - 15.59 = -1.45.
    assert grade(["The cat sat on the mat."]) == pytest.approx(-1.45)
    # 4 words, 1 sentence, 1 + 4 + 4 + 5 = 14 syllables: 0.39*4 + 11.8*3.5 - 15.59 = 27.27.
    assert grade(["The military territory readability."]) == pytest.approx(27.27)


@pytest.mark.parametrize(
    ("word", "count"),
    [("figure", 2), ("figures", 2), ("Ukraine", 2), ("estimate", 3), ("named", 1), ("places", 2), ("little", 2),
     ("people", 2), ("wounded", 2), ("used", 1), ("the", 1), ("who's", 1)],
)  # fmt: skip
def test_syllables_are_counted_as_they_are_spoken(word: str, count: int) -> None:
    assert syllables(word) == count


@pytest.mark.parametrize("name", SHIPPED)
def test_quotations_are_of_a_few_words_only(name: str) -> None:
    quoted = [words for text in read(name).every_text() for words in re.findall(r"“([^”]*)”", text)]
    assert not [words for words in quoted if len(words.split()) > 6]


def test_the_claims_quote_a_few_words_only() -> None:
    assert not [claim for claim in BANK.claims.values() if len(claim.get("quote", "").split()) > 6]


@pytest.mark.parametrize("name", SHIPPED)
def test_the_tone_is_sober(name: str) -> None:
    loud = re.compile(
        r"!(?!\[)|\b(?:sadly|shocking|heroic|brutal|evil|regime|terrorists?|oops|sorry|please|great job)\b",
        re.IGNORECASE,
    )
    assert not [text for text in read(name).every_text() if loud.search(text)]


def test_the_bank_and_its_quizzes_say_of_which_day_they_speak() -> None:
    assert "as reported on 13 August 2024" in BANK.tree["about"]
    marked = [quiz for quiz in BANK.quizzes.values() if "unmarked" not in quiz]
    assert len(marked) == 5
    assert all("as reported on 13 August 2024" in quiz["about"] for quiz in marked)


# ---- The first lesson and the tour


def test_the_first_lesson_has_twenty_questions_on_made_up_things_only() -> None:
    lesson = read("reading-figures")
    assert len(lesson.questions) >= 20
    war = re.compile(r"\b(?:war|troops|army|Ukraine|Russia|Kursk)\b")
    assert not [text for text in lesson.every_text() if war.search(text)]
    assert all("made up" in claim["who"] for claim in lesson.claims.values())
    assert all("made-up" in question.stem or "made up" in question.stem or "Made-up" in question.stem
               for question in lesson.questions)  # fmt: skip
    assert {question.id for question in lesson.questions if not question.claims} == {"today-figure"}


def test_the_tour_shows_each_type_once() -> None:
    shown = sorted(question.form for question in read("tour").questions)
    assert shown == sorted(QUESTION_TYPES), "Every type has one entry in questions/tour.yaml."


def test_a_question_is_of_the_type_that_the_loader_says() -> None:
    bank = load_bank((QUESTIONS / "tour.yaml").read_text("utf-8"), QUESTION_TYPES, name="tour")
    loaded = {question.id: question.type_name for question in bank.questions}
    assert {question.id: question.form for question in read("tour").questions} == loaded
    assert all(question.stem and "None" not in question.stem for question in read("tour").questions)
