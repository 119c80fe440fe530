"""What is said of one answer everywhere: how it turned out, and how sure its giver was."""

from enum import StrEnum

#: Fractions this close to 0 or 1 are nothing or the whole: floats are kept, thirds are not exact in them.
CLOSE = 1e-9


class Verdict(StrEnum):
    """How an answer turned out. Not answered, wrong and "I don't know" are never lumped together.

    It comes from the answer alone: the try at which it was given changes marks, never the verdict.
    """

    RIGHT = "right"
    PARTLY = "partly right"
    WRONG = "wrong"
    BLANK = "not answered"
    DONT_KNOW = "I don't know"
    WAITING = "waiting to be marked"


class AnswerKind(StrEnum):
    """What stands at a position, or came with a save. The values are what is stored."""

    BLANK = "blank"
    ANSWER = "answer"
    DONT_KNOW = "dont-know"
    #: Of a save alone: it came after the end, and counts where a teacher accepts it.
    LATE = "late"


class Certainty(StrEnum):
    """How sure a learner says to be, least first. The values are what is posted and stored."""

    GUESSING = "guessing"
    FAIRLY_SURE = "fairly sure"
    CERTAIN = "certain"


#: Verdicts after which a question is worth another look.
MISSED = (Verdict.PARTLY, Verdict.WRONG, Verdict.BLANK, Verdict.DONT_KNOW)


def is_whole(fraction: float) -> bool:
    """Whether a grade is the full one."""
    return fraction >= 1 - CLOSE


def is_nothing(fraction: float) -> bool:
    """Whether a grade is none at all."""
    return fraction <= CLOSE


def verdict_on(fraction: float) -> Verdict:
    """The verdict on an answer with this grade, before any credit falls: the one definition."""
    if is_whole(fraction):
        return Verdict.RIGHT
    return Verdict.WRONG if is_nothing(fraction) else Verdict.PARTLY


def verdict_of(kind: str, fraction: float | None) -> Verdict:
    """The verdict on what stands at a position: its kind (blank, answer, dont-know) and its grade."""
    if kind == "blank":
        return Verdict.BLANK
    if kind == "dont-know":
        return Verdict.DONT_KNOW
    return Verdict.WAITING if fraction is None else verdict_on(fraction)
