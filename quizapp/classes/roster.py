"""The roster: names that a teacher pastes or uploads, previewed, then added all or none."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.basics.errors import Refused
from quizapp.basics.i18n import _
from quizapp.basics.limits import CLASS_SIZE, NAME_LETTERS, SCHOOL_ID_LETTERS
from quizapp.identity.names import clean_name, fold_name
from quizapp.models import Membership

_FIRST = ("first name", "firstname", "given name", "forename", "first")
_LAST = ("last name", "lastname", "surname", "family name", "last")
_WHOLE = (
    "name",
    "student",
    "full name",
    "pupil",
    "student name",
    "pupil name",
    "names",
    "students",
    "pupils",
)
#: What columns of a school's own numbers are called, folded, in the languages in which headings are understood.
_SCHOOL_ID = frozenset(
    fold_name(word)
    for word in (
        "student id|student number|student no|id number|idnumber|sis user id|sis id|sis login id|pupil id|pupil number|upn|matriculation number"
        "|schülernummer|schüler-id|schülerid|matrikelnummer|matrikel-nr|id del estudiante|número de estudiante|número de identificación|matrícula"
        "|numéro étudiant|numéro d'étudiant|numéro d'élève|identifiant|matricola|numero di matricola|número de aluno|número do aluno"
        "|номер ученика|номер студента|номер учня|numer ucznia|numer albumu|nr albumu|学号|学生编号"
    ).split("|")
)


@dataclass(frozen=True)
class Roster:
    """The names of a list, and whether columns of it were left aside because nothing says what they hold.

    ``school_ids``: the student ID of each name, where a column has them; empty where a row has none.
    """

    names: tuple[str, ...]
    only_first_column: bool = False
    school_ids: tuple[str, ...] = ()

    @property
    def by_name(self) -> dict[str, str]:
        """Student IDs by folded name."""
        pairs = zip(self.names, self.school_ids, strict=False)
        return {fold_name(name): school_id for name, school_id in pairs if school_id}


@dataclass(frozen=True)
class RosterPreview:
    """What a list would do to a class."""

    new: tuple[str, ...]
    already: tuple[str, ...]
    twice: tuple[str, ...]
    #: Names of the class, old and new, whose student ID the list brings or changes.
    with_id: tuple[str, ...] = ()


def read_upload(content: bytes) -> str:
    """The text of an uploaded list: UTF-8 or UTF-16 with its mark, else as Western spreadsheets write it.

    Raises Refused for a workbook.
    """
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Refused(_("This is a workbook. Save it as CSV, or copy the names and paste them."))
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read_roster(text: str) -> Roster:
    """Names from a pasted list or a CSV: the column called name, or first and last name, or else the first one.

    Raises Refused with a sentence when the text is no list of names.
    """
    if "\x00" in text:
        raise Refused(_("This is not a text file. Save the list as CSV, or paste the names."))
    rows = _rows(text)
    if not rows:
        raise Refused(_("There are no names in the list. Write one name on each line."))
    heads = [fold_name(cell).replace("_", " ") for cell in rows[0][1]]
    first, last, whole = _column(heads, _FIRST), _column(heads, _LAST), _column(heads, _WHOLE)
    if whole is not None and len(heads) > 1 and _is_role(heads[whole], whole, rows[1:]):
        whole = None
    if first is None and last is not None and whole is not None and heads[whole] == "name":
        first = whole  # beside a surname it is the other one
    if first is not None and last is not None:
        found = [(line, f"{_cell(row, first)} {_cell(row, last)}", row) for line, row in rows[1:]]
    elif whole is not None:
        found = [(line, _cell(row, whole), row) for line, row in rows[1:]]
    else:
        found = [(line, next(cell for cell in row if cell.strip()), row) for line, row in rows]
    kept = [(line, name, row) for line, given, row in found if (name := clean_name(given))]
    names = [(line, name) for line, name, _row in kept]
    _refuse_odd(names)
    headed = whole is not None or (first is not None and last is not None)
    wide = any(sum(bool(cell.strip()) for cell in row) > 1 for _line, row in rows)
    place = next((place for place, head in enumerate(heads) if head in _SCHOOL_ID), None) if headed else None
    ids = () if place is None else _school_ids([(line, _cell(row, place)) for line, _name, row in kept])
    return Roster(tuple(name for _line, name in names), wide and not headed, ids)


def _school_ids(cells: list[tuple[int, str]]) -> tuple[str, ...]:
    """The student IDs as they stand, leading zeros too; two of one are refused."""
    found = tuple(clean_name(cell) for _line, cell in cells)
    seen: set[str] = set()
    for (line, _given), school_id in zip(cells, found, strict=True):
        if len(school_id) > SCHOOL_ID_LETTERS:
            raise Refused(
                _("The student ID on line %(line)s has %(number)s letters; %(most)s is the most.")
                % {"line": line, "number": len(school_id), "most": SCHOOL_ID_LETTERS}
            )
        if school_id and school_id in seen:
            raise Refused(
                _("The student ID %(id)s stands in the list twice, the second time on line %(line)s.")
                % {"id": school_id, "line": line}
            )
        seen.add(school_id)
    return found


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """The lines of a list that are not blank, each with its number."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    reader = csv.reader(io.StringIO(text), delimiter=_delimiter(text))
    try:
        return [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        line = reader.line_num
        raise Refused(
            _("Line %(line)s cannot be read: %(error)s. Paste one name on each line.")
            % {"line": line, "error": error}
        ) from None


def _delimiter(text: str) -> str:
    """What parts the columns: the commonest of comma, semicolon and tab in the beginning of the list."""
    return max(",;\t", key=text[:10_000].count)


def _column(heads: list[str], names: tuple[str, ...]) -> int | None:
    return next((place for place, head in enumerate(heads) if head in names), None)


def _is_role(head: str, place: int, rows: list[tuple[int, list[str]]]) -> bool:
    """Whether a column says of each what they are, and has no heading."""
    return head in ("student", "pupil") and any(fold_name(_cell(row, place)) == head for _line, row in rows)


def _cell(row: list[str], place: int) -> str:
    return row[place] if place < len(row) else ""


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
    rows = session.execute(
        select(Membership.name_key, Membership.school_id).where(Membership.class_id == class_id)
    )
    known = {name_key: school_id for name_key, school_id in rows}  # noqa: C416  # rows are no pairs to dict's types
    new: list[str] = []
    already: list[str] = []
    twice: list[str] = []
    seen: set[str] = set()
    for name in roster.names:
        key = fold_name(name)
        (twice if key in seen else already if key in known else new).append(name)
        seen.add(key)
    ids = roster.by_name
    with_id = [
        name for name in (*new, *already) if ids.get(key := fold_name(name), known.get(key)) != known.get(key)
    ]
    return RosterPreview(tuple(new), tuple(already), tuple(twice), tuple(with_id))


def _set_school_ids(session: Session, class_id: int, wanted: Mapping[str, str]) -> None:
    """Give students of a class the IDs of a list: first take away those that change, so that two may change places."""
    rows = session.scalars(
        select(Membership).where(Membership.class_id == class_id, Membership.name_key.in_(wanted))
    ).all()
    for row in rows:
        row.school_id = None
    session.flush()
    for row in rows:
        row.school_id = wanted[row.name_key]
    session.flush()


def add_roster(session: Session, class_id: int, roster: Roster) -> int:
    """Add the new names of a list, and the student IDs that it brings; returns how many names.

    All or none: Refused when they do not fit.
    """
    preview = preview_roster(session, class_id, roster)
    new, ids = preview.new, roster.by_name
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
                Membership(class_id=class_id, name=name, name_key=key, school_id=ids.get(key))
                for name in new
                for key in (fold_name(name),)
            )
            _set_school_ids(
                session, class_id, {fold_name(name): ids[fold_name(name)] for name in preview.with_id}
            )
    except IntegrityError:
        raise Refused(
            _(
                "Some of these names or student IDs are another student’s of this class. Nothing was added; look at the list again."
            )
        ) from None
    return len(new)
