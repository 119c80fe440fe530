"""What a learner or teacher is shown of answered questions, with everything withheld that is not yet theirs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from typing import Literal

from quizapp.attempts.corrections import AttemptCorrections, DisputeNote, Worth
from quizapp.attempts.hand_marks import GivenMark, rubric_of
from quizapp.attempts.visibility import ResultPart, Rules, visible
from quizapp.basics.i18n import _
from quizapp.domain.answers import MISSED, AnswerKind, Certainty, Verdict, verdict_of
from quizapp.domain.bank import Bank
from quizapp.domain.claims import Aspect, Claim, Status, speakers_of
from quizapp.domain.question import DontKnow, Order, Question, Response, Review
from quizapp.models import Position, ShowWhen

#: A preview has no time: everything is shown.
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class ClaimView:
    """A claim as pages show it: who says what, how solid it is, and where in the source."""

    key: str
    says: str
    figure: str
    who: str
    status: str
    as_of: str
    where: str
    measures: str
    quote: str
    note: str
    but: str
    was: str
    checked: str
    interest: str
    source_title: str
    source_publisher: str
    source_date: str
    source_link: str

    @property
    def lead(self) -> str:
        """Who says it, before what is said; empty where what is said begins with the speaker."""
        names = speakers_of(self.who)
        begins = {names, names.rpartition(" ")[2]}
        return "" if any(each and f"{self.says} ".startswith(f"{each} ") for each in begins) else names


@dataclass(frozen=True)
class RegradedView:
    """A correction as a card shows it; the marks are empty where they did not move."""

    at: datetime
    reason: str
    before: str
    now: str


@dataclass(frozen=True)
class MarkLine:
    """What a line of the rubric earned."""

    text: str
    points: float
    most: float


@dataclass(frozen=True)
class MarkView:
    """A mark that a person gave, as a card shows it."""

    #: Empty while the key is hidden: the lines tell what a good answer has.
    lines: tuple[MarkLine, ...]
    comment: str
    by: str
    at: datetime


@dataclass(frozen=True)
class RecordChange:
    """A claim that is written down differently since a learner answered about it."""

    old: ClaimView
    new: ClaimView
    #: When the two versions of the bank were published.
    old_at: datetime
    new_at: datetime


@dataclass(frozen=True)
class ReviewCard:
    """One answered question with as much of the key and the explanation as may be shown now."""

    number: int
    question_id: str
    stem: str
    #: Empty while hidden.
    verdict: Verdict | Literal[""]
    said: tuple[str, ...]
    certainty: str | None
    review: Review | None
    why: str
    claims: tuple[ClaimView, ...]
    #: "1 of 2 marks"; empty while hidden or where the question carries no marks.
    score_text: str
    is_status: bool
    where: str
    topic: str
    #: Corrections of this question's key or marks since: when, why, and what they did to this answer.
    regraded: tuple["RegradedView", ...] = ()
    #: The mark that a person gave, and what they wrote. Shown with the score.
    mark: MarkView | None = None
    #: What the student said of the question, with the answer.
    dispute: DisputeNote | None = None
    #: Claims of this question whose record has changed since; the attempt keeps the old one.
    changes: tuple[RecordChange, ...] = ()
    #: What a row calls the question; empty where its bank gives it no name for rows.
    short: str = ""

    @property
    def sure_and_wrong(self) -> bool:
        return self.certainty == Certainty.CERTAIN and self.verdict in (Verdict.WRONG, Verdict.PARTLY)

    @property
    def right_by_guess(self) -> bool:
        return self.certainty == Certainty.GUESSING and self.verdict == Verdict.RIGHT

    @property
    def missed(self) -> bool:
        return self.verdict in MISSED


def claim_view(bank: Bank, claim: Claim) -> ClaimView:
    """A claim of a bank with its source filled in."""
    source = bank.source(claim.source)
    return ClaimView(
        key=claim.key,
        says=claim.says,
        figure=claim.figure,
        who=claim.who,
        status=claim.status.value,
        as_of=claim.as_of,
        where=claim.where,
        measures=claim.measures,
        quote=claim.quote,
        note=claim.note,
        but=claim.but,
        was=claim.was,
        checked=claim.checked,
        interest=claim.interest,
        source_title=source.title if source else "",
        source_publisher=source.publisher if source else "",
        source_date=source.date if source else "",
        source_link=source.link if source else "",
    )


def make_card(
    bank: Bank,
    position: Position,
    rules: Rules,
    *,
    teacher: bool,
    now: datetime,
    standing: AttemptCorrections | None = None,
) -> ReviewCard:
    """The card of one position for this viewer at this instant; ``standing`` brings corrections and disputes."""
    standing = standing or AttemptCorrections()
    question = standing.corrections.question(bank, position.question_id)
    locked = position.locked_at is not None
    answers = visible(ResultPart.ANSWERS, teacher=teacher, rules=rules, now=now, locked=locked)
    explained = visible(ResultPart.EXPLANATIONS, teacher=teacher, rules=rules, now=now, locked=locked)
    scored = visible(ResultPart.SCORE, teacher=teacher, rules=rules, now=now, locked=locked)
    answered = position.kind == AnswerKind.ANSWER
    review = question.review(position.response if answered else None, position.order) if answers else None
    if review is not None and not explained:
        review = Review(review.yours, review.best)
    return ReviewCard(
        number=position.position,
        question_id=question.id,
        stem=question.stem_text(),
        verdict=verdict_of(position.kind, position.fraction) if answers else "",
        said=question.said(position.response, position.order) if answered else (),
        certainty=position.certainty,
        review=review,
        why=question.why if explained else "",
        claims=tuple(claim_view(bank, c) for c in bank.claims_of(question)) if explained else (),
        score_text=marks_text(position) if scored and answers else "",
        is_status=question.tests is Aspect.STATUS,
        where=question.where if explained else "",
        topic=bank.topics.get(question.topic, question.topic),
        regraded=_regraded(standing, position) if scored and answers else (),
        mark=_mark(question, position, standing.given.get(position.id), key=answers) if scored else None,
        dispute=standing.disputes.get(position.id),
        changes=_changes(bank, question, standing) if explained else (),
        short=question.short,
    )


def is_changed(old: Bank, new: Bank, keys: Iterable[str]) -> bool:
    """Whether the record of any of these claims is another in the newer of two versions of a bank."""
    return any(was.record != now.record for was, now in _both(old, new, keys))


def changed_records(
    old: Bank, new: Bank, keys: Iterable[str], old_at: datetime, new_at: datetime
) -> tuple[RecordChange, ...]:
    """The claims among ``keys`` that say something else, or are otherwise solid, in the newer of two versions."""
    return tuple(
        RecordChange(claim_view(old, was), claim_view(new, now), old_at, new_at)
        for was, now in _both(old, new, keys)
        if was.record != now.record
    )


def _both(old: Bank, new: Bank, keys: Iterable[str]) -> Iterator[tuple[Claim, Claim]]:
    for key in keys:
        was, now = old.claim(key), new.claim(key)
        if was and now:
            yield was, now


def _changes(bank: Bank, question: Question, standing: AttemptCorrections) -> tuple[RecordChange, ...]:
    newest = standing.newest
    if newest is None:
        return ()
    return changed_records(bank, newest.bank, question.claims, newest.taken_at, newest.published_at)


def _regraded(standing: AttemptCorrections, position: Position) -> tuple[RegradedView, ...]:
    return tuple(
        RegradedView(
            note.at,
            note.reason,
            worth_text(note.before) if note.before else "",
            worth_text(note.now) if note.now else "",
        )
        for note in standing.notes(position)
    )


def _mark(question: Question, position: Position, given: GivenMark | None, *, key: bool) -> MarkView | None:
    if given is None or not given.counts(position.fraction, position.answered_at):
        return None
    rubric = zip(rubric_of(question), given.points, strict=False)
    lines = tuple(MarkLine(line.text, points, line.points) for line, points in rubric) if key else ()
    return MarkView(lines, given.comment, given.by, given.at)


def worth_text(worth: Worth) -> str:
    """ "0 of 1"; "–" where no mark was given yet."""
    earned = "–" if worth.earned is None else number_text(worth.earned * worth.marks)
    return _("%(earned)s of %(marks)s") % {"earned": earned, "marks": number_text(worth.marks)}


def preview_card(bank: Bank, question: Question, given: Response | DontKnow, order: Order) -> ReviewCard:
    """The card of an answer that is graded and not recorded: for an author's own look at a question."""
    dont_know = isinstance(given, DontKnow)
    fraction = None if dont_know else question.grade(given).fraction
    position = Position(
        position=1,
        question_id=question.id,
        order=list(order),
        kind=AnswerKind.DONT_KNOW if dont_know else AnswerKind.ANSWER,
        response=None if dont_know else given,
        marks=float(question.marks),
        credit=1.0,
        fraction=0.0 if dont_know else None if fraction is None else float(fraction),
    )
    rules = Rules(
        ShowWhen.AT_ONCE,
        ShowWhen.AT_ONCE,
        ShowWhen.AT_ONCE,
        None,
        submitted=True,
        other_open=False,
        more_allowed=False,
    )
    return make_card(bank, position, rules, teacher=True, now=_ANY_TIME)


def marks_text(position: Position) -> str:
    """ "1 of 2 marks", or nothing where the question carries none or awaits its mark."""
    earned = position.earned_marks
    if not position.marks or earned is None:
        return ""
    return _("%(earned)s of %(marks)s") % {
        "earned": number_text(earned),
        "marks": number_text(position.marks),
    }


def number_text(value: float) -> str:
    """A mark as people write it: whole where it is whole, else at most two decimals."""
    rounded = Fraction(value).limit_denominator(1000)
    if rounded.denominator == 1:
        return str(rounded.numerator)
    return f"{value:.2f}".rstrip("0").rstrip(".")


def is_solid(status: str) -> bool:
    """Whether a status in words is one of the solid ones."""
    return Status(status).is_solid
