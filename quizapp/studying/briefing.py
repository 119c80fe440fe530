"""The briefing of a bank: its claims in its own words, who says what, and the picture of what is compared."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from quizapp.attempts import Part, rules_of, visible
from quizapp.attempts.cards import ClaimView, claim_view
from quizapp.domain.claims import Source
from quizapp.domain.comparisons import measure
from quizapp.models import Assignment, Attempt, Quiz
from quizapp.studying.items import Deck
from quizapp.studying.picture import Picture, draw
from quizapp.studying.planning import held_back
from quizapp.studying.progress import claim_topics
from quizapp.studying.recording import HANDED_IN, noted

#: The note that a learner chose to read before any quiz.
READ_FIRST = "read first"


@dataclass(frozen=True)
class Section:
    """A topic with its claims."""

    key: str
    title: str
    claims: tuple[ClaimView, ...]


@dataclass(frozen=True)
class Speaker:
    """Somebody with everything they say in the bank."""

    who: str
    claims: tuple[ClaimView, ...]


@dataclass(frozen=True)
class Briefing:
    """What a learner reads."""

    deck: Deck
    sources: tuple[Source, ...]
    sections: tuple[Section, ...]
    speakers: tuple[Speaker, ...]
    pictures: tuple[Picture, ...]
    #: The date, as written, of more than half of the claims, said once; empty where there is none, or where a claim
    #: has no date, which this one must not lend it.
    usual_date: str


def briefing(deck: Deck) -> Briefing:
    """The briefing of a bank, drawn from its claims."""
    bank = deck.bank
    topics = claim_topics(deck)
    by_topic: dict[str, list[ClaimView]] = defaultdict(list)
    by_speaker: dict[str, list[ClaimView]] = defaultdict(list)
    for key, claim in bank.claims.items():
        view = claim_view(bank, claim)
        by_topic[topics.get(key, "")].append(view)
        if claim.who:
            by_speaker[claim.who].append(view)
    titles = {**bank.topics, **({"": ""} if by_topic[""] else {})}
    return Briefing(
        deck=deck,
        sources=tuple(bank.sources.values()),
        sections=tuple(
            Section(key, title, tuple(by_topic[key])) for key, title in titles.items() if by_topic[key]
        ),
        speakers=tuple(Speaker(who, tuple(views)) for who, views in by_speaker.items()),
        pictures=draw([measure(c, bank.claims, bank.language) for c in bank.comparisons]),
        usual_date=_usual_date([claim.as_of for claim in bank.claims.values()]),
    )


def _usual_date(dates: list[str]) -> str:
    [(date, times)] = Counter(dates).most_common(1) or [("", 0)]
    return date if all(dates) and 2 * times > len(dates) > 1 else ""


@dataclass(frozen=True)
class Access:
    """Whether a learner may see the key of a whole bank, and why not where they may not."""

    allowed: bool
    #: A class's quiz on the bank is under way.
    held_back: bool = False
    #: They handed in a class's quiz whose explanations the teacher shows later.
    hidden: bool = False


def access(session: Session, deck: Deck, student_id: int, now: datetime) -> Access:
    """Whether a learner may see a bank's briefing and cards, which give every answer away.

    After handing in a quiz of the bank whose explanations may be seen: what was measured is measured. Or after
    choosing to read first: then they know that the quiz will no longer tell what they knew before. Never while a
    class's quiz on the bank is under way.
    """
    if deck.bank_id in held_back(session, student_id):
        return Access(allowed=False, held_back=True)
    shown = False
    for attempt in handed_in_attempts(session, deck.bank_id, student_id):
        if visible(Part.EXPLANATIONS, teacher=False, rules=rules_of(session, attempt), now=now):
            shown = True
        elif attempt.assignment.kind == "class":
            return Access(allowed=False, hidden=True)
    return Access(allowed=shown or noted(session, student_id, READ_FIRST, deck.bank_id))


def handed_in_attempts(session: Session, bank_id: int, student_id: int) -> list[Attempt]:
    """A learner's handed-in attempts at a bank's quizzes, newest first."""
    return list(
        session.scalars(
            select(Attempt)
            .join(Assignment)
            .join(Quiz)
            .where(Quiz.bank_id == bank_id, Attempt.student_id == student_id, Attempt.state.in_(HANDED_IN))
            .options(joinedload(Attempt.assignment).joinedload(Assignment.quiz), joinedload(Attempt.draw))
            .order_by(Attempt.submitted_at.desc(), Attempt.id.desc())
        )
    )
