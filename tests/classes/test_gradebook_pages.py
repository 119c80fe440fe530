"""What counts in a gradebook, chosen as browsers send it, and its files."""

import io
import re

import openpyxl
import pytest

from quizapp.classes.copying import copy_class
from quizapp.classes.weights import Scheme, save_scheme
from tests.classes.school import class_url, finish, fresh
from tests.support.clock import START

pytestmark = pytest.mark.databases("sqlite")


def test_what_counts_is_chosen_by_form_and_shown_in_the_gradebook(teacher, school):
    finish(school.session, school.assignment, school.student("Grace"), 1.5)
    key = school.assignment.public_id
    school.session.commit()
    found = teacher.get(
        re.search(r'href="([^"]+/weights)"', teacher.get(class_url(school, "/gradebook")).text)[1]
    )
    typed = {f"category-{key}": "Tests", f"weight-{key}": "1,5", "missing_counts": "y"}

    again = teacher.get(teacher.submit(found, typed, button="Save what counts").location)

    # A new category is weighed on the page that comes again.
    assert "<legend>Tests</legend>" in again.text
    answer = teacher.submit(again, {f"of-{b'Tests'.hex()}": "70"}, button="Save what counts")
    assert answer.location.endswith("/gradebook")
    page = teacher.get(answer.location).text
    assert "counts 0" in page
    assert page.count(">Tests<") == 1
    assert Scheme.of(fresh(school).get(type(school.school_class), school.school_class.id)) == Scheme(
        weights={key: 1.5}, categories={key: "Tests"}, of_category={"Tests": 70.0}, missing_counts=True
    )


def test_a_weight_that_is_none_is_told_and_nothing_is_saved(teacher, school):
    page = teacher.get(class_url(school, "/weights"))

    answer = teacher.submit(page, {f"weight-{school.assignment.public_id}": "-1"}, button="Save what counts")

    assert answer.status_code == 422
    assert "from 0 to 10000" in answer.text


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en-GB", "Grace,33.33,33.33"),
        ("de-DE,de;q=0.9,en;q=0.5", "Grace;33,33;33,33"),
        ("de-CH", "Grace,33.33,33.33"),
        ("fr", "Grace;33,33;33,33"),
    ],
)
def test_the_csv_writes_numbers_as_the_reader_s_browser_does(teacher, school, language, line):
    finish(school.session, school.assignment, school.student("Grace"), 1)
    school.session.commit()

    answer = teacher.get(class_url(school, "/gradebook.csv"), headers={"Accept-Language": language})

    assert answer.text.splitlines()[1] == line


def test_the_workbook_has_marks_as_per_cent(teacher, school):
    finish(school.session, school.assignment, school.student("Grace"), 1.5)
    school.session.commit()

    answer = teacher.get(class_url(school, "/gradebook.xlsx"))

    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == ["Gradebook", "What counts"]
    cell = book["Gradebook"]["B2"]
    assert (cell.value, cell.number_format) == (0.5, "0.0%")
    assert teacher.get(class_url(school, "/gradebook.pdf")).status_code == 404


def test_a_copied_class_weighs_its_quizzes_as_the_first_does(school):
    rules = Scheme(weights={school.assignment.public_id: 2.0}, of_category={"": 1.0}, missing_counts=True)
    save_scheme(school.session, school.school_class, rules, school.teacher.id, START)

    made = copy_class(
        school.session,
        school.school_class,
        "7C",
        {school.assignment: "new-one"},
        None,
        "copy",
        school.teacher.id,
        START,
    )

    assert Scheme.of(made) == Scheme(weights={"new-one": 2.0}, of_category={"": 1.0}, missing_counts=True)
