"""One sitting: each item until it is answered right once, misses back at most twice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quizapp.domain.spacing.events import Origin, ReviewEvent
from quizapp.domain.spacing.grading import is_wholly_right
from quizapp.limits import REVIEW_ASKS


@dataclass(frozen=True)
class StudySession:
    """Where a sitting stands. Derived from the events alone, so a lost browser loses nothing.

    ``queue`` is what is still to be asked, next first; ``right`` were answered right; ``left`` were missed
    as often as they are asked and are left for another day; ``asked`` is how many answers were given.
    """

    queue: tuple[str, ...]
    right: tuple[str, ...]
    left: tuple[str, ...]
    asked: int

    @property
    def current(self) -> str | None:
        """The item to ask now; None when the sitting is over."""
        return self.queue[0] if self.queue else None

    @property
    def size(self) -> int:
        """How many items the sitting has."""
        return len(self.queue) + len(self.right) + len(self.left)


def study_session(
    planned: Sequence[str],
    events: Iterable[ReviewEvent],
    *,
    origin: Origin = Origin.REVIEW,
    asks: int = REVIEW_ASKS,
) -> StudySession:
    """Where the sitting of ``planned`` items stands after ``events`` (those of the sitting, in order).

    For a day's review ``planned`` is ``plan.started + plan.today`` and ``events`` are the day's; for practice
    after a quiz, the missed items and what came after the quiz, with ``origin`` and ``asks`` to match.
    Events of other items or another origin are passed over. What was missed returns behind everything asked
    less often. A right answer ends an item's turn, called a guess or not. Raises ValueError for ``asks`` < 1.
    """
    if asks < 1:
        raise ValueError(f"an item is asked at least once, not {asks} times")
    misses = dict.fromkeys(planned, 0)
    right: list[str] = []
    asked = 0
    for event in events:
        if event.origin is not origin or event.item not in misses or event.item in right:
            continue
        asked += 1
        if is_wholly_right(event):
            right.append(event.item)
        else:
            misses[event.item] += 1
    open_items = [item for item in misses if item not in right and misses[item] < asks]
    return StudySession(
        # Sorting is stable: items missed equally often keep the order of the plan.
        queue=tuple(sorted(open_items, key=misses.__getitem__)),
        right=tuple(right),
        left=tuple(item for item in misses if item not in right and misses[item] >= asks),
        asked=asked,
    )
