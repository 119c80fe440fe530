"""Planning: what is asked today, what is practised after a quiz, and when the next visit is."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.attempts import ResultPart
from quizapp.attempts.reading import Reading, find_readings
from quizapp.attempts.review_cards import is_changed
from quizapp.attempts.visibility import Stake
from quizapp.banks import publishing
from quizapp.basics.limits import PACE_ANSWERS, ROUND_ASKS, ROUND_ITEMS, SECONDS_A_REVIEW_ITEM
from quizapp.domain.answers import Certainty, is_whole
from quizapp.domain.calendar import Visit
from quizapp.domain.question import DontKnow, Question, Response
from quizapp.domain.spacing.class_settings import SpacingSettings
from quizapp.domain.spacing.events import Origin, ReviewEvent, day_start, local_day
from quizapp.domain.spacing.pace import Timed, seconds_an_item
from quizapp.domain.spacing.plan import DayPlan, plan_day
from quizapp.domain.spacing.practice_round import StudySession, study_session
from quizapp.domain.spacing.state import CardState, read_state
from quizapp.identity.merged_identities import select_identities
from quizapp.identity.tokens import keyed_hash
from quizapp.models import Attempt, Position, ReviewState
from quizapp.models import ReviewEvent as EventRow
from quizapp.studying.recording import Answer, as_answer
from quizapp.studying.review_items import (
    Deck,
    ReviewItem,
    bank_of_item,
    can_be_studied,
    idea_of_item,
    item_key,
    load_decks,
    may_show,
    order_of,
)


@dataclass(frozen=True)
class Wait:
    """A quiz that keeps something back from a learner, and how many of their items."""

    stake: Stake
    items: int


@dataclass(frozen=True)
class Board:
    """All that a learner remembers, with the banks that ask for it."""

    student_id: int
    settings: SpacingSettings
    states: dict[str, CardState]
    decks: dict[str, Deck]
    #: What the learner may read of each bank, by the bank's row: nothing is asked or shown beyond it.
    readings: Mapping[int, Reading]
    #: Items about a claim whose record has changed since the learner last answered: they come back at once.
    changed: frozenset[str] = frozenset()
    #: Seconds that an item takes this learner.
    pace: float = SECONDS_A_REVIEW_ITEM

    def deck_of(self, item: str) -> Deck | None:
        return self.decks.get(bank_of_item(item))

    def item(self, key: str) -> ReviewItem | None:
        deck = self.deck_of(key)
        return deck.items.get(key) if deck else None

    def due(self) -> list[CardState]:
        """The schedules of all items that a review could ask for now; a changed record brings its items forward."""
        return [self._early(s) for s in self.states.values() if self._is_askable(s.item)]

    def _early(self, state: CardState) -> CardState:
        deck = self.deck_of(state.item)
        if state.item not in self.changed or deck is None:
            return state
        day = local_day(deck.published_at, self.settings.zone)
        return replace(state, due=min(state.due, deck.published_at), due_day=min(state.due_day, day))

    def _is_askable(self, key: str) -> bool:
        deck, item = self.deck_of(key), self.item(key)
        return (
            deck is not None
            and item is not None
            and item.can_be_reviewed
            and may_show(ResultPart.ANSWERS, self.reading_of(deck), key)
        )

    def reading_of(self, deck: Deck) -> Reading:
        """What the learner may read of a bank; nothing of one whose readings were not asked for."""
        return self.readings[deck.bank_id]

    def waits(self) -> tuple[Wait, ...]:
        """The quizzes that keep items of the schedule back meanwhile, with how many; an item counts for each."""
        found: Counter[Stake] = Counter()
        for key in self.states:
            deck, item = self.deck_of(key), self.item(key)
            if deck is not None and item is not None and item.can_be_reviewed:
                found.update(self.reading_of(deck).keeping(ResultPart.ANSWERS, idea_of_item(key)))
        return tuple(Wait(stake, number) for stake, number in found.items())


def load_board(
    session: Session, student_id: int, settings: SpacingSettings, now: datetime, *, everything: bool = False
) -> Board:
    """A learner's board, in ten statements at most and one for each bank that is not in memory yet.

    ``everything``: a teacher who tries what the banks hold.
    """
    rows = session.execute(
        select(ReviewState, EventRow.bank_version_id)
        .join(EventRow, EventRow.id == ReviewState.last_event_id)
        .where(ReviewState.student_id == student_id)
    ).all()
    states = {row.item: read_state(row.state) for row, _version in rows}
    known = load_decks(session, {bank_of_item(item) for item in states})
    changed = _changed(session, known, {row.item: version for row, version in rows})
    ids = {deck.bank_id for deck in known.values()}
    if everything:
        shown = {bank_id: Reading(now, everything=True) for bank_id in ids}
    else:
        shown = find_readings(session, student_id, ids, now)
    return Board(student_id, settings, states, known, shown, changed, pace_of(session, student_id))


def pace_of(session: Session, student_id: int) -> float:
    """Seconds that an item of practice or review takes: by the learner's newest answers, else by everybody's."""
    kinds = EventRow.origin.in_([Origin.PRACTICE, Origin.REVIEW])
    newest = select(EventRow.student_id, EventRow.item, EventRow.answered_at).where(kinds)
    newest = newest.order_by(EventRow.id.desc()).limit(PACE_ANSWERS)
    own = session.execute(newest.where(EventRow.student_id.in_(select_identities(student_id)))).all()
    measured = seconds_an_item(Timed(student_id, row.item, row.answered_at) for row in own)
    if measured is None:
        measured = seconds_an_item(Timed(*row) for row in session.execute(newest))
    return measured or SECONDS_A_REVIEW_ITEM


def _changed(session: Session, known: Mapping[str, Deck], versions: Mapping[str, int]) -> frozenset[str]:
    """Items whose claims have another record now than in the version that asked them last."""
    found = set()
    for key, version in versions.items():
        deck = known.get(bank_of_item(key))
        item = deck.items.get(key) if deck else None
        if deck is None or item is None or version == deck.version_id:
            continue
        keys = [claim.key for claim in deck.claims_of(item)]
        if is_changed(publishing.load_version(session, version), deck.bank, keys):
            found.add(key)
    return frozenset(found)


@dataclass(frozen=True)
class Visits:
    """When to come back: ``day`` is None where nothing is scheduled."""

    day: date | None
    count: int
    minutes: int


def minutes_for(items: int, pace: float) -> int:
    """Minutes that some items take, in whole ones."""
    return max(1, round(items * pace / 60))


@dataclass(frozen=True)
class Today:
    """A learner's review of one day."""

    plan: DayPlan
    study: StudySession
    pace: float

    @property
    def left(self) -> int:
        return len(self.study.queue)

    @property
    def minutes(self) -> int:
        return minutes_for(self.left, self.pace)

    @property
    def next_visit(self) -> Visits:
        plan = self.plan
        return Visits(plan.next_day, plan.next_count, minutes_for(plan.next_count, self.pace))


def plan_today(session: Session, board: Board, now: datetime) -> Today:
    """The review of the day of ``now``: at most ten items, each until right, misses back once."""
    plan = plan_day(board.due(), now, board.settings.zone, first=board.changed)
    events = answers_since(session, board.student_id, day_start(plan.day, board.settings.zone))
    return Today(plan, study_session([*plan.started, *plan.today], events), board.pace)


def answers_since(session: Session, student_id: int, moment: datetime) -> list[ReviewEvent]:
    """A learner's answers from a moment on, in the order in which they were recorded."""
    rows = session.scalars(
        select(EventRow)
        .where(EventRow.student_id.in_(select_identities(student_id)), EventRow.answered_at >= moment)
        .order_by(EventRow.id)
    )
    return [as_answer(row) for row in rows]


# --- practice --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Practice:
    """Practice after one attempt: what was missed, or after guesses before reading everything that was asked.

    It comes in rounds of ten at most; ``study`` is one of them, and ``number`` counts it from 1.
    """

    deck: Deck
    #: That of the quiz's own bank, and of those it takes questions from, by public id.
    decks: Mapping[str, Deck]
    study: StudySession
    number: int
    rounds: int
    #: How many questions of the rounds are still to be asked.
    left: int
    #: The attempt was three guesses before reading: the same questions again, for then and now.
    after_reading: bool
    #: The attempt's questions by item.
    asked: dict[str, str]
    #: Whether something of the attempt is left out for now: another quiz keeps it back.
    waits: bool


def plan_practice(session: Session, attempt: Attempt, reading: Reading, number: int = 0) -> Practice | None:
    """The practice that belongs to a handed-in attempt; None where its bank is no longer there.

    ``number`` chooses a round; without one it is the first that is not done, or the last. The caller has made sure that the key of the attempt may be seen. Of its questions those are left out that another
    quiz keeps back.
    """
    own = attempt.assignment.quiz.bank.public_id
    unmarked = bool(attempt.draw.rules.get("unmarked"))
    wanted = [each for each in attempt.positions if unmarked or is_missed(each)]
    homes = [publishing.home_of(session, attempt, each.question_id) for each in wanted]
    decks = load_decks(session, {own, *(home.bank.public_id for home in homes)})
    if own not in decks or attempt.submitted_at is None:
        return None
    asked: dict[str, str] = {}
    for home in homes:
        then = publishing.load_version(session, home.version_id)
        question = then.question(home.question_id)
        key = item_key(home.bank.public_id, then, question)
        if can_be_studied(question) and (there := decks.get(bank_of_item(key))) and key in there.items:
            asked[key] = question.id
    open_now = _open_now(session, attempt, decks, reading, asked)
    waits, asked = len(open_now) < len(asked), open_now
    planned = mix_items(list(asked), lambda key: _status(decks[bank_of_item(key)], key))
    events = answers_since(session, attempt.student_id, attempt.submitted_at)
    asks = 1 if unmarked else ROUND_ASKS
    rounds = [study_session(some, events, origin=Origin.PRACTICE, asks=asks) for some in in_rounds(planned)]
    if not 1 <= number <= len(rounds):
        number = next((at for at, each in enumerate(rounds, 1) if each.queue), len(rounds))
    left = sum(len(each.queue) for each in rounds)
    return Practice(decks[own], decks, rounds[number - 1], number, len(rounds), left, unmarked, asked, waits)


def _open_now(
    session: Session, attempt: Attempt, decks: Mapping[str, Deck], reading: Reading, asked: Mapping[str, str]
) -> dict[str, str]:
    """What no quiz keeps back; ``reading`` is what the learner may read of the attempt's own bank."""
    readings = dict.fromkeys((deck.bank_id for deck in decks.values()), reading)
    others = readings.keys() - {attempt.assignment.quiz.bank_id}
    if others and not reading.everything:
        readings |= find_readings(session, attempt.student_id, others, reading.now)
    return {
        key: each
        for key, each in asked.items()
        if may_show(ResultPart.ANSWERS, readings[decks[bank_of_item(key)].bank_id], key)
    }


def in_rounds(items: Sequence[str]) -> list[Sequence[str]]:
    """Items in rounds of ten; one empty round where there are none."""
    return [items[at : at + ROUND_ITEMS] for at in range(0, max(1, len(items)), ROUND_ITEMS)]


def is_missed(position: Position) -> bool:
    """Whether an answer was not wholly right; blank and "I don't know" are missed too."""
    if position.kind != "answer":
        return True
    return position.fraction is not None and not is_whole(position.fraction)


def mix_items(keys: Sequence[str], kind: Callable[[str], str]) -> list[str]:
    """Take turns between kinds: claims of close but different standing are best learnt side by side."""
    groups: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        groups[kind(key)].append(key)
    mixed = []
    while any(groups.values()):
        mixed += [waiting.pop(0) for waiting in groups.values() if waiting]
    return mixed


def _status(deck: Deck, key: str) -> str:
    return next((claim.status.value for claim in deck.claims_of(deck.items[key])), "")


# --- asking ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asking:
    """A question as it is asked now: ``turn`` is how often its item had been answered before."""

    deck: Deck
    item: str
    question: Question
    turn: int
    order: list[int]


def asked_before(session: Session, student_id: int, item: str) -> list[str]:
    """The ids of the questions of an item that a learner has answered, oldest first."""
    return list(
        session.scalars(
            select(EventRow.question_id)
            .where(EventRow.student_id.in_(select_identities(student_id)), EventRow.item == item)
            .order_by(EventRow.id)
        )
    )


def ask_item(
    session: Session,
    student_id: int,
    deck: Deck,
    item: str,
    secret: bytes,
    *,
    in_review: bool,
    same_as: str = "",
) -> Asking | None:
    """The question to ask for an item: another variant than last time, or the one named ``same_as``."""
    asked = asked_before(session, student_id, item)
    salt = keyed_hash(secret, "variant", f"{student_id} {len(asked)}")
    found = deck.items[item]
    question = found.question(same_as) or found.next_question(asked, salt, in_review=in_review)
    if question is None:
        return None
    return Asking(deck, item, question, len(asked), order_of(question, secret, student_id, item, len(asked)))


def find_posted(
    session: Session,
    student_id: int,
    known: Collection[Deck],
    item: str,
    question_id: str,
    turn: int,
    secret: bytes,
) -> Asking | None:
    """The asking that a posted form answers, with the order in which its parts were shown; None: there is none."""
    deck = next((d for d in known if item in d.items), None)
    question = deck.items[item].question(question_id) if deck else None
    if deck is None or question is None:
        return None
    if not 0 <= turn <= len(asked_before(session, student_id, item)):
        return None
    return Asking(deck, item, question, turn, order_of(question, secret, student_id, item, turn))


def answer_of(
    asking: Asking,
    given: Response | DontKnow,
    *,
    student_id: int,
    origin: Origin,
    certainty: Certainty | None,
    op_id: str,
    now: datetime,
) -> Answer:
    """The answer to record."""
    unknown = isinstance(given, DontKnow)
    fraction = None if unknown else asking.question.grade(given).fraction
    return Answer(
        student_id=student_id,
        bank_id=asking.deck.bank_id,
        version_id=asking.deck.version_id,
        item=asking.item,
        question_id=asking.question.id,
        origin=origin,
        op_id=op_id,
        answered_at=now,
        fraction=float(fraction or 0),
        certainty=certainty,
        typed=asking.question.typed,
        order=asking.order,
        response=None if unknown else given,
    )


# --- the next visit --------------------------------------------------------------------------------------


def calendar_visit(
    visits: Visits, student: str, secret: bytes, link: str, now: datetime, words: str
) -> Visit:
    """The next visit for a calendar; says nothing about the learner or the subject. Raises ValueError without a day."""
    if visits.day is None:
        raise ValueError("nothing is scheduled")
    return Visit(
        uid=f"{keyed_hash(secret, 'calendar', student)[:32]}@quizapp",
        day=visits.day,
        summary=words,
        link=link,
        sequence=int(now.timestamp() // 60),
    )
