"""Sentences that several pages of studying share."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from quizapp.basics.i18n import _, ngettext
from quizapp.domain.spacing.events import local_day
from quizapp.domain.spacing.grading import Reason
from quizapp.domain.statistics.discernment import Discernment, say_discernment
from quizapp.studying.planning import Visits, Wait
from quizapp.studying.round_end import RoundEnd
from quizapp.web.formatting import MONTHS, WEEKDAYS


def say_privacy(*, in_class: bool) -> str:
    """What a teacher sees of practice. The learner's pages in a class and the teacher's say the very same."""
    if not in_class:
        return _("Practice is private. You are in no class, so no teacher sees it.")
    return _(
        "Practice is private. Your teachers see numbers once three of the class have met an idea: how many met, missed or "
        "guessed it, remember it or forget it. No names, no answers, no times."
    )


def _say_near(day: date, now: datetime) -> str:
    """The word for a day that is near; empty for others. ``now`` is by the learner's clock.

    A day begins at four: at three in the morning what was promised for tomorrow comes later on the same date.
    """
    if day <= local_day(now, now.tzinfo or UTC):
        return _("today")
    return {0: _("later today"), 1: _("tomorrow")}.get((day - now.date()).days, "")


def say_day(day: date, now: datetime) -> str:
    """A day as people say it: "tomorrow, Tuesday 3 March", "Thursday 5 March", with the year where it is another."""
    words = _("%(weekday)s %(day)s %(month)s") % {
        "weekday": _(WEEKDAYS[day.weekday()]),
        "day": day.day,
        "month": _(MONTHS[day.month - 1]),
    }
    if day.year != now.year:
        words = f"{words} {day.year}"
    near = _say_near(day, now)
    if near == _("today"):
        return near
    return _("%(near)s, %(day)s") % {"near": near, "day": words} if near else words


def say_soon(day: date, now: datetime) -> str:
    """A day at the end of a line: "today", "tomorrow", "11 December"."""
    return _say_near(day, now) or _("%(day)s %(month)s") % {
        "day": day.day,
        "month": _(MONTHS[day.month - 1]),
    }


def say_gain(end: RoundEnd) -> str:
    """What has changed since last time, where that is shown."""
    if not end.shows_before:
        return ""
    if end.gained:
        return ngettext("%(n)s more than last time.", "%(n)s more than last time.", end.gained) % {
            "n": end.gained
        }
    return _("As many as last time.")


def say_back(day: date, now: datetime) -> str:
    """The day on which something comes back, as it ends a sentence: "today", "tomorrow, …", "on Thursday 5 March"."""
    said = say_day(day, now)
    return said if _say_near(day, now) else _("on %(day)s") % {"day": said}


def say_wait(wait: Wait) -> str:
    """What a quiz keeps back, and until when."""
    named = {"num": wait.items, "title": wait.stake.title}
    if wait.stake.running:
        return (
            ngettext(
                "%(num)s question waits until “%(title)s” is handed in.",
                "%(num)s questions wait until “%(title)s” is handed in.",
                wait.items,
            )
            % named
        )
    if not wait.stake.taken:
        return (
            ngettext(
                "%(num)s question waits until you have taken “%(title)s”.",
                "%(num)s questions wait until you have taken “%(title)s”.",
                wait.items,
            )
            % named
        )
    return (
        ngettext(
            "%(num)s question waits until the answers of “%(title)s” are shown.",
            "%(num)s questions wait until the answers of “%(title)s” are shown.",
            wait.items,
        )
        % named
    )


def say_visit(visits: Visits, now: datetime, waits: Sequence[Wait] = ()) -> str:
    """The next visit in a sentence; what waits for a quiz is scheduled, and has sentences of its own."""
    if visits.day is None and waits:
        return _("What you practise waits until a quiz is over.")
    if visits.day is None:
        return _("Nothing is planned yet.")
    questions = ngettext("%(n)s question", "%(n)s questions", visits.count) % {"n": visits.count}
    return _("Next: %(day)s, %(questions)s.") % {"day": say_day(visits.day, now), "questions": questions}


def say_reason(reason: Reason | None, due: date | None, now: datetime) -> str:
    """Why an item comes back when it does."""
    day = say_back(due, now) if due else ""
    if reason is None:
        return (
            _("You had answered it already, and that answer set the date. It comes back %(day)s.")
            % {"day": day}
            if due
            else ""
        )
    if reason is Reason.OWN_GUESS:
        return _("Right, but you said it was a guess. It comes back %(day)s.") % {"day": day}
    if reason is Reason.PARTLY_RIGHT:
        return _("Part of it is right. It comes back %(day)s.") % {"day": day}
    return _("It comes back %(day)s.") % {"day": day}


def say_review(count: int, minutes: int) -> str:
    """ "4 questions, about 2 minutes"."""
    questions = ngettext("%(n)s question", "%(n)s questions", count) % {"n": count}
    time = ngettext("about %(n)s minute", "about %(n)s minutes", minutes) % {"n": minutes}
    return f"{questions}, {time}"


def say_stance(found: Discernment) -> list[str]:
    """Doubt and trust in sentences: how often told apart, what was doubted, what was trusted, and a leaning."""
    said = {
        "told-apart": ngettext(
            "You knew how far to rely on a claim: %(right)s of %(claims)s.",
            "You knew how far to rely on a claim: %(right)s of %(claims)s.",
            found.solid_accepted + found.shaky_doubted,
        ),
        "doubted-solid": ngettext(
            "You doubted %(doubted)s of %(solid)s claim to rely on.",
            "You doubted %(doubted)s of %(solid)s claims to rely on.",
            found.solid,
        ),
        "trusted-shaky": ngettext(
            "You trusted %(trusted)s of %(shaky)s claim to be careful with.",
            "You trusted %(trusted)s of %(shaky)s claims to be careful with.",
            found.shaky,
        ),
        "no-solid": _("No question was about a claim to rely on."),
        "no-shaky": _("No question was about a claim to be careful with."),
        "leans-to-doubt": _("You doubt more than you need to."),
        "leans-to-trust": _("You trust more than was checked."),
    }
    return [sentence.fill(said[sentence.code]) for sentence in say_discernment(found)]
