"""Assignments: what is set before a class, for how long, shown when."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, exists, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from quizapp.attempts.allowances import NOTHING, extras_of_all
from quizapp.attempts.starting import compute_deadline
from quizapp.banks import publishing
from quizapp.basics.errors import NotFound, Refused
from quizapp.basics.i18n import _, ngettext
from quizapp.domain.recipes import QuizRecipe
from quizapp.identity import permissions
from quizapp.identity.audit_log import log_act
from quizapp.identity.permissions import usable_bank, usable_quiz
from quizapp.models import (
    FINISHED,
    Assignment,
    AssignmentKind,
    Attempt,
    AttemptState,
    Bank,
    CountedAttempt,
    DrawnFor,
    Quiz,
    SchoolClass,
    ShowWhen,
)


@dataclass(frozen=True)
class AssignmentPlan:
    """What a teacher chooses for an assignment. Times are instants; None means "not set"."""

    title: str
    opens_at: datetime | None
    closes_at: datetime | None
    attempts_allowed: int | None
    shuffle_questions: bool
    show_score: str
    show_answers: str
    show_explanations: str
    read_first: bool
    time_limit_seconds: int | None
    time_factor: float
    pass_mark: float | None
    counts: str
    draws: str


def plan_for(recipe: QuizRecipe, title: str) -> AssignmentPlan:
    """Safe defaults: one attempt, feedback as the quiz says, no time limit, one draw for all."""
    when = publishing.SHOWN.get(recipe.feedback, ShowWhen.AFTER_SUBMITTING)
    return AssignmentPlan(
        title=title,
        opens_at=None,
        closes_at=None,
        attempts_allowed=1,
        shuffle_questions=recipe.order != "as written",
        show_score=when,
        show_answers=when,
        show_explanations=when,
        read_first=False,
        time_limit_seconds=None,
        time_factor=1.0,
        pass_mark=None,
        counts=CountedAttempt.BEST,
        draws=DrawnFor.ALL,
    )


def plan_of(assignment: Assignment) -> AssignmentPlan:
    """The choices of an assignment as they are."""
    return AssignmentPlan(**{name: getattr(assignment, name) for name in AssignmentPlan.__dataclass_fields__})


def plan_ahead(assignment: Assignment, now: datetime) -> AssignmentPlan:
    """The rules of an assignment for setting its quiz once more, without dates that are past."""
    plan = plan_of(assignment)
    opens, closes = (at if at is not None and at > now else None for at in (plan.opens_at, plan.closes_at))
    return replace(plan, opens_at=opens, closes_at=closes)


def may_set(session: Session, quiz: Quiz, user_id: int) -> bool:
    """Whether a teacher may set this quiz before a class."""
    try:
        return permissions.quiz_for(session, quiz.public_id, user_id) is quiz
    except NotFound:
        return False


def find_contradictions(plan: AssignmentPlan) -> dict[str, str]:
    """What in a plan cannot be, by the choice to change."""
    found = {}
    if plan.opens_at and plan.closes_at and plan.closes_at <= plan.opens_at:
        found["closes_at"] = _("The closing date is not after the opening date. Change one of them.")
    elif plan.closes_at is None and ShowWhen.AFTER_CLOSING in (
        plan.show_score,
        plan.show_answers,
        plan.show_explanations,
    ):
        found["closes_at"] = _("“After closing” needs a closing date. Set one, or choose “after handing in”.")
    order: list[str] = list(ShowWhen)
    if order.index(plan.show_explanations) < order.index(plan.show_answers):
        found["show_explanations"] = _(
            "Explanations give the right answers away. Show them no earlier than the answers."
        )
    return found


def early_answers() -> str:
    """What it means that answers are shown after handing in, to a teacher who chooses it."""
    return _(
        "Who hands in sees the right answers at once, and can tell those who have not begun. "
        "“After the closing date” keeps them until nobody can begin any more."
    )


# --- choosing a quiz --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class QuizChoice:
    """A quiz that can be set, with what its newest version says of it."""

    quiz: Quiz
    bank_title: str
    about: str
    length: int


def quizzes_for(session: Session, user_id: int) -> list[QuizChoice]:
    """The quizzes that a teacher can set, by bank."""
    found = session.scalars(
        select(Quiz)
        .join(Bank)
        .where(usable_bank(user_id), usable_quiz(user_id))
        .where(Quiz.archived_at.is_(None), Bank.archived_at.is_(None))
        .options(joinedload(Quiz.bank))
        .order_by(Bank.title, Quiz.id)
    ).all()
    versions = publishing.newest_version_ids(session, {quiz.bank_id for quiz in found})
    choices = []
    for quiz in found:
        version = versions.get(quiz.bank_id)
        recipe = (
            publishing.recipe_in(publishing.load_version(session, version), quiz)
            if version is not None
            else None
        )
        if recipe is not None:
            choices.append(QuizChoice(quiz, quiz.bank.title, recipe.about, recipe.length))
    return choices


def is_open_to_anyone(session: Session, quiz: Quiz) -> bool:
    """Whether some quiz of this quiz's bank is open to anyone: its answers are no secret then."""
    of_bank = exists().where(
        Assignment.quiz_id == Quiz.id,
        Quiz.bank_id == quiz.bank_id,
        Quiz.archived_at.is_(None),
        Assignment.kind == AssignmentKind.OPEN,
        Assignment.archived_at.is_(None),
    )
    return bool(session.scalar(select(of_bank)))


def recipe_for(session: Session, quiz: Quiz) -> QuizRecipe:
    """The rules of a quiz in the newest version of its bank. Raises Refused when none is published."""
    version = publishing.newest_version(session, quiz.bank_id)
    if version is None:
        raise Refused(_("This quiz’s bank has not been published yet. Publish it first."))
    return publishing.recipe_of(session, quiz, version.id)


def assign_quiz(
    session: Session,
    school_class: SchoolClass,
    quiz: Quiz,
    plan: AssignmentPlan,
    public_id: str,
    user_id: int,
    now: datetime,
) -> Assignment:
    """Set a quiz before a class; the assignment of this public id where it was made already."""
    for sentence in find_contradictions(plan).values():
        raise Refused(sentence)
    wanted = select(Assignment).where(
        Assignment.public_id == public_id, Assignment.class_id == school_class.id
    )
    if (found := session.scalar(wanted)) is not None:
        return found
    made = Assignment(
        public_id=public_id,
        kind=AssignmentKind.CLASS,
        class_id=school_class.id,
        quiz_id=quiz.id,
        created_by_id=user_id,
        created_at=now,
        **vars(plan),
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # the same click, twice
        return session.scalars(wanted).one()
    log_act(session, school_class, user_id, "quiz assigned", plan.title, now)
    return made


# --- changing ---------------------------------------------------------------------------------------------


def describe_effects(session: Session, assignment: Assignment, plan: AssignmentPlan) -> list[str]:
    """What a change would do to attempts that are running or done, as sentences, told before it is made."""
    running = list(session.scalars(_running(assignment.id)))
    done = session.scalar(
        select(func.count()).where(Attempt.assignment_id == assignment.id, Attempt.state.in_(FINISHED))
    )
    before = plan_of(assignment)
    sentences = [*_effects_on_running(session, assignment, before, plan, running)] if running else []
    shown = ("show_score", "show_answers", "show_explanations")
    told = ("show_answers", "show_explanations", "closes_at")
    if any(getattr(plan, name) != getattr(before, name) for name in told) and ShowWhen.AFTER_SUBMITTING in (
        plan.show_answers,
        plan.show_explanations,
    ):
        sentences.append(early_answers())
    if done and any(getattr(plan, name) != getattr(before, name) for name in shown):
        sentences.append(
            _("What students may see changes at once, also for the %(number)s attempts that are handed in.")
            % {"number": done}
        )
    if done and plan.counts != before.counts:
        sentences.append(_("Marks in the gradebook change at once for students with several attempts."))
    if done and plan.pass_mark != before.pass_mark:
        sentences.append(_("Who has passed is worked out again, also for attempts that are handed in."))
    return sentences


def _effects_on_running(
    session: Session,
    assignment: Assignment,
    before: AssignmentPlan,
    plan: AssignmentPlan,
    running: list[Attempt],
) -> list[str]:
    sentences = []
    if _limits(before) != _limits(plan):
        changed = Assignment(**vars(plan), school_class=assignment.school_class)
        later = len(_later_deadlines(session, assignment, changed, running))
        if later:
            sentences.append(
                ngettext(
                    "%(num)s running attempt gets more time.",
                    "%(num)s running attempts get more time.",
                    later,
                )
                % {"num": later}
            )
        if later < len(running):
            sentences.append(
                _("Running attempts never get less time: %(number)s of them keep the time they were given.")
                % {"number": len(running) - later}
            )
    if (plan.shuffle_questions, plan.draws) != (before.shuffle_questions, before.draws):
        sentences.append(_("Running attempts keep their questions and order; the change is for new ones."))
    if plan.attempts_allowed != before.attempts_allowed:
        sentences.append(_("Running attempts go on, also where they are more than the new number."))
    if plan.opens_at != before.opens_at:
        sentences.append(_("Running attempts go on, also before the new opening date."))
    return sentences


def _limits(plan: AssignmentPlan) -> tuple[object, ...]:
    return plan.time_limit_seconds, plan.time_factor, plan.closes_at


def change_assignment(
    session: Session,
    school_class: SchoolClass,
    assignment: Assignment,
    plan: AssignmentPlan,
    user_id: int,
    now: datetime,
) -> None:
    """Change an assignment. A running attempt's deadline can move back, never forward."""
    for sentence in find_contradictions(plan).values():
        raise Refused(sentence)
    before = plan_of(assignment)
    if plan == before:
        return
    for name, value in vars(plan).items():
        setattr(assignment, name, value)
    session.flush()
    move_deadlines(session, assignment, session.scalars(_running(assignment.id)).all())
    changed = [name.replace("_", " ") for name, value in vars(plan).items() if getattr(before, name) != value]
    log_act(session, school_class, user_id, "assignment changed", f"{plan.title}: {', '.join(changed)}", now)


def _running(assignment_id: int) -> Select[Attempt]:
    return select(Attempt).where(Attempt.assignment_id == assignment_id, Attempt.state == AttemptState.OPEN)


def running_in(session: Session, class_id: int, student_id: int) -> list[Attempt]:
    """What a student of a class is working on there."""
    return list(
        session.scalars(
            select(Attempt)
            .join(Assignment)
            .where(Assignment.class_id == class_id, Attempt.student_id == student_id)
            .where(Attempt.state == AttemptState.OPEN)
        )
    )


def _later_deadlines(
    session: Session, assignment: Assignment, rules: Assignment, running: Sequence[Attempt]
) -> dict[int, datetime | None]:
    """The new deadlines, by attempt, of those that get more time by these rules."""
    extras = extras_of_all(session, assignment)
    found: dict[int, datetime | None] = {}
    for attempt in running:
        new = compute_deadline(rules, extras.get(attempt.student_id, NOTHING), attempt.started_at)
        if attempt.deadline_at is not None and (new is None or new > attempt.deadline_at):
            found[attempt.id] = new
    return found


def move_deadlines(session: Session, assignment: Assignment, running: Sequence[Attempt]) -> None:
    """Give running attempts the time that the rules give now, where it is more."""
    later = _later_deadlines(session, assignment, assignment, running)
    for attempt in running:
        if attempt.id in later:
            attempt.deadline_at = later[attempt.id]
    session.flush()


def find_class(session: Session, public_id: str) -> SchoolClass | None:
    """The class of that id, whoever asks: what may be shown of it is for the caller to decide."""
    return session.scalar(select(SchoolClass).where(SchoolClass.public_id == public_id))


def list_closing(session: Session, school_class: SchoolClass) -> Sequence[Assignment]:
    """Quizzes of a class that close some day, the first to close first."""
    return session.scalars(
        select(Assignment)
        .where(Assignment.class_id == school_class.id, Assignment.archived_at.is_(None))
        .where(Assignment.closes_at.is_not(None))
        .order_by(Assignment.closes_at, Assignment.id)
    ).all()


def archive_assignment(
    session: Session,
    school_class: SchoolClass,
    assignment: Assignment,
    user_id: int,
    now: datetime,
    *,
    restore: bool,
) -> None:
    """Put an assignment away, or bring it back. Nothing is deleted."""
    if (assignment.archived_at is None) == restore:
        return
    assignment.archived_at = None if restore else now
    act = "assignment restored" if restore else "assignment archived"
    log_act(session, school_class, user_id, act, assignment.title, now)
