"""A long report on a phone is a short list of headings; a desk and a sheet of paper show all that it says."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.face.school import School
from tests.support.browser import DESKTOP, NO_SCRIPT, PHONE

PARTS = ("questions", "students", "knowledge", "files")
#: What is seen of a part: its heading to press, the heading of its own, and what it holds.
_SEEN = """(id) => {
  const part = document.getElementById(id);
  const seen = (e) => e.checkVisibility({ contentVisibilityAuto: true }) && e.getBoundingClientRect().height > 2;
  return [part.parentElement.querySelector("summary"), part.querySelector("h2"), part.querySelector("h2 ~ :not(.no-print)")].map(seen);
}"""
TO_PRESS, WHOLE, OPENED = [True, False, False], [False, True, True], [True, False, True]


def report(school: School, look: Any, **way: Any) -> Page:
    page: Page = look(school, **way)
    school.enter(page, school.teacher)
    page.goto(f"/reports/{school.assignment('Ten-minute check')}")
    return page


@pytest.mark.parametrize("script", [{}, NO_SCRIPT], ids=["with script", "without script"])
def test_a_phone_shows_the_headings_and_opens_what_is_pressed(
    school: School, look: Any, script: dict
) -> None:
    page = report(school, look, **PHONE | script)
    assert {part: page.evaluate(_SEEN, part) for part in PARTS} == dict.fromkeys(PARTS, TO_PRESS)
    # Three screens: title, what to teach again and who needs a word, four figures, the histogram, a heading for each part.
    assert page.evaluate("document.documentElement.scrollHeight") < 3 * 812

    page.locator("summary", has_text="Students").click()
    assert page.evaluate(_SEEN, "students") == OPENED
    assert page.get_by_role("heading", name="Students").count() == 1, "what is open has a heading to jump to"


def test_a_link_into_a_part_opens_it(school: School, look: Any) -> None:
    page = report(school, look, **PHONE)
    with page.expect_navigation():
        page.locator("svg.chart a").first.click()
    assert page.evaluate(_SEEN, "students") == OPENED
    assert page.evaluate(_SEEN, "questions") == TO_PRESS
    page.goto(page.url.partition("?")[0] + "#questions")
    assert page.evaluate(_SEEN, "questions") == OPENED


def test_claims_under_an_answer_show_their_badges_on_a_phone_and_all_of_it_elsewhere(
    school: School, look: Any
) -> None:
    def words_seen(way: dict) -> list[bool]:
        page: Page = look(school, **way)
        school.enter(page, school.student("Alder"))
        page.goto(f"/a/{school.attempt('Ten-minute check', 'Alder')}")
        line = page.locator(".lines > li:has(.claim)").first
        line.locator("summary").first.click()  # the answer's line opens to what is said about it
        claim = line.locator(".claim").first
        assert claim.locator(".badge").is_visible()
        at_first = claim.locator(".fold > div > p").first.is_visible()
        if claim.locator("summary").is_visible():
            claim.locator("summary").click()
        opened = claim.locator(".fold > div > p").first.is_visible()
        page.emulate_media(media="print")
        assert claim.locator(".badge").is_visible()
        return [at_first, opened, claim.locator(".fold > div > p").first.is_visible()]

    # Two sheets of paper hold ten answers with their badges; what is folded is in the briefing.
    assert words_seen(PHONE) == [False, True, False]
    assert words_seen(PHONE | NO_SCRIPT) == [False, True, False]
    assert words_seen(DESKTOP) == [True, True, False]


def test_a_desk_and_paper_show_every_part(school: School, look: Any) -> None:
    page = report(school, look, **DESKTOP)
    assert {part: page.evaluate(_SEEN, part) for part in PARTS} == dict.fromkeys(PARTS, WHOLE)
    assert page.evaluate(_SEEN, "more") == TO_PRESS, "the statistician's figures are folded everywhere"
    page.emulate_media(media="print")
    on_paper = ("questions", "students", "knowledge", "more")
    assert {part: page.evaluate(_SEEN, part) for part in on_paper} == dict.fromkeys(on_paper, WHOLE)


def test_a_student_s_right_answers_are_on_paper_too(school: School, look: Any) -> None:
    page: Page = look(school, **DESKTOP)
    school.enter(page, school.teacher)
    attempt = school.attempt("Ten-minute check", "Alder")
    page.goto(f"/reports/{school.assignment('Ten-minute check')}/students/{attempt}")
    assert page.evaluate(_SEEN, "right") == TO_PRESS
    page.emulate_media(media="print")
    assert page.evaluate(_SEEN, "right") == WHOLE


def test_the_columns_of_the_students_stand_near_each_other(school: School, look: Any) -> None:
    """The widest space between two figures of a row, from the end of one column to the begin of the next's text."""
    page = report(school, look, **DESKTOP)
    table = page.locator("table.students")
    assert table.bounding_box()["width"] < 1100
    assert set(
        table.evaluate("(t) => [...t.querySelectorAll('td.num')].map((c) => getComputedStyle(c).textAlign)")
    ) == {"end"}


def test_the_map_of_the_source_leads_into_its_folded_sections(school: School, look: Any) -> None:
    page: Page = look(school, **PHONE)
    school.enter(page, school.teacher)
    page.goto(f"/reports/{school.assignment('Ten-minute check')}/source")
    place = page.locator(".map a[href$='paragraph-2']").first
    target = page.locator(f".source-map > li{place.get_attribute('href')}")
    assert not target.is_visible()
    place.click()
    assert target.is_visible()
    page.emulate_media(media="print")
    assert page.locator(".source-map > li").last.is_visible(), "on paper every section is open"
