"""Every page in every state, in a real Chromium: axe finds nothing, and neither do the checks beyond axe."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page

from quizapp.domain.question_types import QUESTION_TYPES
from tests.face import beyond, walks
from tests.face.school import NOW, School
from tests.support.browser import DARK, HIGH_CONTRAST, NARROW, PHONE, axe

pytestmark = pytest.mark.timeout(600)


@dataclass
class Looking:
    """Looks at one page after the other and gathers what is wrong."""

    page: Page
    titles: beyond.Titles = field(default_factory=beyond.Titles)
    found: list[str] = field(default_factory=list)
    states: int = 0
    kinds: set[str] = field(default_factory=set)
    #: Whether this is the run of everything.
    full: bool = False

    def closely(self, state: str) -> None:
        """Everything but the other colour schemes; the page is left as it was."""
        page = self.page
        self.states += 1
        said = axe(page) + beyond.faults(page) + self.titles.faults(page)
        said += beyond.zoomed(page) + beyond.spaced(page) + beyond.tab_walk(page, self.kinds)
        said += beyond.calm(page) + beyond.chosen_shows_in_forced_colours(page)
        self.found += [f"{state}: {each}" for each in said]

    def by_state(self, state: str) -> None:
        """Closely; a page that came back with an error, looked at closely without it, fairly but under ``--full``."""
        came_back = state.endswith(("not answered", "nothing written", "no name"))
        (self.fairly if came_back and not self.full else self.closely)(state)

    def fairly(self, state: str) -> None:
        """What a teacher's page is looked at in every run; closely under ``--full``."""
        self.states += 1
        said = axe(self.page) + beyond.faults(self.page) + self.titles.faults(self.page)
        self.found += [f"{state}: {each}" for each in said]

    def quickly(self, state: str) -> None:
        """What another width or colour scheme can break."""
        self.states += 1
        said = axe(self.page) + beyond.lost(self.page)
        self.found += [f"{state}: {each}" for each in said]

    def is_content(self) -> None:
        assert not self.found, "\n" + "\n".join(self.found)

    def walk(self, states: Iterator[str], how: Any) -> None:
        for state in states:
            how(state)

    def visit(self, addresses: dict[str, str], how: Any) -> None:
        for endpoint, address in addresses.items():
            answer = self.page.goto(address)
            if answer is None or answer.status != 200:
                self.found.append(f"{endpoint}: {address} answers {answer and answer.status}")
            else:
                how(endpoint)


def test_a_newcomer_meets_no_fault(school: School, look, pytestconfig: pytest.Config) -> None:
    looking = Looking(look(school), full=pytestconfig.getoption("--full"))
    looking.walk(walks.newcomer(looking.page, school), looking.by_state)
    looking.walk(walks.account(looking.page, school), looking.by_state)
    looking.is_content()
    assert looking.states == 14


def test_every_page_that_anyone_may_see_is_without_fault(school: School, look) -> None:
    looking = Looking(look(school))
    pages = walks.open_pages(school)
    assert {"studying.briefing", "studying.learn"} <= pages.keys()
    looking.visit(pages, looking.closely)
    looking.is_content()


def test_every_question_type_and_its_error_is_without_fault(
    school: School, look, pytestconfig: pytest.Config
) -> None:
    looking = Looking(look(school), full=pytestconfig.getoption("--full"))
    looking.walk(walks.tour(looking.page), looking.by_state)
    looking.is_content()
    # Every type, each with its error, one that is not saved, feedback, check, and results with what to save.
    assert looking.states == 2 * len(QUESTION_TYPES) + 1 + 3
    # Closed to the class while its quizzes are open, so it is this visitor who looks at them.
    alone = {"studying.flashcards", "studying.lesson", "studying.today", "studying.progress"}
    pages = walks.own_pages(school, "Alder")
    looking.visit({name: pages[name] for name in alone}, looking.closely)
    looking.is_content()


def test_a_student_who_comes_back_meets_no_fault(school: School, look) -> None:
    looking = Looking(look(school))
    school.enter(looking.page, school.student("Alder"))
    looking.walk(walks.returning(looking.page, school), looking.closely)
    looking.visit(walks.own_pages(school, "Alder"), looking.closely)
    looking.is_content()


def test_a_student_who_studies_meets_no_fault(school: School, look) -> None:
    looking = Looking(look(school))
    school.enter(looking.page, school.student("Birch"))
    looking.walk(walks.studying(looking.page, school, "Birch"), looking.closely)
    looking.is_content()
    # Three of each question, the link; worked examples come before questions of a new pattern.
    assert looking.states >= 3 + 3 + 1


@pytest.mark.parametrize(
    "feature", ["accounts", "authoring", "classes", "jobs", "marking", "reports", "studying"]
)
def test_every_page_of_a_teacher_is_without_fault(
    school: School, look, feature: str, pytestconfig: pytest.Config
) -> None:
    looking = Looking(look(school))
    school.enter(looking.page, school.teacher)
    pages, left = school.teachers_pages()
    looking.found += [f"{each}: its address cannot be filled in" for each in left if each.startswith(feature)]
    pages |= walks.open_pages(
        school
    )  # the briefing is whole for a teacher, and opens for students after the quiz
    own = {name: at for name, at in pages.items() if name.startswith(feature)}
    assert own
    looking.visit(own, looking.closely if pytestconfig.getoption("--full") else looking.fairly)
    looking.is_content()


def test_every_form_of_a_teacher_that_is_sent_empty_says_what_to_do(
    school: School, look, pytestconfig: pytest.Config
) -> None:
    looking = Looking(look(school))
    school.enter(looking.page, school.teacher)
    for state in walks.forms_sent_empty(looking.page, school.teachers_pages()[0]):
        if not looking.page.locator(".error-summary").count():
            looking.found.append(f"{state}: no error is said")
        if pytestconfig.getoption("--full"):
            looking.closely(state)
        else:
            looking.fairly(state)
    looking.is_content()


@pytest.mark.parametrize("way", [{}, {**PHONE, **DARK}], ids=["desk", "dark phone"])
def test_what_a_correction_would_change_is_shown_without_fault(school: School, look, way: dict) -> None:
    looking = Looking(look(school, **way))
    how = looking.quickly if way else looking.fairly
    school.enter(looking.page, school.teacher)
    address = school.teachers_pages()[0]["marking.regrade"]
    looking.walk(walks.correcting(looking.page, address), how)
    looking.is_content()
    assert looking.states == 3
    assert looking.page.locator("#dry-run-section svg.chart").count() == 1, "the histogram was looked at"


def test_no_feature_of_teachers_is_left_out(school: School) -> None:
    pages, left = school.teachers_pages()
    features = {name.partition(".")[0] for name in [*pages, *left]}
    assert features == {"accounts", "authoring", "classes", "jobs", "marking", "reports", "studying"}


def test_a_teacher_who_has_nothing_yet_meets_no_fault(empty_school: School, look) -> None:
    looking = Looking(look(empty_school))
    empty_school.enter(looking.page, empty_school.teacher)
    pages, _left = empty_school.teachers_pages()
    own = {name: at for name, at in pages.items() if name in EMPTY}
    assert own.keys() == EMPTY
    looking.visit(own, looking.closely)
    looking.is_content()


#: The teacher's pages that say that nothing is there yet.
EMPTY = {"accounts.account", "authoring.index", "classes.index", "classes.new", "reports.index"}


#: Other ways to see the pages.
WAYS = {
    "dark": DARK,
    "phone": PHONE,
    "320 px": NARROW,
    "forced colours": HIGH_CONTRAST,
    "dark phone": {**PHONE, **DARK},
    "dark 320 px": {**NARROW, **DARK},
    "forced colours on a phone": {**PHONE, **HIGH_CONTRAST},
}


@pytest.mark.parametrize("way", ["dark", "320 px", "forced colours"])
def test_the_main_pages_are_without_fault_when_seen_otherwise(school: School, look, way: str) -> None:
    looking = Looking(look(school, **WAYS[way]))
    page = looking.page
    school.enter(page, school.student("Birch"))
    title = "Ten-minute check"
    looking.visit(
        {
            "home": "/",
            "start": f"/q/{school.assignment(title)}",
            "results": f"/a/{school.attempt(title, 'Birch')}",
        },
        looking.quickly,
    )
    school.enter(page, school.teacher)
    pages, _left = school.teachers_pages()
    main = ("classes.show", "classes.live", "reports.assignment", "reports.question")
    looking.visit({name: pages[name] for name in main}, looking.quickly)
    looking.is_content()


@pytest.mark.full
@pytest.mark.parametrize("way", WAYS)
def test_every_page_of_students_is_without_fault_when_seen_otherwise(school: School, look, way: str) -> None:
    looking = Looking(look(school, **WAYS[way]))
    page = looking.page
    looking.walk(walks.newcomer(page, school), looking.quickly)
    looking.visit(walks.open_pages(school), looking.quickly)
    looking.walk(walks.tour(page), looking.quickly)
    page.context.clear_cookies()
    school.enter(page, school.student("Alder"))
    looking.walk(walks.returning(page, school), looking.quickly)
    looking.visit(walks.own_pages(school, "Alder"), looking.quickly)
    looking.is_content()


@pytest.mark.full
@pytest.mark.parametrize("way", WAYS)
def test_every_page_of_teachers_is_without_fault_when_seen_otherwise(school: School, look, way: str) -> None:
    looking = Looking(look(school, **WAYS[way]))
    page = looking.page
    school.enter(page, school.teacher)
    addresses = school.teachers_pages()[0]
    looking.visit(addresses, looking.quickly)
    looking.walk(walks.forms_sent_empty(page, addresses), looking.quickly)
    looking.is_content()


def test_the_time_that_runs_out_is_said(school: School, look) -> None:
    page = look(school)
    page.clock.install(time=NOW)
    school.enter(page, school.student("Fern"))
    page.goto(f"/q/{school.assignment('Three guesses with a clock')}")
    walks.begin(page)
    assert page.locator("[data-deadline]").count() == 1
    # Of ten minutes, nine and a half: the last minute is among them.
    assert beyond.countdown_is_said(page, 9.5) == []
    assert page.evaluate("window.__moved.said") > 0
