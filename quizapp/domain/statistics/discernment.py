"""Discernment: telling solid claims from shaky ones, apart from a leaning to trust or to doubt."""

from collections.abc import Iterable
from dataclasses import dataclass

from quizapp.domain.statistics.distributions import normal_quantile
from quizapp.domain.statistics.intervals import LEVEL, Interval, wilson_interval

#: Below this many claims of a kind a leaning is not put into words.
FEW_CLAIMS = 3
#: A criterion beyond this to either side is called a leaning; 0.3 moves an even chance to about 62 %.
LEANING = 0.3


@dataclass(frozen=True)
class StatusAnswer:
    """An answer on a claim's status: whether the claim is solid, and whether the learner chose a solid status.

    Answers that choose no status ("not stated", blank, "I don't know") must be left out by the caller.
    """

    solid: bool
    accepted: bool


@dataclass(frozen=True)
class Discernment:
    """How well solid claims were told from shaky ones, and which way a learner or class leans."""

    solid: int
    solid_accepted: int
    shaky: int
    shaky_accepted: int
    #: Shares of claims accepted, with intervals; None where there were no such claims.
    hit_share: float | None
    hit_interval: Interval | None
    false_alarm_share: float | None
    false_alarm_interval: Interval | None
    #: d': 0 is telling nothing apart, about 1 is some skill, 2 and more is good.
    d_prime: float | None
    #: c: above 0 doubts too readily, below 0 trusts too readily.
    criterion: float | None

    @property
    def n(self) -> int:
        return self.solid + self.shaky

    @property
    def solid_doubted(self) -> int:
        return self.solid - self.solid_accepted

    @property
    def shaky_doubted(self) -> int:
        return self.shaky - self.shaky_accepted


def discern(answers: Iterable[StatusAnswer], level: float = LEVEL) -> Discernment:
    """Measure discernment and bias, as signal detection does.

    Accepting is choosing a solid status. A solid claim accepted is a hit, a shaky one accepted a false
    alarm. With ``H = (hits + 0.5) / (solid + 1)``, ``F = (false alarms + 0.5) / (shaky + 1)`` and ``z`` the
    normal quantile:

    * discernment ``d' = z(H) - z(F)``
    * criterion ``c = -(z(H) + z(F)) / 2``: somebody who doubts everything has a large c and d' near 0

    The halves and ones (log-linear correction) keep both finite where all or none were accepted, and
    shrink figures from few claims; they are added always, not only at the ends. d' and c are None unless
    there were claims of both kinds.

    Sources: Green & Swets (1966), *Signal Detection Theory and Psychophysics*; Hautus (1995), *Behavior
    Research Methods, Instruments & Computers* 27(1), 46-51, for the correction.
    """
    given = list(answers)
    solid = sum(answer.solid for answer in given)
    hits = sum(answer.solid and answer.accepted for answer in given)
    alarms = sum(not answer.solid and answer.accepted for answer in given)
    return discern_counts(solid, hits, len(given) - solid, alarms, level)


def discern_counts(solid: int, hits: int, shaky: int, alarms: int, level: float = LEVEL) -> Discernment:
    """As ``discern``, from how many answers were on solid and on shaky claims, and how many of each accepted."""
    d_prime = criterion = None
    if solid and shaky:
        z_hit = normal_quantile((hits + 0.5) / (solid + 1))
        z_alarm = normal_quantile((alarms + 0.5) / (shaky + 1))
        d_prime = z_hit - z_alarm
        criterion = -(z_hit + z_alarm) / 2
    return Discernment(
        solid=solid,
        solid_accepted=hits,
        shaky=shaky,
        shaky_accepted=alarms,
        hit_share=hits / solid if solid else None,
        hit_interval=wilson_interval(hits, solid, level),
        false_alarm_share=alarms / shaky if shaky else None,
        false_alarm_interval=wilson_interval(alarms, shaky, level),
        d_prime=d_prime,
        criterion=criterion,
    )


@dataclass(frozen=True)
class Sentence:
    """What to say, to a learner, of a student or of a class: a code, and the values of its placeholders."""

    code: str
    values: tuple[tuple[str, int], ...] = ()

    def fill(self, template: str) -> str:
        return template % dict(self.values)


def say_discernment(found: Discernment) -> tuple[Sentence, ...]:
    """The same in plain words: what was doubted, what was trusted, and a leaning where one shows.

    With claims of one kind alone nothing was told apart: then only that side is said, and that the other was not asked.
    A leaning is named only from three claims of each kind and with a criterion beyond 0.3 to either side.
    """
    said = []
    if found.solid and found.shaky:
        right = found.solid_accepted + found.shaky_doubted
        said.append(Sentence("told-apart", (("right", right), ("claims", found.n))))
    if found.solid:
        said.append(Sentence("doubted-solid", (("doubted", found.solid_doubted), ("solid", found.solid))))
    if found.shaky:
        said.append(Sentence("trusted-shaky", (("trusted", found.shaky_accepted), ("shaky", found.shaky))))
    if found.n and not (found.solid and found.shaky):
        said.append(Sentence("no-shaky" if found.solid else "no-solid"))
    if found.criterion is not None and min(found.solid, found.shaky) >= FEW_CLAIMS:
        if found.criterion > LEANING:
            said.append(Sentence("leans-to-doubt"))
        elif found.criterion < -LEANING:
            said.append(Sentence("leans-to-trust"))
    return tuple(said)
