"""From an answer to one of the grades that fsrs understands."""

from dataclasses import dataclass
from enum import StrEnum

from fsrs import Rating

from quizapp.domain.answers import Certainty, is_whole
from quizapp.domain.spacing.events import ReviewEvent


class Reason(StrEnum):
    """Why an answer got its grade. Codes, not sentences: pages have the words."""

    WRONG = "wrong"
    PARTLY_RIGHT = "partly right"
    #: "Right, but you said it was a guess. It comes back tomorrow, Tuesday 3 March."
    OWN_GUESS = "own guess"
    RIGHT = "right"
    SURE_AGAIN = "sure again"


@dataclass(frozen=True)
class Grading:
    """A grade and why. ``rating`` is never Hard: fsrs counts Hard as recalled."""

    rating: Rating
    reason: Reason

    def __post_init__(self) -> None:
        # fsrs accepts any integer: True is 1 is Again, so a verdict passed by mistake would be a lapse.
        if type(self.rating) is not Rating:
            raise TypeError(f"a rating is one of fsrs's ratings, not {self.rating!r}")

    @property
    def remembered(self) -> bool:
        """Whether the answer counts as remembered."""
        return self.rating is not Rating.Again


def is_sure(event: ReviewEvent) -> bool:
    """Typed, certain and wholly right: an answer that luck cannot explain."""
    return event.typed and event.certainty is Certainty.CERTAIN and is_wholly_right(event)


def is_wholly_right(event: ReviewEvent) -> bool:
    """All or nothing: an answer with several parts counts only if every part is right."""
    return event.right and (event.fraction is None or is_whole(event.fraction))


def grade_review(event: ReviewEvent, *, sure_before: bool = False) -> Grading:
    """Grade an answer for the schedule.

    Wrong is Again; right but a guess by the learner's own account is Again; otherwise right is Good,
    certainty given or skipped. Easy is for the second answering day running: this answer is typed, certain
    and right, and so was the item's last counted answer (``sure_before``), on an earlier day. A choice
    question is never Easy. An answer with several parts is right only as a whole.
    """
    if not is_wholly_right(event):
        partly = event.right or bool(event.fraction)
        return Grading(Rating.Again, Reason.PARTLY_RIGHT if partly else Reason.WRONG)
    if event.certainty is Certainty.GUESSING:
        return Grading(Rating.Again, Reason.OWN_GUESS)
    if sure_before and is_sure(event):
        return Grading(Rating.Easy, Reason.SURE_AGAIN)
    return Grading(Rating.Good, Reason.RIGHT)
