"""The report of an assignment: what follows from its attempts, kept in memory until something changes."""

import math
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import compress
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from quizapp.attempts import assignment_queries
from quizapp.attempts.assignment_queries import AttemptRow
from quizapp.attempts.packed_answers import (
    NOT_SHOWN,
    UNKNOWN,
    AnswerFacts,
    read_facts,
    read_tenths,
)
from quizapp.basics.limits import ATTEMPTS_READ_BY_ANSWER, PAGES_OF_A_REPORT_KEPT, REPORTS_KEPT
from quizapp.domain.answers import Certainty, Verdict
from quizapp.domain.bank import Bank
from quizapp.domain.question import Question
from quizapp.domain.statistics.certainty import Calibration, SureAndWrong, calibrate_counts
from quizapp.domain.statistics.columns import Policy
from quizapp.domain.statistics.discernment import Discernment, discern_counts
from quizapp.domain.statistics.flags import Flag, LowEffort, doubt_item, doubt_secrecy, flag_sure_and_wrong
from quizapp.domain.statistics.groups import GroupScore, score_groups
from quizapp.domain.statistics.items import ItemStatistics
from quizapp.domain.statistics.matrix import attempt_scores
from quizapp.domain.statistics.missed import missed, most_missed
from quizapp.domain.statistics.published import AnswerCounts
from quizapp.domain.statistics.quiz import Analysis, analyse, score_bands
from quizapp.models import Assignment
from quizapp.reports import queries
from quizapp.reports.answers import doubted_keys
from quizapp.reports.cache_key import cache_key
from quizapp.reports.corrected_questions import Keys
from quizapp.reports.report_options import BANDS
from quizapp.reports.response_matrix import (
    Column,
    Grid,
    choose_attempts,
    fill_matrix,
    finished_of,
    lay_out,
    seconds_at,
)
from quizapp.reports.teaching import Idea, ideas

#: An answer in less than a tenth of the median time, and in less than ten seconds, was not read (the "normative
#: threshold" of Wise & Ma 2012, paper of the National Council on Measurement in Education).
RAPID_SHARE, RAPID_TENTHS = 0.1, 100
T = TypeVar("T")


@dataclass(frozen=True)
class ColumnReport:
    """One question: its statistics, and what became of its answers, over the attempts that count."""

    column: Column
    item: ItemStatistics
    outcomes: Mapping[Verdict, int]
    median_seconds: float | None
    low_effort: LowEffort
    sure_and_wrong: SureAndWrong | None
    flags: tuple[Flag, ...]

    @property
    def counts(self) -> AnswerCounts:
        return AnswerCounts(
            self.outcomes.get(Verdict.BLANK, 0), self.outcomes.get(Verdict.DONT_KNOW, 0), self.median_seconds
        )


@dataclass(frozen=True)
class Report:
    """Everything about an assignment that does not depend on who looks or how."""

    assignment_id: int
    policy: Policy
    #: Every attempt that is not deleted, and those that count under the policy, marked or not.
    attempts: tuple[AttemptRow, ...]
    counted: tuple[AttemptRow, ...]
    grid: Grid
    analysis: Analysis
    #: Score of each row of the grid, as a share of full marks.
    shares: tuple[float | None, ...]
    questions: tuple[ColumnReport, ...]
    topics: tuple[GroupScore, ...]
    aspects: tuple[GroupScore, ...]
    calibration: Calibration
    discernment: Discernment
    #: Responses of finished attempts, whichever count, that wait to be marked.
    to_mark: int
    #: What most missed, the most missed first. A question whose key is doubted is not among it.
    ideas: tuple[Idea, ...]

    #: What pages have worked out from it, those used last at the end.
    _worked_out: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict, repr=False, compare=False)

    def once(self, about: Hashable, work_out: Callable[[], T]) -> T:
        """What follows from the report, and from nothing but it and ``about``: worked out once, and kept with it."""
        found: T
        if about in self._worked_out:
            found = self._worked_out[about]
        else:
            found = self._worked_out[about] = work_out()
        with suppress(KeyError):  # another thread was faster
            self._worked_out.move_to_end(about)
            while len(self._worked_out) > PAGES_OF_A_REPORT_KEPT:
                self._worked_out.popitem(last=False)
        return found

    @cached_property
    def by_key(self) -> dict[str, ColumnReport]:
        return {each.column.key: each for each in self.questions}

    @cached_property
    def by_attempt(self) -> dict[int, int]:
        """The place of an attempt's row in the grid, by the attempt's id."""
        return {row.id: place for place, row in enumerate(self.grid.attempts)}

    @cached_property
    def minutes(self) -> tuple[float | None, ...]:
        """Minutes spent on the questions, per row of the grid; pauses of half an hour and more count as that."""
        width = len(self.grid.columns)
        tenths = self.grid.tenths
        if UNKNOWN not in tenths:
            return tuple(
                sum(tenths[start : start + width]) / 600 for start in range(0, len(tenths), width or 1)
            )
        rows = (tenths[start : start + width] for start in range(0, len(tenths), width or 1))
        known = ([tenth for tenth in row if tenth != UNKNOWN] for row in rows)
        return tuple(sum(row) / 600 if row else None for row in known)

    @cached_property
    def bands(self) -> list[int]:
        """How many scores lie in each band of the histogram."""
        return score_bands([value for value in self.shares if value is not None], BANDS)

    @cached_property
    def quartiles_of_minutes(self) -> tuple[float, float, float] | None:
        return find_quartiles(self.minutes)

    @cached_property
    def tried(self) -> Counter[int]:
        """How many attempts each student began."""
        return Counter(row.student_id for row in self.attempts)

    @cached_property
    def students_counted(self) -> frozenset[int]:
        """The students of the attempts that count, marked or not."""
        return frozenset(row.student_id for row in self.counted)


_reports: dict[tuple[Any, ...], tuple[tuple[Any, ...], Report]] = {}
_lock = Lock()


def report_of(session: Session, assignment: Assignment, policy: Policy) -> Report:
    """The report as it is now. Worked out again whenever the attempts' fingerprint differs from the kept one's."""
    key = (str(session.get_bind().engine.url), assignment.id, policy)
    mark = cache_key(session, assignment)
    kept = _reports.get(key)
    if kept is not None and kept[0] == mark:
        return kept[1]
    made = build_report(session, assignment, policy)
    with _lock:
        while len(_reports) >= REPORTS_KEPT:
            _reports.pop(next(iter(_reports)))
        _reports[key] = (mark, made)
    return made


def forget_reports() -> None:
    """Drop every kept report: for measuring a first visit."""
    _reports.clear()


def build_report(session: Session, assignment: Assignment, policy: Policy) -> Report:
    """Read the attempts and work everything out."""
    rows = assignment_queries.read_attempts(session, assignment)
    finished = finished_of(rows)
    counted = choose_attempts(finished, policy)
    drawn = assignment_queries.read_draws(session, assignment)
    used = {row.draw_id for row in counted} or set(drawn)
    keys = Keys.of(session, assignment)
    regraded = queries.regraded_marks(session, assignment) if keys.corrections.ever else {}
    layout = lay_out(keys, [draw for draw in drawn.values() if draw.id in used], counted, regraded)
    grid = fill_matrix(layout, counted)
    guesses = {column.key: _guess(column.question) for column in layout.columns}
    analysis = analyse(grid.matrix, guess_scores=guesses).only_telling()
    shares = tuple(score.share for score in attempt_scores(grid.matrix))
    doubted = doubted_keys(keys, assignment, grid, shares)
    bytes_by_column = [Counter(grid.outcome_column(place)) for place in range(len(layout.columns))]
    questions = tuple(
        _describe(grid, place, item, bytes_by_column[place], doubted.get(layout.columns[place].key))
        for place, item in enumerate(analysis.items)
    )
    unlearned = most_missed(
        missed(each.column.key, each.outcomes, each.item.facility)
        for each in questions
        if each.column.key not in doubted
    )
    everything = sum(bytes_by_column, Counter())
    bank = keys.bank(layout.version_id) if layout.version_id is not None else None
    return Report(
        assignment_id=assignment.id,
        policy=policy,
        attempts=tuple(rows),
        counted=tuple(counted),
        grid=grid,
        analysis=analysis,
        shares=shares,
        questions=questions,
        topics=score_groups(grid.matrix, _topics(bank, layout.columns)),
        aspects=score_groups(grid.matrix, _aspects(layout.columns)),
        calibration=_calibrate(everything),
        discernment=_discern(everything),
        to_mark=sum(
            sum(row.outcomes.count(byte) for byte in _WAITING)
            for row in finished
            if row.outcomes and not row.is_marked
        ),
        ideas=ideas(keys, assignment, grid, unlearned) if len(counted) <= ATTEMPTS_READ_BY_ANSWER else (),
    )


_WAITING = tuple(
    byte for byte in range(NOT_SHOWN) if byte < 120 and read_facts(byte).verdict is Verdict.WAITING
)


def _guess(question: Question) -> float | None:
    score = question.guess_score()
    return None if score is None else float(score)


def _topics(bank: Bank | None, columns: Sequence[Column]) -> dict[str, list[str]]:
    """Keys of questions by the title of their topic, in the bank's order."""
    titles = dict(bank.topics) if bank is not None else {}
    found: dict[str, list[str]] = {title: [] for title in titles.values()}
    for column in columns:
        if column.question.topic:
            found.setdefault(titles.get(column.question.topic, column.question.topic), []).append(column.key)
    return {title: keys for title, keys in found.items() if keys}


def _aspects(columns: Sequence[Column]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for column in columns:
        if column.question.tests is not None:
            found[column.question.tests.value].append(column.key)
    return dict(found)


def _describe(
    grid: Grid, place: int, item: ItemStatistics, counted: Counter[int], doubt: Flag | None
) -> ColumnReport:
    """Count one column's bytes and times, and say what is odd about it."""
    facts = {byte: read_facts(byte) for byte in counted if byte != NOT_SHOWN}
    outcomes: Counter[Verdict] = Counter()
    for byte, fact in facts.items():
        outcomes[fact.verdict] += counted[byte]
    tenths = Counter(grid.tenth_column(place))
    median = seconds_at(tenths, 0.5)
    effort = _low_effort(grid, place, facts, counted, tenths, median)
    sure = _sure_and_wrong(grid, place, item.question_id, facts, counted)
    flags = (
        doubt,
        doubt_secrecy(item.question_id, effort, item.guess_score),
        doubt_item(item),
        *(flag_sure_and_wrong([sure]) if sure else ()),
    )
    return ColumnReport(
        column=grid.columns[place],
        item=item,
        outcomes=outcomes,
        median_seconds=median,
        low_effort=effort,
        sure_and_wrong=sure,
        flags=tuple(flag for flag in flags if flag is not None),
    )


_ANSWERED = (Verdict.RIGHT, Verdict.PARTLY, Verdict.WRONG)


def _low_effort(
    grid: Grid,
    place: int,
    facts: Mapping[int, AnswerFacts],
    counted: Mapping[int, int],
    tenths: Mapping[int, int],
    median: float | None,
) -> LowEffort:
    """Answers that say "guessing", and those that came too fast to have read the question."""
    answered = {byte: fact for byte, fact in facts.items() if fact.verdict in _ANSWERED}
    guessed = {byte for byte, fact in answered.items() if fact.certainty == Certainty.GUESSING}
    n = sum(counted[byte] for byte in guessed)
    right = sum(counted[byte] for byte in guessed if answered[byte].verdict is Verdict.RIGHT)
    threshold = min(RAPID_TENTHS, 10 * RAPID_SHARE * median) if median is not None else 0.0
    if any(tenth < threshold for tenth in tenths):
        pairs = zip(grid.outcome_column(place), grid.tenth_column(place), strict=True)
        rapid = [
            byte for byte, tenth in pairs if tenth < threshold and byte in answered and byte not in guessed
        ]
        n += len(rapid)
        right += sum(answered[byte].verdict is Verdict.RIGHT for byte in rapid)
    return LowEffort(n, right)


def _sure_and_wrong(
    grid: Grid, place: int, key: str, facts: Mapping[int, AnswerFacts], counted: Mapping[int, int]
) -> SureAndWrong | None:
    """Who was certain of a question and got nothing; a student with several attempts counts once."""
    sure = {byte for byte, fact in facts.items() if fact.certainty == Certainty.CERTAIN}
    wrong = {byte for byte in sure if facts[byte].verdict is Verdict.WRONG}
    if not wrong:
        return None
    stated = {byte for byte, fact in facts.items() if fact.certainty is not None}
    column, students = grid.outcome_column(place), grid.students

    def who(wanted: set[int]) -> set[int]:
        flags = column.translate(bytes(byte in wanted for byte in range(256)))
        return set(compress(students, flags))

    def number(wanted: set[int]) -> int:
        return sum(counted[byte] for byte in wanted) if grid.each_once else len(who(wanted))

    return SureAndWrong(key, tuple(sorted(map(str, who(wrong)))), number(sure), number(stated))


def _calibrate(counted: Mapping[int, int]) -> Calibration:
    shown: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for fact, count in _facts(counted):
        if fact.certainty is not None and fact.verdict in _ANSWERED:
            shown[fact.certainty] += count
            right[fact.certainty] += count if fact.verdict is Verdict.RIGHT else 0
    return calibrate_counts(shown, right)


def _discern(counted: Mapping[int, int]) -> Discernment:
    trusts: Counter[tuple[bool, bool]] = Counter()
    for fact, count in _facts(counted):
        if fact.trust is not None:
            trusts[fact.trust.solid, fact.trust.accepted] += count
    return discern_counts(
        solid=trusts[True, True] + trusts[True, False],
        hits=trusts[True, True],
        shaky=trusts[False, True] + trusts[False, False],
        alarms=trusts[False, True],
    )


def _facts(counted: Mapping[int, int]) -> Iterable[tuple[AnswerFacts, int]]:
    return ((read_facts(byte), count) for byte, count in counted.items() if byte != NOT_SHOWN)


def calibration_of(outcomes: bytes) -> Calibration:
    """Certainty against outcome in some attempts' bytes."""
    return _calibrate(Counter(outcomes))


def discernment_of(outcomes: bytes) -> Discernment:
    """Discernment in some attempts' bytes."""
    return _discern(Counter(outcomes))


def facts_of(row: AttemptRow) -> list[AnswerFacts]:
    """What became of each answer of an attempt, in the order of its draw."""
    return [read_facts(byte) for byte in row.outcomes or b""]


def seconds_of(row: AttemptRow) -> list[float | None]:
    """Seconds spent on each question of an attempt, in the order of its draw."""
    return [None if tenth == UNKNOWN else tenth / 10 for tenth in read_tenths(row.tenths or b"")]


def pass_count(shares: Iterable[float | None], pass_mark: float) -> int:
    """How many scores reach the pass mark."""
    return sum(share is not None and share >= pass_mark - 1e-9 for share in shares)


def find_quartiles(values: Iterable[float | None]) -> tuple[float, float, float] | None:
    """Lower quartile, median and upper quartile of the known values; None without any."""
    known = sorted(value for value in values if value is not None)
    if not known:
        return None
    spots = [(len(known) - 1) * share for share in (0.25, 0.5, 0.75)]
    low, mid, high = (
        known[math.floor(s)] * (1 - s % 1) + known[min(math.floor(s) + 1, len(known) - 1)] * (s % 1)
        for s in spots
    )
    return low, mid, high
