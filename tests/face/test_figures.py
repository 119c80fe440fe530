"""Pictures that teach: each has a title, a description and its numbers in a table, and can be seen in every look."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.face import walks
from tests.face.school import School
from tests.support.browser import DARK, HIGH_CONTRAST

#: What a chart lacks for those who cannot see it, one sentence each.
_TOLD = """() => [...document.querySelectorAll("main svg.chart")].flatMap((svg) => {
  const by = (svg.getAttribute("aria-labelledby") || "").split(/\\s+/).filter(Boolean).map((id) => document.getElementById(id));
  const words = (e) => (e?.textContent || "").trim();
  const name = words(svg.querySelector("title")).slice(0, 40);
  const place = svg.closest("figure") || svg.closest("section");
  const said = [];
  if (svg.getAttribute("role") !== "img" && !svg.querySelector("a")) said.push("is no picture and has no links");
  if (!words(svg.querySelector("title"))) said.push("has no title");
  if (!words(svg.querySelector("desc"))) said.push("has no description");
  if (!by.length || by.some((e) => !words(e))) said.push("is not named by its title and description");
  if (!place?.querySelector("table") && !/table/.test(words(place?.querySelector("p")))) said.push("has no table");
  return said.map((each) => `“${name}” ${each}`);
})"""
#: Marks that cannot be seen: less than 3 : 1 (WCAG 1.4.11) on the page. Lines to read off by, and tracks, say nothing.
_SEEN = """() => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(Number).slice(0, 3).map((c) => c / 255).map((c) => (c > 0.04045 ? ((c + 0.055) / 1.055) ** 2.4 : c / 12.92));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const page = light(getComputedStyle(document.body).backgroundColor);
  const clear = (colour) => {
    if (colour === "none" || /rgba\\(.*, 0\\)/.test(colour)) return false;
    const [high, low] = [light(colour), page].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05) >= 3;
  };
  return [...document.querySelectorAll("main svg.chart :is(rect, circle, path, line, text)")]
    .filter((e) => !e.matches(".grid, .track, .hit, .bar0") && !e.closest("clipPath, defs") && e.getBoundingClientRect().width + e.getBoundingClientRect().height > 1)
    .filter((e) => !clear(getComputedStyle(e).fill) && !clear(getComputedStyle(e).stroke))
    .map((e) => `<${e.tagName} class=${e.getAttribute("class")}> ${getComputedStyle(e).fill} is not seen`);
}"""
LOOKS: dict[str, dict[str, Any]] = {"light": {}, "dark": DARK, "forced colours": HIGH_CONTRAST}


def charts(school: School, page: Page) -> dict[str, str]:
    """Addresses of the pages with charts; who may see them is signed in by the caller."""
    pages, _left = school.teachers_pages()
    return {
        "briefing": walks.open_pages(school)["studying.briefing"],
        "progress": "/study/progress",
        **{name: pages[name] for name in ("reports.assignment", "reports.question", "studying.class_view")},
    }


def faults(school: School, page: Page, script: str) -> tuple[int, list[str]]:
    """How many charts there are, and what is wrong with them."""
    number, found = 0, []
    for name, address in charts(school, page).items():
        if name == "progress":
            school.enter(page, school.student("Alder"))
        else:
            school.enter(page, school.teacher)
        page.goto(address)
        number += page.locator("main svg.chart, main .scale svg").count()
        found += [f"{name}: {each}" for each in page.evaluate(script)]
    return number, found


def test_each_chart_has_a_title_a_description_and_a_table(school: School, look: Any) -> None:
    number, found = faults(school, look(school), _TOLD)
    assert found == []
    # A picture to scale at least; histogram, topics, aspects, certainty, time; certainty of one question.
    assert number >= 1 + 5 + 1


@pytest.mark.parametrize("way", LOOKS)
def test_each_mark_of_a_chart_is_seen(school: School, look: Any, way: str) -> None:
    assert faults(school, look(school, **LOOKS[way]), _SEEN)[1] == []


def test_each_mark_of_a_chart_is_seen_on_paper(school: School, look: Any) -> None:
    page = look(school, **DARK)  # paper is white, however dark the screen is
    page.emulate_media(media="print")
    assert faults(school, page, _SEEN)[1] == []
