"""The source as a map: its headings and paragraphs by number, and how well the questions on each went.

The source's own sentences are not here: each place is told by what the bank's claims say of it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from quizapp.domain.bank import Bank
from quizapp.domain.claims import Claim
from quizapp.domain.question import Question
from quizapp.reports.report import ColumnReport, Report

#: Kinds of places under a heading, as banks write them in ``where:``.
_PLACE = re.compile(
    r"(?P<heading>.+?),\s*(?P<kind>paragraph|caption|page|line|section|verse|minute)s?\s+(?P<numbers>[\d,\s–-]*\d(?:\s*(?:and|to|,)\s*\d+)*)",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(\d+)\s*(?:to|–|-)\s*(\d+)")
_MOST_NUMBERS = 500


@dataclass(frozen=True)
class Where:
    """One place in a source: a heading, and a numbered paragraph, caption or page under it where one is given."""

    heading: str
    kind: str = ""
    number: int = 0


def read_where(text: str) -> list[Where]:
    """The places that a ``where:`` names: "Goals, paragraphs 1 and 2; also Introduction, paragraph 3"."""
    places: list[Where] = []
    for part in text.split(";"):
        plain = part.strip().removeprefix("also ").strip()
        if not plain:
            continue
        match = _PLACE.fullmatch(plain)
        if match is None:
            places.append(Where(plain))
            continue
        places += [
            Where(match["heading"], match["kind"].lower(), number) for number in _numbers(match["numbers"])
        ]
    return places


def asked_at(bank: Bank, question: Question) -> list[Where]:
    """The places that a question asks about: its own ``where``, or that of the claim it names first.

    What else it names stands beside the answer and is not asked; nor is a place after "also", where the same is said
    again.
    """
    claims = bank.claims_of(question)
    text = question.where or (claims[0].where if claims else "")
    return read_where(";".join(part for part in text.split(";") if not part.strip().startswith("also ")))


def _numbers(text: str) -> list[int]:
    found: set[int] = set()
    for first, last in _RANGE.findall(text):
        found.update(range(int(first), min(int(last), int(first) + _MOST_NUMBERS) + 1))
    found.update(int(number) for number in re.findall(r"\d+", _RANGE.sub(" ", text)))
    return sorted(found)


@dataclass
class _Spot:
    claims: list[Claim] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    in_bank: int = 0


@dataclass(frozen=True)
class QuestionAtPlace:
    """A question of this report that is about a place."""

    key: str
    number: int
    facility: float | None


@dataclass(frozen=True)
class SourcePlace:
    """A place of the source. ``tone`` is h0, h1 or h2 by the share right; empty where nobody was asked."""

    where: Where
    says: tuple[str, ...]
    asked: tuple[QuestionAtPlace, ...]
    #: Mean share right of the questions asked about it; None where there are none, or no answers.
    share: float | None
    #: Questions of the bank about it, asked here or not.
    in_bank: int
    tone: str
    #: Its place on the page, for links.
    anchor: str

    @property
    def is_gap(self) -> bool:
        """Whether the bank says nothing of it at all: a paragraph between two that it speaks of."""
        return not self.says and not self.in_bank


@dataclass(frozen=True)
class SourceSection:
    """A heading of the source with its places in order."""

    heading: str
    places: tuple[SourcePlace, ...]


def source_map(report: Report, bank: Bank) -> tuple[SourceSection, ...]:
    """The map of a bank's source, in the order in which the bank speaks of its headings."""
    spots: dict[Where, _Spot] = {}
    for claim in bank.claims.values():
        for where in read_where(claim.where):
            spots.setdefault(where, _Spot()).claims.append(claim)
    by_question = {each.column.question.id: each for each in report.questions}
    for question in bank.questions:
        for where in dict.fromkeys(asked_at(bank, question)):
            spot = spots.setdefault(where, _Spot())
            spot.in_bank += 1
            if question.id in by_question:
                spot.keys.append(question.id)
    headings: dict[str, list[Where]] = {}
    for where in spots:
        headings.setdefault(where.heading, []).append(where)
    order = _order(bank, headings)
    return tuple(
        SourceSection(heading, tuple(_places(headings[heading], spots, by_question))) for heading in order
    )


def _order(bank: Bank, headings: Mapping[str, list[Where]]) -> list[str]:
    """Headings as the source is likely to have them: what bears no number (a date, a headline), the introduction,
    then as claims of one place alone first name them."""
    alone = [places[0].heading for c in bank.claims.values() if len(places := read_where(c.where)) == 1]
    named = {heading: place for place, heading in reversed(list(enumerate(alone)))}

    def rank(heading: str) -> tuple[bool, bool, int]:
        numbered = any(where.kind for where in headings[heading])
        return numbered, heading.casefold() != "introduction", named.get(heading, len(alone))

    return sorted(headings, key=rank)


def _places(
    own: Iterable[Where], spots: Mapping[Where, _Spot], by_question: Mapping[str, ColumnReport]
) -> list[SourcePlace]:
    """The places under one heading in order, with the paragraphs between them that the bank leaves out."""
    ordered = sorted(
        own, key=lambda where: (where.kind != "", where.kind != "paragraph", where.kind, where.number)
    )
    most = max((where.number for where in ordered if where.kind == "paragraph"), default=0)
    paragraphs = [Where(ordered[0].heading, "paragraph", number) for number in range(1, most + 1)]
    rest = [where for where in ordered if where.kind != "paragraph"]
    plain = [where for where in rest if not where.kind]
    return [
        _place(where, spots.get(where, _Spot()), by_question)
        for where in (*plain, *paragraphs, *(where for where in rest if where.kind))
    ]


def _anchor(where: Where) -> str:
    heading = "-".join(re.findall(r"\w+", where.heading.casefold()))
    return f"{heading}-{where.kind}-{where.number}" if where.kind else heading


def _place(where: Where, spot: _Spot, by_question: Mapping[str, ColumnReport]) -> SourcePlace:
    asked = [
        QuestionAtPlace(each.column.key, each.column.number, each.item.facility)
        for each in (by_question[key] for key in dict.fromkeys(spot.keys))
    ]
    known = [each.facility for each in asked if each.facility is not None]
    share = sum(known) / len(known) if known else None
    percent = None if share is None else round(100 * share)  # the colour goes by the number that is shown
    tone = "" if percent is None else "h0" if percent < 50 else "h1" if percent < 75 else "h2"
    says = tuple(claim.says for claim in spot.claims)
    return SourcePlace(where, says, tuple(asked), share, spot.in_bank, tone, _anchor(where))
