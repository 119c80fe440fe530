"""Somebody in a real browser, by mouse, by touch, by keyboard alone, or with script off."""

from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from quizapp.banks import publishing
from quizapp.domain.question import AskView, Question, Response
from quizapp.models import Attempt, Position
from quizapp.models.db import Sessions
from tests.support.browser import DESKTOP, NO_SCRIPT, PHONE, axe

#: How the browser of each way is opened.
WAYS: dict[str, dict[str, Any]] = {
    "mouse": DESKTOP,
    "touch": PHONE,
    "keyboard": DESKTOP,
    "script off": {**PHONE, **NO_SCRIPT},
}


def ways(*main: str) -> list[Any]:
    """Every way as a parameter: the main ones in every run, the others under ``--full``."""
    return [pytest.param(way, id=way, marks=[] if way in main else pytest.mark.full) for way in WAYS]


#: More presses of Tab than any page of ours needs.
MOST_TABS = 150
_FOCUSED = "() => { const e = document.activeElement; return [e.tagName, e.name || '', e.value || '', e.textContent.trim()]; }"


@dataclass
class Student:
    """Somebody at a page. ``way`` is a key of WAYS."""

    page: Page
    way: str
    #: Whether every page is also looked at with axe.
    look: bool = False

    def press(self, name: str, *, role: str = "button") -> None:
        """Press a button or follow a link by its name."""
        self.follow(self.page.get_by_role(role, name=name, exact=True).first)  # type: ignore[arg-type]

    def follow(self, target: Locator) -> None:
        """Press what leads to another page, and look whether that is one of ours."""
        with self.page.expect_navigation():
            self.activate(target)
        self.check_page()

    def activate(self, target: Locator) -> None:
        """Press it, whatever comes of it."""
        expect(target).to_be_visible()
        if self.way == "keyboard":
            self._tab_to(target)
            self.page.keyboard.press("Enter")
        elif self.way == "touch":
            target.tap()
        else:
            target.click()

    def check_page(self) -> None:
        """What must be true of every page: one heading that says where one is, and no fault that axe can see."""
        assert self.page.locator("h1").count() == 1, self.page.url
        assert self.page.title().endswith("– quizapp")
        if self.look:
            assert axe(self.page) == []

    def write(self, label: str, text: str) -> None:
        box = self.page.get_by_label(label).and_(self.page.locator("input, textarea"))
        self._write(box, text)

    def _write(self, box: Locator, text: str) -> None:
        if self.way == "keyboard":
            self._tab_to(box)
            self.page.keyboard.press("Control+a")
            self.page.keyboard.type(text)
        else:
            box.fill(text)

    def _tab_to(self, target: Locator) -> None:
        """Press Tab until the target has the focus; fails when it cannot be reached."""
        for _press in range(MOST_TABS):
            if target.evaluate("e => e === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"not reached by Tab: {target}; focus is on {self.page.evaluate(_FOCUSED)}")

    def answer(self, view: AskView) -> None:
        """Fill in the question at hand as the view says, and continue."""
        for control in view.controls:
            if control.choices:
                self._select(control.name, control.value)
            elif view.exclusive:
                if control.chosen:
                    self._choose(control.name, control.value)
            elif self.page.locator(f'input[type=checkbox][name="{control.name}"]').count():
                if control.chosen:
                    self._tick(control.name, control.value)
            else:
                self._write(self.page.locator(f'main [name="{control.name}"]'), control.value)
        self.press("Continue")

    def _row(self, name: str, value: str) -> Locator:
        return self.page.locator(f'input[name="{name}"][value="{value}"]')

    def _choose(self, name: str, value: str) -> None:
        target = self._row(name, value)
        if self.way != "keyboard":
            self.page.locator("label.option", has=target).click()
        else:
            self._tab_to_group(name)
            self.page.keyboard.press("Space")
            for _press in range(10):
                if target.is_checked():
                    return
                self.page.keyboard.press("ArrowDown")
        expect(target).to_be_checked()

    def _place(self, row: Locator, target: Locator) -> None:
        if not row.evaluate("e => e.open"):
            self.activate(row.locator("summary"))
        if self.way != "keyboard":
            target.click()
        else:
            self._tab_to_group(target.get_attribute("name") or "")
            self.page.keyboard.press("Space")
            while not target.is_checked():
                self.page.keyboard.press("ArrowDown")
        expect(target).to_be_checked()

    def _tab_to_group(self, name: str) -> None:
        """The browser lets Tab reach a group of radio buttons once: at its chosen or its first row."""
        for _press in range(MOST_TABS):
            if self.page.evaluate("() => document.activeElement.name || ''") == name:
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the group {name} is not reached by Tab")

    def _tick(self, name: str, value: str) -> None:
        target = self._row(name, value)
        if self.way == "keyboard":
            self._tab_to(target)
            self.page.keyboard.press("Space")
        else:
            self.page.locator("label.option", has=target).click()
        expect(target).to_be_checked()

    def _select(self, name: str, value: str) -> None:
        box = self.page.locator(f'select[name="{name}"]')
        if not box.count():  # with script a row opens to what can be pressed
            self._place(self.page.locator("details.row", has=self._row(name, value)), self._row(name, value))
        elif self.way == "keyboard":
            self._tab_to(box)
            self.page.keyboard.press("Home")
            for _press in range(20):
                if box.input_value() == value:
                    return
                self.page.keyboard.press("ArrowDown")
            assert box.input_value() == value
        else:
            box.select_option(value)


@dataclass(frozen=True)
class Shown:
    """A position of an attempt as it is stored: which question stands there, and in what order."""

    question: Question
    order: list[int]

    def filled(self, response: Response) -> AskView:
        """The view of the page with this response filled in."""
        return self.question.ask_view(self.order, response)

    def wrong(self) -> Response:
        """Some response that is not fully right; partly right where the type has nothing worse to offer."""
        examples = [
            (f, n) for n, (r, f) in enumerate(self.question.examples()) if r is not None and f is not None
        ]
        _fraction, place = min(examples)
        return self.question.examples()[place][0]


def stored(sessions: Sessions, attempt_id: str) -> list[Shown]:
    """The positions of an attempt, read from the database."""
    with sessions.read() as session:
        attempt = session.scalars(select(Attempt).where(Attempt.public_id == attempt_id)).one()
        bank = publishing.load_version(session, attempt.bank_version_id)
        positions = session.scalars(
            select(Position).where(Position.attempt_id == attempt.id).order_by(Position.position)
        )
        return [Shown(bank.question(p.question_id), p.order) for p in positions]
