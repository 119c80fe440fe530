"""The published numbers of an archive follow from its responses, by a second implementation."""

import ast
import csv
import hashlib
import io
import json
import zipfile
from array import array
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.answers import Verdict
from quizapp.domain.statistics import columns
from quizapp.domain.statistics.matrix import ScoreMatrix, ability_thirds, attempt_scores, rest_shares
from quizapp.domain.statistics.options import GivenAnswer, option_table, time_spent
from quizapp.domain.statistics.published import AnswerCounts, item_row, option_rows, quiz_row
from quizapp.domain.statistics.quiz import analyse
from quizapp.reports.verify import archive as module
from quizapp.reports.verify.archive import ArchiveUnreadable, read_archive, recompute
from quizapp.reports.verify.second_statistics import third_counts

START = datetime(2024, 8, 14, 9, 0, tzinfo=UTC)
NAN = float("nan")


class Class:
    """A generated class: rows of responses, and what publishing makes of the attempts that count."""

    def __init__(self, seed=1, students=30, questions=8, drawn=0, tenths=False):
        self.rng = Random(seed)
        self.full = {f"q{k}": (1.0, 2.0, 1.0, 0.0)[k % 4] for k in range(questions)}
        self.steps = (0.0, 0.1, 1 / 3, 1.0) if tenths else (0.0, 1.0)
        self.same = not drawn
        self.responses = []
        for student in range(students):
            for number in range(1, self.rng.choice([2, 2, 3])):
                shown = list(self.full) if not drawn else self.rng.sample(list(self.full), drawn)
                self.attempt(
                    f"s{student}", number, shown, state="finished" if self.rng.random() > 0.1 else "running"
                )

    def attempt(self, student, number, shown, state="finished", wait=False):
        able = self.rng.random()
        for position, question in enumerate(shown, 1):
            tries = self.rng.choice([0, 1, 1, 1, 2])
            for turn in range(1, tries + 1):
                grade = 1.0 if self.rng.random() < able else self.rng.choice(self.steps)
                category = (
                    "right" if grade == 1 else self.rng.choice(["=wrong", "odd", columns.CATEGORY_DONT_KNOW])
                )
                self.row(student, number, state, position, question, turn, category, grade)
            if not tries:
                self.row(student, number, state, position, question, 0, columns.CATEGORY_BLANK, 0.0)
        if wait:
            self.responses[-1]["marks"] = ""

    def row(self, student, number, state, position, question, turn, category, grade):
        at = START + timedelta(seconds=40 * len(self.responses))
        text = f"'{category}" if category.startswith("=") else category
        values = dict.fromkeys(columns.RESPONSE_COLUMNS, "")
        values |= {
            "student": student,
            "attempt": f"{student}/{number}",
            "attempt_number": str(number),
            "state": state,
        }
        values |= {"position": str(position), "question": question, "try": str(turn), "category": text}
        values |= {"fraction": repr(grade), "marks": repr(grade * self.full[question])}
        values |= {"max_marks": repr(self.full[question]), "answered_at": at.isoformat()}
        values["counts"] = "1"
        if turn > 1:
            self.responses[-1]["counts"] = "0"
        values["seconds"] = "" if turn == 0 else str(self.rng.randrange(5, 90))
        self.responses.append(values)

    def chosen(self, policy="first"):
        """Final rows of the attempts that count, by attempt; written for the test, as a query would."""
        finals = defaultdict(dict)
        for row in self.responses:
            if row["state"] == "finished":
                finals[row["student"], int(row["attempt_number"])][row["question"]] = row
        by_student = defaultdict(list)
        for (student, _), final in sorted(finals.items()):
            by_student[student].append(final)
        pick = {"first": lambda own: own[:1], "last": lambda own: own[-1:], "all": lambda own: own}[policy]
        return [final for own in by_student.values() for final in pick(own)]

    def publish(self, policy="first"):
        attempts = self.chosen(policy)
        ids = tuple(self.full)
        rows = [[float(final[q]["marks"] or NAN) if q in final else NAN for q in ids] for final in attempts]
        blobs = [array("d", row).tobytes() for row in rows]
        waiting = {n for n, final in enumerate(attempts) if not all(row["marks"] for row in final.values())}
        matrix = ScoreMatrix(
            ids,
            tuple(self.full.values()),
            blobs,
            same_questions=self.same,
            unfinished=frozenset() if self.same else frozenset(waiting),
        )
        analysis = analyse(matrix).only_telling()
        scores = [score.share for score in attempt_scores(matrix)]
        items, options = [], []
        for item in analysis.items:
            question = item.question_id
            rests = rest_shares(matrix)[question]
            given = [
                (final[question], score, rest)
                for final, score, rest in zip(attempts, scores, rests, strict=True)
                if question in final
            ]
            table = option_table([answer(*one) for one in given], options=("right", "never"), keys=("right",))
            spent = time_spent(float(row["seconds"]) if row["seconds"] else None for row, _, _ in given)
            items.append(
                item_row(
                    item,
                    AnswerCounts(table.count(Verdict.BLANK), table.count(Verdict.DONT_KNOW), spent.median),
                )
            )
            options += option_rows(question, table.only_telling())
        return items, options, [quiz_row(analysis.quiz)]

    def archive(self, policy="first", **changes):
        items, options, quiz = self.publish(policy)
        for row in options:
            row["category"] = f"'{row['category']}" if row["category"].startswith("=") else row["category"]
        tables = {
            columns.RESPONSES_FILE: write(columns.RESPONSE_COLUMNS, self.responses),
            columns.ITEMS_FILE: write(columns.ITEM_COLUMNS, items),
            columns.OPTIONS_FILE: write(columns.OPTION_COLUMNS, options),
            columns.QUIZ_FILE: write(columns.QUIZ_COLUMNS, quiz),
        }
        return with_manifest(
            tables, policy=policy, questions=list(self.full), same_questions=self.same, **changes
        )


def answer(row, score, rest):
    outcome = {columns.CATEGORY_BLANK: Verdict.BLANK, columns.CATEGORY_DONT_KNOW: Verdict.DONT_KNOW}.get(
        row["category"], Verdict.WRONG
    )
    categories = () if outcome is not Verdict.WRONG else (row["category"].removeprefix("'"),)
    return GivenAnswer(outcome, categories, score=score, rest=rest)


def write(names, rows):
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, names)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def with_manifest(tables, **settings):
    files = {
        name: {
            "sha256": hashlib.sha256(content).hexdigest(),
            "rows": len(list(csv.reader(io.StringIO(content.decode())))) - 1,
        }
        for name, content in tables.items()
    }
    manifest = {
        "files": files,
        "level": 0.95,
        "generated_at": START.isoformat(),
        "program_version": "0.1.0",
        **settings,
    }
    return {**tables, columns.MANIFEST_FILE: json.dumps(manifest).encode()}


def assert_holds(files):
    verdict = recompute(files)
    assert verdict.problems == ()
    assert verdict.differences == ()
    assert verdict.holds
    return verdict


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("tenths", [False, True], ids=["nothing or all", "partial marks"])
def test_every_published_number_is_borne_out(seed, tenths):
    verdict = assert_holds(Class(seed, tenths=tenths).archive())

    # 8 questions of 18 cells, a quiz of 20, and 7 cells for each option.
    assert verdict.compared > 8 * 18 + 20 + 8 * 3 * 7


@pytest.mark.parametrize("policy", ["first", "last", "all"])
def test_every_policy_is_understood(policy):
    assert_holds(Class(7, tenths=True).archive(policy))


def test_best_attempt_is_the_highest_share_and_a_waiting_one_only_for_want_of_another():
    made = Class(2, students=0, questions=3)
    for student in ("ann", "bob", "cid"):
        made.attempt(student, 1, list(made.full))
        made.attempt(student, 2, list(made.full))
    made.responses[-1]["marks"] = ""
    best = module._choose(module._read_attempts(made.responses), {"policy": "best"})

    shares = {
        (attempt.student, attempt.number): attempt.share for attempt in module._read_attempts(made.responses)
    }
    assert [attempt.student for attempt in best] == ["ann", "bob", "cid"]
    for attempt in best:
        others = [
            share
            for (student, _), share in shares.items()
            if student == attempt.student and share is not None
        ]
        assert attempt.share == max(others)


def test_draw_per_student_is_borne_out():
    assert_holds(Class(3, students=60, drawn=5, tenths=True).archive())


@pytest.mark.parametrize("drawn", [0, 5])
def test_attempts_that_wait_have_no_total_and_their_marked_answers_count(drawn):
    made = Class(4, drawn=drawn)
    before = {row["question"]: int(row["n"]) for row in published(made, columns.ITEMS_FILE)}
    made.attempt("late", 1, list(made.full)[: drawn or None], wait=True)
    shown = list(made.full)[: drawn or None]
    assert_holds(made.archive())

    [quiz] = published(made, columns.QUIZ_FILE)
    assert quiz["waiting"] == "1"
    for row in published(made, columns.ITEMS_FILE):
        more = 1 if row["question"] in shown[:-1] else 0  # the last one waits
        assert int(row["n"]) == before[row["question"]] + more


def published(made, name):
    return list(csv.DictReader(io.StringIO(made.archive()[name].decode(), newline="")))


@pytest.mark.parametrize(("students", "says"), [(9, False), (10, True)])
def test_what_compares_attempts_is_empty_below_ten(students, says):
    made = Class(5, students=0, questions=3)
    for student in range(students):
        made.attempt(f"s{student}", 1, list(made.full))
    assert_holds(made.archive())

    [quiz] = published(made, columns.QUIZ_FILE)
    comparing = [quiz["alpha"], quiz["standard_error"], quiz["skewness"]]
    comparing += [row["discrimination"] for row in published(made, columns.ITEMS_FILE)]
    comparing += [row["correlation"] for row in published(made, columns.OPTIONS_FILE)]
    assert any(comparing) is says
    assert quiz["mean"]
    assert all(row["facility"] for row in published(made, columns.ITEMS_FILE))


@pytest.mark.parametrize("students", [0, 1, 2, 3, 4])
def test_tiny_classes_are_borne_out(students):
    made = Class(5, students=0, questions=3)
    for student in range(students):
        made.attempt(f"s{student}", 1, list(made.full))
    assert_holds(made.archive())


@pytest.mark.parametrize("grade", [0.0, 1 / 3, 1.0])
def test_class_that_all_answers_alike_is_borne_out(grade):
    made = Class(5, students=0, questions=3)
    for student in range(12):
        for position, question in enumerate(made.full, 1):
            made.row(f"s{student}", 1, "finished", position, question, 1, "odd", grade)
    assert_holds(made.archive())


def changed_cell(files, name, column, change):
    rows = list(csv.DictReader(io.StringIO(files[name].decode())))
    for row in rows:
        if row[column]:
            row[column] = change(row[column])
            break
    tables = {k: v for k, v in files.items() if k != columns.MANIFEST_FILE}
    tables[name] = write(list(rows[0]), rows)
    manifest = json.loads(files[columns.MANIFEST_FILE])
    settings = {key: manifest[key] for key in ("policy", "questions", "same_questions")}
    return with_manifest(tables, **settings)


COMPUTED = [
    *[(columns.ITEMS_FILE, c) for c in columns.ITEM_COLUMNS if c not in (*columns.ITEM_GIVEN, "full_marks")],
    *[(columns.OPTIONS_FILE, c) for c in columns.OPTION_COLUMNS if c not in columns.OPTION_GIVEN],
    *[(columns.QUIZ_FILE, c) for c in columns.QUIZ_COLUMNS],
]


@pytest.mark.parametrize(("name", "column"), COMPUTED, ids=[f"{name}:{column}" for name, column in COMPUTED])
def test_a_changed_number_is_found(name, column):
    files = changed_cell(
        Class(1).archive(),
        name,
        column,
        lambda cell: "other" if "method" in column else repr(float(cell) + 1e-6),
    )
    verdict = recompute(files)

    assert [(one.file, one.column) for one in verdict.differences] == [(name, column)]
    assert not verdict.holds


def test_a_figure_where_there_should_be_none_is_found():
    made = Class(5, students=0, questions=3)
    made.attempt("s1", 1, list(made.full))
    files = made.archive()
    rows = list(csv.DictReader(io.StringIO(files[columns.QUIZ_FILE].decode())))
    rows[0]["alpha"] = "0.0"
    tables = {k: v for k, v in files.items() if k != columns.MANIFEST_FILE}
    tables[columns.QUIZ_FILE] = write(columns.QUIZ_COLUMNS, rows)
    verdict = recompute(with_manifest(tables, policy="first", questions=list(made.full), same_questions=True))

    assert [one.column for one in verdict.differences] == ["alpha"]


def test_a_changed_response_is_found_even_with_a_fresh_hash():
    files = changed_cell(
        Class(1).archive(), columns.RESPONSES_FILE, "marks", lambda cell: repr(1.0 - float(cell))
    )

    assert recompute(files).differences


def test_a_changed_file_is_found_by_its_hash():
    files = Class(1).archive()
    files[columns.RESPONSES_FILE] += b"\r\n"

    assert recompute(files).problems == (
        "responses.csv was changed after the archive was made: its SHA-256 differs.",
    )


def test_missing_files_extra_files_and_wrong_counts_are_problems():
    files = Class(1).archive()
    manifest = json.loads(files[columns.MANIFEST_FILE])
    manifest["files"]["gone.csv"] = {"sha256": "", "rows": 0}
    manifest["files"][columns.QUIZ_FILE]["rows"] = 2
    del manifest["files"][columns.OPTIONS_FILE]
    files[columns.MANIFEST_FILE] = json.dumps(manifest).encode()

    assert recompute(files).problems == (
        "quiz.csv has 1 rows, the manifest says 2.",
        "gone.csv is in the manifest but not in the archive.",
        "options.csv is in the archive but not in the manifest.",
    )


def test_an_answer_missing_from_the_option_table_is_a_problem():
    files = Class(1).archive()
    rows = list(csv.DictReader(io.StringIO(files[columns.OPTIONS_FILE].decode())))
    kept = [row for row in rows if (row["question"], row["category"]) != ("q0", "'=wrong")]
    tables = {k: v for k, v in files.items() if k != columns.MANIFEST_FILE}
    tables[columns.OPTIONS_FILE] = write(columns.OPTION_COLUMNS, kept)
    questions = [f"q{k}" for k in range(8)]

    assert recompute(
        with_manifest(tables, policy="first", questions=questions, same_questions=True)
    ).problems == ("options.csv lacks the answer '=wrong' to q0.",)


def test_responses_that_do_not_fit_the_quiz_are_problems():
    made = Class(1, students=5, questions=3)
    files = made.archive()
    made.responses[0]["max_marks"] = "7.0"
    made.full["q9"] = 1.0
    made.row("s0", 1, "finished", 4, "q9", 1, "odd", 1.0)
    tables = {k: v for k, v in files.items() if k != columns.MANIFEST_FILE}
    tables[columns.RESPONSES_FILE] = write(columns.RESPONSE_COLUMNS, made.responses)
    problems = recompute(
        with_manifest(tables, policy="first", questions=["q0", "q1", "q2"], same_questions=True)
    ).problems

    assert "A response is to q9, which the manifest does not name." in problems
    assert "Responses to q0 have other full marks than items.csv." in problems


def test_an_attempt_without_a_row_for_a_question_that_all_had_cannot_be_recomputed():
    made = Class(1, students=0, questions=3)
    made.attempt("s1", 1, list(made.full))
    files = made.archive()
    tables = {k: v for k, v in files.items() if k != columns.MANIFEST_FILE}
    kept = [row for row in made.responses if row["question"] != "q1"]
    tables[columns.RESPONSES_FILE] = write(columns.RESPONSE_COLUMNS, kept)

    with pytest.raises(ArchiveUnreadable, match="Attempt s1/1 has no row for q1"):
        recompute(with_manifest(tables, policy="first", questions=list(made.full), same_questions=True))


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda files: files.pop("manifest.json"), "has no manifest.json"),
        (lambda files: files.pop("responses.csv"), "has no responses.csv"),
        (lambda files: files.update({"manifest.json": b"{"}), "is not JSON"),
        (lambda files: files.update({"manifest.json": b"{}"}), "lacks files, policy"),
        (lambda files: files.update({"quiz.csv": b"n\r\n1\r\n"}), "quiz.csv lacks the columns waiting"),
    ],
)
def test_unreadable_archives_say_what_is_missing(spoil, message):
    files = Class(1).archive()
    spoil(files)
    with pytest.raises(ArchiveUnreadable, match=message):
        recompute(files)


def test_cells_that_are_no_numbers_say_so():
    with pytest.raises(ArchiveUnreadable, match="'many' stands where a number belongs"):
        recompute(changed_cell(Class(1).archive(), columns.RESPONSES_FILE, "marks", lambda _: "many"))


def test_archives_are_read_from_zip_and_from_folder(tmp_path):
    files = Class(1).archive()
    with zipfile.ZipFile(tmp_path / "report.zip", "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    folder = tmp_path / "report"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)

    assert read_archive(tmp_path / "report.zip") == read_archive(folder) == files
    (tmp_path / "bad.zip").write_bytes(b"no")
    with pytest.raises(ArchiveUnreadable, match="cannot be read as a zip archive"):
        read_archive(tmp_path / "bad.zip")


def test_the_two_implementations_share_nothing_but_the_names_of_columns():
    for name in ("archive.py", "second_statistics.py"):
        tree = ast.parse((Path(module.__file__).parent / name).read_text())
        imported = {
            (node.module, alias.name)
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("quizapp")
            for alias in node.names
        }
        assert imported <= {
            ("quizapp.domain.statistics", "columns"),
            ("quizapp.domain.statistics.columns", "Policy"),
            ("quizapp.reports.verify", "second_statistics"),
            ("quizapp.basics.spreadsheets", "as_written"),
            ("quizapp.reports.verify.second_statistics", "Values"),
        }


def test_published_rows_have_the_columns_of_the_contract():
    items, options, [quiz] = Class(1).publish()

    assert {tuple(row) for row in items} == {columns.ITEM_COLUMNS}
    assert {tuple(row) for row in options} == {columns.OPTION_COLUMNS}
    assert tuple(quiz) == columns.QUIZ_COLUMNS
    assert AnswerCounts(0, 0, None).median_seconds is None


@given(st.lists(st.tuples(st.sampled_from([0.1 + 0.2, 0.3, 0.5, 0.6, 1.0]), st.booleans())))
def test_both_implementations_sort_into_the_same_thirds(pairs):
    thirds = ability_thirds([score for score, _ in pairs])
    ours = tuple(
        sum(pick for third, (_, pick) in zip(thirds, pairs, strict=True) if third == k) for k in range(3)
    )

    assert third_counts([Decimal(score) for score, _ in pairs], [pick for _, pick in pairs]) == ours
