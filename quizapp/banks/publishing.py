"""Publishing banks into immutable versions, fetching versions, and the quizzes that they hold."""

import hashlib
from collections import OrderedDict
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from random import Random
from weakref import WeakKeyDictionary

from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.pool import Pool

from quizapp.banks import borrowing, images
from quizapp.banks.borrowing import Others, named_in
from quizapp.banks.question_index import banks_without, index_bank
from quizapp.banks.recipe_json import recipe_from_json
from quizapp.basics.errors import Refused
from quizapp.basics.i18n import _
from quizapp.basics.limits import QUESTIONS_KEPT
from quizapp.basics.messages import msg
from quizapp.domain.bank import Bank as LoadedBank
from quizapp.domain.bankfile.loading import load_bank
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.recipes import QuizRecipe
from quizapp.domain.selection import CannotFill, draw_questions
from quizapp.identity.audit_log import log_act
from quizapp.identity.permissions import usable_bank
from quizapp.models import (
    Assignment,
    AssignmentKind,
    Attempt,
    Bank,
    BankVersion,
    BorrowedVersion,
    DrawnFor,
    PublishedFile,
    Quiz,
    ShowWhen,
)


@dataclass(frozen=True)
class Published:
    """What a publication did: the version that is newest now, and whether it is a new one."""

    version: BankVersion
    is_new: bool


class OutOfDate(Refused):
    """The text was not based on the newest version, so publishing would undo somebody's work."""

    def __init__(self, newest: BankVersion) -> None:
        super().__init__(
            _(
                "This text was not made from the newest version (%(number)s) of “%(title)s”. "
                "Look at what changed, then publish the newest text with your changes in it."
            )
            % {"number": newest.number, "title": newest.bank.title},
            title=msg("The bank has changed meanwhile"),
        )
        self.newest = newest


class QuizGone(Refused):
    """A quiz that the version of its bank no longer has, or has too few questions for."""

    def __init__(self, quiz: Quiz) -> None:
        message = _(
            "“%(title)s” cannot be started any more: its questions have changed. Ask your teacher for another."
        )
        super().__init__(message % {"title": quiz.title})


def hash_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


#: Banks as loaded, by the hash of their text: loading 90 questions takes milliseconds, a request has fewer.
@lru_cache(maxsize=64)
def _load(sha256: str, text: str, name: str) -> LoadedBank:
    return load_bank(text, QUESTION_TYPES, name=name)


#: The versions in use, for each database, those used last at the end.
_by_version: WeakKeyDictionary[Pool, OrderedDict[int, LoadedBank]] = WeakKeyDictionary()


def load_version(session: Session, version_id: int) -> LoadedBank:
    """A published version as a bank, with those that its quizzes take questions from.

    Kept in memory: versions never change.
    """
    kept = _by_version.setdefault(session.get_bind().engine.pool, OrderedDict())
    found = kept.get(version_id)
    if found is None:
        found = kept[version_id] = replace(
            _load_alone(session, version_id),
            borrowed={
                name: _load_alone(session, other)
                for name, other in borrowing.versions_of(session, version_id).items()
            },
        )
        with suppress(KeyError):  # another thread was faster
            while len(kept) > 1 and sum(len(bank.questions) for bank in list(kept.values())) > QUESTIONS_KEPT:
                kept.popitem(last=False)
    else:
        with suppress(KeyError):
            kept.move_to_end(version_id)
    return found


def _load_alone(session: Session, version_id: int) -> LoadedBank:
    text, sha256, first_names, name, bank_id = session.execute(
        select(BankVersion.text, BankVersion.sha256, BankVersion.first_names, Bank.name, Bank.id)
        .join(Bank)
        .where(BankVersion.id == version_id)
    ).one()
    found = _load(sha256, images.place_pictures(session, bank_id, text), name)
    return found.with_first_names(first_names) if first_names else found


@dataclass(frozen=True)
class Home:
    """Where a question is at home: its bank, the version that was asked, and its id there."""

    bank: Bank
    version_id: int
    question_id: str


def home_of(session: Session, attempt: Attempt, question_id: str) -> Home:
    """Where a question of an attempt is at home: in the quiz's bank, or in one that it takes questions from."""
    name, slash, own = question_id.rpartition("/")
    if not slash:
        return Home(attempt.assignment.quiz.bank, attempt.bank_version_id, question_id)
    version_id = borrowing.versions_of(session, attempt.bank_version_id)[name]
    return Home(session.get_one(BankVersion, version_id).bank, version_id, own)


def find_others(session: Session, bank: Bank | None, text: str, user_id: int | None) -> Others:
    """The banks that quizzes of this text may take questions from, as the text names them.

    Those that are published and that the teacher may use, each in its newest version; and those that the bank's newest
    version takes from already, in the version that this one keeps. Without a teacher the bank's owner counts, and for a
    bank without one those are usable that have none either.
    """
    user_id = user_id if user_id is not None or bank is None else bank.owner_id
    usable = Bank.owner_id.is_(None) if user_id is None else usable_bank(user_id)
    named, newest = named_in(text), newest_version(session, bank.id) if bank else None
    found = borrowing.versions_of(session, newest.id) if newest else {}
    names = {row.id: row.name for row in session.execute(select(Bank.id, Bank.name).where(usable))}
    known = [each for each, name in names.items() if name in named and (bank is None or each != bank.id)]
    found |= {names[each]: version for each, version in newest_version_ids(session, known).items()}
    found = {name: version for name, version in sorted(found.items()) if name in named}
    return Others(found, {name: _load_alone(session, version) for name, version in found.items()})


def renewed_banks(session: Session, version_id: int, others: Others) -> list[str]:
    """The banks that a version takes questions from and that have another text by now, by name."""
    kept = borrowing.versions_of(session, version_id)
    pairs = {name: (old, new) for name, old in kept.items() if (new := others.versions.get(name, old)) != old}
    rows = select(BankVersion.id, BankVersion.sha256).where(
        BankVersion.id.in_([each for pair in pairs.values() for each in pair])
    )
    texts = {row.id: row.sha256 for row in session.execute(rows)} if pairs else {}
    return [name for name, (old, new) in pairs.items() if texts[old] != texts[new]]


def newest_version(session: Session, bank_id: int) -> BankVersion | None:
    return session.scalar(
        select(BankVersion).where(BankVersion.bank_id == bank_id).order_by(BankVersion.number.desc()).limit(1)
    )


def newest_version_ids(session: Session, bank_ids: Collection[int]) -> dict[int, int]:
    """The newest version of each of some banks, in one statement; a bank without one is left out."""
    number = (
        select(BankVersion.bank_id, func.max(BankVersion.number).label("number"))
        .where(BankVersion.bank_id.in_(bank_ids))
        .group_by(BankVersion.bank_id)
        .subquery()
    )
    rows = session.execute(
        select(BankVersion.bank_id, BankVersion.id).join(
            number, (number.c.bank_id == BankVersion.bank_id) & (number.c.number == BankVersion.number)
        )
    )
    return {row.bank_id: row.id for row in rows}


def publish_bank(
    session: Session,
    name: str,
    text: str,
    now: datetime,
    *,
    user_id: int | None = None,
    based_on: int | None = None,
    owner_id: int | None = None,
    note: str = "",
    bank_file: Path | None = None,
    checked: LoadedBank | None = None,
) -> Published:
    """Publish a text as the newest version of the bank called ``name``; the same text again is no new version.

    ``based_on`` is the id of the version the text was made from (None: a new bank, or "whatever there is" when
    the bank has no version yet). ``bank_file`` is where the text was read: pictures beside it are taken in.
    ``checked`` is the same text as it was read before the transaction, so that nobody waits for it to be read again.
    Where its quizzes take questions from other banks, the version keeps these as they are now: the same text is a new
    version where one of them has changed. Raises BankInvalid with every problem, OutOfDate, and CannotTakePicture.
    """
    bank = session.scalar(select(Bank).where(Bank.name == name).with_for_update())
    others = find_others(session, bank, text, user_id)
    if checked is None or any(others.banks.get(each) != it for each, it in checked.borrowed.items()):
        known = images.names_beside(bank_file) if bank_file else frozenset()
        known |= images.list_names(session, bank.id) if bank else frozenset()
        checked = load_bank(text, QUESTION_TYPES, name=name, pictures=known, others=others.banks)
    if bank is None:
        bank = Bank(name=name, title=checked.title, owner_id=owner_id, created_at=now)
        session.add(bank)
        session.flush()
    newest = newest_version(session, bank.id)
    if newest is not None:
        if newest.sha256 == hash_text(text) and not renewed_banks(session, newest.id, others):
            return Published(newest, is_new=False)
        if based_on != newest.id:
            raise OutOfDate(newest)
    if bank_file is not None:
        images.take_files(session, bank, bank_file, now)
    version = BankVersion(
        bank_id=bank.id,
        number=newest.number + 1 if newest else 1,
        text=text,
        sha256=hash_text(text),
        based_on_id=newest.id if newest else None,
        published_at=now,
        published_by_id=user_id,
        note=note,
        first_names=checked.first_names_after(load_version(session, newest.id)) if newest else None,
    )
    bank.title = checked.title
    session.add(version)
    session.flush()
    _keep_others(session, version, checked, others)
    _keep_quizzes(session, bank, checked, now)
    index_bank(session, bank.id, checked)
    tell_classes(
        session, bank, version.published_by_id, "bank published", now, f", {version.number}", version.note
    )
    return Published(version, is_new=True)


def _keep_others(session: Session, version: BankVersion, loaded_bank: LoadedBank, others: Others) -> None:
    """From which versions of other banks the quizzes of a version take questions."""
    kept = (others.versions[name] for name in loaded_bank.borrowed)
    session.add_all(BorrowedVersion(bank_version_id=version.id, borrowed_id=each) for each in kept)
    session.flush()


def index_banks(session: Session) -> None:
    """Keep the words of published banks that have none kept."""
    for bank_id, version_id in newest_version_ids(session, set(banks_without(session))).items():
        index_bank(session, bank_id, load_version(session, version_id))


def tell_classes(
    session: Session,
    bank: Bank,
    user_id: int | None,
    act: str,
    now: datetime,
    detail: str = "",
    reason: str = "",
) -> None:
    """Write into the history of each class what was done to the bank that an assignment of theirs goes on with."""
    running = session.scalars(
        select(Assignment)
        .join(Quiz)
        .where(Quiz.bank_id == bank.id, Assignment.class_id.is_not(None))
        .where(Assignment.bank_version_id.is_(None), Assignment.archived_at.is_(None))
        .where(or_(Assignment.closes_at.is_(None), Assignment.closes_at > now))
        .options(joinedload(Assignment.school_class))
        .order_by(Assignment.id)
    ).all()
    for assignment in running:
        about = f"{assignment.title}: {bank.title}{detail}"
        log_act(session, assignment.school_class, user_id, act, about, now, reason)


def _keep_quizzes(session: Session, bank: Bank, loaded_bank: LoadedBank, now: datetime) -> None:
    """One row per ready-made quiz of the bank; open ones get their entry."""
    rows = {
        q.key: q for q in session.scalars(select(Quiz).where(Quiz.bank_id == bank.id, Quiz.key.is_not(None)))
    }
    for key, recipe in loaded_bank.quizzes.items():
        row = rows.pop(key, None)
        if row is None:
            row = Quiz(bank_id=bank.id, key=key, title=recipe.title, created_at=now)
            session.add(row)
        row.title, row.archived_at = recipe.title, None
        session.flush()
        if recipe.open:
            show_as_written(get_or_make_entry(session, row, AssignmentKind.OPEN, now), recipe)
    for gone in rows.values():
        gone.archived_at = gone.archived_at or now
    session.flush()


def recipe_in(bank: LoadedBank, quiz: Quiz) -> QuizRecipe | None:
    """The rules of a quiz: those made in the browser, else those of this bank; None where the quiz is gone from it.

    For lists: one quiz that is gone must never keep the others from being shown.
    """
    if quiz.rules is not None:
        return recipe_from_json(quiz.rules, key=quiz.public_id, title=quiz.title)
    return bank.quizzes.get(quiz.key or "")


def recipe_of(session: Session, quiz: Quiz, version_id: int) -> QuizRecipe:
    """The rules of one quiz in a version of its bank. Raises QuizGone."""
    recipe = recipe_in(load_version(session, version_id), quiz)
    if recipe is None:
        raise QuizGone(quiz)
    return recipe


def can_be_started(bank: LoadedBank, quiz: Quiz) -> bool:
    """Whether an attempt can be drawn from this bank: the quiz is in it, and it has questions enough."""
    recipe = recipe_in(bank, quiz)
    try:
        return recipe is not None and bool(draw_questions(bank, recipe, Random(0)))
    except CannotFill:
        return False


def get_or_make_entry(session: Session, quiz: Quiz, kind: str, now: datetime) -> Assignment:
    """The quiz's one assignment of kind ``open`` (for anyone) or ``trial`` (for its teachers), made if missing."""
    wanted = select(Assignment).where(Assignment.quiz_id == quiz.id, Assignment.kind == kind)
    found = session.scalar(wanted)
    if found is not None:
        return found
    made = Assignment(kind=kind, quiz_id=quiz.id, title=quiz.title, attempts_allowed=None, created_at=now)
    if kind == AssignmentKind.OPEN:
        made.draws = DrawnFor.EACH
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # somebody else made it in this very moment
        return session.scalars(wanted).one()
    return made


#: How a quiz's own word for its feedback sets what an assignment shows when.
SHOWN = {
    "after each question": ShowWhen.AT_ONCE,
    "after submitting": ShowWhen.AFTER_SUBMITTING,
    "when closed": ShowWhen.AFTER_CLOSING,
}


def show_as_written(assignment: Assignment, recipe: QuizRecipe) -> None:
    """Let an assignment that no teacher has set show score, answers and explanations when its quiz says."""
    when = SHOWN.get(recipe.feedback, ShowWhen.AFTER_SUBMITTING)
    assignment.show_score = assignment.show_answers = assignment.show_explanations = when


def remember_file(session: Session, path: str, text: str, version: BankVersion) -> None:
    """Note that this file, with this text, is published."""
    row = session.get(PublishedFile, path)
    if row is None:
        row = PublishedFile(path=path, sha256="", bank_version_id=version.id)
        session.add(row)
    row.sha256, row.bank_version_id = hash_text(text), version.id
    session.flush()


def publish_file(
    session: Session, path: str, name: str, text: str, now: datetime, *, bank_file: Path | None = None
) -> Published | None:
    """Publish a file of the questions folder if it is new or changed since it was last published.

    Returns None when there is nothing to do. A file whose bank was edited in the browser meanwhile raises
    OutOfDate. Renaming or moving a file publishes nothing as long as its text is the newest version's. Pictures
    beside ``bank_file`` are taken in with it.
    """
    known = session.get(PublishedFile, path)
    if known is not None and known.sha256 == hash_text(text) and not _is_behind(session, known, text):
        return None
    based_on = known.bank_version_id if known else None
    done = publish_bank(session, name, text, now, based_on=based_on, bank_file=bank_file)
    remember_file(session, path, text, done.version)
    return done if done.is_new else None


def _is_behind(session: Session, file: PublishedFile, text: str) -> bool:
    """Whether the version of a file is the bank's newest, and a bank that it takes questions from has changed since."""
    version = session.get_one(BankVersion, file.bank_version_id)
    if not borrowing.versions_of(session, version.id):
        return False
    newest = newest_version(session, version.bank_id)
    others = find_others(session, version.bank, text, None)
    return newest is version and bool(renewed_banks(session, version.id, others))
