"""What the pages of reports are filled with: plain, frozen, ready to be shown."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from quizapp.attempts.review_cards import ClaimView
from quizapp.domain.question import Line
from quizapp.domain.statistics.certainty import Calibration
from quizapp.domain.statistics.discernment import Discernment
from quizapp.domain.statistics.groups import GroupScore
from quizapp.domain.statistics.intervals import Interval
from quizapp.domain.statistics.items import ItemStatistics
from quizapp.domain.statistics.options import AnswerFlow, OptionTable, Tally, TypedGroup
from quizapp.domain.statistics.quiz import QuizStatistics
from quizapp.reports.report import ColumnReport
from quizapp.reports.teaching import Idea


@dataclass(frozen=True)
class ToDo:
    """One line of "To do now": a sentence, and where to go about it."""

    sentence: str
    #: Key and number of the question it is about; empty and 0 where it is about none.
    key: str = ""
    number: int = 0
    #: The beginning of that question.
    stem: str = ""
    #: marking | late | disputes | students: the part of the report it leads to, where it is about no question.
    leads_to: str = ""
    #: Names of those whom it is about.
    who: tuple[str, ...] = ()


@dataclass(frozen=True)
class Word:
    """Somebody who needs a word, and why."""

    name: str
    #: Address part of the attempt that says so.
    attempt: str
    why: str


@dataclass(frozen=True)
class QuestionLine:
    """A row of the table of questions."""

    report: ColumnReport
    stem: str
    topic: str
    aspect: str
    difficulty: str
    remarks: tuple[str, ...]

    @property
    def item(self) -> ItemStatistics:
        return self.report.item


@dataclass(frozen=True)
class StudentLine:
    """A row of the table of students. ``state``: done | waiting | working | excused | not started."""

    name: str
    state: str
    #: Address part of the attempt that counts, or of the running one; empty before any.
    attempt: str
    attempts: int
    share: float | None = None
    marks: str = ""
    right: int = 0
    partly: int = 0
    wrong: int = 0
    blank: int = 0
    dont_know: int = 0
    minutes: float | None = None
    #: Above 0: thinks to know more than they do.
    bias: float | None = None
    heat: Markup | None = None


@dataclass(frozen=True)
class Summary:
    """The strip above a report."""

    quiz: QuizStatistics
    #: Students who have handed in, are working, have not started; ``None`` where nobody is expected.
    finished: int
    working: int
    expected: int | None
    not_started: tuple[str, ...]
    passed: int | None
    pass_mark: float | None
    #: Lower quartile, median and upper quartile of the minutes spent; None where no time is known.
    minutes: tuple[float, float, float] | None
    headline: str


@dataclass(frozen=True)
class ClassPage:
    """The report of an assignment as one page shows it."""

    summary: Summary
    bands: tuple[int, ...]
    ideas: tuple[Idea, ...]
    words: tuple[Word, ...]
    to_do: tuple[ToDo, ...]
    questions: tuple[QuestionLine, ...]
    questions_in_all: int
    students: tuple[StudentLine, ...]
    students_in_all: int
    page: int
    pages: int
    topics: tuple[GroupScore, ...]
    aspects: tuple[GroupScore, ...]
    calibration: Calibration
    discernment: Discernment
    histogram: Markup
    scatter: Markup | None
    #: Columns of the heat row: (number, key).
    columns: tuple[tuple[int, str], ...]
    versions: tuple[int, ...]
    same_questions: bool


@dataclass(frozen=True)
class VersionLine:
    """A question as one version of the bank asked it."""

    version: int
    n: int
    facility: float | None
    interval: Interval | None


@dataclass(frozen=True)
class QuestionPage:
    """A question in depth."""

    report: ColumnReport
    number: int
    previous: str
    following: str
    stem: str
    instruction: str
    label: str
    topic: str
    aspect: str
    table: OptionTable
    #: Feedback and misconception by option.
    misconceptions_of: dict[str, str]
    typed: tuple[TypedGroup, ...]
    flow: AnswerFlow
    misconceptions: tuple[Tally, ...]
    slips: tuple[Tally, ...]
    versions: tuple[VersionLine, ...]
    claims: tuple[ClaimView, ...]
    best: tuple[Line, ...]
    why: str
    remarks: tuple[str, ...]
    reliance: str
    difficulty: str
    hand_marked: bool
    calibration: Calibration
    #: Names of those who were certain and wrong.
    sure_and_wrong: tuple[str, ...]


@dataclass(frozen=True)
class AttemptLine:
    """One attempt of a student, for "attempts over time"."""

    number: int
    attempt: str
    state: str
    started_at: datetime
    submitted_at: datetime | None
    share: float | None
    marks: str
    minutes: float | None
    current: bool


@dataclass(frozen=True)
class IndexLine:
    """An assignment in the list of reports."""

    public_id: str
    title: str
    place: str
    kind: str
    finished: int
    running: int
    waiting: int
    mean: float | None
    last_at: datetime | None
