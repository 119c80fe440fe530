"""Who did what in a class or to a bank, for its history. Every feature that changes marks, keys, rights or people writes here."""

from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.models import AuditEvent, Bank, SchoolClass


def log_act(
    session: Session,
    school_class: SchoolClass | None,
    user_id: int | None,
    act: str,
    about: str,
    now: datetime,
    reason: str = "",
) -> None:
    """Write down who did what in a class. What concerns no class, such as a quiz open to anyone, has no history."""
    if school_class is None:
        return
    session.add(
        AuditEvent(at=now, user_id=user_id, act=act, about=about, reason=reason, class_id=school_class.id)
    )
    session.flush()


def log_bank_act(
    session: Session, bank: Bank, user_id: int | None, act: str, about: str, now: datetime
) -> None:
    """Write down who did what to a bank, for those who may read it."""
    session.add(AuditEvent(at=now, user_id=user_id, act=act, about=about, bank_id=bank.id))
    session.flush()
