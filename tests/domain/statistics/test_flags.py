"""What a teacher is told to look at, and the sentences and definitions that go with it."""

import ast
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import pytest

from quizapp.domain.answers import Verdict
from quizapp.domain.statistics import flags as flags_module
from quizapp.domain.statistics.certainty import SureAndWrong
from quizapp.domain.statistics.definitions import DEFINITIONS
from quizapp.domain.statistics.flags import (
    LowEffort,
    doubt_item,
    doubt_key,
    doubt_secrecy,
    flag_sure_and_wrong,
    say_certainty_of,
    to_do,
)
from quizapp.domain.statistics.items import ItemStatistics, item_statistics
from quizapp.domain.statistics.options import GivenAnswer, option_table
from quizapp.domain.statistics.quiz import QuizStatistics


def answers(picks):
    """One answer per letter, weakest attempt first; the key is A."""
    n = len(picks)
    return option_table(
        [
            GivenAnswer(Verdict.RIGHT if pick == "A" else Verdict.WRONG, (pick,), score=k / n, rest=k / n)
            for k, pick in enumerate(picks)
        ],
        options=("A", "B", "C"),
        keys=("A",),
    )


def test_key_is_doubted_where_the_strongest_prefer_another_option():
    flag = doubt_key("q7", answers("AAAABCBBB"))

    assert flag.question_id == "q7"
    assert flag.message == "The key may be wrong: of the 3 strongest, 3 chose “B” and 0 the key."


@pytest.mark.parametrize(
    "picks",
    [
        pytest.param("CCCBBBAAA", id="the strongest choose the key"),
        pytest.param("AAAABB", id="too few strong students"),
        pytest.param("A" * 12 + "ABABAB", id="as many for the key"),
        pytest.param("BBBBBBBBAABBB", id="the key goes with ability nevertheless"),
    ],
)
def test_key_is_not_doubted_without_reason(picks):
    assert doubt_key("q7", answers(picks)) is None


def test_typed_question_without_a_listed_key_is_not_doubted():
    assert doubt_key("q7", option_table([GivenAnswer(Verdict.WRONG, ("x",), 0.5, 0.5)] * 9)) is None


def test_question_gives_itself_away_where_guessers_get_it_right():
    # 9 of 10: Wilson's lower limit 0.596 is above a blind 0.25.
    flag = doubt_secrecy("q3", LowEffort(10, 9), 0.25)

    assert flag.message == (
        "This question may give itself away: 9 of 10 who guessed or hurried got it right, "
        "where blind guessing gives 25 %."
    )
    assert doubt_secrecy("q3", LowEffort(9, 9), 0.25) is None
    # 7 of 10: the lower limit 0.397 is below a coin's 0.5.
    assert doubt_secrecy("q3", LowEffort(10, 7), 0.5) is None
    assert doubt_secrecy("q3", LowEffort(10, 6), 0.0) is None
    assert doubt_secrecy("q3", LowEffort(10, 9), None) is None


def item(x, rest):
    return item_statistics(x, [a + b for a, b in zip(x, rest, strict=True)], 1, question_id="q5")


def test_dubious_question_is_flagged_once_there_are_attempts_enough_to_tell():
    # Rests 0 to 11; right for 1, 2, 9, 10: their mean 5.5 is that of all, so the covariance is 0.
    # An index of 0 is known closely enough from 97 attempts on: nine times these twelve.
    right = [0, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 0]
    weak = item(right * 9, list(range(12)) * 9)

    assert doubt_item(weak).code == "dubious"
    assert "hardly tells stronger from weaker students (108 attempts)" in doubt_item(weak).message
    assert item(right, list(range(12))).attempts_needed == 97 - 12
    assert doubt_item(item(right, list(range(12)))) is None
    assert doubt_item(replace(weak, n_whole=9)) is None
    assert doubt_item(item([0] * 6 + [1] * 6, list(range(12)))) is None


def test_question_that_stronger_students_get_wrong_is_flagged_as_that():
    assert doubt_item(item([1] * 6 + [0] * 6, list(range(12)))).code == "against-the-grain"


def test_sure_and_wrong_needs_two_students():
    found = [SureAndWrong("q1", ("ann", "bob", "cid"), 4, 20), SureAndWrong("q2", ("ann",), 1, 20)]
    [flag] = flag_sure_and_wrong(found)

    assert (flag.question_id, flag.message) == ("q1", "3 students were certain and wrong.")


def test_to_do_puts_the_most_urgent_first_then_housekeeping_and_stops_at_five_questions():
    key = doubt_key("q7", answers("AAAABCBBB"))
    sure = flag_sure_and_wrong([SureAndWrong(f"q{k}", ("a",) * k, 9, 20) for k in (2, 4, 3, 5, 6)])
    todo = to_do([None, *sure, key], to_mark=4, not_started=2)

    assert [(flag.code, flag.question_id) for flag in todo] == [
        ("key-may-be-wrong", "q7"),
        ("sure-and-wrong", "q6"),
        ("sure-and-wrong", "q5"),
        ("sure-and-wrong", "q4"),
        ("sure-and-wrong", "q3"),
        ("to-mark", None),
        ("not-started", None),
    ]
    assert to_do([]) == ()


def test_certainty_of_an_index_in_words():
    # An index of 0 is known closely enough from 97 attempts on.
    twelve = item([0, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 0], list(range(12)))
    assert say_certainty_of(twelve) == "Cannot tell yet: about 85 more attempts are needed."
    assert say_certainty_of(item([1, 1, 0, 1, 0, 0], [9, 7, 6, 4, 3, 1])).startswith(
        "6 attempts are marked whole:"
    )
    assert (
        say_certainty_of(item([1] * 12, list(range(12)))) == "Cannot tell: everybody got the same marks here."
    )
    assert say_certainty_of(item([1], [1])).startswith("1 attempt is marked whole:")
    assert say_certainty_of(item([0] * 6 + [1] * 6, list(range(12)))) is None


def test_every_published_figure_has_a_definition():
    derived = {
        "question_id",
        "questions",
        "full_marks",
        "pulls_against_total",
        "n_whole",
        "minimum",
        "maximum",
    }
    # One entry explains all intervals; quartiles share one; the spread of scores has its own beside marks'.
    same = {"lower_quartile": "quartiles", "upper_quartile": "quartiles"}
    names = {field.name for kind in (ItemStatistics, QuizStatistics) for field in fields(kind)} - derived
    needed = {"interval" if name.endswith("interval") else same.get(name, name) for name in names}

    assert needed <= set(DEFINITIONS)
    for definition in DEFINITIONS.values():
        assert definition.meaning.endswith(".")
        assert definition.formula
        assert definition.source
        assert definition.shown_as in {"percent", "number", "marks", "seconds", "count"}


def test_the_statistics_load_no_web_framework_and_no_number_library():
    code = (
        "import sys, quizapp.domain.statistics; "
        "print(sorted({'flask', 'sqlalchemy', 'wtforms', 'numpy', 'scipy'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "[]"


def test_every_flag_has_a_place_in_the_order():
    """Read from the source, since most flags are rare: one left out would fail a teacher's page when it comes."""
    tree = ast.parse(Path(flags_module.__file__).read_text("utf-8"))
    calls = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "Flag"
    ]
    assert {call.args[0].value for call in calls} == set(flags_module.URGENCY), (
        "Give the flag its place in URGENCY, quizapp/domain/statistics/flags.py."
    )
