"""Progress: what a learner holds, how well they know what they know, and what they doubt and trust."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from quizapp.attempts import ResultPart
from quizapp.attempts.reading import Reading
from quizapp.attempts.review_cards import ClaimView, RecordChange, claim_view
from quizapp.attempts.trust import trust_of
from quizapp.banks import publishing
from quizapp.domain.markdown import split_stem
from quizapp.domain.spacing.events import Origin
from quizapp.domain.spacing.state import CardState, Progress, measure_progress
from quizapp.domain.statistics.certainty import Calibration, CertaintyAnswer, calibrate
from quizapp.domain.statistics.discernment import Discernment, StatusAnswer, discern
from quizapp.identity.merged_identities import select_identities
from quizapp.models import ReviewEvent
from quizapp.studying.feedback import changed_claims, question_of
from quizapp.studying.planning import Board, Today, plan_today
from quizapp.studying.review_items import Deck, ReviewItem

#: From the weakest to the strongest: a claim stands where the weakest of its met items stands.
ORDER = (Progress.MET, Progress.HELD_ONCE, Progress.HELD_OVER_A_WEEK)


@dataclass(frozen=True)
class ClaimProgress:
    """One claim (or, in a bank without claims, one idea) as far as the learner has come with it."""

    says: str
    claim: ClaimView | None
    progress: Progress
    is_slipping: bool


@dataclass(frozen=True)
class TopicProgress:
    """A topic: what was met of it, and how many claims were not met. Those are not named: it would tell the answers."""

    title: str
    met: tuple[ClaimProgress, ...]
    not_met: int

    @property
    def remembered(self) -> int:
        """How many were right again on a later day."""
        return sum(standing.progress is not Progress.MET for standing in self.met)


@dataclass(frozen=True)
class BankProgress:
    """A learner's way through one bank."""

    public_id: str
    title: str
    language: str
    topics: tuple[TopicProgress, ...]
    changes: tuple[RecordChange, ...]
    #: Claims that were met and that a quiz keeps back for now. They are not named.
    waiting: int
    #: Whether the bank has pages for this learner: briefing, cards, the way through it.
    has_pages: bool
    has_claims: bool

    @property
    def met(self) -> int:
        return sum(len(topic.met) for topic in self.topics)

    @property
    def claims(self) -> int:
        return self.met + self.waiting + sum(topic.not_met for topic in self.topics)


@dataclass(frozen=True)
class MyProgress:
    """The whole page: ideas met and remembered, today's review, certainty, doubt and trust."""

    #: How many questions come back within seven days.
    this_week: int
    today: Today
    certain: int
    certain_right: int
    banks: tuple[BankProgress, ...]
    calibration: Calibration
    discernment: Discernment

    @property
    def met(self) -> int:
        """The ideas that the banks name below: one count for the whole page."""
        return sum(bank.met for bank in self.banks)

    @property
    def remembered(self) -> int:
        return sum(topic.remembered for bank in self.banks for topic in bank.topics)


def my_progress(session: Session, board: Board, now: datetime) -> MyProgress:
    """How far a learner has come, from their schedule and answers."""
    events = _events(session, board.student_id)
    week = now + timedelta(days=7)
    certain = [e for e in events if e.certainty == "certain" and _was_asked(e)]
    return MyProgress(
        this_week=sum(s.due <= week for s in board.due()),
        today=plan_today(session, board, now),
        certain=len(certain),
        certain_right=sum(e.right for e in certain),
        banks=tuple(_bank_progress(session, board, deck, events) for deck in board.decks.values()),
        calibration=calibrate(
            [
                CertaintyAnswer(str(e.student_id), e.question_id, e.certainty, e.fraction)
                for e in events
                if e.certainty and _was_asked(e)
            ]
        ),
        discernment=discern(_stances(session, events)),
    )


def _events(session: Session, student_id: int) -> list[ReviewEvent]:
    return list(
        session.scalars(
            select(ReviewEvent)
            .where(ReviewEvent.student_id.in_(select_identities(student_id)))
            .order_by(ReviewEvent.id)
            .options(joinedload(ReviewEvent.answer))
        )
    )


def _was_asked(event: ReviewEvent) -> bool:
    """Whether the program judged the answer; a flashcard is judged by its learner."""
    return event.origin != Origin.FLASHCARD


# --- by claim --------------------------------------------------------------------------------------------


def claim_topics(deck: Deck) -> dict[str, str]:
    """The topic of every claim that can be studied: its own, else that of the first question about it."""
    topics = {key: claim.topic for key, claim in deck.bank.claims.items() if claim.topic}
    for item in deck.items.values():
        for question in item.questions:
            for claim in deck.bank.claims_of(question):
                if claim.key:
                    topics.setdefault(claim.key, question.topic)
    return topics


def items_by_claim(deck: Deck) -> dict[str, list[ReviewItem]]:
    """The items that ask about each claim."""
    found: dict[str, list[ReviewItem]] = defaultdict(list)
    for item in deck.items.values():
        for claim in deck.claims_of(item):
            found[claim.key].append(item)
    return found


def find_weakest(states: Iterable[CardState]) -> Progress:
    """Where the weakest of some met items stands; *not met* where there is none."""
    return min((measure_progress(s) for s in states), key=ORDER.index, default=Progress.NOT_MET)


def _bank_progress(session: Session, board: Board, deck: Deck, events: Sequence[ReviewEvent]) -> BankProgress:
    standings: dict[str, list[ClaimProgress]] = defaultdict(list)
    not_met: Counter[str] = Counter()
    waiting, reading = 0, board.reading_of(deck)
    for topic, standing, may_be_named in _standings(board, deck, reading):
        if standing.progress is Progress.NOT_MET:
            not_met[topic] += 1
        elif not may_be_named:
            waiting += 1
        else:
            standings[topic].append(standing)
    titles = dict(deck.bank.topics)
    titles.update({topic: topic for topic in [*standings, *not_met] if topic not in titles})
    topics = tuple(
        TopicProgress(title, tuple(standings[key]), not_met[key])
        for key, title in titles.items()
        if standings[key] or not_met[key]
    )
    changes = _changes(session, deck, events, reading)
    return BankProgress(
        deck.public_id,
        deck.title,
        deck.bank.language,
        topics,
        changes,
        waiting,
        reading.exists,
        bool(deck.bank.claims),
    )


def _standings(board: Board, deck: Deck, reading: Reading) -> Iterable[tuple[str, ClaimProgress, bool]]:
    """Every claim, or idea without one, with its topic and whether it may be named."""
    by_claim, topics = items_by_claim(deck), claim_topics(deck)
    for key, items in by_claim.items():
        met = [board.states[item.key] for item in items if item.key in board.states]
        view = claim_view(deck.bank, deck.bank.claims[key])
        slipping = any(s.is_slipping for s in met)
        shown = reading.may_claim(ResultPart.EXPLANATIONS, deck.bank, key)
        yield topics[key], ClaimProgress(view.says, view, find_weakest(met), slipping), shown
    for item in deck.items.values():
        if not deck.claims_of(item):
            state = board.states.get(item.key)
            says = split_stem(item.questions[0].stem_text())[0]
            slipping = state is not None and state.is_slipping
            yield deck.topic_of(item), ClaimProgress(says, None, measure_progress(state), slipping), True


def _changes(
    session: Session, deck: Deck, events: Sequence[ReviewEvent], reading: Reading
) -> tuple[RecordChange, ...]:
    """Claims that changed since the learner last answered about them."""
    last: dict[str, int] = {e.item: e.bank_version_id for e in events if e.item in deck.items}
    by_version: dict[int, list[str]] = defaultdict(list)
    for item, version in last.items():
        if version != deck.version_id:
            by_version[version] += [
                claim.key
                for claim in deck.claims_of(deck.items[item])
                if reading.may_claim(ResultPart.EXPLANATIONS, deck.bank, claim.key)
            ]
    return tuple(
        change
        for version, keys in by_version.items()
        for change in changed_claims(session, version, deck.version_id, tuple(dict.fromkeys(keys)))
    )


# --- doubt and trust -------------------------------------------------------------------------------------


def _stances(session: Session, events: Iterable[ReviewEvent]) -> list[StatusAnswer]:
    """The last answer to each question on a claim's status, as trust or doubt."""
    found: dict[str, StatusAnswer] = {}
    for event in events:
        bank = publishing.load_version(session, event.bank_version_id)
        question = question_of(bank, event.question_id)
        if question is None or event.answer is None:
            continue
        trust = trust_of(bank, question, event.answer.value)
        if trust is not None:
            found[event.item] = StatusAnswer(trust.solid, trust.accepted)
    return list(found.values())
