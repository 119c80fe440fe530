"""Publishing a draft: what stands in its way, what it changes, what it touches."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from quizapp.authoring.differences import Kind, TextComparison, compare_texts
from quizapp.authoring.service import EditorText
from quizapp.banks import images, publishing
from quizapp.banks.borrowing import Others
from quizapp.banks.publishing import Published
from quizapp.basics.limits import TEXTS_EXAMINED
from quizapp.domain.bank import Bank as LoadedBank
from quizapp.domain.bankfile.loading import Checked, check_bank
from quizapp.domain.lint.checker import Examination, examine
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.yaml_reading.problems import Problem, Weight
from quizapp.identity.permissions import teaches
from quizapp.models import (
    Assignment,
    AssignmentKind,
    Attempt,
    AttemptState,
    Bank,
    BankDraft,
    BankVersion,
    Quiz,
    ReviewEvent,
    SchoolClass,
)


@dataclass(frozen=True)
class Touched:
    """What a new version reaches, and what it leaves alone."""

    #: Assignments of this teacher's classes whose next attempts take the new version: (title, class).
    following: tuple[tuple[str, str], ...]
    #: Those of this teacher's classes that nobody could begin any more: (title, class). A doubt.
    ending: tuple[tuple[str, str], ...]
    #: The same of colleagues, and entries that are open to anyone; only their number is told.
    following_elsewhere: int
    ending_elsewhere: int
    #: Attempts that are running now; each keeps the version it began with.
    running: int
    #: Students with a review history in this bank.
    reviewers: int
    #: Students whose reviews of a question end, because it is gone.
    reviews_ended: int


@dataclass(frozen=True)
class Proposal:
    """A draft beside the newest version, with everything one should know before publishing it."""

    draft: EditorText
    examination: Examination
    comparison: TextComparison | None
    touched: Touched
    #: Names of the banks that its quizzes take questions from and that have changed since the newest version.
    renewed: tuple[str, ...] = ()

    def of_weight(self, weight: Weight) -> tuple[Problem, ...]:
        return tuple(p for p in self.examination.problems if p.weight is weight)

    @property
    def errors(self) -> tuple[Problem, ...]:
        return self.of_weight(Weight.ERROR)

    @property
    def doubts(self) -> tuple[Problem, ...]:
        return self.of_weight(Weight.DOUBT)

    @property
    def has_doubts(self) -> bool:
        """Whether there is something to be looked at, and ticked, before publishing."""
        return bool(self.doubts or self.touched.ending or self.touched.ending_elsewhere)

    @property
    def examples(self) -> tuple[str, ...]:
        """Stems of questions that are still the palette's examples: made up, about a mine that is not there."""
        asked = self.examination.bank.questions if self.examination.bank else ()
        return tuple(q.stem_text() for q in asked if q.stem_text() in type(q).example)

    @property
    def is_new(self) -> bool:
        """Whether there is anything to publish."""
        newest = self.draft.newest
        return newest is None or bool(self.renewed) or newest.sha256 != publishing.hash_text(self.draft.text)


def check_text(session: Session, bank: Bank, text: str, user_id: int) -> Examination:
    """Everything the checker says of a text of this bank to this teacher, whose right to other banks counts."""
    others = publishing.find_others(session, bank, text, user_id)
    return _examined(text, bank.name, frozenset(images.list_names(session, bank.id)), others)


@lru_cache(TEXTS_EXAMINED)
def _examined(text: str, name: str, pictures: frozenset[str], others: Others) -> Examination:
    """Kept: while a bank is written its pages ask for the same text again and again, and a large one takes seconds."""
    return examine(text, QUESTION_TYPES, name=name, pictures=pictures, others=others.banks)


def _checked(session: Session, bank: Bank | None, text: str, user_id: int) -> Checked:
    name, pictures = (bank.name, images.list_names(session, bank.id)) if bank else ("", ())
    others = publishing.find_others(session, bank, text, user_id).banks
    return check_bank(text, QUESTION_TYPES, name=name, pictures=pictures, others=others)


def problems_in(session: Session, bank: Bank | None, text: str, user_id: int) -> tuple[Problem, ...]:
    """What makes a text unfit to be published; ``bank``: the one whose pictures it may show."""
    return _checked(session, bank, text, user_id).problems


def begun_bank(session: Session, bank: Bank | None, text: str, user_id: int) -> LoadedBank | None:
    """The bank of a draft, also one without questions yet; None where there are other errors."""
    return _checked(session, bank, text, user_id).begun


def with_pictures(session: Session, bank: Bank, text: str, user_id: int) -> LoadedBank | None:
    """The bank of a draft as its pages show it, with its pictures; None where there are errors."""
    shown, others = (
        images.place_pictures(session, bank.id, text),
        publishing.find_others(session, bank, text, user_id),
    )
    return check_bank(shown, QUESTION_TYPES, name=bank.name, others=others.banks).bank


def make_proposal(session: Session, bank: Bank, draft: EditorText, user_id: int) -> Proposal:
    """What publishing the draft would do."""
    examination = check_text(session, bank, draft.text, user_id)
    comparison = None
    new = with_pictures(session, bank, draft.text, user_id) if examination.bank is not None else None
    old = publishing.load_version(session, draft.newest.id) if draft.newest else None
    if new is not None:
        old_text = draft.newest.text if draft.newest else ""
        comparison = compare_texts(old, old_text, new, draft.text)
    gone = comparison.gone if comparison else ()
    others = publishing.find_others(session, bank, draft.text, user_id)
    renewed = publishing.renewed_banks(session, draft.newest.id, others) if draft.newest else []
    touched = _touched(session, bank, old, new, gone, user_id)
    return Proposal(draft, examination, comparison, touched, tuple(renewed))


def _touched(
    session: Session,
    bank: Bank,
    old: LoadedBank | None,
    new: LoadedBank | None,
    gone: tuple[str, ...],
    user_id: int,
) -> Touched:
    rows = session.execute(
        select(Assignment.title, Assignment.kind, SchoolClass.name, Quiz, teaches(user_id))
        .select_from(Assignment)
        .join(Quiz)
        .outerjoin(SchoolClass, SchoolClass.id == Assignment.class_id)
        .where(Quiz.bank_id == bank.id, Assignment.bank_version_id.is_(None))
        .where(Assignment.archived_at.is_(None), Assignment.kind != AssignmentKind.TRIAL)
        .where(or_(Assignment.class_id.is_(None), SchoolClass.archived_at.is_(None)))
        .order_by(SchoolClass.name, Assignment.id)
    ).all()
    following: dict[bool, list[tuple[str, str]]] = {True: [], False: []}
    ending: dict[bool, list[tuple[str, str]]] = {True: [], False: []}
    for title, kind, name, quiz, is_own in rows:
        if new is None or publishing.can_be_started(new, quiz):
            following[bool(is_own)].append((title, name))
        elif kind == AssignmentKind.CLASS and (old is None or publishing.can_be_started(old, quiz)):
            ending[bool(is_own)].append((title, name))
    running = session.scalar(
        select(func.count())
        .select_from(Attempt)
        .join(BankVersion)
        .where(BankVersion.bank_id == bank.id, Attempt.state == AttemptState.OPEN)
    )
    return Touched(
        following=tuple(following[True]),
        following_elsewhere=len(following[False]),
        ending=tuple(ending[True]),
        ending_elsewhere=len(ending[False]),
        running=running or 0,
        reviewers=_reviewers(session, bank),
        reviews_ended=_reviewers(session, bank, gone) if gone else 0,
    )


def find_users(session: Session, bank: Bank, user_id: int) -> Touched:
    """Who uses a bank as it is: what is set of it, what runs, who reviews."""
    return _touched(session, bank, None, None, (), user_id)


def _reviewers(session: Session, bank: Bank, question_ids: tuple[str, ...] | None = None) -> int:
    """Students who have answered questions of a bank in quizzes, practice or review: all, or these."""
    wanted = select(func.count(func.distinct(ReviewEvent.student_id))).where(ReviewEvent.bank_id == bank.id)
    if question_ids is not None:
        wanted = wanted.where(ReviewEvent.question_id.in_(question_ids))
    return session.scalar(wanted) or 0


def publish_proposal(
    session: Session,
    bank: Bank,
    proposal: Proposal,
    *,
    over: int | None,
    note: str,
    user_id: int,
    now: datetime,
) -> Published:
    """Publish the draft of a proposal; the draft goes on from the new version.

    ``over`` is the id of the version that the teacher has seen and publishes on top of; None: the one the draft
    was made from. Raises BankInvalid, and OutOfDate where another version came between.
    """
    draft = proposal.draft
    basis = over if over is not None else (draft.based_on.id if draft.based_on else None)
    done = publishing.publish_bank(
        session, bank.name, draft.text, now, user_id=user_id, based_on=basis, note=note,
        checked=proposal.examination.bank,
    )  # fmt: skip
    session.execute(
        update(BankDraft)
        .where(BankDraft.bank_id == bank.id, BankDraft.revision == draft.revision)
        .values(revision=BankDraft.revision + 1, based_on_id=done.version.id)
    )
    return done


def count_differences(comparison: TextComparison) -> dict[str, int]:
    """How many questions of each kind of difference there are, those that there are."""
    found = {kind.value: sum(d.kind is kind for d in comparison.questions) for kind in Kind}
    return {kind: number for kind, number in found.items() if number}


def compare_versions(session: Session, bank: Bank, old: BankVersion, new: BankVersion) -> TextComparison:
    """What one version changed in another."""
    return compare_texts(
        publishing.load_version(session, old.id), old.text, publishing.load_version(session, new.id), new.text
    )


def questions_of(bank: LoadedBank | None) -> list[tuple[str, str]]:
    """Ids and stems, for a choice of questions."""
    return [(q.id, q.stem_text()) for q in bank.questions] if bank else []
