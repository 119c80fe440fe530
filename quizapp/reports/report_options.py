"""How a teacher looks at a report: which attempts count, sorted and filtered how; kept in every link."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from quizapp.basics.limits import GROUP_LETTERS
from quizapp.domain.statistics.columns import Policy
from quizapp.web import report_address

QUESTION_SORTS = ("number", "right", "discrimination", "time", "blank")
STUDENT_SORTS = ("name", "score", "time")
#: Which questions are listed: all, those with a remark, or by how many got them right.
SHOWS = ("all", "remarks", "hard", "easy")
BANDS = 10


@dataclass(frozen=True)
class ReportOptions:
    """The choices behind a report's address. Whatever an address holds that means nothing is left out."""

    policy: Policy = Policy.FIRST
    #: A column's name, with a minus before it for largest first.
    questions: str = "number"
    students: str = "name"
    show: str = "all"
    #: A band of the histogram, from 0.
    band: int | None = None
    page: int = 1
    #: A group of the class: which students are listed.
    group: str = ""

    @classmethod
    def read(cls, args: Mapping[str, str]) -> Self:
        """The choices in an address."""
        band, page = args.get("band", ""), args.get("page", "")
        number = int(band) if band.isdecimal() and len(band) < 3 else BANDS
        return cls(
            policy=report_address.policy_in(args),
            questions=_sort(args.get("questions", ""), QUESTION_SORTS),
            students=_sort(args.get("students", ""), STUDENT_SORTS),
            show=args["show"] if args.get("show") in SHOWS else "all",
            band=number if number < BANDS else None,
            page=max(1, int(page)) if page.isdecimal() and len(page) < 7 else 1,
            group=args.get("group", "")[:GROUP_LETTERS],
        )

    def with_changes(self, **changes: Any) -> dict[str, str]:
        """The address's values with some changed; those at their defaults are left out."""
        new = replace(self, **changes)
        found = {
            "attempts": new.policy.value,
            "questions": new.questions,
            "students": new.students,
            "show": new.show,
            "band": "" if new.band is None else str(new.band),
            "page": str(new.page),
            "group": new.group,
        }
        plain = {
            "attempts": Policy.FIRST.value,
            "questions": "number",
            "students": "name",
            "show": "all",
            "band": "",
            "page": "1",
            "group": "",
        }
        return {name: value for name, value in found.items() if value != plain[name]}

    def kept(self) -> dict[str, str]:
        """What every page of the report keeps: which attempts count."""
        return report_address.policy_arguments(self.policy)

    def sorted_by(self, which: str, column: str) -> dict[str, str]:
        """The address for sorting a table ("questions" or "students") by a column; again turns it round."""
        now = getattr(self, which)
        return self.with_changes(**{which: f"-{column}" if now == column else column, "page": 1})

    def direction(self, which: str, column: str) -> str:
        """How a table is sorted by a column, as ``aria-sort`` has it; empty where it is not."""
        now = getattr(self, which)
        return "ascending" if now == column else "descending" if now == f"-{column}" else ""


def _sort(given: str, allowed: tuple[str, ...]) -> str:
    return given if given.removeprefix("-") in allowed else allowed[0]
