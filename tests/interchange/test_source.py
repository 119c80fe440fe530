"""Foreign files as text: encodings, signs that no bank can hold, limits, files that are no quiz."""

import pytest

from quizapp.basics.limits import IMPORT_BYTES, IMPORT_LINE_LETTERS
from quizapp.interchange import SourceFile, read_file

RUSSIAN = "Столица Франции?\nA) Париж\nB) Рим\nANSWER: A\n"
POLISH = "Która rzeka płynie przez Łódź?\nA) Łódka\nB) Wisła\nANSWER: A\n"
GERMAN = "Welcher Fluß fließt durch Köln?\nA) Rhein\nB) Elbe für Süße\nANSWER: A\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "cp1251"),
        (POLISH, "cp1250"),
        (GERMAN, "cp1252"),
        (GERMAN, "mac_roman"),
        (GERMAN, "utf-16-le"),
    ],
)
def test_an_encoding_that_nobody_says_is_guessed_and_told_with_a_sample(text, encoding):
    source = SourceFile(text.encode(encoding), "x.txt")

    assert source.text == text
    [told] = source.warnings
    assert told.code == "encoding-guessed"
    assert told.about.startswith(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_utf_8_and_marked_texts_are_sure(encoding):
    source = SourceFile(RUSSIAN.encode(encoding), "x.txt")

    assert (source.text, source.warnings) == (RUSSIAN, ())


def test_an_encoding_that_somebody_says_is_taken():
    assert SourceFile(RUSSIAN.encode("cp1251"), encoding="cp1251").text == RUSSIAN


def test_signs_that_no_bank_can_hold_are_left_out_and_told():
    result = read_file(b"::n::One\x00two {=a ~b}", "nul.gift")

    assert "ask: Onetwo" in result.text
    assert [told.code for _, told in result.warnings] == ["sign-removed"]


def test_carriage_returns_alone_end_lines():
    assert SourceFile(b"one\rtwo\r\nthree").text == "one\ntwo\nthree"


@pytest.mark.parametrize("ending", ["gift", "txt", "csv"])
def test_a_line_of_ten_megabytes_is_too_large(ending):
    content = b"::x::" + b"a" * 10_000_000 + b" {=a ~b}"
    result = read_file(content, f"x.{ending}")

    assert result.error is not None
    assert result.error[0] == "too-large"
    assert f"{IMPORT_LINE_LETTERS:,}" in result.error[1]


def test_a_file_over_the_limit_is_too_large_before_it_is_looked_at():
    result = read_file(b"x" * (IMPORT_BYTES + 1), "x.gift")

    assert result.error is not None
    assert result.error[0] == "too-large"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"Dear parents,\n\nthe trip is on Friday.\n", "Looked for"),
        (b"\x89PNG\r\n\x1a\n0000", "picture"),
    ],
)
def test_what_holds_no_quiz_is_said_to_be_unknown(content, said):
    result = read_file(content, "x.gift")

    assert result.error is not None
    assert result.error[0] == "unknown-format"
    assert said in result.error[1]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"%PDF-1.7", "pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old-office"),
        (b"\\documentclass{exam}\n", "latex"),
    ],
)
def test_a_format_known_by_name_only_is_named_with_a_way_out(content, name):
    result = read_file(content, "x")

    assert result.format == name
    assert result.error is not None
    assert result.error[0] == "not-supported"
    assert "export" in result.error[1].lower() or "save it as" in result.error[1]
