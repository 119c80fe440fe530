"""ReportOptions back: an answer with its feedback, beside the first answer, and what has changed in the record since."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from quizapp.attempts import ResultPart
from quizapp.attempts.reading import Reading
from quizapp.attempts.review_cards import RecordChange, ReviewCard, changed_records, claim_view, is_changed
from quizapp.banks import publishing
from quizapp.domain.answers import Verdict, verdict_on
from quizapp.domain.bank import Bank as LoadedBank
from quizapp.domain.claims import Aspect
from quizapp.domain.question import Question, Review
from quizapp.domain.spacing.class_settings import SpacingSettings
from quizapp.domain.spacing.events import Origin, local_day
from quizapp.domain.spacing.grading import Reason
from quizapp.identity.merged_identities import current_id, select_identities
from quizapp.models import Attempt, BankVersion, ReviewEvent
from quizapp.studying.recording import events_of_item, last_step, record_correction
from quizapp.studying.review_items import may_show


@dataclass(frozen=True)
class EarlierAnswer:
    """An answer in words, as it was given on a day."""

    at: datetime
    question: str
    said: tuple[str, ...]
    verdict: Verdict
    certainty: str


@dataclass(frozen=True)
class StudyFeedback:
    """The page after an answer in practice or review."""

    card: ReviewCard
    #: Why the schedule moved as it did; None where this answer did not move it.
    reason: Reason | None
    #: The school day on which the item comes back.
    due: date | None
    #: The first answer to this item, where it was on an earlier day; with today's.
    first: EarlierAnswer | None
    now: EarlierAnswer
    changes: tuple[RecordChange, ...]


def question_of(bank: LoadedBank, question_id: str) -> Question | None:
    """A question by id; None for one that is no longer there, and for the face of a flashcard."""
    try:
        return bank.question(question_id)
    except KeyError:
        return None


def verdict_of(event: ReviewEvent) -> Verdict:
    """How an answer turned out, in the words of the results page."""
    # "I don't know" says nothing; neither does a flashcard, which its learner judged.
    unknown = event.answer is None and not event.right and event.origin != Origin.FLASHCARD
    return Verdict.DONT_KNOW if unknown else verdict_on(event.fraction)


def card_of(session: Session, event: ReviewEvent, reading: Reading) -> ReviewCard | None:
    """An answer as a card with as much of key, reasons and claims as the learner may see; None where nothing may be."""
    bank = publishing.load_version(session, event.bank_version_id)
    question = question_of(bank, event.question_id)
    if question is None or not may_show(ResultPart.ANSWERS, reading, event.item):
        return None
    response = event.answer.value if event.answer else None
    explained = may_show(ResultPart.EXPLANATIONS, reading, event.item)
    review = question.review(response, event.order)
    return ReviewCard(
        number=0,  # a single card needs none
        question_id=question.id,
        stem=question.stem_text(),
        short=question.short,
        verdict=verdict_of(event),
        said=question.said(response, event.order) if response is not None else (),
        certainty=event.certainty,
        review=review if explained else Review(review.yours, review.best),
        why=question.why if explained else "",
        claims=tuple(
            claim_view(bank, claim)
            for claim in bank.claims_of(question)
            if explained and (not claim.key or reading.may_claim(ResultPart.EXPLANATIONS, bank, claim.key))
        ),
        score_text="",
        is_status=question.tests is Aspect.STATUS,
        where=question.where if explained else "",
        topic=bank.topics.get(question.topic, question.topic),
    )


def describe_answer(session: Session, event: ReviewEvent) -> EarlierAnswer:
    """An answer in words."""
    question = question_of(publishing.load_version(session, event.bank_version_id), event.question_id)
    answer = event.answer.value if event.answer else None
    return EarlierAnswer(
        at=event.answered_at,
        question=question.stem_text() if question else "",
        said=question.said(answer, event.order) if question and answer is not None else (),
        verdict=verdict_of(event),
        certainty=event.certainty or "",
    )


def look_back(
    session: Session, event: ReviewEvent, settings: SpacingSettings, reading: Reading
) -> StudyFeedback | None:
    """What is shown after an answer; None where its question can no longer be shown, or not now."""
    card = card_of(session, event, reading)
    if card is None:
        return None
    every = events_of_item(session, current_id(session, event.student_id), event.item)
    events = every[: every.index(event) + 1]
    first, zone = events[0], settings.zone
    is_later = local_day(event.answered_at, zone) > local_day(first.answered_at, zone)
    step = last_step(events, settings, record_correction(session, event.student_id))
    return StudyFeedback(
        card=card,
        reason=step.grading.reason if step and step.grading else None,
        due=step.state.due_day if step and step.state else None,
        first=describe_answer(session, first) if is_later and first.origin != Origin.FLASHCARD else None,
        now=describe_answer(session, event),
        changes=changes_since(session, events[-2], event, reading) if len(events) > 1 else (),
    )


def changes_since(
    session: Session, before: ReviewEvent, after: ReviewEvent, reading: Reading
) -> tuple[RecordChange, ...]:
    """How the claims of an answered question differ from those the learner was shown the time before."""
    if before.bank_version_id == after.bank_version_id:
        return ()
    bank = publishing.load_version(session, after.bank_version_id)
    question = question_of(bank, after.question_id)
    keys = tuple(c.key for c in bank.claims_of(question) if c.key) if question else ()
    shown = tuple(key for key in keys if reading.may_claim(ResultPart.EXPLANATIONS, bank, key))
    return changed_claims(session, before.bank_version_id, after.bank_version_id, shown)


def changed_claims(
    session: Session, old_version: int, new_version: int, keys: tuple[str, ...]
) -> tuple[RecordChange, ...]:
    """The claims among ``keys`` that say something else in the newer of two versions of a bank."""
    old_bank, new_bank = (
        publishing.load_version(session, old_version),
        publishing.load_version(session, new_version),
    )
    if not is_changed(old_bank, new_bank, keys):
        return ()
    rows = session.execute(
        select(BankVersion.id, BankVersion.published_at).where(BankVersion.id.in_([old_version, new_version]))
    )
    published = {row.id: row.published_at for row in rows}
    return changed_records(old_bank, new_bank, keys, published[old_version], published[new_version])


def zone_of(settings: SpacingSettings) -> ZoneInfo:
    """The zone of a learner's days; settings made here always have a named one."""
    zone = settings.zone
    if not isinstance(zone, ZoneInfo):
        raise TypeError(f"{zone!r} is no named zone")
    return zone


@dataclass(frozen=True)
class ThenAndNow:
    """The first answer to an item beside the newest."""

    then: EarlierAnswer
    now: EarlierAnswer


def pairs_after(session: Session, attempt: Attempt, items: list[str]) -> tuple[ThenAndNow, ...]:
    """For some items of an attempt: what was answered in it, and what was answered last."""
    events = session.scalars(
        select(ReviewEvent)
        .where(ReviewEvent.student_id.in_(select_identities(attempt.student_id)), ReviewEvent.item.in_(items))
        .order_by(ReviewEvent.id)
        .options(joinedload(ReviewEvent.answer))
    )
    by_item: dict[str, list[ReviewEvent]] = {item: [] for item in items}
    for event in events:
        by_item[event.item].append(event)
    return tuple(
        ThenAndNow(describe_answer(session, found[0]), describe_answer(session, found[-1]))
        for found in by_item.values()
        if len(found) > 1
    )
