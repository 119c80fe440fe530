"""One search, and a bank's questions by use."""

import re
from datetime import timedelta

from quizapp.authoring import views_finding
from quizapp.identity import permissions
from quizapp.models import BankRight, Membership
from tests.authoring.staff import NORDBY, OSTHAVN, RIGHT
from tests.support.clock import START
from tests.support.quizzes import BANK, publish


def test_one_search_finds_questions_banks_quizzes_and_students_of_ones_own_classes(teacher, colleague, staff):
    staff.session.add(
        Membership(class_id=staff.school_class.id, name="Harbour Master", name_key="harbour master")
    )
    mine = publish(staff.session, START, BANK.replace("Harbour town", "Harbours of Ada"), "ada")
    mine.bank.owner_id = staff.ada.id
    staff.session.commit()

    page = teacher.get("/search?q=harb").text
    for part in ("Harbour Master", "Harbours of Ada", "Harbour town", "Which town has the harbour?"):
        assert part in page
    assert "Four in order" in teacher.get("/search?q=four+ord").text
    assert "Nothing has all these words" in teacher.get("/search?q=nowhere").text
    others = colleague.get("/search?q=harb").text  # the bank that came with the server alone
    assert ("Harbour town" in others, "Harbours of Ada" in others, "Master" in others) == (True, False, False)
    hidden = teacher.get("/search?q=harb&names=hidden", follow_redirects=True).text
    assert "Harbour Master" not in hidden


def test_a_bank_is_browsed_by_topic_difficulty_and_last_use(teacher, staff):
    bank = f"/banks/{staff.bank_id}"
    assert teacher.get(f"{bank}/browse").text.count("not asked yet") == 4
    for number, town in enumerate((RIGHT, NORDBY, OSTHAVN, RIGHT)):
        staff.sit(f"S{number}", {1: town, 2: RIGHT}, at=START + timedelta(days=number))

    ids = re.compile(r'id="q-([a-z-]+)"')
    hardest = teacher.get(f"{bank}/browse?order=hardest").text
    assert ids.findall(hardest)[-2:] == [
        "capital",
        "jobs-who",
    ]  # half right, all right; blanks earned nothing
    assert re.search(r"50.?% of the marks in 4 answers", hardest), re.findall(
        r".{9}of the marks.{15}", hardest
    )
    assert ids.findall(teacher.get(f"{bank}/browse?order=easiest").text)[0] == "jobs-who"
    assert set(ids.findall(teacher.get(f"{bank}/browse?topic=goals").text)) == {"capital"}
    assert "last asked" in teacher.get(f"{bank}/browse?order=rested").text
    assert permissions.has_right(staff.session, staff.bank_row, staff.bob.id, BankRight.READ)


def test_a_long_bank_is_browsed_in_pages_and_a_search_leads_to_the_right_one(teacher, staff, monkeypatch):
    monkeypatch.setattr(views_finding, "ROWS_OF_A_PAGE", 3)
    bank = f"/banks/{staff.bank_id}/browse"
    first, second = teacher.get(bank).text, teacher.get(f"{bank}?page=2").text
    ids = re.compile(r'id="q-([a-z-]+)"')
    assert [len(ids.findall(page)) for page in (first, second)] == [3, 1]
    assert "Page 1 of 2" in first
    last = ids.findall(second)[0]
    link = re.search(rf'href="({bank}\?question={last})#q-{last}"', teacher.get(f"/search?q={last}").text)
    assert f'id="q-{last}"' in teacher.get(link[1]).text
