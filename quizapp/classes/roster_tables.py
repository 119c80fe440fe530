"""A list of students as its teacher has it: what its columns are called in many languages, and what each holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quizapp.basics.errors import Refused
from quizapp.basics.i18n import _
from quizapp.basics.limits import ROSTER_COLUMNS
from quizapp.basics.messages import msg
from quizapp.identity.names import clean_name
from quizapp.interchange.contract import CannotImport
from quizapp.interchange.csv_and_workbooks import Row, is_workbook, rows_of, separated, separator
from quizapp.interchange.headings import folded
from quizapp.interchange.source import SourceFile

#: What a column can hold, and what it is called to a teacher who assigns it.
ROLES: Mapping[str, str] = {
    "": msg("leave out"),
    "name": msg("Name"),
    "first": msg("First name"),
    "last": msg("Last name"),
    "id": msg("Student ID"),
    "group": msg("Group"),
    "time": msg("More time, as “25 %”"),
}

#: Headings by role: en, de, es, fr, it, pt, nl, tr, ru, uk, pl, zh. Addresses of mail are no role: a teacher assigns them.
_WORDS: Mapping[str, tuple[str, ...]] = {
    "name": (
        "name|student|full name|pupil|student name|pupil name|names|students|pupils|display name|learner",
        "schüler|schülerin|schülername|vollständiger name|vor- und nachname|name, vorname|lernende",
        "nombre completo|alumno|alumna|estudiante|nombre y apellidos|apellidos y nombre",
        "élève|étudiant|nom complet|nom et prénom|nom prénom",
        "alunno|studente|nome completo|nome e cognome|cognome e nome",
        "aluno|aluna|estudante|nome completo do aluno",
        "leerling|volledige naam|naam|student naam",
        "öğrenci|ad soyad|adı soyadı|isim",
        "фио|ученик|студент|имя и фамилия|фамилия имя|фамилия имя отчество",
        "піб|учень|студентка|ім'я та прізвище|прізвище та ім'я",
        "uczeń|imię i nazwisko|nazwisko i imię",
        "姓名|学生|学生姓名|名字",
    ),
    "first": (
        "first name|firstname|given name|forename|first|given names|preferred name",
        "vorname|vornamen|rufname",
        "nombre|nombres|nombre de pila",
        "prénom|prénoms",
        "nome",
        "primeiro nome|nome próprio",
        "voornaam|roepnaam",
        "ad|adı",
        "имя",
        "ім'я|імя",
        "imię|imiona",
        "名",
    ),
    "last": (
        "last name|lastname|surname|family name|last|sortable surname",
        "nachname|familienname|zuname",
        "apellido|apellidos|primer apellido",
        "nom|nom de famille|nom d'usage",
        "cognome",
        "sobrenome|apelido|último nome",
        "achternaam|familienaam",
        "soyad|soyadı",
        "фамилия",
        "прізвище",
        "nazwisko",
        "姓|姓氏",
    ),
    "id": (
        "student id|student number|student no|id number|idnumber|sis user id|sis id|sis login id|pupil id|pupil number|upn"
        "|matriculation number",
        "schülernummer|schüler-id|schülerid|matrikelnummer|matrikel-nr",
        "id del estudiante|número de estudiante|número de identificación|matrícula",
        "numéro étudiant|numéro d'étudiant|numéro d'élève|identifiant",
        "matricola|numero di matricola",
        "número de aluno|número do aluno",
        "leerlingnummer|studentnummer",
        "öğrenci no|öğrenci numarası|okul no",
        "номер ученика|номер студента",
        "номер учня|номер студентки",
        "numer ucznia|numer albumu|nr albumu",
        "学号|学生编号",
    ),
    "group": (
        "group|groups|section|set|tutor group|team",
        "gruppe|kurs|lerngruppe",
        "grupo|sección",
        "groupe|section de classe",
        "gruppo|sezione",
        "turma|turno",
        "groep",
        "grup|şube",
        "группа|подгруппа",
        "група|підгрупа",
        "grupa",
        "组|小组|班组",
    ),
    "time": (
        "extra time|more time|time allowance|additional time",
        "zeitzuschlag|zeitverlängerung|nachteilsausgleich",
        "tiempo adicional|tiempo extra",
        "temps supplémentaire|tiers temps|tiers-temps",
        "tempo aggiuntivo",
        "tempo adicional",
        "extra tijd",
        "ek süre",
        "дополнительное время",
        "додатковий час",
        "dodatkowy czas",
        "延长时间|额外时间",
    ),
}
_BY_WORD = {
    folded(word): role for role, lists in _WORDS.items() for words in lists for word in words.split("|")
}
#: What headings mean by those beside them: "Name" beside a first name is the last one, and a half alone the whole.
_HALF = {
    frozenset(("name", "first")): {"name": "last"},
    frozenset(("name", "last")): {"name": "first"},
    frozenset(("first",)): {"first": "name"},
    frozenset(("last",)): {"last": "name"},
}
_EITHER = ("name", "naam")


@dataclass(frozen=True)
class Columns:
    """What the columns of a table hold, by role, and whether its first line says so."""

    roles: tuple[str, ...]
    has_headings: bool

    @property
    def mark(self) -> str:
        """Two that read a table alike have the same."""
        return ",".join((*self.roles, str(int(self.has_headings))))

    def place(self, role: str) -> int | None:
        return self.roles.index(role) if role in self.roles else None


@dataclass(frozen=True)
class Upload:
    """An uploaded list as text, and the encoding with a sample where it had to be guessed."""

    text: str
    guessed: str = ""


def read_upload(content: bytes, name: str = "", encoding: str = "") -> Upload:
    """The text of an uploaded list: of a workbook its first sheet's rows, parted by tabs. Raises Refused."""
    source = SourceFile(content, name, encoding)
    if is_workbook(source):
        try:
            rows = rows_of(source)
        except CannotImport as error:
            raise Refused(error.text) from None
        return Upload("\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in rows))
    if source.kind in ("zip", "old-office", "pdf", "picture", "sqlite"):
        raise Refused(
            _(
                "This file is no list that can be read. Save it as CSV or XLSX, or copy the names and paste them."
            )
        )
    if source.kind == "binary":
        raise Refused(_("This is not a text file. Save the list as CSV, or paste the names."))
    return Upload(
        source.text, next((told.about for told in source.warnings if told.code == "encoding-guessed"), "")
    )


def read_rows(text: str) -> list[Row]:
    """The lines of a pasted list, blank ones too, so that they can be counted. Raises Refused where there is none."""
    if "\x00" in text:
        raise Refused(_("This is not a text file. Save the list as CSV, or paste the names."))
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    rows = [row[:ROSTER_COLUMNS] for row in separated(text, separator(text))]
    if not any(any(row) for row in rows):
        raise Refused(_("There are no names in the list. Write one name on each line."))
    return rows


def find_columns(rows: Sequence[Row]) -> Columns:
    """What the columns hold by their headings; without a heading for names, the first one holds them."""
    filled = [row for row in rows if any(row)]
    width = max(map(len, filled))
    heads = [*(_BY_WORD.get(folded(cell), "") for cell in filled[0]), *[""] * (width - len(filled[0]))]
    if width > 1:
        heads = ["" if _is_value(filled, place) else role for place, role in enumerate(heads)]
    roles = [role if role not in heads[:place] else "" for place, role in enumerate(heads)]
    names = {role for role in roles if role in ("name", "first", "last")}
    if not names:
        first = next((place for place in range(width) if any(_cell(row, place) for row in filled)), 0)
        return Columns(tuple("name" if place == first else "" for place in range(width)), has_headings=False)
    part = _HALF.get(frozenset(names))
    if part and ("name" not in names or folded(filled[0][roles.index("name")]) in _EITHER):
        roles = [part.get(role, role) for role in roles]
    return Columns(tuple(roles), has_headings=True)


def _is_value(rows: Sequence[Row], place: int) -> bool:
    """Whether the first line's cell is no heading: a line below has the same, as a column of roles does."""
    head = folded(_cell(rows[0], place))
    return any(folded(_cell(row, place)) == head for row in rows[1:])


def _cell(row: Row, place: int | None) -> str:
    return row[place] if place is not None and place < len(row) else ""


@dataclass(frozen=True)
class Entry:
    """One student of a list. What the list says nothing of is empty."""

    line: int
    name: str
    last: str = ""
    school_id: str = ""
    group: str = ""
    time: str = ""


def read_entries(rows: Sequence[Row], columns: Columns) -> list[Entry]:
    """The students that a table names by these columns. A line without a name is none."""
    found = []
    headed = columns.has_headings
    for line, row in enumerate(rows, start=1):
        if not any(row):
            continue
        if headed:
            headed = False
            continue
        cells = {role: clean_name(_cell(row, columns.place(role))) for role in ROLES if role}
        name = cells["name"] or " ".join(filter(None, (cells["first"], cells["last"])))
        if not name and sum(bool(cell) for cell in row) == 1 and not columns.has_headings:
            name = clean_name(next(filter(None, row)))
        if name:
            found.append(Entry(line, name, cells["last"], cells["id"], cells["group"], cells["time"]))
    return found
