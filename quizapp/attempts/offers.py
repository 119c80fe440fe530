"""What is said of a quiz before it is begun, wherever it is offered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.attempts.allowances import (
    NOTHING,
    Extra,
    attempts_allowed,
    effective_close,
    extras_at,
    seconds_allowed,
)
from quizapp.banks import publishing
from quizapp.basics.errors import NotFound
from quizapp.basics.limits import SECONDS_A_QUESTION
from quizapp.models import Assignment, AssignmentKind


@dataclass(frozen=True)
class Offer:
    """A quiz as the home page and its own start page show it."""

    public_id: str
    title: str
    about: str
    length: int
    minutes: int
    source_parts: tuple[str, ...]
    source_link: str
    bank_title: str
    language: str
    opens_at: datetime | None
    closes_at: datetime | None
    time_limit_seconds: float | None
    attempts_allowed: int | None
    kind: str
    unmarked: bool
    #: Whether one may read the story before, and look things up while answering.
    open_book: bool
    #: Whether the time limit or the close is counted from the start on.
    timed: bool
    #: Whether its bank has claims: what is said of news is said of no other subject.
    has_claims: bool
    #: What the bank warns of, such as "People died in these events."
    caution: str
    #: Its bank has changed so that none can be begun any more; what is done or under way stays.
    gone: bool


def describe_offer(session: Session, assignment: Assignment, student_id: int | None = None) -> Offer:
    """What the start page says of an assignment, to a student with what they are allowed."""
    return describe_offers(session, [assignment], student_id)[0]


def describe_offers(
    session: Session, assignments: Sequence[Assignment], student_id: int | None = None
) -> list[Offer]:
    """The same of many, in two statements where their banks are known already."""
    loose = {each.quiz.bank_id for each in assignments if each.bank_version_id is None}
    newest = publishing.newest_version_ids(session, loose) if loose else {}
    extras = extras_at(session, student_id, {each.id for each in assignments}) if student_id else {}
    return [_describe(session, each, newest, extras.get(each.id, NOTHING)) for each in assignments]


def _describe(session: Session, assignment: Assignment, newest: Mapping[int, int], extra: Extra) -> Offer:
    version_id = assignment.bank_version_id or newest.get(assignment.quiz.bank_id)
    if version_id is None:
        raise NotFound()
    bank = publishing.load_version(session, version_id)
    recipe = publishing.recipe_in(bank, assignment.quiz)
    length = recipe.length if recipe else 0
    source = next(iter(bank.sources.values()), None)
    return Offer(
        public_id=assignment.public_id,
        title=assignment.title,
        about=recipe.about if recipe else "",
        length=length,
        minutes=max(1, round(length * SECONDS_A_QUESTION / 60)),
        source_parts=tuple(filter(None, (source.publisher, source.date))) if source else (),
        source_link=source.link if source else "",
        bank_title=bank.title,
        language=bank.language,
        opens_at=assignment.opens_at,
        closes_at=effective_close(assignment, extra),
        time_limit_seconds=seconds_allowed(assignment, extra),
        attempts_allowed=attempts_allowed(assignment, extra),
        kind=assignment.kind,
        unmarked=bool(recipe and recipe.unmarked),
        open_book=assignment.kind != AssignmentKind.CLASS or assignment.read_first,
        timed=assignment.time_limit_seconds is not None,
        has_claims=bank.has_claims,
        caution=bank.caution,
        gone=not publishing.can_be_started(bank, assignment.quiz),
    )
