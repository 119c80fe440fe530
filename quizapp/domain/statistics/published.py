"""Statistics as cells of the published tables, named by ``columns``."""

from dataclasses import dataclass

from quizapp.domain.statistics.intervals import Interval
from quizapp.domain.statistics.items import ItemStatistics
from quizapp.domain.statistics.options import OptionTable
from quizapp.domain.statistics.quiz import QuizStatistics

#: A row of a published table: column to cell. A cell is text; the empty text is "no value".
Row = dict[str, str]


@dataclass(frozen=True)
class AnswerCounts:
    """What a question's row tells beside its statistics, over the same attempts."""

    blank: int
    dont_know: int
    median_seconds: float | None


def write_cell(value: object) -> str:
    """A value as it stands in a table: every digit of a number, 1 or 0 for yes or no, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return repr(value)
    return str(value)


def item_row(item: ItemStatistics, counts: AnswerCounts, version: str = "") -> Row:
    """The row of one question in ``items.csv``, its columns in order."""
    row = {
        "question": item.question_id,
        "version": version,
        "n": item.n,
        "n_whole": item.n_whole,
        "full_marks": item.full_marks,
        "mean": item.mean,
        "sd": item.sd,
        "facility": item.facility,
        **_limits("facility", item.facility_interval),
        "facility_method": item.facility_interval.method if item.facility_interval else None,
        "guess_score": item.guess_score,
        "intended_weight": item.intended_weight,
        "effective_weight": item.effective_weight,
        "discrimination": item.discrimination,
        **_limits("discrimination", item.discrimination_interval),
        "efficiency": item.efficiency,
        "attempts_needed": item.attempts_needed,
        "blank": counts.blank,
        "dont_know": counts.dont_know,
        "median_seconds": counts.median_seconds,
    }
    return {column: write_cell(value) for column, value in row.items()}


def quiz_row(quiz: QuizStatistics) -> Row:
    """The one row of ``quiz.csv``, its columns in order."""
    row = {
        "n": quiz.n,
        "waiting": quiz.waiting,
        "questions": quiz.questions,
        "full_marks": quiz.full_marks,
        "mean": quiz.mean,
        **_limits("mean", quiz.mean_interval),
        "median": quiz.median,
        "sd": quiz.sd,
        "skewness": quiz.skewness,
        "kurtosis": quiz.kurtosis,
        "minimum": quiz.minimum,
        "lower_quartile": quiz.lower_quartile,
        "upper_quartile": quiz.upper_quartile,
        "maximum": quiz.maximum,
        "alpha": quiz.alpha,
        **_limits("alpha", quiz.alpha_interval),
        "error_ratio": quiz.error_ratio,
        "standard_error": quiz.standard_error,
    }
    return {column: write_cell(value) for column, value in row.items()}


def option_rows(question_id: str, table: OptionTable) -> list[Row]:
    """The rows of one question in ``options.csv``: its options and answers, not blank and "I don't know"."""
    return [
        {
            "question": question_id,
            "category": row.category,
            "is_key": write_cell(row.is_key),
            "n": write_cell(table.n),
            "count": write_cell(row.count),
            "share": write_cell(row.share),
            "lower": write_cell(row.thirds.lower),
            "middle": write_cell(row.thirds.middle),
            "upper": write_cell(row.thirds.upper),
            "correlation": write_cell(row.correlation),
        }
        for row in table.rows
        if row.outcome is None
    ]


def _limits(name: str, interval: Interval | None) -> dict[str, float | None]:
    return {
        f"{name}_low": interval.low if interval else None,
        f"{name}_high": interval.high if interval else None,
    }
