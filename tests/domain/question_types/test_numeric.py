"""Numeric: units, tolerance, the sentences that come back, and what a bank may not hold."""

import pytest

from quizapp.domain.bankfile.loading import check_bank, load_bank
from quizapp.domain.question import ChangeRefused, KeyChange, Note, Unreadable
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.yaml_reading.problems import Weight

AREA = """
  ask: About how many square miles has the incursion covered, by Savill's estimate?
  number: 154 square miles
  within: 2%
  reject:
  - 200 => That is nobody's figure. => guess
  claim: covered
"""
BANK = """title: T
sources:
  story: {title: S, date: 13 August 2024, link: "https://news.example/x"}
defaults:
  source: story
claims:
  covered:
    says: The incursion has covered about 154 square miles
    figure: about 154 square miles
    who: Matthew Savill
    status: estimate
  controlled:
    says: Kyiv's forces control 386 square miles
    figure: 386 square miles
    who: Oleksandr Syrskyi
questions:
"""


def load(entry: str, language: str = ""):
    text = BANK.replace("title: T", f"title: T\nlanguage: {language}") if language else BANK
    other = "\n- ask: Who?\n  answer: Syrskyi\n  wrong: [Savill]\n  claim: controlled\n"
    return load_bank(f"{text}- id: q\n{entry}{other}", QUESTION_TYPES, name="t").question("q")


def simple(lines: str, ask: str = "How much is it?", language: str = ""):
    return load(f"  ask: {ask}\n  {lines}\n  who: The council\n", language)


def problems(lines: str, ask: str = "How much is it?") -> list[tuple[str, Weight]]:
    text = f"title: T\nquestions:\n- ask: {ask}\n  {lines}\n  who: X\n"
    return [
        (each.code, each.weight)
        for each in check_bank(text, QUESTION_TYPES, name="t").problems
        if each.code != "question-without-id"
    ]


def message(question, typed: str) -> str:
    found = question.parse({"answer": [typed]}, [])
    assert isinstance(found, Unreadable), found
    return found.message


def fraction(question, typed: str):
    response = question.parse({"answer": [typed]}, [])
    assert isinstance(response, str), response
    return question.grade(response).fraction


@pytest.mark.parametrize(
    "typed", ["154", "~154 sq mi", "154 mi²", "399 km2", "156", "one hundred and fifty-four"]
)
def test_the_figure_is_right_however_it_is_written(typed):
    assert fraction(load(AREA), typed) == 1


@pytest.mark.parametrize("typed", ["158", "145", "386", "154 km²", "154 miles", "154 tonnes"])
def test_another_figure_is_wrong(typed):
    assert fraction(load(AREA), typed) == 0


def test_a_wrong_figure_names_the_claim_it_belongs_to():
    question = load(AREA)
    [slip] = question.grade("386").slips
    assert slip.kind == "other-figure"
    assert "Kyiv's forces control 386 square miles (Oleksandr Syrskyi)" in slip.message
    assert question.review("386").notes == (Note("386", slip.message),)


def test_the_question_s_own_claim_is_no_neighbour():
    question = load(AREA.replace("154 square", "150 square"))
    assert [slip.kind for slip in question.grade("154").slips] == ["close"]


def test_the_teacher_s_word_goes_before_a_diagnosis():
    question = load(AREA.replace("- 200 =>", "- 386 =>"))
    assert question.grade("386").slips == ()
    question = load(AREA)
    assert question.review("200 sq mi").notes == (Note("200", "That is nobody's figure.", "guess"),)


def test_a_missing_unit_is_asked_for_unless_the_question_names_it():
    key = "number: 12 km"
    assert message(simple(key, "How far did they get?"), "12").startswith("In which unit?")
    assert fraction(simple(key, "How many kilometres did they get?"), "12") == 1
    # A stem in miles with a key in kilometres: 7.46 miles are 12.006 km.
    assert fraction(simple(key + "\n  within: 1%", "How many miles did they get?"), "7.46") == 1
    assert fraction(simple("number: 12\n  unit: km"), "12") == 1
    assert simple("number: 12\n  unit: km").ask_view([]).controls[0].suffix == "km"


def test_a_figure_of_the_stem_is_not_taken_for_its_own_conversion():
    question = simple(
        "number: 399 square kilometres\n  within: 2%",
        "He speaks of 154 square miles. How many square kilometres is that?",
    )
    assert (
        message(question, "154 square miles")
        == "154 square miles is the figure of the question. Give it in square kilometres."
    )
    assert fraction(question, "154.1 square miles") == 1
    assert fraction(question, "399") == 1


def test_a_unit_nobody_asked_for_comes_back_but_for_the_stem_s_own():
    question = simple("number: 25", "By how many per cent did it rise?")
    assert fraction(question, "25%") == fraction(question, "25") == 1
    assert message(question, "25 km").startswith("Write the number alone")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Write an answer"),
        ("many", "no figure"),
        ("150-160", "range"),
        ("1.540", "can be 1540 or 1.54"),
        ("9" * 5000, "too long"),
    ],
)
def test_what_cannot_be_read_is_never_graded(typed, said):
    assert said in message(load(AREA), typed)


def test_the_bank_s_language_decides_between_point_and_comma():
    german = load("  ask: Wie viel?\n  number: 1.200.000\n  who: Rat\n", "de")
    assert fraction(german, "1,2 Mio.") == 1
    assert fraction(german, "1.200.000") == 1
    assert german.key.figure.value == 1200000
    assert fraction(simple("number: 1200"), "1,200") == 1
    assert fraction(load("  ask: Wie viel?\n  number: 1,2\n  who: Rat\n", "de"), "1,2") == 1


def test_a_shown_unit_goes_with_what_was_typed():
    question = simple("number: 40\n  unit: '%'")
    assert (question.summary("40"), question.summary("40 per cent")) == ("40%", "40 per cent")
    people = simple("number: 121,000\n  unit: people")
    assert people.summary("121 thousand") == "121 thousand people"
    assert [slip.kind for slip in people.grade("121,000 km").slips] == ["other-quantity"]


def test_reports_count_one_figure_however_it_was_written():
    question = load(AREA)
    assert question.categories("154") == question.categories("399 km²") == ("154 square miles",)
    assert question.categories("386") == question.categories("386 sq mi") == ("386 square miles",)
    assert question.categories("200 mi²") == ("200",)
    assert question.categories("154 miles") == ("154 mi",)


def test_two_small_figures_are_never_counted_as_one():
    """All of them were "0": at a second try another wrong figure cost no try, and reports showed one answer."""
    charge = simple("number: 1.602e-19")
    assert len({charge.categories(typed) for typed in ("1e-19", "2e-19", "2e-20", "0")}) == 4
    wave = simple("number: 0.0000005\n  unit: m")
    assert wave.categories("600 nm") == wave.categories("0.0000006") == ("0.0000006 m",)


def test_a_corrected_key_accepts_voids_and_replaces():
    question = load(AREA)
    assert question.change(KeyChange(accept="200")).grade("200 sq mi").fraction == 1
    assert question.change(KeyChange(accept="200")).reject == ()
    assert question.change(KeyChange(void="386 square miles")).grade("386").fraction == 1
    replaced = question.change(KeyChange(right=("160 square miles",)))
    assert (replaced.grade("161").fraction, replaced.grade("154").fraction) == (1, 0)  # 2 % of 160 is 3.2
    assert replaced.best() == "160 square miles"
    with pytest.raises(ChangeRefused, match="no figure"):
        question.change(KeyChange(accept="some"))


def test_a_response_that_a_new_key_can_no_longer_read_is_wrong_and_kept():
    question = simple("number: 12 km", "How far is it?")
    assert question.grade("12").fraction == 0
    assert question.review("12").yours[0].text == "12"
    assert question.categories("12") == ("12",)


@pytest.mark.parametrize(
    ("lines", "code", "weight"),
    [
        ("number: some", "number-not-readable", Weight.ERROR),
        ("number: 1.200", "number-not-readable", Weight.ERROR),
        ("number: 12 m", "number-not-readable", Weight.ERROR),
        ("number: 10 to 12", "number-not-readable", Weight.ERROR),
        ("number: 12\n  within: a bit", "tolerance-not-readable", Weight.ERROR),
        ("number: 12 km\n  within: 2 kg", "tolerance-not-readable", Weight.ERROR),
        ("number: 12 km\n  unit: miles", "two-units", Weight.ERROR),
        ("number: 12\n  reject:\n  - some => No.", "number-not-readable", Weight.ERROR),
        (
            "number: 12\n  within: 10%\n  reject:\n  - 13 => No.\n  - 12.5 => No.",
            "rejected-within-tolerance",
            Weight.ERROR,
        ),
        ("number: 12 kilometes", "unit-unknown", Weight.DOUBT),
        ("number: 12\n  unit: kilometes", "unit-unknown", Weight.DOUBT),
    ],
)
def test_keys_that_cannot_be_meant_are_found(lines, code, weight):
    assert (code, weight) in problems(lines)


def test_a_tolerance_that_takes_in_the_next_year_is_doubted():
    found = ("tolerance-takes-next-year", Weight.DOUBT)
    assert found in problems("number: 2024\n  within: 1%", "In which year was it?")
    assert found not in problems("number: 2024\n  within: 1%", "How many people came?")
    assert found not in problems("number: 2024", "In which year was it?")


def test_free_nouns_are_no_unknown_units():
    assert problems("number: 28 villages") == []
    assert problems("number: 4\n  unit: helicopters") == []


@pytest.mark.parametrize(
    "typed",
    [
        "less than 400",
        "under 400",
        "up to 400",
        "<400",
        "=>400",
        "=<400",
        "> 400",
        "more than 400",
        "at least 400",
        "400-",
        "400 or more",
        "400 at most",
        "400 jobs or fewer",
        "400 minimum",
        "400 mindestens",
        "400 або більше",
        "400 ou moins",
    ],
)
def test_a_bound_is_asked_back_and_never_right(typed):
    assert "is more or less than one figure" in message(simple("number: 400 jobs"), typed)
    assert fraction(simple("number: up to 400"), "up to 400") == 1


@pytest.mark.parametrize(
    ("language", "typed", "counted"),
    [
        ("en", ("400 upward", "400 at the outside"), "400 ships"),
        ("de", ("400 mindestens", "400 und mehr"), "400 Schiffe"),
        ("es", ("400 como máximo", "400 al menos"), "400 barcos"),
        ("nl", ("400 minstens", "400 of meer"), "400 schepen"),
        ("pl", ("400 co najmniej", "400 i więcej"), "400 statków"),
        ("uk", ("400 не менше", "400 і більше"), "400 кораблів"),
        ("sv", ("400 minst", "400 eller fler"), "400 fartyg"),
        ("ar", ("400 على الأقل", "400 فأكثر"), "400 سفينة"),
        ("zh", ("400多", "400 以上", "400多艘", "400艘以上"), "400艘"),
        ("ko", ("400척 이상",), "400척"),
    ],
)
def test_a_word_behind_a_figure_makes_a_bound_of_it_in_other_languages_too(language, typed, counted):
    question = simple("number: 400", "How many?", language)
    assert fraction(question, counted) == 1
    back = [question.parse({"answer": [each]}, []) for each in typed]
    assert ["is more or less than one figure" in getattr(each, "message", "") for each in back] == [
        True
    ] * len(typed)


def test_minutes_are_no_minimum():
    assert fraction(simple("number: 1.5 hours"), "90 min") == 1


@pytest.mark.parametrize(
    "typed",
    [
        "2.5",
        "2.5x",
        "x2.5",
        "2.5 x",
        "2.5X",
        "X2.5",
        "2.5:1",
        "2.5 to 1",
        "2.5 times",
        "2.5 times as large",
        "5/2",
    ],
)
def test_how_many_times_is_read_in_every_usual_way(typed):
    assert fraction(simple("number: 2.5", "How many times as large is it?"), typed) == 1


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("en", ("by a factor of 2.5", "factor 2.5", "2.5-fold")),
        ("de", ("2,5-mal", "2,5fach", "das 2,5-fache", "um das 2,5fache")),
        ("fr", ("2,5 fois", "2,5 fois plus", "2,5 fois plus grand")),
        ("uk", ("у 2,5 рази", "в 2,5 раза", "2,5х", "х2,5")),
        ("cs", ("2,5krát", "2,5 krát")),
        ("he", ("פי 2.5",)),
        ("ja", ("2.5倍",)),
    ],
)
def test_how_many_times_is_read_as_the_bank_s_language_says_it(language, typed):
    key = "2.5" if language in ("en", "he", "ja") else "2,5"
    question = simple(f"number: {key}", "How many times as large is it?", language)
    assert [fraction(question, each) for each in typed] == [1] * len(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "6",
        "6th",
        "the 6th",
        "6.",
        "Aug 6",
        "August 6th",
        "6 August",
        "the 6th of August 2024",
        "on 6 August",
        "the sixth",
        "Tuesday, 6 August 2024",
        "sixth of August",
        "2024-08-06",
        "6 août",
        "am 6. August",
    ],
)
def test_a_day_is_read_from_an_ordinal_or_a_date(typed):
    assert fraction(simple("number: 6", "On which day of August did it begin?"), typed) == 1


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("3", "third"),
        ("3", "the third"),
        ("3", "Third place"),
        ("5", "fifth"),
        ("21", "twenty-first"),
        ("1/3", "third"),
    ],
)
def test_a_place_in_words_is_no_part_where_the_key_is_whole(key, typed):
    assert fraction(simple(f"number: {key}", "Which place did she take?"), typed) == 1


@pytest.mark.parametrize(
    ("stem", "typed"),
    [
        ("On which day of August did it begin?", "6 July"),
        ("On which day of August did it begin?", "July the sixth"),
        ("Якого числа серпня це почалося?", "6 липня"),
        ("An welchem Tag im August begann es?", "6. Juli"),
    ],
)
def test_a_date_in_another_month_than_the_question_names_is_asked_back(stem, typed):
    found = simple("number: 6", stem).parse({"answer": [typed]}, [])
    assert isinstance(found, Unreadable)


@pytest.mark.parametrize(
    ("language", "stem", "right", "back"),
    [
        ("de", "An welchem Tag im August begann es?", "Dienstag, den 6. August 2024", "am 6. Juli"),
        ("fr", "Quel jour d’août cela a-t-il commencé ?", "le mardi 6 août 2024", "6 juillet"),
        ("es", "¿Qué día de agosto empezó?", "el 6 de agosto", "6 de julio"),
        ("uk", "Якого числа серпня це почалося?", "6 серпня 2024 року", "6 липня"),
    ],
)
def test_a_date_is_read_in_the_words_of_the_bank(language, stem, right, back):
    question = simple("number: 6", stem, language=language)
    assert fraction(question, right) == 1
    assert isinstance(question.parse({"answer": [back]}, []), Unreadable)


def test_a_word_that_could_begin_like_a_month_names_none():
    assert fraction(simple("number: 6", "On which day did the march begin?"), "6 August") == 1


@pytest.mark.parametrize("typed", ["6/8", "6.8.", "6.8", "6-8-2024"])
def test_a_date_in_figures_alone_is_asked_back_where_a_day_is_asked(typed):
    found = simple("number: 6", "On which day of August did it begin?").parse({"answer": [typed]}, [])
    assert isinstance(found, Unreadable)


@pytest.mark.parametrize(
    ("language", "key", "typed"),
    [
        ("en", "1609", "1.609"),
        ("de", "1609", "1,609"),
        ("en", "1609 km", "1.609 km"),
        ("en", "12.5", "12,500"),
    ],
)
def test_what_is_offered_instead_of_a_figure_that_can_be_two_is_taken(language, key, typed):
    """1.609 for 1609 was asked back with "write 1609 or 1.609", and 1.609 asked back again."""
    question = simple(f"number: {key}", "How many?" if "km" not in key else "How many km?", language)
    said = question.parse({"answer": [typed]}, []).message
    offered = said.rpartition("Write ")[2].rstrip(".").split(" or ")
    assert {fraction(question, each) for each in offered} == {0, 1}


def test_a_comma_that_can_be_a_decimal_comma_is_asked_back():
    assert message(simple("number: 1.234"), "1,234") == "“1,234” can be 1234 or 1.234. Write 1234 or 1.234."
    assert "can be" in message(simple("number: 1234"), "1.234")
    assert "can be" in message(simple("number: 1.234 million"), "1,234 million")
    assert fraction(simple("number: 1,234"), "1,234") == 1


@pytest.mark.parametrize(
    "typed",
    [
        "1000 кв. км",
        "1000 квадратних кілометрів",
        "1 тис. км²",
        "1000 كم²",
        "1000 sq km",
        "1000 km kw.",
        "1000 كم مربع",
        "١٬٠٠٠ كم²",
    ],
)
def test_unit_words_of_other_languages_are_read(typed):
    assert fraction(simple("number: 1000 square kilometres"), typed) == 1


def test_words_after_a_unit_are_no_obstacle_and_messages_show_what_was_typed():
    assert fraction(simple("number: 3 km"), "3 km long") == 1
    assert "(1.86 miles)" in message(simple("number: 3 km"), "3 km (1.86 miles)")
    assert "km²" in message(simple("number: 3"), "3 km² xyz")
    for typed in ("3k", "3", "three"):
        assert "“km” or “miles”" in message(simple("number: 3 km"), typed)
    # The only unit there is would be the answer's missing part.
    assert (
        message(simple("number: 1.2 billion NOK"), "1.2 billion")
        == "In which unit? Write it after the figure."
    )


@pytest.mark.parametrize(
    ("lines", "digits"),
    [("number: 3 km", False), ("number: -5", False), ("number: 1.2 million", False), ("number: 3/4", False),
     ("number: 12", True), ("number: 1.5\n  unit: km", True)],
)  # fmt: skip
def test_a_keypad_of_digits_is_shown_only_where_digits_are_enough(lines, digits):
    assert simple(lines).ask_view([]).controls[0].digits is digits


def test_a_figure_that_nothing_explains_is_told_what_the_teacher_says_to_any_other():
    question = simple(
        "number: 40\n  reject:\n  - 50 => That is the other road.\n  otherwise: Look at the table."
    )

    assert [note.message for note in question.review("970").notes] == ["Look at the table."]
    assert [note.message for note in question.review("50").notes] == ["That is the other road."]
    assert question.review("40").notes == ()
