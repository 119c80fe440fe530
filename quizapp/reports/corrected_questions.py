"""Questions as their keys stand now: as published, with the corrections of this assignment."""

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from quizapp.attempts.corrections import Corrections, corrections_of
from quizapp.banks import publishing
from quizapp.domain.bank import Bank
from quizapp.domain.question import Question
from quizapp.models import Assignment


@dataclass(frozen=True)
class Keys:
    """The questions of an assignment, by version of the bank. Each is corrected once."""

    session: Session
    corrections: Corrections
    _known: dict[tuple[int, str], Question] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session, assignment: Assignment) -> "Keys":
        """One statement, for the corrections."""
        return cls(session, corrections_of(session, assignment.id))

    def bank(self, version_id: int) -> Bank:
        return publishing.load_version(self.session, version_id)

    def question(self, version_id: int, question_id: str) -> Question:
        """A question as that version has it, its key corrected."""
        at = (version_id, question_id)
        if at not in self._known:
            self._known[at] = self.corrections.question(self.bank(version_id), question_id)
        return self._known[at]
