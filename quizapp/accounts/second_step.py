"""Signing in with a second step: after the password a code from a telephone, or one of ten recovery codes."""

import hashlib
import hmac
import secrets
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from quizapp.accounts import totp
from quizapp.basics.errors import NotFound
from quizapp.basics.limits import RECOVERY_CODES
from quizapp.identity import rate_limit, sessions
from quizapp.identity.tokens import keyed_hash
from quizapp.identity.typed_codes import new_code, read_code
from quizapp.models import AuditEvent, RecoveryCode, SecondStep, User


def is_on(session: Session, user_id: int) -> bool:
    return session.get(SecondStep, user_id) is not None


def who_has_it(session: Session) -> frozenset[int]:
    return frozenset(session.scalars(select(SecondStep.user_id)))


def turn_on(
    session: Session, key: bytes, user: User, secret: bytes, typed: str, now: datetime
) -> list[str] | None:
    """Ask for codes from now on; the recovery codes, or None where the code typed is not of this secret.

    Other browsers are signed out. What somebody else has turned on before is never written over.
    """
    step = totp.matching_step(secret, typed, now, after=0)
    if step is None:
        return None
    if is_on(session, user.id):
        raise NotFound()
    session.add(
        SecondStep(user_id=user.id, sealed=_seal(key, user.id, secret), last_step=step, set_up_at=now)
    )
    codes = _new_codes(session, key, user.id)
    sessions.end_all(session, user_id=user.id)
    session.add(AuditEvent(at=now, user_id=user.id, act="second step turned on", about=user.username))
    session.flush()
    return codes


def turn_off(session: Session, user: User, by_user_id: int | None, now: datetime) -> None:
    """Ask for the password alone again."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    session.execute(delete(SecondStep).where(SecondStep.user_id == user.id))
    session.add(AuditEvent(at=now, user_id=by_user_id, act="second step turned off", about=user.username))
    session.flush()


def codes_left(session: Session, user_id: int) -> int:
    """How many recovery codes were not used yet."""
    unused = select(func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return session.scalar(unused) or 0


def new_codes(session: Session, key: bytes, user: User, now: datetime) -> list[str]:
    """Ten recovery codes in place of those there were."""
    session.add(AuditEvent(at=now, user_id=user.id, act="new recovery codes", about=user.username))
    return _new_codes(session, key, user.id)


def check(session: Session, key: bytes, user: User, typed: str, now: datetime) -> bool:
    """Whether this is the code of now, or a recovery code; each works once. Wrong ones are counted.

    Raises TooMany after many wrong ones: they are counted for the account, since whoever comes here knows its password.
    """
    throttled = f"second step:{user.id}"
    rate_limit.check_rate(session, throttled, now)
    if _use_code(session, key, user.id, typed, now) or _use_recovery_code(session, key, user, typed, now):
        rate_limit.clear_failures(session, throttled)
        return True
    rate_limit.count_failure(session, throttled, now)
    return False


def _use_code(session: Session, key: bytes, user_id: int, typed: str, now: datetime) -> bool:
    found = session.get(SecondStep, user_id, populate_existing=True, with_for_update=True)
    if found is None:
        return False
    step = totp.matching_step(_open(key, user_id, found.sealed), typed, now, after=found.last_step)
    if step is None:
        return False
    found.last_step = step
    session.flush()
    return True


def _use_recovery_code(session: Session, key: bytes, user: User, typed: str, now: datetime) -> bool:
    used = session.execute(
        update(RecoveryCode)
        .where(RecoveryCode.user_id == user.id, RecoveryCode.code_hash == _code_hash(key, user.id, typed))
        .where(RecoveryCode.used_at.is_(None))
        .values(used_at=now)
        .returning(RecoveryCode.id)
    ).one_or_none()
    if used is None:
        return False
    session.add(AuditEvent(at=now, user_id=user.id, act="recovery code used", about=user.username))
    session.flush()
    return True


def _new_codes(session: Session, key: bytes, user_id: int) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    codes = [new_code(12) for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(user_id=user_id, code_hash=_code_hash(key, user_id, code)) for code in codes)
    session.flush()
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


def _code_hash(key: bytes, user_id: int, typed: str) -> str:
    return keyed_hash(key, "recovery code", f"{user_id}:{read_code(typed)}")


def _seal(key: bytes, user_id: int, secret: bytes) -> bytes:
    """A secret so that the database alone does not open it: combined with bits that only this installation can make."""
    once = secrets.token_bytes(16)
    return once + _combined(secret, _pad(key, user_id, once))


def _open(key: bytes, user_id: int, sealed: bytes) -> bytes:
    return _combined(sealed[16:], _pad(key, user_id, sealed[:16]))


def _pad(key: bytes, user_id: int, once: bytes) -> bytes:
    return hmac.new(key, b"second step\0" + str(user_id).encode() + b"\0" + once, hashlib.sha256).digest()


def _combined(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=False))
