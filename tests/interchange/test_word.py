"""Word documents beyond the example: what counts as a key, and what does not."""

import io
from collections.abc import Callable

import pytest
from docx import Document
from docx.shared import RGBColor
from PIL import Image

from quizapp.interchange import read_file

Mark = Callable[[object], None]


def bold(run):
    run.bold = True


def coloured(run):
    run.font.color.rgb = RGBColor(0xC0, 0, 0)


def word(marks: list[tuple[Mark, ...]]) -> bytes:
    """A document of three questions; ``marks`` of the options of each, right one first."""
    document = Document()
    for number, options in enumerate(marks, start=1):
        document.add_paragraph(f"{number}. Which is number {number}?")
        for letter, mark in zip("ABC", options, strict=False):
            run = document.add_paragraph().add_run(f"{letter}) text {letter}{number}")
            mark(run)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def plain(run):
    return None


@pytest.mark.parametrize("mark", [bold, coloured])
def test_one_way_of_setting_off_is_the_key(mark):
    result = read_file(word([(mark, plain, plain)] * 3), "a.docx")

    assert len(result.imported) == 3
    assert "key-from-bold" in {told.code for _, told in result.warnings}
    assert "answer: text A1" in result.text


def test_two_ways_of_setting_off_are_no_key():
    result = read_file(word([(bold, coloured, plain)] * 3), "a.docx")

    assert result.error is not None
    assert {each.code for each in result.refused} == {"no-right-answer"}


def test_what_marks_few_questions_is_emphasis_and_no_key():
    result = read_file(word([(bold, plain, plain), (plain, plain, plain), (plain, plain, plain)]), "a.docx")

    assert {each.code for each in result.refused} == {"no-right-answer"}
    assert len(result.refused) == 3


def test_pictures_of_a_document_are_told():
    picture = io.BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    document = Document()
    for text in ("1. Which?", "A) this", "B) that", "Answer: A"):
        document.add_paragraph(text)
    document.add_picture(picture)
    file = io.BytesIO()
    document.save(file)

    result = read_file(file.getvalue(), "a.docx")

    assert [told.code for _, told in result.lost] == ["picture"]
