"""One sitting: each item until it is answered right, misses back once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from quizapp.basics.limits import ROUND_ASKS
from quizapp.domain.spacing.events import Origin, ReviewEvent
from quizapp.domain.spacing.grading import is_wholly_right


@dataclass(frozen=True)
class StudySession:
    """Where a sitting stands. Derived from the events alone, so a lost browser loses nothing.

    ``queue`` is what is still to be asked, next first; ``right`` were answered right; ``left`` were missed
    as often as they are asked and are left for another day; ``asked`` is how many answers were given.
    ``first`` says of each item that was met whether its first answer was right: the score counts these. ``most`` is how
    many questions it comes to where everything that is still to be asked is missed as often as it is asked.
    """

    queue: tuple[str, ...]
    right: tuple[str, ...]
    left: tuple[str, ...]
    asked: int
    first: Mapping[str, bool]
    most: int

    @property
    def current(self) -> str | None:
        """The item to ask now; None when the sitting is over."""
        return self.queue[0] if self.queue else None

    @property
    def size(self) -> int:
        """How many items the sitting has."""
        return len(self.queue) + len(self.right) + len(self.left)

    @property
    def place(self) -> int:
        """The number of the question that is asked now."""
        return self.asked + 1

    @property
    def is_sure(self) -> bool:
        """Whether nothing can come back any more: ``most`` is how many questions it has."""
        return self.most == self.asked + len(self.queue)

    @property
    def marks(self) -> tuple[str, ...]:
        """One mark for each item in the order in which they are met: right, wrong, now, or nothing yet; a miss that is
        asked again is wrong and now."""
        said = {item: "right" if right else "wrong" for item, right in self.first.items()}
        met = [f"{mark} now" if item == self.current else mark for item, mark in said.items()]
        ahead = [item for item in self.queue if item not in self.first]
        return (*met, *("now" if item == self.current else "" for item in ahead))


def study_session(
    planned: Sequence[str],
    events: Iterable[ReviewEvent],
    *,
    origin: Origin = Origin.REVIEW,
    asks: int = ROUND_ASKS,
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
    first: dict[str, bool] = {}
    asked = 0
    for event in events:
        if event.origin is not origin or event.item not in misses or event.item in right:
            continue
        asked += 1
        first.setdefault(event.item, is_wholly_right(event))
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
        first=first,
        most=asked + sum(asks - misses[item] for item in open_items),
    )
