"""The briefing of a bank: its claims in its own words, who says what, and the picture of what is compared."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from quizapp.attempts import ResultPart
from quizapp.attempts.reading import Reading, idea_of
from quizapp.attempts.review_cards import ClaimView, claim_view
from quizapp.domain.claims import Source
from quizapp.domain.comparisons import measure_comparison
from quizapp.models import FINISHED, Assignment, Attempt, Quiz
from quizapp.studying.comparison_chart import Picture, draw_comparisons
from quizapp.studying.planning import Wait
from quizapp.studying.progress import claim_topics
from quizapp.studying.review_items import Deck


@dataclass(frozen=True)
class BriefingTopic:
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
    sections: tuple[BriefingTopic, ...]
    speakers: tuple[Speaker, ...]
    pictures: tuple[Picture, ...]
    #: The date, as written, of more than half of the claims, said once; empty where there is none, or where a claim
    #: has no date, which this one must not lend it.
    usual_date: str


def read_briefing(deck: Deck, reading: Reading) -> Briefing:
    """The briefing of a bank, drawn from those of its claims that a reader may see."""
    bank = deck.bank
    claims = {
        key: claim for key, claim in bank.claims.items() if reading.may_claim(ResultPart.BRIEFING, bank, key)
    }
    topics = claim_topics(deck)
    by_topic: dict[str, list[ClaimView]] = defaultdict(list)
    by_speaker: dict[str, list[ClaimView]] = defaultdict(list)
    for key, claim in claims.items():
        view = claim_view(bank, claim)
        by_topic[topics.get(key, "")].append(view)
        if claim.who:
            by_speaker[claim.who].append(view)
    titles = {**bank.topics, **({"": ""} if by_topic[""] else {})}
    return Briefing(
        deck=deck,
        sources=tuple(bank.sources.values()),
        sections=tuple(
            BriefingTopic(key, title, tuple(by_topic[key])) for key, title in titles.items() if by_topic[key]
        ),
        speakers=tuple(Speaker(who, tuple(views)) for who, views in by_speaker.items()),
        pictures=draw_comparisons(
            [
                measure_comparison(c, claims, bank.language)
                for c in bank.comparisons
                if claims.keys() >= set(c.claims)
            ]
        ),
        usual_date=_usual_date([claim.as_of for claim in claims.values()]),
    )


def _usual_date(dates: list[str]) -> str:
    [(date, times)] = Counter(dates).most_common(1) or [("", 0)]
    return date if all(dates) and 2 * times > len(dates) > 1 else ""


@dataclass(frozen=True)
class Access:
    """Whether a learner may see anything of one kind in a bank, and what keeps the rest from them."""

    allowed: bool
    waits: tuple[Wait, ...]


def may_read(reading: Reading, deck: Deck, part: ResultPart = ResultPart.BRIEFING) -> Access:
    """Whether there is something of a bank to read for a learner: its briefing, or cards with ``EXPLANATIONS``."""
    ideas = [idea_of(deck.bank, question) for question in deck.bank.questions]
    kept = Counter(stake for idea in dict.fromkeys(ideas) for stake in reading.keeping(part, idea))
    if part is ResultPart.BRIEFING and deck.bank.claims:
        allowed = any(reading.may_claim(part, deck.bank, key) for key in deck.bank.claims)
    else:
        allowed = any(reading.may(part, idea) for idea in ideas)
    return Access(allowed, tuple(Wait(stake, number) for stake, number in kept.items()))


def handed_in_attempts(session: Session, bank_id: int, student_id: int) -> list[Attempt]:
    """A learner's handed-in attempts at a bank's quizzes, newest first."""
    return list(
        session.scalars(
            select(Attempt)
            .join(Assignment)
            .join(Quiz)
            .where(Quiz.bank_id == bank_id, Attempt.student_id == student_id, Attempt.state.in_(FINISHED))
            .options(joinedload(Attempt.assignment).joinedload(Assignment.quiz), joinedload(Attempt.draw))
            .order_by(Attempt.submitted_at.desc(), Attempt.id.desc())
        )
    )
