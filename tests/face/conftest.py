"""The school that the tests of the face look at, made once for all of them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.face import beyond
from tests.face.school import School, running
from tests.support.browser import AXE_SOURCE, Pages


@pytest.fixture(scope="session")
def school(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[School]:
    """A class that has taken quizzes. Tests look; what they change is their own student's."""
    with running(tmp_path_factory.mktemp("school"), sqlite_template, full=True) as school:
        yield school


@pytest.fixture(scope="session")
def empty_school(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[School]:
    """A teacher who has just begun: no bank, no class."""
    with running(tmp_path_factory.mktemp("empty"), sqlite_template, full=False) as school:
        yield school


@pytest.fixture
def look(browser: Browser) -> Iterator[Callable[..., Page]]:
    """``look(school, **PHONE)``: a page of a new visitor of a school, checked for complaints at the end."""
    with ExitStack() as made:
        every: list[Pages] = []

        def new(school: School, **how: Any) -> Page:
            pages = Pages(browser, school.live.url)
            made.callback(pages.close)
            every.append(pages)
            page = pages(**how)
            page.add_init_script(beyond.NOTE_LISTENERS)
            page.add_init_script(AXE_SOURCE)
            return page

        yield new
    assert [said for pages in every for said in pages.complaints.said] == []


@pytest.fixture
def design(school: School, look: Callable[..., Page]) -> Page:
    """The living page with every component."""
    page = look(school)
    page.goto("/design")
    return page
