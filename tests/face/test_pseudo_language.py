"""In a language two fifths longer, and in one from right to left, no page breaks and no text stays English."""

import re
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from quizapp.basics.i18n import PSEUDO, PSEUDO_RTL, Pseudo, stretch
from tests.face import beyond, walks
from tests.face.school import NAMES, QUESTIONS, School

_ESCAPED = (Path(__file__).parent / "escaped.js").read_text("utf-8")
LESSONS = QUESTIONS.parent / "quizapp" / "studying" / "lessons.yaml"
WIDTHS = (320, 375, 1280)
#: Not of the interface: names that somebody gave, what is written alike in every language.
NAMED = (
    *NAMES, "Mira Sand", "Ada", "7B", "Of my own", "Three guesses with a clock", "Goals, answers later",
    "quizapp", "km", "ITV News", "CODE7B1", "CODE 7B1",
)  # fmt: skip
MAIN = {
    "classes.index", "classes.show", "classes.assign", "classes.live", "classes.gradebook", "reports.assignment",
    "reports.question", "reports.student", "authoring.index", "authoring.bank", "authoring.edit_quiz",
}  # fmt: skip


@cache
def content() -> str:
    """All that banks and worked examples say, and names, with marks and line ends gone."""
    files = [*sorted(QUESTIONS.glob("*.yaml")), LESSONS]
    return plain(" ".join(chain((path.read_text("utf-8") for path in files), NAMED)))


def plain(text: str) -> str:
    return re.sub(r"[^\w]+|_+", " ", text).casefold().strip()


def escaped(page: Page) -> list[str]:
    """Texts without translation that no bank, no worked example and nobody's name explains."""
    said = page.evaluate(_ESCAPED)
    return [
        f"not translated: {text}" for text in said if not all(is_content(part) for part in _PARTS.split(text))
    ]


#: Where the program joins pieces of content: "who and who, office, date: place · marks", a blank, the end of a sentence.
_PARTS = re.compile(r"[,:;·–()…]|_+|[.?!](?:\s|$)|\b(?:also|and)\b")


def is_content(part: str) -> bool:
    words = plain(part)
    if not re.search(r"[^\W\d]{2}", words) or re.fullmatch(r"\w+ (csv|json|xlsx|zip)", words):
        return True
    return any(f" {each}" in f" {content()}" for each in (words, re.sub(r"\d+ ", "", words)))


def faults(page: Page, addresses: dict[str, str], *, words: bool = True) -> list[str]:
    found = []
    for name, address in addresses.items():
        way = "&" if "?" in address else "?"
        for language in (PSEUDO, PSEUDO_RTL):
            answer = page.goto(f"{address}{way}lang={language}")
            if answer is None or answer.status != 200:
                found.append(f"{name}: {address} answers {answer and answer.status}")
                continue
            said = beyond.zoomed(page, *WIDTHS)
            if language == PSEUDO_RTL:
                said += beyond.ask(page, "order_is_as_seen")
            elif words:
                said += escaped(page)
            found += [f"{name}, {language}: {each}" for each in said]
    return found


def students_pages(school: School, name: str) -> dict[str, str]:
    attempt = school.attempt("One of each type", name)
    return {
        "home": "/",
        "start": f"/q/{school.assignment('Ten-minute check')}",
        **{f"question {place}": f"/a/{attempt}/{place}" for place in range(1, 11)},
        "check": f"/a/{attempt}/check",
        "results": f"/a/{school.attempt('Ten-minute check', name)}",
        **walks.own_pages(school, name),
    }


def test_the_pseudo_language_is_two_fifths_longer_and_leaves_placeholders_alone() -> None:
    assert stretch("%(num)s of <b>{all}</b> seen") == "[%(num)s óóf <b>{all}</b> ššééééññ]"
    # "Choose one.": 11 letters; o o e o n e doubled make 17, of them 16 in the words.
    assert Pseudo().ngettext("Choose one.", "", 1) == "[Çhóóóóšéé óóññéé.]".replace("š", "šš")


def test_the_pseudo_language_translates_only_what_translators_are_given() -> None:
    assert Pseudo().gettext("Nobody was given this text.") == "Nobody was given this text."


def test_students_pages_hold_a_longer_language_and_one_from_right_to_left(school: School, look: Any) -> None:
    page = look(school)
    assert faults(page, walks.open_pages(school)) == []
    school.enter(page, school.student("Cedar"))
    assert faults(page, students_pages(school, "Cedar")) == []


@pytest.mark.full
def test_teachers_main_pages_hold_a_longer_language_and_one_from_right_to_left(
    school: School, look: Any
) -> None:
    page = look(school)
    school.enter(page, school.teacher)
    pages = school.teachers_pages()[0]
    assert pages.keys() >= MAIN
    assert faults(page, {name: pages[name] for name in sorted(MAIN)}) == []


@pytest.mark.full
@pytest.mark.timeout(600)
def test_every_teachers_page_holds_a_longer_language_and_one_from_right_to_left(
    school: School, look: Any
) -> None:
    """Layout alone: what authors are told about a bank's text, and the formulas of the reports, are English."""
    page = look(school)
    school.enter(page, school.teacher)
    assert faults(page, school.teachers_pages()[0], words=False) == []


def test_a_text_that_nobody_translated_is_found(school: School, look: Any) -> None:
    page = look(school)
    page.goto(f"/?lang={PSEUDO}")
    assert escaped(page) == []
    page.evaluate("document.querySelector('main').append('Nobody translated this.')")
    page.evaluate("document.querySelector('h1').setAttribute('aria-label', 'Nor this label.')")
    assert escaped(page) == ["not translated: Nobody translated this.", "not translated: Nor this label."]
