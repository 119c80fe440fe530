"""Files of a report: complete, inert, of this class alone, and with numbers that follow from the responses."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from sqlalchemy import select

from quizapp.attempts import assignment_queries, erasing
from quizapp.attempts.corrections import Correction
from quizapp.basics.spreadsheets import FORMULA_STARTS
from quizapp.domain.question import KeyChange
from quizapp.domain.statistics import columns
from quizapp.domain.statistics.columns import Policy
from quizapp.identity.display_names import People, student_numbers
from quizapp.models import Membership
from quizapp.reports import exports, queries, report
from quizapp.reports.verify.archive import recompute
from tests.reports.conftest import DONT_KNOW, NO_ESSAY, teach
from tests.support.clock import START
from tests.support.quizzes import save, start

EVIL = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx")


def subject(taught, policy=Policy.FIRST, *, hidden=False):
    session = taught.session
    made = report.report_of(session, taught.assignment, policy)
    numbers = student_numbers(session, b"s" * 32, taught.assignment) if hidden else None
    people = People(assignment_queries.people_of(session, taught.assignment, None).names, numbers)
    return exports.Subject(session, made, taught.assignment, people, START)


def archive(taught, policy=Policy.FIRST):
    content = exports.write_archive(subject(taught, policy)).content
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def rows(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def change_minds(taught):
    """Attempts with second thoughts, blanks, "I don't know" and partial marks, some students more than once."""
    taught.crowd(14)
    taught.take("Second thoughts", 1, None, DONT_KNOW, [0])
    attempt = start(taught.session, taught.assignment, taught.student("Turncoat"), START)
    for turn, answer in enumerate((1, 2, 0)):
        save(taught.session, attempt, 1, answer, START + timedelta(seconds=10 * turn + 3.21))
    taught.session.commit()
    from quizapp.attempts import submit_attempt

    submit_attempt(taught.session, attempt, START + timedelta(minutes=3))
    taught.session.commit()
    for n in (1, 2, 3):
        taught.take(f"Student of class {n:03}", 0, 0, "3 km", [0, 1], at=START + timedelta(hours=1))


@pytest.mark.parametrize("policy", list(Policy))
def test_every_published_number_follows_from_the_exported_responses(taught, policy):
    taught.assignment.attempts_allowed = 5
    change_minds(taught)

    verdict = recompute(archive(taught, policy))

    assert verdict.differences == ()
    assert verdict.problems == ()
    assert verdict.compared > 150


@pytest.mark.parametrize("policy", [Policy.FIRST, Policy.ALL])
def test_what_a_student_had_deleted_counts_on_and_the_archive_still_holds(taught, policy):
    """They were promised that the class's counts stay right, and the teacher that the numbers can be checked."""
    change_minds(taught)
    before = subject(taught, policy).report
    for name in ("Second thoughts", "Turncoat", "Student of class 003"):
        erasing.erase_student(taught.session, taught.student(name).id, START + timedelta(days=1))
    taught.session.commit()
    report.forget_reports()

    after = subject(taught, policy)

    assert after.report.analysis == before.analysis
    assert after.report.calibration == before.calibration
    assert queries.count_erased(taught.session, taught.assignment) == 3
    files = archive(taught, policy)
    verdict = recompute(files)
    assert verdict.differences == verdict.problems == ()
    gone = [row for row in rows(files["responses.csv"]) if row["student"].startswith("Former student")]
    assert gone
    assert {row["raw_answer"] + row["read_answer"] for row in gone} == {""}
    assert b"Turncoat" not in files["responses.csv"] + files["marks.csv"]


def test_an_erased_student_who_had_left_the_class_before_does_not_come_back_by_it(taught):
    taught.crowd(3)
    left = taught.student("Student of class 001")
    membership = taught.session.scalars(select(Membership).where(Membership.student_id == left.id)).one()
    membership.removed_at = START
    erasing.erase_student(taught.session, left.id, START + timedelta(days=1))
    taught.session.commit()

    assert subject(taught).report.analysis.quiz.n == 2


def test_an_essay_that_waits_leaves_with_its_student(with_essay):
    """Its answer is gone, so nobody can mark it: it would wait for ever."""
    with_essay.take("Ada", 0, 0, "3 km", [0, 1], "First I would ask the surveyor.")
    erasing.erase_student(with_essay.session, with_essay.student("Ada").id, START + timedelta(days=1))
    with_essay.session.commit()

    made = subject(with_essay).report

    assert (made.to_mark, made.analysis.quiz.waiting, len(made.attempts)) == (0, 0, 0)


def test_a_changed_response_is_noticed(taught):
    taught.crowd(8)
    files = archive(taught)
    name = columns.RESPONSES_FILE
    files[name] = files[name].replace(b",Sandvik,1.0,1.0,1.0", b",Sandvik,0.0,0.0,1.0", 1)

    verdict = recompute(files)

    assert any("changed after the archive" in problem for problem in verdict.problems)
    assert {each.column for each in verdict.differences} >= {"facility", "mean"}


def test_an_archive_of_essays_that_wait_holds_too(with_essay):
    for n in range(6):
        with_essay.take(f"S{n}", n % 2, 0, "3 km", [0, 1], "An essay." if n > 3 else None)

    files = archive(with_essay)

    assert recompute(files).holds
    [quiz] = rows(files[columns.QUIZ_FILE])
    assert (quiz["n"], quiz["waiting"]) == ("4", "2")


def test_an_archive_of_own_draws_and_two_versions_holds(session):
    from quizapp.banks import publishing

    taught = teach(session, NO_ESSAY, draws="one per student")
    taught.crowd(7)
    newer = NO_ESSAY.replace("  number: 3 km\n", "  number: 3 km\n  marks: 2\n")
    newest = publishing.newest_version(session, taught.published.bank.id)
    publishing.publish_bank(session, "harbour", newer, START, based_on=newest.id)
    session.commit()
    taught.crowd(7)

    files = archive(taught)

    assert recompute(files).holds
    assert {"depth~1", "depth~2"} <= {row["question"] for row in rows(files[columns.ITEMS_FILE])}


def test_long_responses_hold_every_save_with_its_order_time_and_certainty(taught):
    attempt = start(taught.session, taught.assignment, taught.student("Turncoat"), START)
    order = list(attempt.positions[0].order)
    save(taught.session, attempt, 1, 1, START + timedelta(seconds=4), certainty="guessing")
    save(taught.session, attempt, 1, 0, START + timedelta(seconds=9.26), certainty="certain")
    taught.session.commit()

    first, second, *blanks = rows(archive(taught)[columns.RESPONSES_FILE])

    assert (first["try"], first["read_answer"], first["marks"], first["certainty"]) == (
        "1",
        "Nordby",
        "0.0",
        "guessing",
    )
    assert (second["try"], second["read_answer"], second["certainty"]) == ("2", "Sandvik", "certain")
    assert second["marks"] == "", "it is not handed in yet"
    assert second["seconds"] == "9.3", "4 s, then 5.26 s: 9.26 s, told in tenths"
    assert second["shown_order"] == " ".join(map(str, order))
    assert second["state"] == "running"
    assert [row["try"] for row in blanks] == ["0", "0", "0"]


@pytest.mark.databases("sqlite")
def test_no_cell_runs_as_a_formula(taught):
    for n, evil in enumerate(EVIL):
        taught.take(evil, n % 2, 0, "-3 km" if n % 2 else "3 km", [0, 2])

    for name, content in archive(taught).items():
        if name.endswith(".csv"):
            for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
                for cell in row:
                    assert not cell.startswith(FORMULA_STARTS) or is_number(cell), (name, cell)
    assert any("'=1+1" in row["student"] for row in rows(archive(taught)["marks.csv"]))
    book = openpyxl.load_workbook(io.BytesIO(exports.write_workbook(subject(taught)).content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell for cell in cells if cell.data_type == "f"] == []
    texts = {cell.value: cell for cell in cells if isinstance(cell.value, str)}
    for evil in ("=1+1", "+1", "-1", "@SUM(A1)"):
        assert texts[evil].data_type == "s"
        assert texts[evil].quotePrefix, "also when somebody edits the cell, it stays text"
    assert [cell for cell in cells if cell.hyperlink] == []


def is_number(cell):
    try:
        float(cell)
    except ValueError:
        return False
    return True


@pytest.mark.databases("sqlite")
def test_no_file_holds_anything_of_another_class_or_a_hidden_name(taught, session):
    from tests.support.people import make_class
    from tests.support.quizzes import assign

    taught.take("Own student", 0, 0, "3 km", [0, 1])
    other = make_class(session, START, taught.teacher, name="8A")
    foreign = teach_again(taught, other, assign(session, START, other, taught.published.fixed))
    foreign.take("Other student", 1, 1, "30 km", [2])

    for kind, make in exports.EXPORTS.items():
        plain, hidden = (unpacked(make(subject(taught, hidden=h)).content) for h in (False, True))
        assert "Other student" not in plain, kind
        assert foreign.attempts[0].public_id not in plain, kind
        assert "Own student" not in hidden, kind
        if kind.startswith(("marks", "responses", "report")):
            assert "Own student" in plain, kind
            assert "Student 1" in hidden, kind


def teach_again(taught, school_class, assignment):
    return type(taught)(
        taught.session, taught.published, taught.teacher, school_class, assignment, taught.stranger
    )


def unpacked(content):
    """Everything that a file says, also inside a zip or a workbook."""
    if not content.startswith(b"PK"):
        return content.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return "\n".join(packed.read(name).decode("utf-8-sig", "replace") for name in packed.namelist())


@pytest.mark.databases("sqlite")
def test_two_students_of_one_name_are_told_apart(taught, session):
    entry = taught.published.entry
    from quizapp.attempts import submit_attempt
    from tests.support.people import make_student

    for answer in (0, 1):
        attempt = start(session, entry, make_student(session, START, "Mira"), START)
        save(session, attempt, 1, answer, START + timedelta(seconds=3))
        submit_attempt(session, attempt, START + timedelta(minutes=1))
        session.commit()
    taught.assignment = entry

    files = archive(taught)

    assert {row["student"] for row in rows(files[columns.RESPONSES_FILE])} == {"Mira", "Mira (2)"}
    assert recompute(files).holds


@pytest.mark.databases("sqlite")
def test_json_holds_the_tables_and_csv_the_same_numbers(taught):
    taught.crowd(5)
    told = json.loads(exports.as_json(subject(taught)).content)

    assert set(exports.TABLES) <= set(told)
    [quiz] = rows(archive(taught)[columns.QUIZ_FILE])
    assert float(quiz["mean"]) == told["quiz"][0]["mean"]
    assert told["policy"] == "first"


def test_the_table_of_answers_says_of_a_typed_one_whether_it_is_right(taught):
    taught.take("Student of class", 0, 0, "3 km", [0, 1])
    taught.take("Student of a class", 1, 1, "30 km", [0, 2])

    told = {
        row["category"]: row["is_key"]
        for row in rows(archive(taught)["options.csv"])
        if row["question"] == "depth"
    }
    assert {category: told[category] for category in ("3 km", "30 km")} == {"3 km": "1", "30 km": "0"}
    assert not any(flag == "1" for category, flag in told.items() if category != "3 km")


@pytest.mark.databases("sqlite")
def test_the_commands_export_and_recompute(taught, app, tmp_path):
    taught.crowd(6)
    runner = app.test_cli_runner()
    target = tmp_path / "report.zip"
    public_id = taught.assignment.public_id = "-R23456789012345678901"  # as one address in 64 begins
    taught.session.commit()

    made = runner.invoke(args=["reports", "export", public_id, "--to", str(target)])
    held = runner.invoke(args=["reports", "recompute", str(target)])

    assert made.exit_code == 0, made.output
    assert held.exit_code == 0, held.output
    assert "published numbers follow from the responses" in held.output
    (tmp_path / "broken.zip").write_bytes(b"nothing")
    assert runner.invoke(args=["reports", "recompute", str(tmp_path / "broken.zip")]).exit_code == 2
    assert runner.invoke(args=["reports", "export", "no-such", "--to", str(target)]).exit_code == 1
    assert runner.invoke(args=["reports", "export", public_id, "--to", "x.txt"]).exit_code == 2
    changed = archive(taught)
    folder = tmp_path / "folder"
    folder.mkdir()
    changed[columns.QUIZ_FILE] = changed[columns.QUIZ_FILE].replace(b"\r\n6,", b"\r\n7,", 1)
    for name, content in changed.items():
        (folder / name).write_bytes(content)
    differs = runner.invoke(args=["reports", "recompute", str(folder)])
    assert differs.exit_code == 1
    assert "quiz.csv, quiz, n: published 7, recomputed 6" in differs.output


def correct(taught, question, correction, policy="everyone"):
    from quizapp.attempts import regrading

    regrading.apply_regrade(
        taught.session,
        taught.assignment,
        question,
        correction,
        policy,
        reason="The source says so.",
        user_id=taught.teacher.id,
        now=START + timedelta(days=1),
        public_id=f"regrade-{question}",
    )
    taught.session.commit()


def test_a_corrected_key_is_the_key_of_the_report_and_its_numbers_hold(taught):
    for n in range(6):
        taught.take(f"S{n}", n % 3, 0, "3 km", [0, 1])
    before = subject(taught).report.by_key["capital"].item.facility

    correct(taught, "capital", Correction(change=KeyChange(right=("Nordby",))))

    made = subject(taught).report
    assert (before, made.by_key["capital"].item.facility) == (pytest.approx(2 / 6), pytest.approx(2 / 6))
    options = {row["category"]: row["is_key"] for row in rows(archive(taught)[columns.OPTIONS_FILE])}
    assert (options["Sandvik"], options["Nordby"]) == ("0", "1")
    assert recompute(archive(taught)).holds


def test_marks_that_a_regrade_changed_for_some_are_columns_of_their_own(taught):
    """Never lower: worth 3 marks only to those whose answer was right; the others keep their 1 mark."""
    for n in range(6):
        taught.take(f"S{n}", n % 2, 0, "3 km", [0, 1])

    correct(taught, "capital", Correction(marks=3.0), "never lower")

    files = archive(taught)
    assert recompute(files).holds
    full = {row["question"]: row["full_marks"] for row in rows(files[columns.ITEMS_FILE])}
    assert (full["capital~1"], full["capital~3"]) == ("1.0", "3.0")
    assert rows(files[columns.QUIZ_FILE])[0]["alpha"] == "", "they had no quiz in common"


def test_a_correction_of_marks_for_everybody_keeps_one_column(taught):
    for n in range(6):
        taught.take(f"S{n}", n % 2, 0, "3 km", [0, 1])

    correct(taught, "capital", Correction(marks=3.0))

    files = archive(taught)
    assert recompute(files).holds
    assert {row["question"]: row["full_marks"] for row in rows(files[columns.ITEMS_FILE])}["capital"] == "3.0"


@pytest.mark.databases("sqlite")
def test_the_first_sheets_are_for_people(taught):
    """Names in order, shares as per cent, dates by the class's clock, questions by their words."""
    taught.school_class.timezone = "Asia/Kolkata"  # five and a half hours ahead of UTC all year
    taught.take("Zoë", 0, 0, "3 km", [0, 1])
    taught.take("ada", 1, 0, "3 km", [0])
    taught.student("Ben")
    taught.session.commit()

    book = openpyxl.load_workbook(io.BytesIO(exports.write_workbook(subject(taught)).content))

    assert book.sheetnames == ["Students", "Questions", *exports.TABLES]
    students = book["Students"]
    head = [cell.value for cell in students[1]]
    assert head[6:8] == ["Begun (time in Kolkata)", "Handed in (time in Kolkata)"]
    assert head[10] == "1. Which town has the harbour?"
    assert [[row[0].value, row[2].value] for row in students.iter_rows(min_row=2)] == [
        ["ada", "handed in"],
        ["Ben", "has not started"],
        ["Zoë", "handed in"],
    ]
    zoe = students[4]
    # All four right: 100 per cent, shown as such and kept as the number 1.
    assert (zoe[5].value, zoe[5].number_format) == (1, "0.0%")
    ahead = START.astimezone(ZoneInfo("Asia/Kolkata")).replace(tzinfo=None, microsecond=0)
    assert (zoe[6].value, zoe[6].number_format) == (ahead, "d mmm yyyy hh:mm")
    assert zoe[10].value == 1
    for sheet in book:
        assert (sheet.freeze_panes, sheet.auto_filter.ref[:3]) == ("B2", "A1:"), sheet.title
    assert students.column_dimensions["G"].width >= len("30 Nov 2026 09:05")
    # Two took the first question, one of them right.
    asked = [cell.value for cell in book["Questions"][2]]
    assert (asked[0], asked[4], asked[5], asked[6], asked[8]) == (1, 2, 0.5, 1, 1)
