"""What screen readers are given of a teacher's pages, in its order; what large letters and phones leave of them."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.face.school import School
from tests.support.browser import PHONE, runs_out, tree

QUIZ = "Ten-minute check"
#: Every fold open, as who looks for something in a page has it.
_OPEN = "() => { for (const each of document.querySelectorAll('details')) each.open = true; }"


@pytest.fixture
def page(school: School, look: Any) -> Page:
    page: Page = look(school, **PHONE)
    school.enter(page, school.teacher)
    return page


def of_teachers(school: School, *endpoints: str) -> list[str]:
    pages, _left = school.teachers_pages()
    return [pages[each] for each in endpoints]


def test_a_table_on_a_phone_keeps_a_heading_for_every_column(page: Page, school: School) -> None:
    addresses = of_teachers(
        school,
        "classes.gradebook",
        "reports.assignment",
        "reports.question",
        "authoring.questions",
        "classes.show",
    )
    for address in addresses:
        page.goto(address)
        page.evaluate(_OPEN)
        said = tree(page)
        drawn = page.evaluate(
            "[...document.querySelectorAll('main thead th:not([aria-hidden])')].map((each) => each.textContent.trim().replace(/\\s+/g, ' '))"
        )
        heard = [line for line in said if line.startswith("columnheader")]
        assert len(heard) == len(drawn), (address, drawn, heard)
        # Each of them is a table still, its rows are rows, and it is named.
        assert sum(line.startswith("table ") for line in said) == page.locator("main table").count(), address


def test_what_came_of_each_answer_is_heard_with_its_question(page: Page, school: School) -> None:
    page.goto(f"/reports/{school.assignment(QUIZ)}#students")
    row = page.locator("table.students tbody tr", has_text="Alder").first
    row.evaluate("(each) => { each.id = 'one-row'; }")
    cell = tree(page, "#one-row")[-1].removeprefix("cell ")
    said = re.split(r" ?(\d+): ", cell)
    assert said[1::2] == [str(n) for n in range(1, 11)]
    words = set(said[2::2])
    assert words <= {
        "right",
        "wrong",
        "partly right",
        "not answered",
        "“I don’t know”",
        "waiting to be marked",
    }
    assert not [line for line in tree(page, "#one-row") if line in ("text R", "text W", "text ?")]


def test_a_chart_is_heard_as_its_name_and_its_links(page: Page, school: School) -> None:
    page.goto(f"/reports/{school.assignment(QUIZ)}")
    said = tree(page, "svg.chart")
    assert said[0] == "group How scores are spread"
    assert {re.sub(r"\d+", "n", line).replace("attempts", "attempt") for line in said[1:]} == {
        "link n attempt from n to n %"
    }


def test_marking_goes_from_the_answer_by_what_is_asked_to_the_points(page: Page, school: School) -> None:
    [address] = of_teachers(school, "marking.mark")
    page.goto(address)
    said = tree(page)
    headings = [line for line in said if line.startswith("heading")]
    assert headings[0].endswith("level=1")
    assert re.match(r"heading Answer of .+ level=2", headings[1])
    assert headings[2] == "heading Points level=2"
    place = {line.split(" ")[0]: number for number, line in reversed(list(enumerate(said)))}
    rubric = next(n for n, line in enumerate(said) if line.startswith("summary What a good answer has"))
    assert said.index(headings[1]) < rubric < said.index(headings[2]) < place["textbox"]


def test_a_report_in_large_letters_is_as_wide_as_the_phone(page: Page, school: School) -> None:
    for address in (
        *of_teachers(school, "reports.question", "reports.student"),
        f"/reports/{school.assignment(QUIZ)}",
    ):
        page.goto(address)
        page.evaluate(_OPEN)
        page.evaluate("document.documentElement.style.fontSize = '225%'")
        assert runs_out(page) <= 0, address
