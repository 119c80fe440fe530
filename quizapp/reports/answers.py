"""The answers to some questions of a report: option tables, and keys that may be wrong."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any

from quizapp.attempts import assignment_queries
from quizapp.attempts.assignment_queries import AnswerRow
from quizapp.attempts.packed_answers import NOT_SHOWN, VERDICTS, read_facts
from quizapp.domain.answers import Verdict, verdict_of
from quizapp.domain.markdown import Verbatim, in_one_line, plain
from quizapp.domain.question import Question
from quizapp.domain.statistics.flags import FEW_STRONG, Flag, doubt_key
from quizapp.domain.statistics.matrix import ability_thirds, rest_shares
from quizapp.domain.statistics.options import GivenAnswer, OptionTable, option_table
from quizapp.models import Assignment
from quizapp.reports.corrected_questions import Keys
from quizapp.reports.response_matrix import Grid


def doubted_keys(
    keys: Keys, assignment: Assignment, grid: Grid, shares: Sequence[float | None]
) -> dict[str, Flag]:
    """Questions whose strongest third prefer a wrong option.

    An option can only be ahead of the key among the strongest where fewer than half of them got the question right,
    so only the answers to such questions are read.
    """
    strongest = _strongest(shares)
    if not strongest:
        return {}
    mask = bytearray(len(shares))
    for row in strongest:
        mask[row] = True
    suspects = [place for place in range(len(grid.columns)) if _may_be_doubted(grid, place, mask)]
    if not suspects:
        return {}
    ahead = _led_by_a_rival(keys, assignment, grid, shares, strongest, suspects)
    if not ahead:
        return {}
    tables = option_tables(keys, assignment, grid, shares, ahead)
    found = {grid.columns[p].key: doubt_key(grid.columns[p].key, table) for p, table in tables.items()}
    return {key: flag for key, flag in found.items() if flag is not None}


def _led_by_a_rival(
    keys: Keys,
    assignment: Assignment,
    grid: Grid,
    shares: Sequence[float | None],
    strongest: Sequence[int],
    suspects: Sequence[int],
) -> list[int]:
    """Of some columns those where more of the strongest chose some wrong option than any right one."""
    least = min(shares[row] or 0.0 for row in strongest)
    rows = {grid.attempts[row].id: row for row in strongest}
    chosen: dict[int, Counter[str]] = defaultdict(Counter)
    for place, _row, answer in answers_in(keys, assignment, grid, rows, suspects, at_least=least):
        chosen[place].update(answer.labels)
    ahead = []
    for place, counts in chosen.items():
        right = key_labels(grid.columns[place].question)
        rival = max((count for label, count in counts.items() if label not in right), default=0)
        if rival >= FEW_STRONG and rival > max((counts[label] for label in right), default=0):
            ahead.append(place)
    return sorted(ahead)


def _strongest(shares: Sequence[float | None]) -> list[int]:
    """Rows of the upper third by score."""
    known = [row for row, share in enumerate(shares) if share is not None]
    thirds = ability_thirds([shares[row] or 0.0 for row in known])
    return [row for row, third in zip(known, thirds, strict=True) if third == 2]


#: Every byte that says "right", however sure.
_RIGHT = tuple(byte for byte in range(NOT_SHOWN) if byte % len(VERDICTS) == 0)


def _may_be_doubted(grid: Grid, place: int, strongest: bytearray) -> bool:
    """Whether fewer than half of the strongest rows that were asked got it right; ``strongest`` marks rows by 1."""
    if not grid.columns[place].question.options():
        return False
    theirs = bytes(compress(grid.outcome_column(place), strongest))
    return 2 * sum(map(theirs.count, _RIGHT)) < len(theirs) - theirs.count(NOT_SHOWN)


@dataclass(frozen=True)
class Labelled:
    """An answer with the labels that it counts under, none where nothing was answered."""

    row: AnswerRow
    labels: tuple[str, ...]
    outcome: Verdict

    @property
    def erased(self) -> bool:
        """Whether the student had it deleted: what it earned counts on, under no label."""
        return self.row.kind == "blank" and self.outcome is not Verdict.BLANK


def answers_in(
    keys: Keys,
    assignment: Assignment,
    grid: Grid,
    rows: Mapping[int, int],
    places: Sequence[int],
    *,
    at_least: float | None = None,
) -> Iterator[tuple[int, int, Labelled]]:
    """Answers to some columns by these attempts (id to row), as (place, row, answer); one statement.

    Labels come from the question as each attempt was shown it, and are worked out once per different answer.
    """
    place_of = {(c.question.id, c.full_marks): place for place, c in enumerate(grid.columns)}
    wanted, ids = set(places), {grid.columns[place].question.id for place in places}
    cache: dict[tuple[int, str, str], tuple[str, ...]] = {}
    for answer in assignment_queries.read_answers(keys.session, assignment, ids, at_least=at_least):
        row = rows.get(answer.attempt_id)
        place = place_of.get((answer.question_id, answer.marks))
        if row is None or place is None or place not in wanted:
            continue
        labels: tuple[str, ...] = ()
        if answer.kind == "answer":
            said = (answer.version_id, answer.question_id, json.dumps(answer.response))
            if said not in cache:
                question = keys.question(answer.version_id, answer.question_id)
                cache[said] = labels_of(question, answer.response)
            labels = cache[said]
        if answer.kind == "blank":  # never answered, or deleted since: the byte still tells
            outcome = read_facts(grid.outcomes[row * len(grid.columns) + place]).verdict
        else:
            outcome = verdict_of(answer.kind, answer.fraction)
        yield place, row, Labelled(answer, labels, outcome)


def option_tables(
    keys: Keys,
    assignment: Assignment,
    grid: Grid,
    shares: Sequence[float | None],
    places: Sequence[int],
) -> dict[int, OptionTable]:
    """The option tables of some columns, by place; one statement."""
    rests = rest_shares(grid.matrix)
    rows = {row.id: place for place, row in enumerate(grid.attempts)}
    given: dict[int, list[GivenAnswer]] = {place: [] for place in places}
    for place, row, answer in answers_in(keys, assignment, grid, rows, places):
        rest = rests[grid.columns[place].key][row]
        given[place].append(GivenAnswer(answer.outcome, answer.labels, shares[row], rest))
    return {place: table_of(grid.columns[place].question, answers) for place, answers in given.items()}


def table_of(question: Question, answers: Sequence[GivenAnswer]) -> OptionTable:
    """The option table of a question, options as the bank has them; a typed answer that was right counts as a key."""
    options = dict.fromkeys(option_label(option.text) for option in question.options())
    right = key_labels(question)
    if question.typed and not options and not question.hand_marked:
        given = (answer.categories for answer in answers if answer.outcome is Verdict.RIGHT)
        right |= {category for categories in given for category in categories}
    return option_table(answers, list(options), right)


def key_labels(question: Question) -> set[str]:
    """The labels of the options that count as right."""
    return {option_label(option.text) for option in question.options() if option.right or option.void}


def labels_of(question: Question, response: Any) -> tuple[str, ...]:
    """The labels that a response counts under, as tables and exports have them."""
    return tuple(dict.fromkeys(option_label(text) for text in question.categories(response)))


_WIDE = str.maketrans("＝＋－＠", "=+-@")


def option_label(text: str) -> str:
    """A label on one line, fit for a cell that holds several labels parted by a bar."""
    line = in_one_line(text).replace(" | ", " / ") or "(empty)"
    label = line[0].translate(_WIDE) + line[1:]
    return Verbatim(label) if isinstance(text, Verbatim) else label


def label_in_files(label: str) -> str:
    """A label as files have it: as it is read, without marks."""
    return option_label(plain(label))
