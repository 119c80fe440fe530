"""Memberships of one class that began in one browser: shown to the teacher, who knows whether it is one pupil.

A second name would see the answers first, and then take the quiz under the other. Whoever clears the browser, or takes
another, is not noticed; and on a shared computer two names are two pupils. So this is told, and nothing is refused.
"""

from collections import defaultdict

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.identity.display_names import People
from quizapp.identity.tokens import keyed_hash
from quizapp.models import Membership


def remember_browser(session: Session, class_id: int, student_id: int, marked: str, secret: bytes) -> None:
    """Note in which browser a membership began; of a membership that has it noted nothing changes."""
    session.execute(
        update(Membership)
        .where(Membership.class_id == class_id, Membership.student_id == student_id)
        .where(Membership.browser.is_(None))
        .values(browser=keyed_hash(secret, f"browser of class {class_id}", marked))
    )


def find_shared(session: Session, class_id: int, people: People) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Memberships that began in one browser, as groups of public id and name."""
    memberships = session.execute(
        select(Membership.browser, Membership.public_id, Membership.id)
        .where(Membership.class_id == class_id, Membership.browser.is_not(None))
        .where(Membership.removed_at.is_(None), Membership.student_id.is_not(None))
    ).all()
    groups: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for browser, public_id, membership in memberships:
        groups[browser or ""].append((membership, public_id))
    found = (sorted(group, key=lambda each: people.order(each[0])) for group in groups.values())
    return tuple(
        tuple((public_id, people.name(membership)) for membership, public_id in group)
        for group in found
        if len(group) > 1
    )
