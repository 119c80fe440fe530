"""Return links: what brings a student back on any device, without an account."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.basics.errors import NotFound
from quizapp.basics.limits import FREE_FAILURES_OF_WORDS, WORDS_LETTERS, WORDS_READINGS
from quizapp.basics.messages import msg
from quizapp.identity import merged_identities, rate_limit
from quizapp.identity.tokens import hash_token, keyed_hash, new_token
from quizapp.identity.typed_codes import CODE_ALPHABET, read_code
from quizapp.identity.word_list import words as word_list
from quizapp.models import Assignment, AssignmentKind, Attempt, Membership, ReturnLink, SchoolClass, Student


@dataclass(frozen=True)
class NewReturnLink:
    """Shown once: afterwards only hashes are kept."""

    token: str
    words: str
    code: str


def make_return_link(
    session: Session, secret: bytes, student_id: int, code: str, now: datetime
) -> NewReturnLink:
    """A return link and three words for a student; earlier ones stop working."""
    for old in session.scalars(
        select(ReturnLink).where(ReturnLink.student_id == student_id, ReturnLink.revoked_at.is_(None))
    ):
        old.revoked_at = now
    token = new_token()
    words = " ".join(secrets.choice(word_list()) for _ in range(3))
    session.add(
        ReturnLink(
            student_id=student_id,
            token_hash=hash_token(token),
            words_hash=_words_hash(secret, code, words),
            created_at=now,
        )
    )
    session.flush()
    return NewReturnLink(token, words, code)


def _words_hash(secret: bytes, code: str, words: str) -> str:
    """What is kept of three words, written with a space between them."""
    return keyed_hash(secret, "return words", f"{read_code(code)} {words}")


def _readings(typed: str) -> list[str]:
    """The three words that somebody may have meant: with any marks between them, or none."""
    parts = re.findall(r"[a-z]+", typed.lower())
    letters = "".join(parts)
    known = frozenset(word_list())
    cuts = range(1, len(letters)) if len(letters) < WORDS_LETTERS else ()
    # As typed, too: words that have left the list since stand on older notes.
    cut = [
        f"{letters[:one]} {letters[one:two]} {letters[two:]}"
        for one in cuts
        if letters[:one] in known
        for two in range(one + 1, len(letters))
        if letters[one:two] in known and letters[two:] in known
    ]
    return [" ".join(parts), *cut][:WORDS_READINGS]


def by_token(session: Session, token: str) -> Student:
    """Whose return link this is; NotFound when it is nobody's or was replaced."""
    found = session.scalar(
        select(Student)
        .join(ReturnLink, ReturnLink.student_id == Student.id)
        .where(ReturnLink.token_hash == hash_token(token), ReturnLink.revoked_at.is_(None))
    )
    if found is None:
        raise NotFound(
            msg(
                "This return link leads nowhere any more: a newer one was made, or its owner deleted their data. Use the "
                "newest link, or ask your teacher."
            )
        )
    return merged_identities.find_current(session, found)


def by_words(
    session: Session, secret: bytes, code: str, words: str, key: str, now: datetime
) -> Student | None:
    """Who has these three words for this code; None counts as a failed try.

    Raises TooMany for wrong words when throttled; the right ones always work.
    """
    hashes = [_words_hash(secret, code, reading) for reading in _readings(words)]
    found = session.scalar(
        select(Student)
        .join(ReturnLink, ReturnLink.student_id == Student.id)
        .where(ReturnLink.words_hash.in_(hashes), ReturnLink.revoked_at.is_(None))
    )
    if found is None:
        rate_limit.check_wrong(session, key, now)
        rate_limit.count_failure(session, key, now, free=FREE_FAILURES_OF_WORDS)
        return None
    return merged_identities.find_current(session, found)


def code_for(session: Session, student_id: int) -> str:
    """The code that goes with a student's three words: their class's, else that of the quiz they began with."""
    code = session.scalar(
        select(SchoolClass.join_code)
        .join(Membership, Membership.class_id == SchoolClass.id)
        .where(Membership.student_id == student_id, Membership.removed_at.is_(None))
        .order_by(Membership.id.desc())
        .limit(1)
    )
    if code:
        return code
    first = session.scalar(
        select(Assignment.public_id)
        .join(Attempt)
        .where(Attempt.student_id == student_id)
        .order_by(Attempt.id)
        .limit(1)
    )
    return quiz_code(first or "")


def is_quiz_code(session: Session, code: str) -> bool:
    """Whether this is the code beside the three words of somebody who began with a quiz open to anyone."""
    typed = read_code(code)
    open_ones = select(Assignment.public_id).where(Assignment.kind == AssignmentKind.OPEN)
    return any(quiz_code(public_id) == typed for public_id in session.scalars(open_ones))


def quiz_code(public_id: str) -> str:
    """A short code for an assignment that has no class, always the same and easy to read."""
    number = int(hash_token(f"quiz code {public_id}"), 16)
    letters = []
    for _place in range(6):
        number, rest = divmod(number, len(CODE_ALPHABET))
        letters.append(CODE_ALPHABET[rest])
    return "".join(letters)
