"""What reports say: remarks and findings as sentences in the viewer's language."""

from collections.abc import Callable, Iterable, Sequence

from quizapp.basics.i18n import _, ngettext
from quizapp.basics.messages import Message
from quizapp.domain.statistics.certainty import Calibration
from quizapp.domain.statistics.discernment import Discernment, Sentence
from quizapp.domain.statistics.flags import say_certainty_of
from quizapp.domain.statistics.groups import GroupScore
from quizapp.domain.statistics.intervals import FEW_ATTEMPTS, Interval
from quizapp.domain.statistics.items import ItemStatistics
from quizapp.web.formatting import numeral, share


def say(message: Message) -> str:
    """A sentence about a question or a class; numbers are grouped, and no line breaks before "%"."""
    if message.many:
        message %= {"num": numeral(message.number, 0)}
    return _(message).replace(" %", "\u202f%")


def say_disputed(number: int) -> str:
    """How many students say that a question is wrong, and wait for an answer."""
    return ngettext(
        "%(num)s student says that something is wrong with a question.",
        "%(num)s students say that something is wrong with a question.",
        number,
    ) % {"num": number}


def say_late(number: int) -> str:
    """How many answers came too late."""
    return ngettext(
        "%(num)s answer came too late and waits for your word.",
        "%(num)s answers came too late and wait for your word.",
        number,
    ) % {"num": number}


def say_reliance(item: ItemStatistics) -> str:
    """What to know before the discrimination index is read; empty where it speaks for itself."""
    message = say_certainty_of(item)
    return say(message) if message is not None else ""


def say_needed(items: Sequence[ItemStatistics]) -> list[str]:
    """What the grey figures and dashes in a table of questions mean, once for all its rows."""
    notes = []
    needed = [item.attempts_needed for item in items if item.attempts_needed]
    if needed:
        low, high = min(needed), max(needed)
        more = (
            ngettext("about %(num)s more attempt is needed.", "about %(num)s more attempts are needed.", high)
            % {"num": numeral(high, 0)}
            if low == high
            else _("about %(low)s to %(high)s more attempts are needed, by question.")
            % {"low": numeral(low, 0), "high": numeral(high, 0)}
        )
        notes.append(_("Grey: cannot tell yet; %(more)s") % {"more": more})
    elif any(0 < item.n < 10 for item in items):
        notes.append(_("Grey: it rests on fewer than 10 attempts."))
    if any(0 < item.n_whole < FEW_ATTEMPTS for item in items):
        notes.append(
            _(
                "A dash under “Tells apart”: fewer than 10 attempts are marked whole, and of so few it says nothing."
            )
        )
    elif any(item.discrimination is None and item.n > 1 and item.full_marks for item in items):
        notes.append(
            _("A dash under “Tells apart”: everybody earned the same there, so it tells nobody apart.")
        )
    if any(item.n and not item.full_marks for item in items):
        notes.append(_("A dash under “Right”: the question carries no marks."))
    return notes + _say_both_n(items)


def _say_both_n(items: Sequence[ItemStatistics]) -> list[str]:
    """Over how many attempts each column counts, where some wait for a mark; empty where all are marked."""
    if all(item.n_whole == item.n for item in items if item.full_marks):
        return []
    each, whole = (
        f"{min(of)}–{max(of)}" if min(of) < max(of) else str(min(of))
        for of in zip(*((item.n, item.n_whole) for item in items if item.full_marks), strict=True)
    )
    return [
        _(
            "“Right” counts the answers that are marked (n %(each)s), “Tells apart” the attempts marked whole (n %(whole)s)."
        )
        % {"each": each, "whole": whole}
    ]


def say_class_discernment(found: Discernment) -> list[str]:
    """How a class told solid claims from shaky ones, in plain words."""
    if not found.n:
        return []
    right = found.solid_accepted + found.shaky_doubted
    said = []
    if found.solid and found.shaky:
        said.append(
            _(
                "In %(right)s of %(all)s answers on a claim’s status, it was known how far one can rely on the claim."
            )
            % {"right": right, "all": found.n}
        )
    if found.solid:
        said.append(
            ngettext(
                "Claims to rely on were doubted %(num)s time of %(all)s.",
                "Claims to rely on were doubted %(num)s times of %(all)s.",
                found.solid_doubted,
            )
            % {"num": found.solid_doubted, "all": found.solid}
        )
    if found.shaky:
        said.append(
            ngettext(
                "Claims to be careful with were trusted %(num)s time of %(all)s.",
                "Claims to be careful with were trusted %(num)s times of %(all)s.",
                found.shaky_accepted,
            )
            % {"num": found.shaky_accepted, "all": found.shaky}
        )
    if not (found.solid and found.shaky):
        return [
            *said,
            _("No question was about a claim to be careful with.")
            if found.solid
            else _("No question was about a claim to rely on."),
        ]
    leaning = _leaning(found)
    return [*said, leaning] if leaning else said


def say_of_student(sentence: Sentence) -> str:
    """A sentence on discernment as it is said about a student, not to them."""
    counted = dict(sentence.values)

    def number(name: str) -> int:
        return int(counted.get(name, 0))

    words = {
        "told-apart": ngettext(
            "Knew how far to rely on a claim: %(right)s of %(claims)s.",
            "Knew how far to rely on a claim: %(right)s of %(claims)s.",
            number("right"),
        ),
        "doubted-solid": ngettext(
            "Of %(solid)s claim to rely on doubted %(doubted)s.",
            "Of %(solid)s claims to rely on doubted %(doubted)s.",
            number("solid"),
        ),
        "trusted-shaky": ngettext(
            "Of %(shaky)s claim to be careful with trusted %(trusted)s.",
            "Of %(shaky)s claims to be careful with trusted %(trusted)s.",
            number("shaky"),
        ),
        "no-solid": _("No question was about a claim to rely on."),
        "no-shaky": _("No question was about a claim to be careful with."),
        "leans-to-doubt": _("Leans to doubt: doubts more than is called for."),
        "leans-to-trust": _("Leans to trust: believes more than was checked."),
    }
    return sentence.fill(words[sentence.code])


def _leaning(found: Discernment) -> str:
    if found.criterion is None or min(found.solid, found.shaky) < 3:
        return ""
    if found.criterion > 0.3:
        return _("The class leans to doubt: it doubts more than is called for.")
    if found.criterion < -0.3:
        return _("The class leans to trust: it believes more than was checked.")
    return _("It leans neither to trust nor to doubt.")


def say_difficulty(facility: float | None) -> str:
    """A word for how hard a question is, after the bands of the Open University's guide to Moodle's figures."""
    if facility is None:
        return ""
    bands = (
        (0.05, _("nearly nobody")),
        (0.20, _("hard")),
        (0.35, _("fairly hard")),
        (0.65, _("right for most")),
        (0.80, _("fairly easy")),
        (0.945, _("easy")),
    )
    return next((word for limit, word in bands if facility <= limit + 1e-9), _("nearly everybody"))


def say_between(low: float, high: float) -> str:
    """An interval of shares in per cent: "61 to 74 %"."""
    return _("%(low)s to %(high)s") % {"low": numeral(100 * low, 0), "high": share(high)}


def between_shares(low: float, high: float) -> str:
    """The same for a mean of marks: no true mean lies below nothing or above full marks, so the interval ends there."""
    return say_between(max(low, 0.0), min(high, 1.0))


def aspect_words(aspect: str) -> str:
    """What a question tests, as a teacher says it."""
    words = {
        "who": _("who says so"),
        "what": _("what happened"),
        "measure": _("what a figure measures"),
        "how much": _("the figure itself"),
        "where": _("where"),
        "when": _("when"),
        "why": _("why"),
        "status": _("how far one can rely on it"),
    }
    return words.get(aspect, aspect)


def export_words() -> list[tuple[str, str, str]]:
    """The files of a report: which, what it is called, what is in it; the two that teachers want come first."""
    return [
        (
            "report.xlsx",
            _("Spreadsheet of everything"),
            _("XLSX: students and questions in words, then the tables of all figures"),
        ),
        ("marks.csv", _("Marks only"), _("CSV: one row an attempt, one column a question")),
        (
            "responses.csv",
            _("Every answer"),
            _("CSV: one row an answer: what was typed, what it earned, how long it took"),
        ),
        ("items.csv", _("Statistics of the questions"), _("CSV: one row a question")),
        ("options.csv", _("Options and answers"), _("CSV: every option and answer, with how many chose it")),
        ("report.json", _("All tables for a program"), _("JSON")),
        ("gradebook-moodle.csv", _("Marks for Moodle’s gradebook"), _("CSV; map it by ID number")),
        ("gradebook-canvas.csv", _("Marks for Canvas’s gradebook"), _("CSV")),
        ("xapi.json", _("Attempts for a learning record store"), _("xAPI statements")),
        ("qti-results.zip", _("Attempts as QTI results"), _("XML, a file for each attempt")),
        (
            "report.zip",
            _("Archive"),
            _("ZIP: all tables with a manifest of hashes, for keeping and for checking"),
        ),
    ]


Row = tuple[str, float | None, Interval | None, int, int | None]


def group_rows(groups: Iterable[GroupScore], words: Callable[[str], str] = str) -> list[Row]:
    """Topics or aspects as rows of a table."""
    return [(words(g.label), g.mean, g.interval, g.n, g.under_half) for g in groups]


def certainty_rows(found: Calibration) -> list[Row]:
    """Certainties as rows of a table."""
    return [(_(row.certainty), row.share, row.interval, row.n, None) for row in found.rows]
