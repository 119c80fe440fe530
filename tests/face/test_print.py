"""Paper: quiz, answer grid, key, a student's report and sheet, the class report, on A4 and Letter, in black on white."""

import re
from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Page

from quizapp.domain.claims import Status
from tests.face import beyond, walks
from tests.face.school import School

_ON_PAPER = (Path(__file__).parent / "paper.js").read_text("utf-8")
#: Width and height in points, as a PDF has them.
PAPER = {"A4": (596, 843), "Letter": (612, 792)}
#: A sheet on its side is 12 mm of margin at each end, an upright one 16 mm; in CSS px (96 to the inch, 25.4 mm).
MARGIN = {True: round(2 * 12 / 25.4 * 96), False: round(2 * 16 / 25.4 * 96)}
SIDEWAYS = {"class report", "question report", "gradebook"}
#: What stands on paper, and the most pages it may take: ten questions, a class of six.
MOST_PAGES = {
    "quiz, grid and key": 5,
    "quiz of each type": 5,
    "class report": 5,
    "question report": 3,
    "student report": 8,
    "sheet for a student": 2,
    "gradebook": 1,
    "poster": 1,
    "results": 2,
}


def address(school: School, page: Page, what: str) -> str:
    """Become who may print it, and say where it stands."""
    if what == "results":
        school.enter(page, school.student("Alder"))
        return f"/a/{school.attempt('Ten-minute check', 'Alder')}"
    school.enter(page, school.teacher)
    pages, _left = school.teachers_pages()
    if what == "quiz of each type":
        return f"/quizzes/{school.quiz('tour')}/paper"
    return pages[
        {
            "quiz, grid and key": "authoring.paper",
            "class report": "reports.assignment",
            "question report": "reports.question",
            "student report": "reports.student",
            "sheet for a student": "reports.sheet",
            "gradebook": "classes.gradebook",
            "poster": "classes.poster",
        }[what]
    ]


def on_paper(page: Page, width: int) -> list[str]:
    """What is wrong when the page is laid out for sheets with so many CSS px between their margins."""
    before = page.viewport_size or {"width": 1280, "height": 800}
    page.emulate_media(media="print")
    page.set_viewport_size({"width": width, "height": 1000})
    found: list[str] = page.evaluate(_ON_PAPER) + beyond.lost(page)
    page.set_viewport_size(before)
    page.emulate_media(media="null")
    return found


@pytest.mark.parametrize("what", MOST_PAGES)
def test_what_is_printed_stands_whole_on_both_papers(school: School, look: Any, what: str) -> None:
    page = look(school)
    page.goto(address(school, page, what))
    found = []
    for paper, (width, height) in PAPER.items():
        across = height if what in SIDEWAYS else width
        found += [f"{paper}: {each}" for each in on_paper(page, across * 96 // 72 - MARGIN[what in SIDEWAYS])]
        pdf = page.pdf(format=paper)
        boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
        assert {tuple(round(float(n)) for n in box) for box in boxes} == {
            (height, width) if what in SIDEWAYS else (width, height)
        }
        assert len(re.findall(rb"/Type /Page\b", pdf)) <= MOST_PAGES[what]
    assert found == []


def test_each_part_of_the_two_minute_read_has_its_title_on_paper(school: School, look: Any) -> None:
    page = look(school)
    page.goto(walks.open_pages(school)["studying.briefing"])
    page.emulate_media(media="print")
    titles, lists = page.locator("details.part > summary"), page.locator("details.part > :not(summary)")
    assert titles.count() == lists.count() > 3
    assert all(each.is_visible() for each in [*titles.all(), *lists.all()])


def test_grid_and_key_begin_a_sheet_each(school: School, look: Any) -> None:
    page = look(school)
    page.goto(address(school, page, "quiz, grid and key"))
    page.emulate_media(media="print")
    breaks = "[...document.querySelectorAll('.sheet')].map((e) => [getComputedStyle(e).breakBefore, e.querySelector('h2').id])"
    assert page.evaluate(breaks) == [["page", "grid"], ["page", "key"]]


def test_the_key_is_on_no_sheet_with_questions(school: School, look: Any) -> None:
    """Three parts, three sheets at least: with the key and the grid taken out there are two pages fewer."""
    page = look(school)
    page.goto(address(school, page, "quiz, grid and key"))
    whole = len(re.findall(rb"/Type /Page\b", page.pdf(format="A4")))
    page.evaluate("document.querySelectorAll('.sheet').forEach((e) => e.remove())")
    assert len(re.findall(rb"/Type /Page\b", page.pdf(format="A4"))) == whole - 2


#: A style, and what it is found as. The page is sound without it.
PLANTED = {
    "table { min-width: 90rem; }": "scrolls sideways",
    ".kicker { color: #bbb; }": "pale on white",
    ".masthead { display: block !important; }": "of the screen",
    "tr { break-inside: auto !important; }": "may be cut by the end of a page",
    "h2 { break-after: auto !important; }": "may stand alone",
    "thead { display: table-row-group !important; }": "is not said again",
}
_PLANT = (
    "(style) => { const s = new CSSStyleSheet(); s.replaceSync(style); document.adoptedStyleSheets = [s]; }"
)


def test_a_fault_planted_on_paper_is_found(school: School, look: Any) -> None:
    page = look(school)
    page.goto(address(school, page, "sheet for a student"))
    for style, said in PLANTED.items():
        page.evaluate(_PLANT, style)
        assert any(said in each for each in on_paper(page, 673)), style


def grey(page: Page, status: str) -> Image.Image:
    """The mark of a status as a printer without colour has it, ten times as large as in a list."""
    badge = page.locator(".badge", has=page.get_by_text(status, exact=True)).first
    box = badge.locator("svg")
    box.evaluate(  # above all that is placed on the page, such as the options of a question
        "(e) => { e.style.cssText = "
        "'position:fixed;inset:0 auto auto 0;width:120px;height:120px;background:#fff;z-index:99'; }"
    )
    picture = Image.open(BytesIO(page.screenshot(clip={"x": 0, "y": 0, "width": 120, "height": 120})))
    box.evaluate("(e) => { e.style.cssText = ''; }")
    return picture.convert("L").point(lambda light: 255 if light > 140 else 0)


def test_every_status_is_told_from_every_other_in_black_and_white(design: Page) -> None:
    """Black and white alone, without a grey between: at least one pixel in twenty of the mark's square differs."""
    design.emulate_media(media="print")
    marks = {str(status): grey(design, str(status)) for status in Status}
    alike = []
    for one, other in combinations(marks, 2):
        changed = ImageChops.difference(marks[one], marks[other]).histogram()[255]
        if changed < 120 * 120 / 20:
            alike.append((one, other, changed))
    assert alike == []


def test_a_question_on_paper_has_no_badge(school: School, look: Any) -> None:
    page = look(school)
    page.goto(address(school, page, "quiz of each type"))
    assert page.locator(".paper-question").count() > 5
    assert page.locator(".paper-question .badge").count() == 0
