"""Lists of names as teachers have them."""

import pytest
from sqlalchemy import select

from quizapp.basics.errors import Refused
from quizapp.classes import roster
from quizapp.classes.roster import read_roster, read_upload
from quizapp.models import Membership

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
    "a quotation mark that never ends": ('"Ada\nGrace\n' + "Name\n" * 30, "letters; 60 is the most"),
    "a field without end": ('"' + "x" * 200_000, "cannot be read"),
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_list_is_refused_with_a_sentence(text):
    written, said = REFUSED[text]

    with pytest.raises(Refused, match=said):
        read_roster(written)


def test_two_thousand_names_are_a_class():
    assert len(read_roster("\n".join(f"Student {n}" for n in range(2000))).names) == 2000


def test_columns_without_headings_are_said_to_be_left_aside():
    assert read_roster("Lovelace, Ada\nHopper, Grace").only_first_column
    assert not read_roster("Name, Group\nAda, 7B").only_first_column
    assert not read_roster("Ada\nGrace").only_first_column


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

    assert (found.names, found.school_ids) == (("Ada", "Grace", "Zoë"), ("007", "", "x-1"))


def test_one_student_id_for_two_names_is_refused():
    with pytest.raises(Refused, match="7 stands in the list twice"):
        read_roster("Name,Student ID\nAda,7\nGrace,7")


UPLOADS = {
    "UTF-8": "Zoë".encode(),
    "UTF-8 with a mark": "Zoë".encode("utf-8-sig"),
    "UTF-16 as Excel's Unicode text": "Zoë".encode("utf-16"),
    "Windows-1252": "Zoë".encode("cp1252"),
}


@pytest.mark.parametrize("encoding", UPLOADS)
def test_an_uploaded_list_is_read_in_the_usual_encodings(encoding):
    assert read_roster(read_upload(UPLOADS[encoding])).names == ("Zoë",)


@pytest.mark.parametrize("content", [b"PK\x03\x04xl/workbook.xml", b"\xd0\xcf\x11\xe0old"])
def test_a_workbook_is_refused_with_what_to_do(content):
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
        roster.add_roster(school.session, school.school_class.id, roster.Roster(("Zoë", "Olena")))
    assert roster.preview_roster(school.session, school.school_class.id, roster.Roster(("Zoë",))).new == (
        "Zoë",
    )


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
        return set(seen.with_id), dict(rows.all())

    assert ids("Olena\nZoë") == (set(), {"Olena": None, "Zoë": None})
    assert ids("Name,Student ID\nOlena,1\nZoë,2") == ({"Olena", "Zoë"}, {"Olena": "1", "Zoë": "2"})
    assert ids("Name,Student ID\nOlena,2\nZoë,1") == ({"Olena", "Zoë"}, {"Olena": "2", "Zoë": "1"})
    assert ids("Olena\nZoë") == (
        set(),
        {"Olena": "2", "Zoë": "1"},
    )  # a list without the column takes none away
    with pytest.raises(Refused, match="another student"):
        roster.add_roster(school.session, school.school_class.id, read_roster("Name,Student ID\nIda,2"))
