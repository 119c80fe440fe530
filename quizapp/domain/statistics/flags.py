"""What a teacher may want to do now: questions that look wrong, and things that wait."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quizapp.basics.messages import Message, msg, nmsg
from quizapp.domain.statistics.certainty import SureAndWrong
from quizapp.domain.statistics.intervals import FEW_ATTEMPTS, wilson_interval
from quizapp.domain.statistics.items import ItemStatistics
from quizapp.domain.statistics.options import OptionTable

#: So many of the strongest third must prefer a wrong option before the key is doubted.
FEW_STRONG = 3
#: So many guessed or hurried answers are needed before a question is said to give itself away ...
FEW_GUESSES = 10
#: ... and at least this share of them right.
GIVEN_AWAY = 0.7
#: A discriminative efficiency below this is dubious (Moodle flags the same).
DUBIOUS = 0.15
#: So many students sure and wrong on one question are worth a word to the class.
FEW_SURE = 2
#: At most this many lines about questions under "To do now".
MOST_FLAGS = 5

#: Every flag in the order in which they come; a test finds one that is left out. A wrong key is unfair to students until it is
#: mended; then certainty, then what is odd about a question, then housekeeping. What most missed comes before all: ``missed.py``.
URGENCY = (
    "key-may-be-wrong",
    "sure-and-wrong",
    "gives-itself-away",
    "against-the-grain",
    "dubious",
    "to-mark",
    "not-started",
)


@dataclass(frozen=True)
class Flag:
    """One line of "To do now". ``weight`` orders flags of the same code, larger first."""

    code: str
    message: Message
    question_id: str | None = None
    weight: float = 0.0


@dataclass(frozen=True)
class LowEffort:
    """Answers to one question that say "guessing" or came too fast to have read it: how many, how many right."""

    n: int
    right: int


def doubt_key(question_id: str, table: OptionTable) -> Flag | None:
    """The key may be wrong: the strongest third prefer another option.

    Flagged where some option that is not a key was chosen by more of the upper third than any key, by at
    least three of them, and goes together with the rest score better than every key does (or where a
    correlation is missing, by the counts alone). Only questions with options and a key can be.
    """
    keys = [row for row in table.rows if row.is_key]
    rivals = [row for row in table.rows if row.outcome is None and not row.is_key]
    if not keys or not rivals:
        return None
    rival = max(rivals, key=lambda row: row.thirds.upper)
    best = max(row.thirds.upper for row in keys)
    if rival.thirds.upper < FEW_STRONG or rival.thirds.upper <= best:
        return None
    known = [row.correlation for row in keys if row.correlation is not None]
    if rival.correlation is not None and known and rival.correlation <= max(known):
        return None
    message = msg(
        "The key may be wrong: of the %(upper)s strongest, %(choose)s chose “%(option)s” and %(key)s the key.",
        upper=table.thirds.upper,
        choose=rival.thirds.upper,
        option=rival.category,
        key=best,
    )
    return Flag("key-may-be-wrong", message, question_id, rival.thirds.upper - best)


def doubt_secrecy(question_id: str, low_effort: LowEffort, guess_score: float | None) -> Flag | None:
    """The question gives itself away: those who guessed or hurried got it right all the same.

    Flagged where at least ten such answers exist, at least 70 % of them are right, and even the lower
    limit of that share (Wilson, 95 %) is above what blind guessing gives.
    """
    share = wilson_interval(low_effort.right, low_effort.n)
    if guess_score is None or share is None or low_effort.n < FEW_GUESSES:
        return None
    if low_effort.right / low_effort.n < GIVEN_AWAY or share.low <= guess_score:
        return None
    message = msg(
        "This question may give itself away: %(right)s of %(n)s who guessed or hurried got it right, "
        "where blind guessing gives %(guess_percent)s %%.",
        right=low_effort.right,
        n=low_effort.n,
        guess_percent=round(100 * guess_score),
    )
    return Flag("gives-itself-away", message, question_id, share.low - guess_score)


def doubt_item(item: ItemStatistics) -> Flag | None:
    """The question tells students apart badly, judged from ten attempts on.

    "against-the-grain" where the whole interval of the discrimination is below 0, else "dubious" where the
    discriminative efficiency is below 15 % and there are attempts enough for the index to say something: a page
    that says "cannot tell yet" in one place must not call the question weak in another.
    """
    if item.n_whole < FEW_ATTEMPTS or item.efficiency is None:
        return None
    interval = item.discrimination_interval
    if interval is not None and interval.high < 0:
        against = msg(
            "Stronger students do worse on this question than weaker ones (%(n)s attempts).", n=item.n_whole
        )
        return Flag("against-the-grain", against, item.question_id, -interval.high)
    if item.efficiency < DUBIOUS and not item.attempts_needed:
        dubious = msg(
            "This question hardly tells stronger from weaker students (%(n)s attempts).", n=item.n_whole
        )
        return Flag("dubious", dubious, item.question_id, DUBIOUS - item.efficiency)
    return None


def flag_sure_and_wrong(found: Iterable[SureAndWrong]) -> list[Flag]:
    """One flag per question with at least two students who were certain and wrong."""
    return [
        Flag(
            "sure-and-wrong",
            nmsg(
                "%(num)s student was certain and wrong.", "%(num)s students were certain and wrong.", number
            ),
            one.question_id,
            number,
        )
        for one in found
        if (number := len(one.students)) >= FEW_SURE
    ]


def to_do(
    flags: Iterable[Flag | None], *, to_mark: int = 0, not_started: int = 0, most: int = MOST_FLAGS
) -> tuple[Flag, ...]:
    """The most urgent flags of questions, at most ``most``; then what waits to be marked and who has not started."""
    order: Sequence[str] = URGENCY
    every = [flag for flag in flags if flag is not None]
    every.sort(key=lambda flag: (order.index(flag.code), -flag.weight, flag.question_id or ""))
    every = every[:most]
    if to_mark:
        waits = nmsg("%(num)s answer waits to be marked.", "%(num)s answers wait to be marked.", to_mark)
        every.append(Flag("to-mark", waits, None, to_mark))
    if not_started:
        absent = nmsg("%(num)s student has not started.", "%(num)s students have not started.", not_started)
        every.append(Flag("not-started", absent, None, not_started))
    return tuple(every)


def say_certainty_of(item: ItemStatistics) -> Message | None:
    """What to say beside a discrimination index that says nothing yet; None where it speaks for itself."""
    if item.n_whole < FEW_ATTEMPTS:
        return nmsg(
            "%(num)s attempt is marked whole: below 10 nothing can be said of whether a question tells students apart.",
            "%(num)s attempts are marked whole: below 10 nothing can be said of whether a question tells students apart.",
            item.n_whole,
        )
    if item.discrimination is None:
        return msg("Cannot tell: everybody got the same marks here.")
    if not item.attempts_needed:
        return None
    return nmsg(
        "Cannot tell yet: about %(num)s more attempt is needed.",
        "Cannot tell yet: about %(num)s more attempts are needed.",
        item.attempts_needed,
    )
