"""Derive every published number of a report's archive again, from its responses, and compare.

The archive is described in ``quizapp.domain.statistics.columns``. Nothing but those names is shared with
the code that published the numbers.
"""

import csv
import hashlib
import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation, localcontext
from functools import cached_property
from pathlib import Path
from statistics import median
from typing import Any

from quizapp.basics.spreadsheets import as_written
from quizapp.domain.statistics import columns
from quizapp.domain.statistics.columns import Policy
from quizapp.reports.verify import second_statistics
from quizapp.reports.verify.second_statistics import Values

Row = Mapping[str, str]


class ArchiveUnreadable(Exception):
    """The archive lacks something without which nothing can be recomputed; says what."""


@dataclass(frozen=True)
class CellDifference:
    """A published cell that the responses do not bear out."""

    file: str
    row: str
    column: str
    published: str
    recomputed: str


@dataclass(frozen=True)
class VerificationResult:
    """What came of recomputing: how many cells were compared, which differ, and what else is amiss."""

    compared: int
    differences: tuple[CellDifference, ...]
    problems: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.differences and not self.problems


@dataclass
class _Attempt:
    """One attempt: the row that counts of each question. Its sums are kept, so read them once all rows are in."""

    student: str
    name: str
    number: int
    finished: bool
    final: dict[str, Row] = field(default_factory=dict)

    def marks(self, question: str) -> Decimal | None:
        row = self.final.get(question)
        return _number(row["marks"]) if row else None

    @cached_property
    def waits(self) -> bool:
        return any(row["marks"] == "" for row in self.final.values())

    @cached_property
    def total(self) -> Decimal:
        return sum(
            (mark for question in self.final if (mark := self.marks(question)) is not None), Decimal(0)
        )

    @cached_property
    def full_marks(self) -> Decimal:
        return sum((_needed(row["max_marks"]) for row in self.final.values()), Decimal(0))

    @cached_property
    def share(self) -> Decimal | None:
        return self.total / self.full_marks if self.full_marks > 0 and not self.waits else None


def read_archive(path: Path) -> dict[str, bytes]:
    """The files of a zip archive, or of a folder, by name."""
    if path.is_dir():
        return {file.name: file.read_bytes() for file in path.iterdir() if file.is_file()}
    try:
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except (OSError, zipfile.BadZipFile) as problem:
        raise ArchiveUnreadable(f"{path} cannot be read as a zip archive: {problem}") from problem


def recompute(files: Mapping[str, bytes]) -> VerificationResult:
    """Check the archive's files against their hashes, derive its numbers again and compare each.

    Numbers agree when they differ by at most 1e-9 of themselves, or 1e-9 outright where they are below 1.
    Raises ArchiveUnreadable where a file, a column or the manifest is missing.
    """
    manifest = _read_manifest(files)
    problems = _check_hashes(files, manifest)
    responses = _read_table(files, columns.RESPONSES_FILE, columns.RESPONSE_COLUMNS)
    published_items = _read_table(files, columns.ITEMS_FILE, columns.ITEM_COLUMNS)
    published_quiz = _read_table(files, columns.QUIZ_FILE, columns.QUIZ_COLUMNS)
    if len(published_quiz) != 1:
        raise ArchiveUnreadable(f"{columns.QUIZ_FILE} needs exactly one row, it has {len(published_quiz)}.")
    with localcontext() as context:
        context.prec = second_statistics.DIGITS
        comparison = _Comparison(problems)
        evidence = _Evidence(
            manifest, _choose(_read_attempts(responses), manifest), published_items, problems
        )
        for row, values in zip(published_items, evidence.items(), strict=True):
            comparison.row(columns.ITEMS_FILE, row["question"], row, values, columns.ITEM_GIVEN)
        comparison.row(columns.QUIZ_FILE, "quiz", published_quiz[0], evidence.quiz(), ())
        if columns.OPTIONS_FILE in files:
            rows = _read_table(files, columns.OPTIONS_FILE, columns.OPTION_COLUMNS)
            for row in rows:
                name = f"{row['question']}: {row['category']}"
                values = evidence.option(row["question"], as_written(row["category"]))
                comparison.row(columns.OPTIONS_FILE, name, row, values, columns.OPTION_GIVEN)
            problems += evidence.missing_options(
                {(row["question"], as_written(row["category"])) for row in rows}
            )
    return VerificationResult(comparison.compared, tuple(comparison.differences), tuple(problems))


def _read_manifest(files: Mapping[str, bytes]) -> dict[str, Any]:
    if columns.MANIFEST_FILE not in files:
        raise ArchiveUnreadable(f"The archive has no {columns.MANIFEST_FILE}.")
    try:
        manifest = json.loads(files[columns.MANIFEST_FILE])
    except ValueError as problem:
        raise ArchiveUnreadable(f"{columns.MANIFEST_FILE} is not JSON: {problem}.") from problem
    needed = (
        columns.MANIFEST_FILES,
        columns.MANIFEST_POLICY,
        columns.MANIFEST_SAME_QUESTIONS,
        columns.MANIFEST_QUESTIONS,
        columns.MANIFEST_LEVEL,
    )
    missing = [key for key in needed if not isinstance(manifest, dict) or key not in manifest]
    if missing:
        raise ArchiveUnreadable(f"{columns.MANIFEST_FILE} lacks {', '.join(missing)}.")
    if manifest[columns.MANIFEST_POLICY] not in list(Policy):
        raise ArchiveUnreadable(
            f"{columns.MANIFEST_FILE}: the policy is one of {', '.join(Policy)}, "
            f"not {manifest[columns.MANIFEST_POLICY]!r}."
        )
    return dict(manifest)


def _check_hashes(files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> list[str]:
    problems = []
    for name, entry in manifest[columns.MANIFEST_FILES].items():
        if name not in files:
            problems.append(f"{name} is in the manifest but not in the archive.")
        elif hashlib.sha256(files[name]).hexdigest() != entry["sha256"]:
            problems.append(f"{name} was changed after the archive was made: its SHA-256 differs.")
        elif (rows := sum(1 for _ in _rows(files[name]))) != entry["rows"]:
            problems.append(f"{name} has {rows} rows, the manifest says {entry['rows']}.")
    unlisted = set(files) - set(manifest[columns.MANIFEST_FILES]) - {columns.MANIFEST_FILE}
    known = {columns.RESPONSES_FILE, columns.ITEMS_FILE, columns.OPTIONS_FILE, columns.QUIZ_FILE}
    problems += [f"{name} is in the archive but not in the manifest." for name in sorted(unlisted & known)]
    return problems


def _rows(content: bytes) -> "csv.DictReader[str]":
    return csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))


def _read_table(files: Mapping[str, bytes], name: str, needed: Sequence[str]) -> list[Row]:
    if name not in files:
        raise ArchiveUnreadable(f"The archive has no {name}.")
    reader = _rows(files[name])
    missing = [column for column in needed if column not in (reader.fieldnames or ())]
    if missing:
        raise ArchiveUnreadable(f"{name} lacks the columns {', '.join(missing)}.")
    return list(reader)


def _number(cell: str) -> Decimal | None:
    if cell == "":
        return None
    try:
        return Decimal(cell)
    except InvalidOperation as problem:
        raise ArchiveUnreadable(f"{cell!r} stands where a number belongs.") from problem


def _needed(cell: str) -> Decimal:
    number = _number(cell)
    if number is None:
        raise ArchiveUnreadable("A cell is empty where marks or full marks belong.")
    return number


def _read_attempts(responses: Iterable[Row]) -> list[_Attempt]:
    attempts: dict[str, _Attempt] = {}
    for row in responses:
        name = row["attempt"]
        if name not in attempts:
            finished = row["state"] == columns.FINISHED
            attempts[name] = _Attempt(row["student"], name, int(row["attempt_number"]), finished)
        if row["counts"] == "1":
            if row["question"] in attempts[name].final:
                raise ArchiveUnreadable(f"Attempt {name} has two answers to {row['question']} that count.")
            attempts[name].final[row["question"]] = row
    return list(attempts.values())


def _choose(attempts: Sequence[_Attempt], manifest: Mapping[str, Any]) -> list[_Attempt]:
    """The finished attempts that count under the manifest's policy."""
    policy = Policy(manifest[columns.MANIFEST_POLICY])
    by_student: dict[str, list[_Attempt]] = defaultdict(list)
    for attempt in sorted(attempts, key=lambda one: one.number):
        if attempt.finished:
            by_student[attempt.student].append(attempt)
    if policy is Policy.ALL:
        return [attempt for own in by_student.values() for attempt in own]
    if policy is Policy.BEST:
        # max() keeps the first of equals; an attempt without a share loses to any that has one.
        lowest = Decimal("-Infinity")
        return [
            max(own, key=lambda one: lowest if one.share is None else one.share)
            for own in by_student.values()
        ]
    return [own[0 if policy is Policy.FIRST else -1] for own in by_student.values()]


#: What compares attempts with one another, and says nothing of few.
_COMPARING = (
    "effective_weight", "discrimination", "discrimination_low", "discrimination_high", "efficiency", "attempts_needed",
)  # fmt: skip
_COMPARING_SCORES = (
    "skewness", "kurtosis", "alpha", "alpha_low", "alpha_high", "error_ratio", "standard_error",
)  # fmt: skip


class _Evidence:
    """The chosen attempts, and the statistics that follow from them."""

    def __init__(
        self,
        manifest: Mapping[str, Any],
        chosen: Sequence[_Attempt],
        published_items: Sequence[Row],
        problems: list[str],
    ) -> None:
        self.same = bool(manifest[columns.MANIFEST_SAME_QUESTIONS])
        self.level = float(manifest[columns.MANIFEST_LEVEL])
        self.questions = [str(question) for question in manifest[columns.MANIFEST_QUESTIONS]]
        if [row["question"] for row in published_items] != self.questions:
            raise ArchiveUnreadable(f"{columns.ITEMS_FILE} and the manifest name different questions.")
        self.chosen = list(chosen)
        #: Those that are marked whole: what totals rest on.
        self.attempts = [attempt for attempt in chosen if not attempt.waits]
        self.waiting = len(chosen) - len(self.attempts)
        # Full marks of a question come from its responses; where nobody met it, they are taken as published.
        self.full = {row["question"]: _needed(row["full_marks"]) for row in published_items}
        seen = {
            (question, _needed(row["max_marks"]))
            for attempt in chosen
            for question, row in attempt.final.items()
        }
        for question, marks in sorted(seen):
            if question not in self.full:
                problems.append(f"A response is to {question}, which the manifest does not name.")
            elif self.full[question] != marks:
                problems.append(f"Responses to {question} have other full marks than {columns.ITEMS_FILE}.")
        missing = [
            f"Attempt {attempt.name} has no row for {question}, though all had the same questions."
            for attempt in chosen
            for question in self.questions
            if self.same and question not in attempt.final
        ]
        if missing:
            raise ArchiveUnreadable(missing[0])

    def shown(self, question: str) -> list[_Attempt]:
        return [attempt for attempt in self.chosen if question in attempt.final]

    def rest(self, attempt: _Attempt, question: str) -> Decimal | None:
        """The share earned on the other questions; None where nothing else could be earned."""
        whole = attempt.full_marks - self.full[question]
        if attempt.waits:
            return None
        return (attempt.total - _needed(attempt.final[question]["marks"])) / whole if whole > 0 else None

    def items(self) -> list[Values]:
        every = []
        whole = sum(self.full.values(), Decimal(0))
        for question in self.questions:
            met = self.shown(question)
            given = [(attempt, mark) for attempt in met if (mark := attempt.marks(question)) is not None]
            marks = [mark for _, mark in given]
            if self.same:
                pairs = [(mark, attempt.total) for attempt, mark in given if not attempt.waits]
                scale = whole
            else:
                rests = [(mark, self.rest(attempt, question)) for attempt, mark in given]
                pairs = [(mark, rest + mark) for mark, rest in rests if rest is not None]
                scale = Decimal(1)
            values = second_statistics.item_values(marks, pairs, self.full[question], scale, self.level)
            values.update(self._answers(question, met))
            values["n_whole"] = len(pairs)
            every.append(values)
        if self.same:
            totals = [attempt.total for attempt in self.attempts]
            full = [self.full[question] for question in self.questions]
            weights = second_statistics.weights(self._columns(), totals, full)
            for values, weight in zip(every, weights, strict=True):
                values.update(weight)
        for values in every:
            if int(values["n_whole"] or 0) < columns.FEWEST:
                values.update(dict.fromkeys(_COMPARING))
        return every

    def _columns(self, *, marked: bool = False) -> list[list[Decimal]]:
        """Marks by question and attempt; ``marked`` leaves out questions that carry none."""
        return [
            [_needed(attempt.final[question]["marks"]) for attempt in self.attempts]
            for question in self.questions
            if self.full[question] > 0 or not marked
        ]

    def _answers(self, question: str, met: Sequence[_Attempt]) -> Values:
        finals = [attempt.final[question] for attempt in met]
        seconds = [value for row in finals if (value := _number(row["seconds"])) is not None]
        return {
            "blank": sum(row["category"] == columns.CATEGORY_BLANK for row in finals),
            "dont_know": sum(row["category"] == columns.CATEGORY_DONT_KNOW for row in finals),
            "median_seconds": median(seconds) if seconds else None,
        }

    def quiz(self) -> Values:
        shares = [share for attempt in self.attempts if (share := attempt.share) is not None]
        values = second_statistics.quiz_values(shares, self.level)
        values["n"], values["waiting"] = len(self.attempts), self.waiting
        values["questions"] = len(self.questions)
        if self.same:
            values["full_marks"] = sum(self.full.values(), Decimal(0))
        sd = values["sd"]
        if self.same and isinstance(sd, Decimal):
            values.update(
                second_statistics.reliability_values(self._columns(marked=True), shares, sd, self.level)
            )
        if len(self.attempts) < columns.FEWEST:
            values.update(dict.fromkeys(_COMPARING_SCORES))
        return values

    def option(self, question: str, category: str) -> Values:
        met = self.shown(question)
        chosen = [category in _categories(attempt.final[question]) for attempt in met]
        scored = [(attempt.share, pick) for attempt, pick in zip(met, chosen, strict=True)]
        ranked = [(share, pick) for share, pick in scored if share is not None]
        thirds = second_statistics.third_counts([share for share, _ in ranked], [pick for _, pick in ranked])
        rests = [(self.rest(attempt, question), pick) for attempt, pick in zip(met, chosen, strict=True)]
        paired = [(rest, pick) for rest, pick in rests if rest is not None]
        correlation = second_statistics.choice_correlation(
            [pick for _, pick in paired], [rest for rest, _ in paired]
        )
        return {
            "n": len(met),
            "count": sum(chosen),
            "share": Decimal(sum(chosen)) / len(met) if met else None,
            "lower": thirds[0],
            "middle": thirds[1],
            "upper": thirds[2],
            "correlation": correlation if len(ranked) >= columns.FEWEST else None,
        }

    def missing_options(self, listed: set[tuple[str, str]]) -> list[str]:
        given = {
            (question, category)
            for question in self.questions
            for attempt in self.shown(question)
            for category in _categories(attempt.final[question])
        }
        return [
            f"{columns.OPTIONS_FILE} lacks the answer {category!r} to {question}."
            for question, category in sorted(given - listed)
        ]


def _categories(row: Row) -> list[str]:
    cell = as_written(row["category"])
    if cell in ("", columns.CATEGORY_BLANK, columns.CATEGORY_DONT_KNOW):
        return []
    return cell.split(columns.CATEGORY_SEPARATOR)


class _Comparison:
    """Compares published rows with recomputed values, cell by cell."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        self.compared = 0
        self.differences: list[CellDifference] = []

    def row(self, file: str, name: str, published: Row, values: Values, given: Sequence[str]) -> None:
        for column, cell in published.items():
            if column in given:
                continue
            self.compared += 1
            value = values.get(column)
            if not _agree(cell, value):
                shown = "" if value is None else f"{value:.15g}" if isinstance(value, Decimal) else str(value)
                self.differences.append(CellDifference(file, name, column, cell, shown))


def _agree(cell: str, value: Decimal | int | str | None) -> bool:
    if value is None or isinstance(value, str):
        return cell == (value or "")
    try:
        published = Decimal(cell)
    except InvalidOperation:
        return False
    if not published.is_finite():
        return False
    allowed = Decimal(columns.TOLERANCE) * max(Decimal(1), abs(Decimal(value)))
    return bool(abs(published - value) <= allowed)
