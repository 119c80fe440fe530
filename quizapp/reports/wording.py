"""What reports say: remarks and findings as sentences in the viewer's language."""

from quizapp.domain.statistics import ENGLISH, Discernment, ItemStatistics, Sentence, say_certainty_of
from quizapp.formats import numeral, share
from quizapp.language import _, ngettext


def say(sentence: Sentence) -> str:
    """A sentence about a question or a class, with its plural where it counts something."""
    values = dict(sentence.values)
    counted = {
        "sure-and-wrong": (
            "students",
            "%(num)s student was certain and wrong.",
            "%(num)s students were certain and wrong.",
        ),
        "to-mark": (
            "responses",
            "%(num)s response waits to be marked.",
            "%(num)s responses wait to be marked.",
        ),
        "not-started": (
            "students",
            "%(num)s student has not started.",
            "%(num)s students have not started.",
        ),
        "cannot-tell": (
            "more",
            "Cannot tell yet: about %(num)s more attempt is needed.",
            "Cannot tell yet: about %(num)s more attempts are needed.",
        ),
        "few-attempts": (
            "n",
            "Only %(num)s attempt: read this with its interval.",
            "Only %(num)s attempts: read this with its interval.",
        ),
    }
    if sentence.code in counted:
        name, one, many = counted[sentence.code]
        number = int(values[name])
        return ngettext(one, many, number) % {"num": numeral(number, 0)}
    return sentence.say(_(ENGLISH[sentence.code]))


def say_late(number: int) -> str:
    """How many answers came too late."""
    return ngettext(
        "%(num)s answer came too late and waits for your word.",
        "%(num)s answers came too late and wait for your word.",
        number,
    ) % {"num": number}


def say_reliance(item: ItemStatistics) -> str:
    """What to know before the discrimination index is read; empty where it speaks for itself."""
    sentence = say_certainty_of(item)
    return say(sentence) if sentence is not None else ""


def say_class_discernment(found: Discernment) -> list[str]:
    """How a class told solid claims from shaky ones, in plain words."""
    if not found.n:
        return []
    right = found.solid_accepted + found.shaky_doubted
    said = [
        _("In %(right)s of %(all)s answers on a claim’s status, solid was told from shaky.")
        % {"right": right, "all": found.n}
    ]
    if found.solid:
        said.append(
            _("Solid claims were doubted %(doubted)s times of %(all)s.")
            % {"doubted": found.solid_doubted, "all": found.solid}
        )
    if found.shaky:
        said.append(
            _("Shaky claims were trusted %(trusted)s times of %(all)s.")
            % {"trusted": found.shaky_accepted, "all": found.shaky}
        )
    leaning = _leaning(found)
    return [*said, leaning] if leaning else said


def _leaning(found: Discernment) -> str:
    if found.criterion is None or min(found.solid, found.shaky) < 3:
        return ""
    if found.criterion > 0.3:
        return _("The class leans to doubt: it holds back more than the record calls for.")
    if found.criterion < -0.3:
        return _("The class leans to trust: it accepts more than the record supports.")
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


def points(value: float | None) -> str:
    """A share as whole per cent without its sign, for tables whose heading has it."""
    return "–" if value is None else numeral(100 * value, 0)


def between(low: float, high: float) -> str:
    """An interval of shares in per cent: "61 to 74 %"."""
    return _("%(low)s to %(high)s") % {"low": numeral(100 * low, 0), "high": share(high)}
