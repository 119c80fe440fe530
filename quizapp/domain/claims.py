"""Sources and claims: who says a figure or statement, when, and how solid it is."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How solid a claim is. The values are the words teachers write and learners read."""

    CONFIRMED = "confirmed by both sides"
    VERIFIED = "verified"
    ON_RECORD = "on record"
    COULD_BE_CHECKED = "could be checked"
    ESTIMATE = "estimate"
    CLAIMED = "claimed by one side"
    NOT_VERIFIED = "not verified"
    DISPUTED = "disputed"
    FORECAST = "forecast"
    OPINION = "opinion"
    CORRECTED = "corrected"

    @property
    def is_solid(self) -> bool:
        return self in SOLID


SOLID = frozenset({Status.CONFIRMED, Status.VERIFIED, Status.ON_RECORD})


class Aspect(StrEnum):
    """Which part of a fact a question tests (key ``tests:``)."""

    WHO = "who"
    WHAT = "what"
    MEASURE = "measure"
    HOW_MUCH = "how much"
    WHERE = "where"
    WHEN = "when"
    WHY = "why"
    STATUS = "status"


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a bank's facts come from."""

    key: str
    title: str
    publisher: str = ""
    date: str = ""
    link: str = ""
    about: str = ""


def speakers_of(who: str) -> str:
    """Who speaks, without offices: “Ada Holm, mayor, and Jon Berg, head of the opposition” are “Ada Holm and Jon Berg”."""
    return " and ".join(each.partition(",")[0] for each in re.split(r", and (?=[A-Z])", who))


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One statement or figure, written down once, with who asserts it and how solid it is."""

    key: str
    says: str
    figure: str = ""
    who: str = ""
    interest: str = ""
    status: Status = Status.NOT_VERIFIED
    #: Key of a Source of the same bank; empty when the bank has none.
    source: str = ""
    #: The topic of the bank under which it is read; that of the first question about it where nothing is written.
    topic: str = ""
    #: Keys of other sources that say so too.
    also_in: tuple[str, ...] = ()
    #: Heading and paragraph, page or time in the source.
    where: str = ""
    #: At most a few exact words.
    quote: str = ""
    #: The date the figure speaks of, as written.
    as_of: str = ""
    #: What is being counted, where two figures look alike and are not.
    measures: str = ""
    #: With ``verified`` and ``on record``: where and when it was looked up.
    checked: str = ""
    #: With ``disputed``: who says otherwise, and what.
    but: str = ""
    #: With ``corrected``: the earlier value.
    was: str = ""
    #: Anything a reader should know of how the status or date was reached.
    note: str = ""
    line: int = 0

    @property
    def speakers(self) -> str:
        return speakers_of(self.who)

    @property
    def record(self) -> tuple[str, ...]:
        """What is said and how solid it is: where this differs from one version to the next, the record has changed."""
        return self.says, self.figure, self.who, self.status.value, self.as_of, self.was, self.but
