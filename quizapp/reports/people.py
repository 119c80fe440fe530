"""Students in reports: by name, or by a number where names are hidden for projecting."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from quizapp.language import _


@dataclass(frozen=True)
class People:
    """Everybody whom a report is about, as it may call them."""

    #: Student id to name.
    names: Mapping[int, str]
    hidden: bool

    @cached_property
    def _numbers(self) -> dict[int, int]:
        return {student: place for place, student in enumerate(sorted(self.names), start=1)}

    def name(self, student_id: int) -> str:
        """What to call a student. The number is the same on every page of a report, and tells nothing."""
        if not self.hidden:
            return self.names.get(student_id) or _("A student")
        return _("Student %(number)s") % {"number": self._numbers.get(student_id, 0)}

    def order(self, student_id: int) -> tuple[str, int]:
        """Sorts by name, or by number where names are hidden: the order of names would give them away."""
        return ("" if self.hidden else self.names.get(student_id, "").casefold(), student_id)
