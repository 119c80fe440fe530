"""What a student does: start, answer, hand in, look back, come back on another device."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from quizapp.attempts import ResultPart, Rules, may_start, rules_of, visible
from quizapp.attempts.allowances import NOTHING, extra_at
from quizapp.attempts.corrections import standing_of
from quizapp.attempts.review_cards import ReviewCard, make_card, number_text
from quizapp.attempts.shares import ShareRight, find_shares
from quizapp.attempts.visibility import Hidden, rules_of_all, what_hides
from quizapp.banks import publishing
from quizapp.basics.errors import BadRequest, NotFound
from quizapp.basics.i18n import _
from quizapp.basics.limits import SAME_PRESS
from quizapp.basics.messages import msg
from quizapp.domain.answers import AnswerKind, Verdict, verdict_of
from quizapp.domain.bank import Bank as LoadedBank
from quizapp.domain.question import DontKnow, Question, Unreadable, does_not_know, read_certainty, read_post
from quizapp.identity import return_links
from quizapp.models import (
    Assignment,
    AssignmentKind,
    Attempt,
    AttemptEvent,
    AttemptState,
    Bank,
    Draft,
    Membership,
    Position,
    Quiz,
    SchoolClass,
    Student,
)
from quizapp.taking.waits import Waits, waits_by_attempt, waits_of


@dataclass(frozen=True)
class PastAttempt:
    """One attempt of a student in a list."""

    public_id: str
    #: The public id of what it is an attempt at.
    assignment: str
    title: str
    number: int
    state: str
    started_at: datetime
    submitted_at: datetime | None
    deadline_at: datetime | None
    #: "7 of 10", or empty while it is hidden.
    score_text: str
    #: How far it is marked, where something waits for a person.
    waiting: Waits | None


def open_assignments(session: Session) -> list[Assignment]:
    """The quizzes that anyone may start, in the order of their banks."""
    return list(
        session.scalars(
            select(Assignment)
            .join(Quiz)
            .join(Bank)
            .where(Assignment.kind == AssignmentKind.OPEN, Assignment.archived_at.is_(None))
            .where(Quiz.archived_at.is_(None), Bank.archived_at.is_(None))
            .options(joinedload(Assignment.quiz).joinedload(Quiz.bank))
            .order_by(Bank.name, Quiz.id)
        )
    )


def get_startable(
    session: Session, public_id: str, student_id: int | None, user_id: int | None
) -> Assignment:
    """An assignment that this visitor may start or has a membership of; NotFound for everybody else."""
    found = session.scalar(
        select(Assignment)
        .where(Assignment.public_id == public_id)
        .options(joinedload(Assignment.quiz).joinedload(Quiz.bank))
    )
    if found is None:
        raise NotFound()
    if found.kind == AssignmentKind.OPEN:
        return found
    if found.kind == AssignmentKind.TRIAL:
        if user_id is None:
            raise NotFound()
        return found
    membership = session.scalar(
        select(Membership.id).where(
            Membership.class_id == found.class_id,
            Membership.student_id == student_id,
            Membership.removed_at.is_(None),
        )
    )
    if membership is None or student_id is None:
        raise NotFound()
    return found


def new_student(session: Session, public_id: str, name: str, now: datetime) -> Student:
    """A student of this name. ``public_id`` stands for the form: sent twice, it finds the student it made."""
    wanted = select(Student).where(Student.public_id == public_id)
    found = session.scalar(wanted)
    if found is not None and now - found.created_at > SAME_PRESS:
        raise BadRequest(msg("Reload the page and send it again."), title=msg("The form has been used"))
    if found is None:
        try:
            with session.begin_nested():
                found = Student(public_id=public_id, name=name, created_at=now)
                session.add(found)
        except IntegrityError:  # the other press of the button was first
            return session.scalars(wanted).one()
    return found


def give_name(session: Session, student_id: int, name: str) -> None:
    """Call a student by a name who has none yet; a name once given is changed by nobody here."""
    if name:
        session.execute(update(Student).where(Student.id == student_id, Student.name == "").values(name=name))


def trial_student(session: Session, user_id: int, name: str, now: datetime) -> Student:
    """The student under which a teacher tries quizzes; it counts nowhere."""
    found = session.scalar(select(Student).where(Student.user_id == user_id))
    if found is None:
        found = Student(name=name, user_id=user_id, created_at=now)
        session.add(found)
        session.flush()
    return found


# --- looking back -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Results:
    """An attempt's results, as far as this viewer may see them now."""

    attempt: Attempt
    cards: tuple[ReviewCard, ...]
    score_visible: bool
    answers_visible: bool
    explanations_visible: bool
    right: int
    partly: int
    counted: int
    waiting: int
    waits: Waits
    status_right: int
    status_counted: int
    #: Whether the bank is of a story with claims.
    has_claims: bool
    #: What hides the rest from the student; None where nothing does.
    hidden: Hidden | None
    #: Whether the end of the time handed it in, and not the student.
    time_ran_out: bool = False
    #: Who else got each question right, by question; where that may be told.
    shares: Mapping[str, ShareRight] = field(default_factory=dict)

    @property
    def first(self) -> tuple[ReviewCard, ...]:
        return tuple(c for c in self.cards if c.sure_and_wrong)

    @property
    def in_order(self) -> tuple[ReviewCard, ...]:
        """What there is most to learn from first; without verdicts as the questions stood."""
        return tuple(sorted(self.cards, key=lambda each: (_instructive(each), each.number)))

    @property
    def marks(self) -> tuple[str, ...]:
        """One mark for each question, as it stood."""
        return tuple(_MARKS.get(str(each.verdict), "") for each in self.cards)

    @property
    def said_marks(self) -> str:
        """The same in words: which numbers were right, partly right, not right and left out."""
        named = [
            (_("Right"), ("right",)),
            (_("Partly right"), ("partly right",)),
            (_("Not right"), ("wrong", msg("I don't know"))),
            (_("Not answered"), ("not answered",)),
        ]
        groups = [(name, [str(c.number) for c in self.cards if c.verdict in kinds]) for name, kinds in named]
        return ". ".join(f"{name}: {', '.join(numbers)}" for name, numbers in groups if numbers) + "."


#: The mark of a verdict in the run.
_MARKS: dict[str, str] = {
    Verdict.RIGHT: "right",
    Verdict.PARTLY: "part",
    Verdict.WRONG: "wrong",
    Verdict.DONT_KNOW: "wrong",
    Verdict.BLANK: "blank wrong",
}


def _instructive(card: ReviewCard) -> int:
    """The place of an answer among the results: certain and wrong, wrong, left out, partly, guessed, waiting, right."""
    if not card.verdict:
        return 0
    if card.sure_and_wrong:
        return 1
    if card.right_by_guess:
        return 5
    order = {Verdict.WRONG: 2, Verdict.DONT_KNOW: 2, Verdict.BLANK: 3, Verdict.PARTLY: 4, Verdict.WAITING: 6}
    return order.get(Verdict(card.verdict), 7)


def results_of(session: Session, attempt: Attempt, now: datetime, *, teacher: bool = False) -> Results:
    """The results page of an attempt."""
    rules = rules_of(session, attempt)
    bank = publishing.load_version(session, attempt.bank_version_id)
    standing = standing_of(session, attempt)
    cards = tuple(
        make_card(bank, p, rules, teacher=teacher, now=now, standing=standing) for p in attempt.positions
    )
    answers = visible(ResultPart.ANSWERS, teacher=teacher, rules=rules, now=now)
    explained = visible(ResultPart.EXPLANATIONS, teacher=teacher, rules=rules, now=now)
    scored = visible(ResultPart.SCORE, teacher=teacher, rules=rules, now=now)
    status = [c for c in cards if c.is_status and c.verdict not in ("", Verdict.WAITING)]
    verdicts = Counter(verdict_of(p.kind, p.fraction) for p in attempt.positions)
    return Results(
        attempt=attempt,
        cards=cards,
        score_visible=scored,
        answers_visible=answers,
        explanations_visible=explained,
        right=verdicts[Verdict.RIGHT] if scored else 0,
        partly=verdicts[Verdict.PARTLY] if scored else 0,
        counted=sum(p.fraction is not None for p in attempt.positions),
        waiting=verdicts[Verdict.WAITING],
        waits=waits_of(attempt.positions),
        status_right=sum(c.verdict == Verdict.RIGHT for c in status),
        status_counted=len(status),
        has_claims=bank.has_claims,
        time_ran_out=_time_ran_out(session, attempt),
        shares=find_shares(session, attempt.assignment, [c.question_id for c in cards]) if answers else {},
        hidden=None if teacher else what_hides(rules, now),
    )


def _time_ran_out(session: Session, attempt: Attempt) -> bool:
    ended = AttemptEvent.attempt_id == attempt.id, AttemptEvent.what == "time was over"
    return session.scalar(select(AttemptEvent.id).where(*ended).limit(1)) is not None


def past_attempts(session: Session, student_id: int, now: datetime) -> list[PastAttempt]:
    """A student's attempts, newest first."""
    attempts = session.scalars(
        select(Attempt)
        .where(Attempt.student_id == student_id, Attempt.state != AttemptState.VOIDED)
        .options(joinedload(Attempt.assignment))
        .order_by(Attempt.started_at.desc())
        .limit(100)
    ).all()
    rules, waiting = rules_of_all(session, student_id, attempts), waits_by_attempt(session, attempts)
    return [_past(attempt, rules[attempt.id], waiting.get(attempt.id), now) for attempt in attempts]


def _past(attempt: Attempt, rules: Rules, waiting: Waits | None, now: datetime) -> PastAttempt:
    return PastAttempt(
        public_id=attempt.public_id,
        assignment=attempt.assignment.public_id,
        title=attempt.assignment.title,
        number=attempt.number,
        state=attempt.state,
        started_at=attempt.started_at,
        submitted_at=attempt.submitted_at,
        deadline_at=attempt.deadline_at,
        score_text=_score_text(attempt, rules, now),
        waiting=waiting,
    )


def _score_text(attempt: Attempt, rules: Rules, now: datetime) -> str:
    if attempt.score is None or not attempt.max_marks:
        return ""
    if not visible(ResultPart.SCORE, teacher=False, rules=rules, now=now):
        return ""
    return _("%(count)s of %(all)s") % {
        "count": number_text(attempt.score),
        "all": number_text(attempt.max_marks),
    }


# --- on the way -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AssignmentStanding:
    """Where a student stands with an assignment."""

    running: str
    #: Why none can be begun now; empty when one can.
    refusal: str
    done: tuple[PastAttempt, ...]
    #: Until when the running one takes answers: its own time, which may be later than the quiz's close.
    until: datetime | None = None


def find_standing(
    session: Session, assignment: Assignment, student_id: int | None, now: datetime
) -> AssignmentStanding:
    """Whether there is an attempt to go on with, whether another may begin, and those that are done."""
    if student_id is None:
        return AssignmentStanding("", may_start(assignment, NOTHING, 0, now), ())
    attempts = session.scalars(
        select(Attempt)
        .where(Attempt.assignment_id == assignment.id, Attempt.student_id == student_id)
        .where(Attempt.state != AttemptState.VOIDED)
        .options(joinedload(Attempt.assignment))
        .order_by(Attempt.number)
    ).all()
    extra = extra_at(session, assignment.id, student_id)
    rules = rules_of_all(session, student_id, attempts)
    running = next((a for a in attempts if a.is_open), None)
    waiting = waits_by_attempt(session, attempts)
    done = tuple(_past(a, rules[a.id], waiting.get(a.id), now) for a in attempts if not a.is_open)
    refusal = may_start(assignment, extra, len(attempts), now)
    if running is None:
        return AssignmentStanding("", refusal, done)
    return AssignmentStanding(running.public_id, refusal, done, running.deadline_at)


def first_blank(session: Session, attempt: Attempt) -> int:
    """The first position without an answer; the first of all when every one has one."""
    found = session.scalar(
        select(func.min(Position.position)).where(
            Position.attempt_id == attempt.id, Position.kind == AnswerKind.BLANK
        )
    )
    return found or 1


#: Built once: every page of a question asks it.
_RUN = (
    select(Position.position, case((Draft.posted.is_not(None), "draft"), else_=Position.kind))
    .outerjoin(Draft, Draft.position_id == Position.id)
    .where(Position.attempt_id == bindparam("attempt"))
    .order_by(Position.position)
)


def lead_on(session: Session, attempt_id: int, here: int) -> list[str]:
    """One mark per question of an attempt, as the question's page shows them: answered, here, or left out."""
    return _marks(session.connection().execute(_RUN, {"attempt": attempt_id}).all(), here)


def _marks(kinds: Sequence[Any], here: int) -> list[str]:
    gap = {True: "left", False: ""}
    return [
        "now" if at == here else "done" if kind != AnswerKind.BLANK else gap[at < here] for at, kind in kinds
    ]


def runs_of(session: Session, public_ids: Sequence[str]) -> dict[str, tuple[int, tuple[str, ...]]]:
    """Of each of some attempts the first place without an answer, and its marks; one statement."""
    if not public_ids:
        return {}
    kind = case((Draft.posted.is_not(None), "draft"), else_=Position.kind)
    found = session.execute(
        select(Attempt.public_id, Position.position, kind, Position.kind)
        .join(Position, Position.attempt_id == Attempt.id)
        .outerjoin(Draft, Draft.position_id == Position.id)
        .where(Attempt.public_id.in_(public_ids))
        .order_by(Attempt.id, Position.position)
    )
    rows: dict[str, list[Any]] = {}
    for row in found:
        rows.setdefault(row[0], []).append(row)
    runs = {}
    for public_id, each in rows.items():
        place = next((at for _id, at, _kind, said in each if said == "blank"), 1)
        runs[public_id] = place, tuple(_marks([(at, kind) for _id, at, kind, _said in each], place))
    return runs


@dataclass(frozen=True)
class CheckLine:
    """One line of "check your answers"."""

    place: int
    stem: str
    #: The name that the bank gives the question for lists; empty where it gives none.
    short: str
    said: tuple[str, ...]
    #: blank | answer | dont-know | unfinished: begun, but no answer yet
    kind: str
    certainty: str
    locked: bool

    @property
    def is_missing(self) -> bool:
        return self.kind in ("blank", "unfinished")

    @property
    def mark(self) -> str:
        """Its mark in the run."""
        return "left" if self.is_missing else "done"


def _check_line(position: Position, question: Question, draft: dict[str, list[str]] | None) -> CheckLine:
    """One line; what was left without Continue counts as it will when it is handed in."""
    kind: str = position.kind
    response, certainty = position.response, position.certainty
    is_left = draft is not None and not question.is_untouched(draft, position.order)
    if draft is not None and (is_left or does_not_know(draft)):
        given = read_post(question, draft, position.order)
        certainty = read_certainty(draft)
        if isinstance(given, DontKnow):
            kind = AnswerKind.DONT_KNOW
        elif isinstance(given, Unreadable):
            kind = "unfinished"
        else:
            kind, response = AnswerKind.ANSWER, given
    return CheckLine(
        place=position.position,
        stem=question.stem_text(),
        short=question.short,
        said=question.said(response, position.order) if kind == AnswerKind.ANSWER else (),
        kind=kind,
        certainty=certainty or "",
        locked=position.locked_at is not None,
    )


def check_lines(session: Session, attempt: Attempt) -> list[CheckLine]:
    """Every question with the answer so far, those without one first."""
    bank = publishing.load_version(session, attempt.bank_version_id)
    found = session.execute(
        select(Draft.position_id, Draft.posted)
        .join(Position, Position.id == Draft.position_id)
        .where(Position.attempt_id == attempt.id)
    )
    left = {row.position_id: row.posted for row in found}
    lines = [
        _check_line(position, bank.question(position.question_id), left.get(position.id))
        for position in attempt.positions
    ]
    return sorted(lines, key=lambda line: (not line.is_missing, line.place))


def bank_of(session: Session, version_id: int) -> LoadedBank:
    """The bank as it was when the attempt began."""
    return publishing.load_version(session, version_id)


def find_code(session: Session, attempt: str) -> str:
    """The code that goes with the words of whose attempt this is."""
    owner = session.scalar(select(Attempt.student_id).where(Attempt.public_id == attempt))
    return return_links.code_for(session, owner) if owner is not None else ""


def are_computers_shared(session: Session, attempt: str) -> bool:
    """Whether the class of an attempt says that its computers are shared."""
    of_class = select(SchoolClass.shared_computers).join(Assignment).join(Attempt)
    return bool(session.scalar(of_class.where(Attempt.public_id == attempt)))
