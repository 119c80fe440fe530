"""Lists of names as teachers have them."""

import io

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from quizapp.basics.errors import Refused
from quizapp.classes import roster
from quizapp.classes.allowances import extras_of_class
from quizapp.classes.roster import read_roster
from quizapp.classes.roster_tables import Columns, find_columns, read_rows, read_upload
from quizapp.models import Membership
from tests.support.clock import START

LISTS = {
    "one on each line": ("Ada\nGrace\n", ("Ada", "Grace")),
    "Windows lines": ("Ada\r\nGrace\r\n", ("Ada", "Grace")),
    "old Mac lines": ("Ada\rGrace", ("Ada", "Grace")),
    "blank lines and spaces": ("\n  Ada   Lovelace \n\n\tGrace\n", ("Ada Lovelace", "Grace")),
    "a byte order mark": ("\ufeffName\nAda", ("Ada",)),
    "semicolons": ("Name;Group\nAda;7B\nGrace;7B", ("Ada", "Grace")),
    "tabs from a spreadsheet": ("Group\tName\n7B\tAda\n7B\tGrace", ("Ada", "Grace")),
    "quoted with a comma inside": ('Name,Group\n"Lovelace, Ada",7B', ("Lovelace, Ada",)),
    "first and last name": (
        "Last name,First name\nLovelace,Ada\nHopper,Grace",
        ("Ada Lovelace", "Grace Hopper"),
    ),
    "surname and forename": ("Surname;Forename\nLovelace;Ada", ("Ada Lovelace",)),
    "name and surname": ("Name,Surname\nAda,Lovelace\nGrace,Hopper", ("Ada Lovelace", "Grace Hopper")),
    "a column of roles and no headings": (
        "Ada Lovelace,Student,7B\nGrace Hopper,Student,7B\nMr Babbage,Teacher,7B",
        ("Ada Lovelace", "Grace Hopper", "Mr Babbage"),
    ),
    "underscores and capitals in the headings": ("FIRST_NAME\tLAST_NAME\nAda\tLovelace", ("Ada Lovelace",)),
    "pupil as heading": ("No,Pupil\n1,Ada", ("Ada",)),
    "a short row": ("Group,Name\n7B,Ada\n7B", ("Ada",)),
    "an apostrophe": ("Sinéad O'Connor", ("Sinéad O'Connor",)),
    "a quotation mark inside": ('Ada "the first" Lovelace', ('Ada "the first" Lovelace',)),
    "marks that nobody sees": ("A\u200bda\nGr\u202eace", ("Ada", "Grace")),
    "another script": ("Олена\n李小龍", ("Олена", "李小龍")),
}


@pytest.mark.parametrize("text", LISTS)
def test_a_list_is_read_as_its_teacher_means_it(text):
    written, names = LISTS[text]

    assert read_roster(written).names == names


REFUSED = {
    "nothing": ("  \n \n", "no names"),
    "only headings": ("Name,Group\n", "no names"),
    "a NUL": ("Ada\x00", "not a text file"),
    "2,001 names": ("\n".join(f"Student {n}" for n in range(2001)), "2001 names; 2000 is the most"),
    "a name of 61 letters": ("Ada\n" + "x" * 61, "line 2 has 61 letters"),
    "a field without end": ('"' + "x" * 200_000, "letters; 60 is the most"),
    "a group of 41 letters": ("Name,Group\nAda," + "x" * 41, "line 2 has 41 letters"),
    "extra time that is none": ("Name,Extra time\nAda,a lot", "cannot be read: a lot"),
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_list_is_refused_with_a_sentence(text):
    written, said = REFUSED[text]

    with pytest.raises(Refused, match=said):
        read_roster(written)


def test_two_thousand_names_are_a_class():
    assert len(read_roster("\n".join(f"Student {n}" for n in range(2000))).names) == 2000


def test_a_teacher_assigns_the_columns_of_a_list_without_headings():
    text = "Lovelace, Ada, 7B\nHopper, Grace, 7C"
    assert find_columns(read_rows(text)) == Columns(("name", "", ""), has_headings=False)

    found = read_roster(text, Columns(("last", "first", "group"), has_headings=False))
    assert [(each.name, each.last, each.group) for each in found.entries] == [
        ("Ada Lovelace", "Lovelace", "7B"),
        ("Grace Hopper", "Hopper", "7C"),
    ]


#: First name, last name and group, in twelve languages; "Name" and "Nom" alone would be a name, here they are halves.
SPOKEN = {
    "en": "First name;Last name;Section",
    "de": "Vorname;Name;Gruppe",
    "es": "Nombre;Apellidos;Grupo",
    "fr": "Prénom;Nom;Groupe",
    "it": "Nome;Cognome;Gruppo",
    "pt": "Nome próprio;Apelido;Turma",
    "nl": "Voornaam;Achternaam;Groep",
    "tr": "Adı;Soyadı;Şube",
    "ru": "Имя;Фамилия;Группа",
    "uk": "Ім'я;Прізвище;Група",
    "pl": "Imię;Nazwisko;Grupa",
    "zh": "名;姓;小组",
}


@pytest.mark.parametrize("language", SPOKEN)
def test_headings_are_understood_in_twelve_languages(language):
    assert find_columns(read_rows(f"{SPOKEN[language]}\nAda;Lovelace;7B")) == Columns(
        ("first", "last", "group"), has_headings=True
    )


HEADINGS = (
    "Student ID",
    "SIS User ID",
    "Schülernummer",
    "Matrícula",
    "Numéro d'étudiant",
    "学号",
    "Номер студента",
)


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_column_of_student_ids_is_read_as_it_stands(heading):
    found = read_roster(f"{heading};Name\n007;Ada\n;Grace\nx-1;Zoë")

    assert [(e.name, e.school_id) for e in found.entries] == [("Ada", "007"), ("Grace", ""), ("Zoë", "x-1")]


def test_one_student_id_for_two_names_is_refused():
    with pytest.raises(Refused, match="7 stands in the list twice"):
        read_roster("Name,Student ID\nAda,7\nGrace,7")


#: A name of its language in each encoding that can be chosen, and whether it is found unasked.
UPLOADS = {
    "utf-8": ("Zoë", True),
    "utf-8-sig": ("Zoë", True),
    "utf-16": ("Zoë", True),
    "cp1252": ("Zoë Müller", True),
    "mac_roman": ("Zoë Müller", False),
    "cp1250": ("Świątek Łucja", True),
    "iso8859_2": ("Świątek Łucja", False),
    "cp1251": ("Олена Шевченко", True),
    "koi8_u": ("Олена Шевченко", False),
    "cp1253": ("Ελένη", False),
    "cp1254": ("Ayşe Yıldız", False),
    "cp1255": ("שרה לוי", False),
    "cp1256": ("سارة", False),
    "cp1257": ("Rūta Žukauskaitė", False),
    "gb18030": ("李小龙", False),
    "big5": ("李小龍", False),
    "shift_jis": ("山田花子", False),
    "euc_kr": ("김서연", False),
}


@pytest.mark.parametrize("encoding", UPLOADS)
def test_an_uploaded_list_is_read_in_eighteen_encodings(encoding):
    name, found_unasked = UPLOADS[encoding]
    content = name.encode(encoding)

    assert read_upload(content, "list.csv", encoding).text == name
    if found_unasked:
        assert read_upload(content, "list.csv").text == name


def test_a_guessed_encoding_is_told_with_what_it_makes_readable():
    assert read_upload("Олена Шевченко".encode("cp1251")).guessed == "cp1251: “Олена Шевченко”"
    assert not read_upload("Олена".encode()).guessed


def test_a_workbook_is_read_as_its_reader_sees_it():
    made = io.BytesIO()
    book = Workbook()
    for row in (
        ("Last name", "First name", "Student ID"),
        ("Lovelace", "Ada", 7),
        ("Hopper", "Grace", "007"),
    ):
        book.active.append(row)
    book.save(made)

    found = read_roster(read_upload(made.getvalue(), "class.xlsx").text)
    assert [(e.name, e.school_id) for e in found.entries] == [("Ada Lovelace", "7"), ("Grace Hopper", "007")]


@pytest.mark.parametrize("content", [b"PK\x03\x04no workbook", b"\xd0\xcf\x11\xe0old", b"%PDF-1.7 list"])
def test_a_file_that_is_no_list_is_refused_with_what_to_do(content):
    with pytest.raises(Refused, match="Save it as CSV"):
        read_upload(content)


def test_the_preview_tells_new_known_and_double_names_apart(school):
    school.student("Grace Hopper")

    preview = roster.preview_roster(
        school.session, school.school_class.id, read_roster("Ada\ngrace hopper\nADA\nZoë")
    )

    assert (preview.new, preview.already, preview.twice) == (("Ada", "Zoë"), ("grace hopper",), ("ADA",))


def test_adding_a_list_twice_adds_it_once(school):
    found = read_roster("Ada\nGrace")

    assert roster.add_roster(school.session, school.school_class.id, found) == 2
    assert roster.add_roster(school.session, school.school_class.id, found) == 0


def test_names_that_do_not_fit_are_added_not_at_all(school, monkeypatch):
    monkeypatch.setattr(roster, "CLASS_SIZE", 3)
    school.student("Grace")
    school.student("Ada")

    with pytest.raises(Refused, match="Nothing was added"):
        roster.add_roster(school.session, school.school_class.id, read_roster("Zoë\nOlena"))
    assert roster.preview_roster(school.session, school.school_class.id, read_roster("Zoë")).new == ("Zoë",)


@pytest.mark.databases("sqlite")
def test_a_list_brings_student_ids_to_new_names_and_to_those_of_the_class_and_lets_two_change_places(school):
    def ids(text):
        found = read_roster(text)
        seen = roster.preview_roster(school.session, school.school_class.id, found)
        roster.add_roster(school.session, school.school_class.id, found)
        rows = school.session.execute(
            select(Membership.name, Membership.school_id).where(
                Membership.class_id == school.school_class.id, Membership.name.in_(("Olena", "Zoë"))
            )
        )
        return set(seen.changed), dict(rows.all())

    assert ids("Olena\nZoë") == (set(), {"Olena": None, "Zoë": None})
    assert ids("Name,Student ID\nOlena,1\nZoë,2") == ({"Olena", "Zoë"}, {"Olena": "1", "Zoë": "2"})
    assert ids("Name,Student ID\nOlena,2\nZoë,1") == ({"Olena", "Zoë"}, {"Olena": "2", "Zoë": "1"})
    assert ids("Olena\nZoë") == (
        set(),
        {"Olena": "2", "Zoë": "1"},
    )  # a list without the column takes none away
    with pytest.raises(Refused, match="another student"):
        roster.add_roster(school.session, school.school_class.id, read_roster("Name,Student ID\nIda,2"))


@pytest.mark.databases("sqlite")
def test_a_list_brings_groups_last_names_and_extra_time_and_can_be_sent_twice(school):
    text = "First name,Last name,Group,Extra time\nZoë,Øberg,A,25 %\nAda,Zimmer,B,"
    for expected in (2, 0):
        found = read_roster(text)
        assert roster.add_roster(school.session, school.school_class.id, found) == expected
        roster.give_times(school.session, school.school_class, found, school.teacher.id, START)
    zoe, ada = school.membership("Zoë Øberg"), school.membership("Ada Zimmer")

    assert (zoe.last_name, zoe.group_label, ada.group_label) == ("Øberg", "A", "B")
    assert {k: e.time_factor for k, e in extras_of_class(school.session, school.school_class.id).items()} == {
        zoe.id: 1.25
    }
    assert roster.preview_roster(school.session, school.school_class.id, read_roster(text)).changed == ()
    names = sorted((zoe, ada), key=lambda each: school.people().order(each.id))
    assert names == [ada, zoe]
    school.school_class.by_last_name = True
    school.session.flush()
    assert sorted((zoe, ada), key=lambda each: school.people().order(each.id)) == [zoe, ada]


def test_the_page_assigns_columns_and_adds_only_what_was_seen(teacher, school):
    url = f"/classes/{school.school_class.public_id}/roster"
    seen = teacher.submit(
        teacher.get(url), {"names": "Lovelace, Ada\nHopper, Grace"}, button="Look at the names"
    )
    assert "<li>Lovelace</li>" in seen.text
    halves = {"column": ["last", "first"]}
    again = teacher.submit(seen, halves, button="Add 2 names")  # what it would add now was not seen
    assert again.status_code == 200
    assert "<li>Ada Lovelace</li>" in again.text
    for _press in range(2):
        added = teacher.submit(again, {}, button="Add 2 names")
        assert added.status_code == 303

    names = school.session.scalars(select(Membership.name).order_by(Membership.name)).all()
    assert names == ["Ada Lovelace", "Grace Hopper"]
