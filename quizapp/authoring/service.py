"""Banks in the making: new ones, drafts with revisions, archives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, undefer

from quizapp.authoring.bank_text import bank_name
from quizapp.banks import publishing
from quizapp.basics.errors import Refused
from quizapp.basics.i18n import _
from quizapp.basics.messages import msg
from quizapp.domain.pictures import find_picture_names
from quizapp.identity.audit_log import log_bank_act
from quizapp.identity.permissions import may_manage, reportable, usable_bank, usable_quiz
from quizapp.models import Assignment, Bank, BankDraft, BankRight, BankVersion, Dispute, Position, Quiz, User
from quizapp.models import Attempt as AttemptRow


@dataclass(frozen=True)
class EditorText:
    """The text that the editor opens: a saved draft, or the newest version where nobody has written since."""

    text: str
    #: Which save this is; 0 where none has been.
    revision: int
    #: The version it was made from; None in a bank that was never published.
    based_on: BankVersion | None
    newest: BankVersion | None
    saved_at: datetime | None
    saved_by: str

    @property
    def is_changed(self) -> bool:
        """Whether it differs from the version it was made from."""
        return self.based_on is None or publishing.hash_text(self.text) != self.based_on.sha256

    @property
    def is_behind(self) -> bool:
        """Whether another version was published since it was begun."""
        return self.newest is not None and (self.based_on is None or self.based_on.id != self.newest.id)


class DraftConflict(Refused):
    """Somebody else saved meanwhile. Nothing was written; ``theirs`` is what is saved now."""

    def __init__(self, theirs: EditorText) -> None:
        super().__init__(
            _(
                "Somebody else has saved another text of this bank since you opened it. Compare both and choose."
            ),
            title=_("Two texts of one bank"),
        )
        self.theirs = theirs


#: Said where a form was opened before somebody else saved.
CHANGED_MEANWHILE = msg(
    "The draft was changed since you opened this form. Your answers stand below: compare, then save again."
)


# --- drafts -----------------------------------------------------------------------------------------------


def open_draft(session: Session, bank: Bank) -> EditorText:
    """The text to go on with. A draft that nobody changed gives way to a version published since."""
    row = session.scalar(
        select(BankDraft).where(BankDraft.bank_id == bank.id).execution_options(populate_existing=True)
    )
    newest = publishing.newest_version(session, bank.id)
    if row is None:
        text = newest.text if newest is not None else ""
        return EditorText(text, 0, newest, newest, None, "")
    based_on = session.get(BankVersion, row.based_on_id) if row.based_on_id is not None else None
    saver = session.get(User, row.saved_by_id) if row.saved_by_id is not None else None
    name = saver.display_name if saver is not None else ""
    draft = EditorText(row.text, row.revision, based_on, newest, row.saved_at, name)
    if newest is not None and draft.is_behind and not draft.is_changed:
        return EditorText(newest.text, row.revision, newest, newest, row.saved_at, name)
    return draft


def save_draft(
    session: Session,
    bank: Bank,
    text: str,
    *,
    revision: int,
    based_on: int | None,
    user_id: int,
    now: datetime,
) -> EditorText:
    """Save a text that was made from draft ``revision``; the same text again is no new revision.

    Raises DraftConflict when somebody else saved since. ``based_on`` is the number of the version the text was
    made from, None for none.
    """
    current = open_draft(session, bank)
    basis = _version_id(session, bank, based_on)
    same_basis = (current.based_on.id if current.based_on else None) == basis
    if current.text == text and same_basis and (current.revision or current.newest is not None):
        return current
    if current.revision != revision:
        raise DraftConflict(current)
    if revision == 0 and session.scalar(select(BankDraft.id).where(BankDraft.bank_id == bank.id)) is None:
        _insert(session, bank, text, basis, user_id, now)
    else:
        changed = session.execute(
            update(BankDraft)
            .where(BankDraft.bank_id == bank.id, BankDraft.revision == revision)
            .values(text=text, revision=revision + 1, based_on_id=basis, saved_at=now, saved_by_id=user_id)
            .returning(BankDraft.id)
        ).one_or_none()
        if changed is None:
            raise DraftConflict(open_draft(session, bank))
    return open_draft(session, bank)


def save_text(
    session: Session, bank: Bank, before: EditorText, text: str, user_id: int, now: datetime
) -> EditorText:
    """Save a text that was made from this one. Raises DraftConflict."""
    return save_draft(
        session,
        bank,
        text,
        revision=before.revision,
        based_on=before.based_on.number if before.based_on else None,
        user_id=user_id,
        now=now,
    )


def remember_before(session: Session, bank: Bank, text: str | None) -> None:
    """Keep the text that a step of an import's review started from; None: there is no step to take back."""
    session.execute(update(BankDraft).where(BankDraft.bank_id == bank.id).values(text_before=text))


def text_before(session: Session, bank: Bank) -> str | None:
    """The text before the last step of an import's review."""
    return session.scalar(select(BankDraft.text_before).where(BankDraft.bank_id == bank.id))


def _insert(session: Session, bank: Bank, text: str, basis: int | None, user_id: int, now: datetime) -> None:
    try:
        with session.begin_nested():
            session.add(
                BankDraft(bank_id=bank.id, text=text, based_on_id=basis, saved_at=now, saved_by_id=user_id)
            )
    except IntegrityError:  # the other teacher's first save was faster
        raise DraftConflict(open_draft(session, bank)) from None


def _version_id(session: Session, bank: Bank, number: int | None) -> int | None:
    """The row of one of this bank's versions, by its number."""
    if number is None:
        return None
    return session.scalar(
        select(BankVersion.id).where(BankVersion.bank_id == bank.id, BankVersion.number == number)
    )


# --- banks ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BankLine:
    """A bank in the list of banks."""

    bank: Bank
    #: Number of the newest version; 0 where none is published.
    version: int
    published_at: datetime | None
    quizzes: int
    #: Whose it is; None: every teacher's here.
    owner: User | None


def bank_lines(session: Session, user_id: int, *, archived: bool) -> list[BankLine]:
    """The banks that a teacher can use, by title."""
    newest = (
        select(
            BankVersion.bank_id,
            func.max(BankVersion.number).label("number"),
            func.max(BankVersion.published_at).label("published_at"),
        )
        .group_by(BankVersion.bank_id)
        .subquery()
    )
    quizzes = (
        select(func.count())
        .where(Quiz.bank_id == Bank.id, Quiz.archived_at.is_(None))
        .where(usable_quiz(user_id))
        .scalar_subquery()
    )
    found = session.execute(
        select(Bank, newest.c.number, newest.c.published_at, quizzes, User)
        .outerjoin(newest, newest.c.bank_id == Bank.id)
        .outerjoin(User, User.id == Bank.owner_id)
        .where(usable_bank(user_id, BankRight.READ))
        .where(Bank.archived_at.is_not(None) if archived else Bank.archived_at.is_(None))
        .order_by(Bank.title, Bank.id)
    )
    return [BankLine(bank, number or 0, at, count, owner) for bank, number, at, count, owner in found]


def own_bank(session: Session, public_id: str, user_id: int) -> Bank | None:
    """The bank of this teacher with this id."""
    return session.scalar(select(Bank).where(Bank.public_id == public_id, Bank.owner_id == user_id))


def make_bank(session: Session, public_id: str, title: str, text: str, user_id: int, now: datetime) -> Bank:
    """A bank of this teacher with a first draft; the same ``public_id`` again finds the one that it made."""
    for _round in range(20):  # each lost race means that another bank took the name
        found = own_bank(session, public_id, user_id)
        if found is not None:
            return found
        name = bank_name(title, session.scalars(select(Bank.name)))
        try:
            with session.begin_nested():
                bank = Bank(public_id=public_id, name=name, title=title, owner_id=user_id, created_at=now)
                session.add(bank)
                session.flush()
                session.add(BankDraft(bank_id=bank.id, text=text, saved_at=now, saved_by_id=user_id))
        except IntegrityError:
            continue
        return bank
    raise Refused(_("Many banks were made at once. Send it again."))


def archive_bank(session: Session, bank: Bank, user_id: int, now: datetime, *, restore: bool) -> None:
    """Put a bank away, or bring it back. Nothing is lost: attempts, versions and drafts stay.

    It stands in the history of the classes that use the bank. Raises Refused where the bank is not theirs to put away.
    """
    if not may_manage(session, bank, user_id):
        raise Refused(
            _("Only the owner of this bank or an administrator can archive it. Make a copy of your own.")
        )
    if restore != (bank.archived_at is not None):
        return
    bank.archived_at = None if restore else now
    act = "bank restored" if restore else "bank archived"
    publishing.tell_classes(session, bank, user_id, act, now)
    log_bank_act(session, bank, user_id, act, bank.title, now)
    session.flush()


def versions_of(session: Session, bank: Bank) -> Sequence[BankVersion]:
    """A bank's versions, newest first, without their texts."""
    return session.scalars(
        select(BankVersion).where(BankVersion.bank_id == bank.id).order_by(BankVersion.number.desc())
    ).all()


def version_of(session: Session, bank: Bank, number: int) -> BankVersion | None:
    """One version of a bank with its text."""
    return session.scalar(
        select(BankVersion)
        .where(BankVersion.bank_id == bank.id, BankVersion.number == number)
        .options(undefer(BankVersion.text))
    )


def shown_in(session: Session, bank: Bank) -> frozenset[str]:
    """Names of the pictures that the draft or any version of a bank shows."""
    of_bank = select(BankVersion.text).where(BankVersion.bank_id == bank.id, BankVersion.text.contains("!["))
    texts = [open_draft(session, bank).text, *session.scalars(of_bank)]
    return frozenset(name for text in texts for name in find_picture_names(text))


def quizzes_of(session: Session, bank: Bank, user_id: int) -> list[Quiz]:
    """The quizzes of a bank that this teacher can use: the bank's own first, then those made here."""
    return list(
        session.scalars(
            select(Quiz)
            .where(Quiz.bank_id == bank.id, Quiz.archived_at.is_(None))
            .where(usable_quiz(user_id))
            .order_by(Quiz.key.is_(None), Quiz.id)
        )
    )


def open_disputes(session: Session, user_id: int) -> int:
    """How many disputes wait for this teacher's answer."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Dispute)
            .join(Position, Position.id == Dispute.position_id)
            .join(AttemptRow, AttemptRow.id == Position.attempt_id)
            .join(Assignment, Assignment.id == AttemptRow.assignment_id)
            .where(reportable(user_id), Dispute.answered_at.is_(None), Dispute.reason != "")
        )
        or 0
    )
