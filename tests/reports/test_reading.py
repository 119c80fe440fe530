"""What a teacher's eye meets, and in which order: what is to do, few figures, one word for each, the rest folded."""

import math
import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from quizapp.domain.statistics.discernment import Sentence, discern_counts
from quizapp.domain.statistics.matrix import ScoreMatrix
from quizapp.domain.statistics.quiz import analyse
from quizapp.models import Dispute, Position
from quizapp.reports.charts import thirds_bar, thirds_key
from quizapp.reports.sentences import between_shares, say_class_discernment, say_needed, say_of_student
from tests.reports.conftest import DONT_KNOW
from tests.support.clock import START
from tests.support.quizzes import assign

pytestmark = pytest.mark.databases("sqlite")


def folded(page: str) -> list[str]:
    """What stands in each fold of a page that is closed, folds of phones left out."""
    return re.findall(r'<details(?! class="fold"| [^>]*open)[^>]*>(.*?)</details>', page, re.S)


def object_to(taught, attempt, place=1, reason="Both towns have one."):
    position = taught.session.scalars(
        select(Position).where(Position.attempt_id == attempt.id, Position.position == place)
    ).one()
    found = Dispute(position_id=position.id, reason=reason, raised_at=START)
    taught.session.add(found)
    taught.session.commit()
    return found


def test_what_needs_the_teacher_stands_above_the_figures(taught, visit):
    taught.crowd(12)
    page = visit(taught.teacher).get(taught.address).text

    assert page.index('id="to-do"') < page.index('class="stats"') < page.index('id="questions"')


def test_to_do_leads_to_the_objections_of_this_quiz_alone(taught, visit):
    object_to(taught, taught.take("Ada", 1, 0, "3 km", [0, 1]))
    other = assign(
        taught.session, START, taught.school_class, taught.published.fixed, shuffle_questions=False
    )
    there = replace(taught, assignment=other)
    object_to(there, there.take("Ben", 1, 0, "3 km", [0, 1]), reason="The harbour moved.")
    teacher = visit(taught.teacher)

    here = teacher.get(f"/disputes?assignment={taught.assignment.public_id}").text
    assert "Both towns have one." in here
    assert "The harbour moved." not in here
    of_all = teacher.get(re.search(r'href="([^"]+)">Of all quizzes', here)[1]).text
    assert "Both towns have one." in of_all
    assert "The harbour moved." in of_all
    of_nobody = visit(taught.stranger).get(f"/disputes?assignment={taught.assignment.public_id}").text
    assert "Both towns have one." not in of_nobody


def test_an_objection_is_to_do_until_it_is_answered(taught, visit):
    objection = object_to(taught, taught.take("Ada", 1, 0, "3 km", [0, 1]))
    teacher = visit(taught.teacher)
    said = "1 student says that something is wrong with a question."

    to_do = re.search(r'<ol class="to-do">(.*?)</ol>', teacher.get(taught.address).text, re.S)[1]
    assert said in to_do
    assert f'href="/disputes?assignment={taught.assignment.public_id}"' in to_do
    objection.answered_at = START
    taught.session.commit()
    assert said not in teacher.get(taught.address).text


def test_an_objection_at_another_class_is_not_to_do_here(taught, visit):
    object_to(taught, taught.take("Ada", 1, 0, "3 km", [0, 1]))
    entry = taught.published.entry.public_id

    assert "something is wrong" not in visit(taught.teacher).get(f"/reports/{entry}").text


def test_the_strip_has_what_a_teacher_reads_and_the_rest_is_folded(taught, visit):
    taught.assignment.pass_mark = 0.5
    taught.crowd(12)
    page = visit(taught.teacher).get(taught.address).text

    strip = re.search(r'<dl class="stats">(.*?)</dl>', page, re.S)[1]
    assert re.findall(r"<dt>(?:<a[^>]*>)?([^<]+)", strip) == ["Mean", "Median", "Passed", "Time"]
    [more] = [part for part in folded(page) if "Internal consistency" in part]
    for name in ("Spread of scores", "Brier score", "Quartiles", "Skewness"):
        assert name in more
        assert page.count(name) == 1


def test_how_many_more_attempts_are_needed_is_said_once(taught, visit):
    taught.crowd(12)
    page = visit(taught.teacher).get(taught.address).text

    assert len(re.findall(r"more attempts? (?:are|is) needed", page)) == 1
    assert "more</span>" not in page


def test_the_note_names_the_fewest_and_the_most_attempts_that_are_needed():
    # Everybody right on c: it tells nobody apart; a and b need more than twelve attempts to say something.
    rows = 2 * [
        [1.0, 1.0, 1.0],
        [1.0, 0.0, 1.0],
        [0.0, 0.0, 1.0],
        [0.0, 1.0, 1.0],
        [1.0, 1.0, 1.0],
        [0.0, 0.0, 1.0],
    ]
    items = analyse(ScoreMatrix(("a", "b", "c"), (1.0, 1.0, 1.0), rows)).items
    needed = {item.question_id: item.attempts_needed for item in items}
    grey, dash = say_needed(items)

    assert needed["a"] == needed["b"] > 1, "two questions are as good as each other"
    assert grey == f"Grey: cannot tell yet; about {needed['a']} more attempts are needed."
    assert dash == "A dash under “Tells apart”: everybody earned the same there, so it tells nobody apart."
    assert say_needed([]) == []


def test_the_notes_say_over_how_many_each_column_counts_where_a_mark_waits_and_why_a_question_has_no_share():
    # One of twelve waits for a mark at c; d carries none.
    rows = [[float(n % 2), float(n % 3 == 0), 1.0 if n else math.nan, 0.0] for n in range(12)]
    items = analyse(ScoreMatrix(("a", "b", "c", "d"), (1.0, 1.0, 1.0, 0.0), rows)).items

    assert say_needed(items)[-2:] == [
        "A dash under “Right”: the question carries no marks.",
        "“Right” counts the answers that are marked (n 11–12), “Tells apart” the attempts marked whole (n 11).",
    ]
    assert say_needed(analyse(ScoreMatrix(("a", "d"), (1.0, 0.0), [[0.0, 0.0]] * 12)).items) == [
        "A dash under “Tells apart”: everybody earned the same there, so it tells nobody apart.",
        "A dash under “Right”: the question carries no marks.",
    ]


def test_a_figure_has_one_name_and_the_statistician_s_stands_in_its_definition_alone(taught, visit):
    taught.crowd(12)
    teacher = visit(taught.teacher)
    report, question = (teacher.get(taught.address + part).text for part in ("", "/questions/capital"))
    definition = re.search(
        r'id="discrimination">(.*?)</div>', teacher.get("/reports/definitions").text, re.S
    )[1]

    for page in (report, question):
        assert "Tells apart" in page
        assert not re.search(r">[^<]*discriminat", page, re.I)
    assert "<dt>Tells apart</dt>" in definition
    assert "discrimination" in definition


def test_a_question_s_page_folds_what_only_a_statistician_asks_for(taught, visit):
    taught.crowd(12)
    page = visit(taught.teacher).get(f"{taught.address}/questions/capital").text

    strip = re.search(r'<dl class="stats">(.*?)</dl>', page, re.S)[1]
    [more] = [part for part in folded(page) if "Efficiency" in part]
    assert "Efficiency" not in strip
    assert "Weight" not in strip
    assert "Effective weight" in more
    assert "Option and rest score" in more
    assert len(re.findall(r">\s*Option and rest score", page)) == 1, (
        "its region says it once more to those who hear"
    )


def test_the_bars_of_the_thirds_have_a_key_that_does_not_rest_on_colour(taught, visit):
    taught.crowd(12)
    page = visit(taught.teacher).get(f"{taught.address}/questions/capital").text
    kinds = ["third1", "third2", "third3"]

    assert page.index("lower third") < page.index("<table")
    assert re.findall(r'class="(third\d)"[^>]*></rect></svg> (\w+)', str(thirds_key())) == [
        ("third1", "lower"), ("third2", "middle"), ("third3", "upper"),
    ]  # fmt: skip
    # From above: each fill in the order of the key, each on a track that shows the whole.
    assert re.findall(r'class="(third\d|track)"', str(thirds_bar(0.5, 0.5, 0.5))) == [
        each for kind in kinds for each in ("track", kind)
    ]


def test_blank_and_i_do_not_know_are_two_figures_of_a_student(taught, visit):
    taught.take("Ada", None, None, DONT_KNOW, [0, 1])
    page = visit(taught.teacher).get(taught.address).text

    row = re.search(r"<tr>\s*<th scope=\"row\"><a[^>]*>Ada</a>.*?</tr>", page, re.S)[0]
    figures = dict(re.findall(r'data-label="([^"]+)">(\d*)</td>', row))
    assert (figures["Right"], figures["Blank"], figures["Don’t know"]) == ("1", "2", "1")
    assert "Blank or" not in page


def test_a_student_s_page_begins_with_what_went_wrong_and_folds_what_was_right(taught, visit):
    """Certain and wrong before the other mistakes, guesses before what was known."""
    attempt = taught.take("Ada", 1, 0, "30 km", [0, 1])
    certainty = {1: "certain", 2: "guessing", 3: None, 4: "fairly sure"}
    for position in attempt.positions:
        position.certainty = certainty[position.position]
    taught.session.commit()
    page = visit(taught.teacher).get(f"{taught.address}/students/{attempt.public_id}").text

    assert re.findall(r'id="question-(\d)"', page) == ["1", "3", "2", "4"]
    assert re.findall(r'<h2 id="[\w-]+">([^<]+?) ?<', page) == [
        "Certain, and not so", "Missed", "Right by guessing", "Right",
    ]  # fmt: skip
    assert [re.findall(r'id="question-(\d)"', part) for part in folded(page)] == [["4"]]


def test_the_index_folds_what_nobody_has_started(taught, visit):
    teacher = visit(taught.teacher)
    before = teacher.get("/reports").text
    assert "Nobody has started any of these quizzes yet." in before
    assert folded(before) == [], "with nothing else to see the list is not folded"

    taught.take("Ada", 0, 0, "3 km", [0, 1])
    page = teacher.get("/reports").text
    [idle] = folded(page)
    assert taught.address not in idle
    assert taught.address in page
    assert taught.published.entry.public_id in idle
    assert page.count("nobody has started") == 1


def test_the_spreadsheet_leads_the_files_and_those_for_programs_are_folded(taught, visit):
    taught.take("Ada", 0, 0, "3 km", [0, 1])
    page = visit(taught.teacher).get(taught.address).text

    assert len(re.findall(r"/export/", page)) == 11, "each once"
    assert re.findall(r"/export/([\w.]+)", page)[:2] == ["report.xlsx", "marks.csv"]
    [technical] = [part for part in folded(page) if "/export/" in part]
    assert re.findall(r"/export/([\w.-]+)", technical) == [
        "responses.csv", "items.csv", "options.csv", "report.json", "gradebook-moodle.csv", "gradebook-canvas.csv",
        "xapi.json", "qti-results.zip", "report.zip",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "opened"),
    [
        ("", []),
        ("band=9", ["students"]),
        ("students=score", ["students"]),
        ("page=2", ["students"]),
        ("questions=right", ["questions"]),
        ("show=hard", ["questions"]),
    ],
)
def test_the_part_that_was_sorted_or_filtered_comes_back_open(taught, visit, query, opened):
    """Without a hash in the address, too, which a browser may not send on."""
    taught.crowd(3)
    page = visit(taught.teacher).get(f"{taught.address}?{query}").text

    assert re.findall(r'<details class="fold" open>.*?<div id="(\w+)"', page, re.S) == opened


def test_one_is_said_as_one():
    once = discern_counts(solid=4, hits=3, shaky=5, alarms=2)
    twice = discern_counts(solid=4, hits=2, shaky=5, alarms=1)

    assert "Claims to rely on were doubted 1 time of 4." in say_class_discernment(once)
    assert "Claims to be careful with were trusted 2 times of 5." in say_class_discernment(once)
    assert "Claims to rely on were doubted 2 times of 4." in say_class_discernment(twice)
    assert "Claims to be careful with were trusted 1 time of 5." in say_class_discernment(twice)
    said = {
        ("told-apart", "right", 1, "claims", 4): "Knew how far to rely on a claim: 1 of 4.",
        ("told-apart", "right", 2, "claims", 4): "Knew how far to rely on a claim: 2 of 4.",
        ("doubted-solid", "doubted", 1, "solid", 1): "Of 1 claim to rely on doubted 1.",
        ("trusted-shaky", "trusted", 0, "shaky", 2): "Of 2 claims to be careful with trusted 0.",
    }
    for (code, one, first, other, second), words in said.items():
        assert say_of_student(Sentence(code, ((one, first), (other, second)))) == words


def test_an_interval_of_marks_ends_where_marks_end():
    assert between_shares(-0.2, 1.13) == "0 to 100\u202f%"
    assert between_shares(0.1, 0.7) == "10 to 70\u202f%"
