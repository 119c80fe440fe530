"""Names hidden for projecting: one choice for every page, the same number for a student everywhere."""

import re

import pytest

from quizapp.classes import roster, students
from quizapp.identity.display_names import number_memberships
from tests.classes.school import assignment_url, begin, class_url, finish, sign_in
from tests.support.clock import START

NAMES = ("Adelheid", "Bartholomew", "Cunigunde", "Dietmar", "Eleonora")


@pytest.fixture
def attempts(teacher, school):
    """Attempts of some of NAMES: two handed in, one running; the last has not joined."""
    school.session.begin()
    taken = [finish(school.session, school.assignment, school.student(name), 2) for name in NAMES[:2]]
    begin(school.session, school.assignment, school.student(NAMES[2]))
    school.student("Dieter")
    students.rename(
        school.session, school.school_class, school.membership("Dieter"), NAMES[3], school.teacher.id, START
    )
    roster.add_roster(school.session, school.school_class.id, roster.read_roster(NAMES[4]))
    made = [attempt.public_id for attempt in taken]
    school.session.commit()
    return made


def hide(teacher, school):
    """Press the switch of the live page, as a teacher does before turning the projector on."""
    page = teacher.get(assignment_url(school, "/live")).text
    [switch] = re.findall(r'href="([^"]*names=hidden[^"]*)"', page)
    return teacher.get(switch.replace("&amp;", "&"))


def called(page):
    """What a page calls students where it leads to their membership, in its order."""
    return dict(re.findall(r'/classes/[\w/-]+/students/([\w-]+)"[^>]*>(Student \d+)</a>', page.text))


def membership_id(school, name):
    found = school.membership(name).public_id
    school.session.commit()
    return found


def lists(school):
    report = f"/reports/{school.assignment.public_id}"
    return [
        class_url(school),
        class_url(school, "/gradebook"),
        assignment_url(school),
        assignment_url(school, "/live"),
        report,
    ]


def test_one_press_hides_names_on_every_page_and_leaves_nothing_in_the_address(teacher, school, attempts):
    answer = hide(teacher, school)
    membership = membership_id(school, NAMES[0])
    report = f"/reports/{school.assignment.public_id}"
    pages = [
        *lists(school),
        class_url(school, "/history"),
        class_url(school, f"/students/{membership}"),
        class_url(school, "/gradebook.csv"),
        assignment_url(school, f"/students/{membership}"),
        assignment_url(school, "/live.json"),
        f"{report}/students/{attempts[0]}",
        f"{report}/marking",
        f"{report}/late",
        f"{report}/export/marks.csv",
        f"/reports/classes/{school.school_class.public_id}/students/{membership}",
    ]

    assert (answer.status_code, answer.location) == (303, assignment_url(school, "/live"))
    for address in pages:
        page = teacher.get(address)
        assert page.status_code == 200, address
        for name in NAMES:
            assert name not in page.text, address


def test_a_student_has_one_number_on_all_pages(teacher, school, attempts):
    hide(teacher, school)
    live = called(teacher.get(assignment_url(school, "/live")))
    membership = membership_id(school, NAMES[1])

    assert sorted(live.values()) == [f"Student {n}" for n in range(1, 6)]
    for address in (class_url(school), class_url(school, "/gradebook"), assignment_url(school)):
        assert called(teacher.get(address)) == live, address
    for page in (
        class_url(school, f"/students/{membership}"),
        assignment_url(school, f"/students/{membership}"),
        f"/reports/{school.assignment.public_id}/students/{attempts[1]}",
        f"/reports/{school.assignment.public_id}",
    ):
        assert re.search(rf">\s*{live[membership]}\s*<", teacher.get(page).text), page
    assert f"\n{live[membership]}," in teacher.get(class_url(school, "/gradebook.csv")).text.replace("\r", "")


def test_hidden_lists_go_by_number_and_not_by_name(teacher, school, attempts):
    hide(teacher, school)

    for address in (class_url(school), class_url(school, "/gradebook"), assignment_url(school)):
        shown = list(called(teacher.get(address)).values())
        assert shown == [f"Student {n}" for n in range(1, 6)], address


def test_numbers_stay_when_somebody_on_the_list_joins_or_leaves(app, school, attempts):
    secret = app.extensions["quizapp"].secret
    school.session.begin()
    before = number_memberships(school.session, secret, school.school_class.id)
    school.student(NAMES[4])
    school.membership(NAMES[0]).removed_at = school.assignment.created_at
    school.session.commit()

    assert number_memberships(school.session, secret, school.school_class.id) == before


def test_the_switch_keeps_the_rest_of_the_address_and_shows_the_names_again(teacher, school, attempts):
    hide(teacher, school)
    address = f"/reports/{school.assignment.public_id}"
    page = teacher.get(f"{address}?attempts=best&page=1").text
    [switch] = re.findall(r'href="([^"]*names=shown[^"]*)"', page)

    assert teacher.get(switch.replace("&amp;", "&")).location == f"{address}?attempts=best"
    for each in lists(school):
        assert NAMES[0] in teacher.get(each).text, each


def test_what_names_anyone_is_not_offered_while_names_are_hidden(teacher, school, attempts):
    hide(teacher, school)
    page = teacher.get(class_url(school, f"/students/{membership_id(school, NAMES[0])}"))

    assert "Save the name" not in page.text
    assert "Joined twice?" not in page.text
    assert "Names are hidden. Show them to change this name" in page.text


def test_a_slip_shows_the_number_and_prints_the_name(teacher, school, attempts):
    hide(teacher, school)
    page = teacher.get(class_url(school, f"/students/{membership_id(school, NAMES[0])}"))
    slip = teacher.get(teacher.submit(page, button="Make a new return link").location).text

    assert NAMES[0] not in re.sub(r'<span class="print-only">[^<]*</span>', "", slip)
    assert f'<span class="print-only">{NAMES[0]}</span>' in slip


def test_a_live_page_in_another_window_drops_the_names_when_they_are_hidden(teacher, school, attempts):
    def names() -> set[str]:
        texts = teacher.get(assignment_url(school, "/live.json")).json["texts"]
        return {text for place, text in texts.items() if place.startswith("name ")}

    assert names() == set(NAMES)
    hide(teacher, school)
    assert not names() & set(NAMES)


def test_another_teacher_at_the_same_browser_begins_with_names(teacher, school, attempts):
    hide(teacher, school)
    shared = teacher.submit(teacher.get(class_url(school, "/teachers")), button="Make an invitation")
    link = re.search(
        r'value="http://127.0.0.1:8000(/account/invite/[^"]+)"', teacher.get(shared.location).text
    )[1]
    form = {"username": "bea", "display_name": "Bea", "password": "a long enough password"}
    teacher.submit(teacher.get(link), form)

    page = teacher.get(class_url(school)).text
    assert "Bea" in page
    assert NAMES[0] in page


def test_a_student_is_not_led_away_by_the_word_in_an_address(app, new_client, school, attempts):
    student = new_client()
    student_id = school.membership(NAMES[0]).student_id
    school.session.commit()
    sign_in(student, app, student_id=student_id)

    assert student.get("/?names=hidden").status_code == 200
