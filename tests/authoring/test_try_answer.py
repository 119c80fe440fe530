"""Trying answers in the editor: what the program would say, with the question's page and its result; nothing is kept."""

import re
from html import unescape

import pytest


def rows(page) -> list[tuple[str, ...]]:
    body = re.search(r"<tbody>(.*?)</tbody>", page.text, re.DOTALL)
    found = re.findall(r"<tr>(.*?)</tr>", body[1], re.DOTALL) if body else []
    return [
        tuple(unescape(re.sub(r"<[^>]+>", "", cell)) for cell in re.findall(r"<t[hd].*?</t[hd]>", row))
        for row in found
    ]


def tried(teacher, staff, question: str, text: str):
    page = teacher.get(f"/banks/{staff.bank_id}/preview/{question}")
    return teacher.submit(page, {"tried": text}, button="Try an answer")


def test_typed_answers_are_tried_one_a_line(teacher, staff):
    page = tried(teacher, staff, "depth", "3,000 m\n4 km\nless than 3 km\n")

    assert [row[:3] for row in rows(page)] == [
        ("3,000 m", "right", "100\u202f%"),
        ("4 km", "wrong", "0\u202f%"),
        ("less than 3 km", "asked back", "–"),
    ]
    assert 'value="3,000 m"' in page.text, "the question's page holds the first of them"
    assert "What students see afterwards" in page.text


def test_options_are_tried_by_their_text_however_they_are_shuffled(teacher, staff):
    page = tried(teacher, staff, "capital", "Sandvik\nnordby")

    assert [row[:2] for row in rows(page)] == [("Sandvik", "right"), ("nordby", "wrong")]
    assert "Nordby is where the ship was built." in rows(page)[1][3]
    assert re.search(r"<input[^>]*checked[^>]*>\s*(?:<[^>]+>\s*)*Sandvik", page.text)


@pytest.mark.parametrize(
    ("question", "text", "says"), [("capital", "Oslo", "offers no “Oslo”"), ("capital", "", "")]
)
def test_what_cannot_be_tried_is_said(teacher, staff, question, text, says):
    page = tried(teacher, staff, question, text)

    assert rows(page) == []
    assert says in page.text
    assert page.status_code == 200
