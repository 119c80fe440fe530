"""What a teacher's pages call students: by name, or by a number where names are hidden for projecting."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.basics.i18n import _
from quizapp.identity.names import last_name_key, sort_key
from quizapp.identity.tokens import keyed_hash
from quizapp.models import Assignment, Attempt, Membership, SchoolClass


@dataclass(frozen=True)
class People:
    """Everybody whom a page is about, as it may call and order them."""

    #: Names by the id of a student, or of a membership: that of a class's list, where some have not joined.
    names: Mapping[int, str]
    #: Numbers by the same ids; None where names show.
    numbers: Mapping[int, int] | None = None
    #: Last names by the same ids, where the class is sorted by them; None: as names are written.
    lasts: Mapping[int, str | None] | None = None
    #: The groups of a class, for those who are in one.
    groups: Mapping[int, str] = field(default_factory=dict)

    @property
    def group_labels(self) -> list[str]:
        """The groups that there are, by name."""
        return sorted(set(self.groups.values()), key=sort_key)

    def is_in(self, key: int, group: str) -> bool:
        """Whether somebody is in a group; everybody is in none in particular."""
        return not group or self.groups.get(key) == group

    @property
    def mark(self) -> int:
        """Differs from that of other people, or of the same by other names."""
        labels = tuple((self.lasts or {}).items()), tuple(self.groups.items())
        return hash((tuple(self.names.items()), labels, self.hidden and tuple((self.numbers or {}).items())))

    @property
    def hidden(self) -> bool:
        return self.numbers is not None

    def name(self, key: int) -> str:
        """What to call somebody."""
        if self.numbers is None:
            return self.names.get(key) or _("A student")
        return (
            _("Student %(number)s") % {"number": self.numbers[key]} if key in self.numbers else _("A student")
        )

    def order(self, key: int) -> tuple[Any, ...]:
        """Sorts by name, or by number where names are hidden: the order of names would give them away."""
        if self.numbers is None:
            name = self.names.get(key, "")
            return sort_key(name) if self.lasts is None else last_name_key(name, self.lasts.get(key)), key
        return self.numbers.get(key, 0), key


def number_ids(secret: bytes, scope: str, ids: Iterable[int]) -> dict[int, int]:
    """A number from 1 for each id: its rank by HMAC-SHA256 of ``scope:id`` under this installation's secret.

    The same people get the same numbers everywhere, and a number tells neither the alphabet nor who came first.
    Somebody new moves the numbers after theirs.
    """
    ranked = sorted(ids, key=lambda each: keyed_hash(secret, "hidden name", f"{scope}:{each}"))
    return {each: number for number, each in enumerate(ranked, start=1)}


def number_memberships(session: Session, secret: bytes, class_id: int) -> dict[int, int]:
    """Numbers by membership, one for every name a class has or had: joining and leaving move none of them."""
    ids = session.scalars(select(Membership.id).where(Membership.class_id == class_id))
    return number_ids(secret, f"class {class_id}", ids)


def student_numbers(session: Session, secret: bytes, assignment: Assignment) -> dict[int, int]:
    """Numbers by student: those of the memberships of the class, or of all who began where there is no class."""
    if assignment.class_id is None:
        began = select(Attempt.student_id).where(Attempt.assignment_id == assignment.id).distinct()
        return number_ids(secret, f"assignment {assignment.id}", session.scalars(began))
    numbers = number_memberships(session, secret, assignment.class_id)
    memberships = session.execute(
        select(Membership.student_id, Membership.id).where(
            Membership.class_id == assignment.class_id, Membership.student_id.is_not(None)
        )
    )
    return {student: numbers[membership] for student, membership in memberships if student is not None}


def name_takers(session: Session, attempts: Iterable[Attempt], secret: bytes | None) -> People:
    """Who made these attempts, of any assignments, by attempt."""
    made = list(attempts)
    names = {attempt.id: attempt.student.name for attempt in made}
    if secret is None:
        return People(names)
    assignments = {attempt.assignment_id: attempt.assignment for attempt in made}
    numbers = {key: student_numbers(session, secret, each) for key, each in assignments.items()}
    known = (each for each in made if each.student_id in numbers[each.assignment_id])
    return People(names, {each.id: numbers[each.assignment_id][each.student_id] for each in known})


def people_of_class(session: Session, class_id: int, secret: bytes | None) -> People:
    """Everybody whom a class has or had, by membership; ``secret`` makes the numbers where names are hidden."""
    wanted = select(Membership.id, *LABELS).join(SchoolClass).where(Membership.class_id == class_id)
    numbers = number_memberships(session, secret, class_id) if secret is not None else None
    return people_in(session.execute(wanted).all(), numbers)


#: What ``people_in`` reads of a place in a class, after the key.
LABELS = (Membership.name, Membership.last_name, Membership.group_label, SchoolClass.by_last_name)


def people_in(rows: Sequence[Any], numbers: Mapping[int, int] | None) -> People:
    """People of rows of a key with their ``LABELS``."""
    lasts = {row[0]: row[2] for row in rows} if any(row[4] for row in rows) else None
    groups = {row[0]: row[3] for row in rows if row[3]}
    return People({row[0]: row[1] for row in rows}, numbers, lasts, groups)
