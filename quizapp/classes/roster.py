"""The roster: names that a teacher pastes or uploads, previewed, then added all or none."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.attempts.allowances import NOTHING, Extra
from quizapp.basics.errors import Refused
from quizapp.basics.i18n import _
from quizapp.basics.limits import CLASS_SIZE, GROUP_LETTERS, NAME_LETTERS, SCHOOL_ID_LETTERS
from quizapp.classes.allowances import extras_of_class, set_allowance
from quizapp.classes.extra_time import read_extra_time
from quizapp.classes.roster_tables import Columns, Entry, find_columns, read_entries, read_rows
from quizapp.identity.names import fold_name
from quizapp.models import Membership, SchoolClass


@dataclass(frozen=True)
class Roster:
    """The students of a list, as its columns say."""

    entries: tuple[Entry, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.entries)

    @property
    def by_key(self) -> dict[str, Entry]:
        """By folded name the first of the list that has it."""
        return {fold_name(each.name): each for each in reversed(self.entries)}


@dataclass(frozen=True)
class RosterPreview:
    """What a list would do to a class."""

    new: tuple[str, ...]
    already: tuple[str, ...]
    twice: tuple[str, ...]
    #: Names that the class has and of which the list says something new.
    changed: tuple[str, ...] = ()


def read_roster(text: str, columns: Columns | None = None) -> Roster:
    """The students of a pasted list, by its columns as a teacher assigned them, else as its headings say.

    Raises Refused with a sentence when the text is no list of names.
    """
    rows = read_rows(text)
    entries = read_entries(rows, columns or find_columns(rows))
    _refuse_odd([(each.line, each.name) for each in entries])
    seen: set[str] = set()
    for each in entries:
        if len(each.school_id) > SCHOOL_ID_LETTERS:
            raise Refused(
                _("The student ID on line %(line)s has %(number)s letters; %(most)s is the most.")
                % {"line": each.line, "number": len(each.school_id), "most": SCHOOL_ID_LETTERS}
            )
        if each.school_id and each.school_id in seen:
            raise Refused(
                _("The student ID %(id)s stands in the list twice, the second time on line %(line)s.")
                % {"id": each.school_id, "line": each.line}
            )
        if len(each.group) > GROUP_LETTERS:
            raise Refused(
                _("The group on line %(line)s has %(number)s letters; %(most)s is the most.")
                % {"line": each.line, "number": len(each.group), "most": GROUP_LETTERS}
            )
        if read_extra_time(each.time) is None:
            raise Refused(
                _("The time on line %(line)s cannot be read: %(time)s. Write it as “25 %%” or “5 minutes”.")
                % {"line": each.line, "time": each.time[:30]}
            )
        seen.add(each.school_id)
    return Roster(tuple(entries))


def _refuse_odd(names: list[tuple[int, str]]) -> None:
    if not names:
        raise Refused(_("There are no names in the list. Write one name on each line."))
    if len(names) > CLASS_SIZE:
        raise Refused(
            _("The list has %(number)s names; %(most)s is the most for one class.")
            % {"number": len(names), "most": CLASS_SIZE}
        )
    for line, name in names:
        if len(name) > NAME_LETTERS:
            raise Refused(
                _(
                    "The name that ends on line %(line)s has %(number)s letters; %(most)s is the most: %(name)s…"
                )
                % {"line": line, "number": len(name), "most": NAME_LETTERS, "name": name[:30]}
            )


def preview_roster(session: Session, class_id: int, roster: Roster) -> RosterPreview:
    """Which names are new, which the class has (removed students too), and which the list holds twice."""
    known = {row.name_key: row for row in _memberships(session, class_id)}
    times = extras_of_class(session, class_id)
    new: list[str] = []
    already: list[str] = []
    twice: list[str] = []
    changed: list[str] = []
    seen: set[str] = set()
    for entry in roster.entries:
        key = fold_name(entry.name)
        (twice if key in seen else already if key in known else new).append(entry.name)
        if key in known and key not in seen:
            row = known[key]
            given = times.get(row.id, NOTHING)
            if _said(entry, row) or _with_time(given, entry) != given:
                changed.append(entry.name)
        seen.add(key)
    return RosterPreview(tuple(new), tuple(already), tuple(twice), tuple(changed))


def _memberships(session: Session, class_id: int) -> list[Membership]:
    return list(session.scalars(select(Membership).where(Membership.class_id == class_id)))


def _said(entry: Entry, row: Membership | None = None) -> dict[str, str]:
    """What a list says of a student, by column, and is not so already; it takes nothing away."""
    said = {"school_id": entry.school_id, "group_label": entry.group, "last_name": entry.last}
    return {name: value for name, value in said.items() if value and value != getattr(row, name, None)}


def _with_time(extra: Extra, entry: Entry) -> Extra:
    time = read_extra_time(entry.time) if entry.time else None
    return replace(extra, time_factor=time.factor, extra_minutes=time.minutes) if time else extra


def give_times(
    session: Session, school_class: SchoolClass, roster: Roster, user_id: int, now: datetime
) -> None:
    """Give the students of a list the extra time that it says, at every quiz of the class."""
    entries = roster.by_key
    times = extras_of_class(session, school_class.id)
    for row in _memberships(session, school_class.id):
        if (entry := entries.get(row.name_key)) is not None and entry.time:
            extra = _with_time(times.get(row.id, NOTHING), entry)
            set_allowance(session, school_class, row, None, extra, user_id, now)


def _write(session: Session, class_id: int, roster: Roster) -> None:
    """What the list says of each: first take away the student IDs that change, so that two may change places."""
    entries = roster.by_key
    wanted = [
        (row, said)
        for row in _memberships(session, class_id)
        if row.name_key in entries and (said := _said(entries[row.name_key], row))
    ]
    for row, said in wanted:
        if "school_id" in said:
            row.school_id = None
    session.flush()
    for row, said in wanted:
        for name, value in said.items():
            setattr(row, name, value)
    session.flush()


def add_roster(session: Session, class_id: int, roster: Roster) -> int:
    """Add the new names of a list, and what it says of each; returns how many names.

    All or none: Refused when they do not fit.
    """
    new = preview_roster(session, class_id, roster).new
    size = session.scalar(select(func.count()).select_from(Membership).where(Membership.class_id == class_id))
    if (size or 0) + len(new) > CLASS_SIZE:
        raise Refused(
            _(
                "The class has %(size)s names, so %(new)s more are too many; %(most)s is the most. Nothing was added."
            )
            % {"size": size, "new": len(new), "most": CLASS_SIZE}
        )
    try:
        with session.begin_nested():
            session.add_all(
                Membership(class_id=class_id, name=name, name_key=fold_name(name)) for name in new
            )
            session.flush()
            _write(session, class_id, roster)
    except IntegrityError:
        raise Refused(
            _(
                "Some of these names or student IDs are another student’s of this class. Nothing was added; look at the list again."
            )
        ) from None
    return len(new)
