"""What was answered to one question: options by ability third, typed answers, changes, time."""

import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from quizapp.domain.answers import Verdict
from quizapp.domain.statistics.intervals import FEW_ATTEMPTS, LEVEL, Interval, wilson_interval
from quizapp.domain.statistics.matrix import ability_thirds
from quizapp.domain.statistics.moments import mean, quantile, squares_about, varies

#: Outcomes that were given no content; they get rows of their own in an option table.
NO_CONTENT = (Verdict.DONT_KNOW, Verdict.BLANK)


@dataclass(frozen=True)
class GivenAnswer:
    """The final answer of one attempt to one question.

    ``categories`` are the labels it counts under (none for blank and "I don't know", several for several
    ticks). ``score`` is the attempt's score on the whole quiz, which sorts it into a third; ``rest`` its
    score on the other questions, which options are correlated with (see ``matrix.rest_shares``).
    """

    outcome: Verdict
    categories: tuple[str, ...] = ()
    score: float | None = None
    rest: float | None = None


@dataclass(frozen=True)
class ThirdCounts:
    """How many of the lower, middle and upper third by score."""

    lower: int = 0
    middle: int = 0
    upper: int = 0


@dataclass(frozen=True)
class OptionRow:
    """One option, or one way of giving no answer, and who chose it.

    ``share`` is of all who were shown the question. ``correlation`` is Pearson's between choosing this (1)
    or not (0) and the rest score, known as point-biserial: above 0 the stronger attempts chose it.
    """

    category: str
    is_key: bool
    #: One of ``NO_CONTENT`` for the rows "I don't know" and blank; None for an option.
    outcome: Verdict | None
    count: int
    share: float | None
    thirds: ThirdCounts
    correlation: float | None


@dataclass(frozen=True)
class OptionTable:
    """All rows of one question: options as written, then other answers, then "I don't know", then blank."""

    n: int
    rows: tuple[OptionRow, ...]
    outcomes: tuple[tuple[Verdict, int], ...]
    #: How many attempts each third holds; those without a score are in none.
    thirds: ThirdCounts

    def only_telling(self) -> "OptionTable":
        """Without correlations that say nothing of so few attempts with a score."""
        if self.thirds.lower + self.thirds.middle + self.thirds.upper >= FEW_ATTEMPTS:
            return self
        return replace(self, rows=tuple(replace(row, correlation=None) for row in self.rows))

    def count(self, outcome: Verdict) -> int:
        return dict(self.outcomes)[outcome]


def option_table(
    answers: Sequence[GivenAnswer], options: Sequence[str] = (), keys: Collection[str] = ()
) -> OptionTable:
    """Count the answers of everybody who was shown a question.

    ``options`` lists what could be chosen, chosen or not, in the bank's order; ``keys`` those that are
    right. Answers outside it (typed ones) follow, most frequent first. Thirds are those of
    ``matrix.ability_thirds`` among the attempts that have a score; ties share a third. The correlation is
    over attempts with a rest score, blank ones included as "not chosen", and None where nobody or
    everybody chose the option or where rest scores are all alike.

    Other programs correlate with a total that includes the question, and leave blank answers out; their
    figures differ.
    """
    counts = Counter(category for answer in answers for category in answer.categories)
    others = sorted(set(counts) - set(options), key=lambda category: (-counts[category], category))
    scored = [place for place, answer in enumerate(answers) if answer.score is not None]
    rests = _Rests(answers)
    thirds = dict(zip(scored, ability_thirds([answers[p].score or 0.0 for p in scored]), strict=True))

    def row(category: str, picks: Sequence[bool], outcome: Verdict | None) -> OptionRow:
        count = sum(picks)
        return OptionRow(
            category=category,
            is_key=outcome is None and category in keys,
            outcome=outcome,
            count=count,
            share=count / len(answers) if answers else None,
            thirds=_count_thirds(thirds[place] for place in scored if picks[place]),
            correlation=rests.correlate(picks),
        )

    rows = [row(c, [c in answer.categories for answer in answers], None) for c in (*options, *others)]
    rows += [row(o.value, [answer.outcome is o for answer in answers], o) for o in NO_CONTENT]
    outcomes = Counter(answer.outcome for answer in answers)
    return OptionTable(
        n=len(answers),
        rows=tuple(rows),
        outcomes=tuple((outcome, outcomes[outcome]) for outcome in Verdict),
        thirds=_count_thirds(thirds.values()),
    )


def _count_thirds(thirds: Iterable[int]) -> ThirdCounts:
    counts = Counter(thirds)
    return ThirdCounts(counts[0], counts[1], counts[2])


class _Rests:
    """The rest scores of a question's attempts, summed once for all its options."""

    def __init__(self, answers: Sequence[GivenAnswer]) -> None:
        known = [answer.rest for answer in answers if answer.rest is not None]
        self.n = len(known)
        middle = mean(known) or 0.0
        self.square = squares_about(known, middle)
        self.varies = varies(self.square, self.n, max(map(abs, known), default=0.0))
        #: None for an answer that has no rest score.
        self.away = [None if answer.rest is None else answer.rest - middle for answer in answers]

    def correlate(self, picks: Sequence[bool]) -> float | None:
        """``sum of (rest - mean) over those who chose / sqrt(n share (1 - share) * sum of squares)``."""
        chosen = [away for away, pick in zip(self.away, picks, strict=True) if pick and away is not None]
        if not self.varies or not 0 < len(chosen) < self.n:
            return None
        spread = len(chosen) * (self.n - len(chosen)) / self.n
        return math.fsum(chosen) / math.sqrt(spread * self.square)


@dataclass(frozen=True)
class TypedAnswer:
    """One typed answer: as typed, as read (a figure in the key's unit, say), and what it earned.

    ``read`` is None where the type reads nothing beyond the text; then spelling is folded here.
    """

    raw: str
    read: str | None = None
    fraction: float | None = None


@dataclass(frozen=True)
class TypedGroup:
    """Typed answers that say the same, most frequent spelling first."""

    label: str
    count: int
    share: float
    spellings: tuple[tuple[str, int], ...]
    #: What they earned, where all earned the same; else None.
    fraction: float | None


def group_typed(answers: Sequence[TypedAnswer]) -> tuple[TypedGroup, ...]:
    """Group typed answers by what was read, or by the text without case and spacing; largest group first."""
    groups: dict[str, list[TypedAnswer]] = defaultdict(list)
    for answer in answers:
        groups[answer.read if answer.read is not None else _fold(answer.raw)].append(answer)
    made = []
    for members in groups.values():
        spellings = Counter(member.raw.strip() for member in members)
        ordered = tuple(sorted(spellings.items(), key=lambda item: (-item[1], item[0])))
        fractions = {member.fraction for member in members}
        made.append(
            TypedGroup(
                label=ordered[0][0],
                count=len(members),
                share=len(members) / len(answers),
                spellings=ordered,
                fraction=fractions.pop() if len(fractions) == 1 else None,
            )
        )
    return tuple(sorted(made, key=lambda group: (-group.count, group.label)))


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@dataclass(frozen=True)
class AnswerPath:
    """The first and the final answer of one attempt to one question, as labels, with whether each was right."""

    first: str
    final: str
    first_right: bool
    final_right: bool


@dataclass(frozen=True)
class AnswerFlow:
    """How first answers became final ones. ``flows`` holds (first, final, count), most frequent first."""

    n: int
    changed: int
    wrong_to_right: int
    right_to_wrong: int
    wrong_to_wrong: int
    flows: tuple[tuple[str, str, int], ...]


def answer_flow(paths: Sequence[AnswerPath]) -> AnswerFlow:
    """Count moves from first to final answer. One that ends where it began is not counted as changed."""
    changed = [path for path in paths if path.first != path.final]
    flows = Counter((path.first, path.final) for path in paths)
    ordered = sorted(flows.items(), key=lambda item: (-item[1], item[0]))
    return AnswerFlow(
        n=len(paths),
        changed=len(changed),
        wrong_to_right=sum(not path.first_right and path.final_right for path in changed),
        right_to_wrong=sum(path.first_right and not path.final_right for path in changed),
        wrong_to_wrong=sum(not path.first_right and not path.final_right for path in changed),
        flows=tuple((first, final, count) for (first, final), count in ordered),
    )


@dataclass(frozen=True)
class TimeSpent:
    """Median and quartiles of seconds, over the ``n`` answers with a known time."""

    n: int
    median: float | None
    lower_quartile: float | None
    upper_quartile: float | None


def time_spent(seconds: Iterable[float | None]) -> TimeSpent:
    """Describe times; medians, since one learner who goes to lunch would carry a mean away."""
    known = sorted(value for value in seconds if value is not None)
    return TimeSpent(len(known), quantile(known, 0.5), quantile(known, 0.25), quantile(known, 0.75))


@dataclass(frozen=True)
class Seen:
    """One sighting of something worth counting: a misconception, or a kind of slip in a figure."""

    label: str
    student: str
    question_id: str


@dataclass(frozen=True)
class Tally:
    """How often a label was seen, in how many students, on which questions.

    ``chances`` is how many students could have shown it, where that is known, and ``share`` the students'
    share of it, with its interval.
    """

    label: str
    times: int
    students: int
    questions: tuple[tuple[str, int], ...]
    chances: int | None
    share: float | None
    interval: Interval | None


def count_labels(
    sightings: Iterable[Seen], chances: dict[str, int] | None = None, level: float = LEVEL
) -> tuple[Tally, ...]:
    """Count misconceptions or slips by label, the one that most students show first.

    ``chances`` maps a label to the number of students who met a question where it could show. Labels in
    it that nobody showed are listed too, with 0.
    """
    by_label: dict[str, list[Seen]] = {label: [] for label in chances or {}}
    for seen in sightings:
        by_label.setdefault(seen.label, []).append(seen)
    made = []
    for label, members in by_label.items():
        students = len({seen.student for seen in members})
        could = (chances or {}).get(label)
        if could is not None and could < students:
            raise ValueError(
                f"{students} students showed {label!r}, but only {could} are said to have met it"
            )
        questions = Counter(seen.question_id for seen in members)
        made.append(
            Tally(
                label=label,
                times=len(members),
                students=students,
                questions=tuple(sorted(questions.items(), key=lambda item: (-item[1], item[0]))),
                chances=could,
                share=students / could if could else None,
                interval=wilson_interval(students, could, level) if could else None,
            )
        )
    return tuple(sorted(made, key=lambda one: (-one.students, -one.times, one.label)))
