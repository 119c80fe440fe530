"""Hostile files: refused in one sentence or made harmless, in a process with little time and memory."""

import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from quizapp.interchange import read_file
from quizapp.interchange.apart import Apart, Limits, read_apart
from tests.support.interchange import bank_of, bare

FILES = Path(__file__).parent / "hostile"
#: Two seconds of work beside the start of Python and its libraries, and 300 MB.
LITTLE = Limits(work_seconds=4, seconds=60, memory=300_000_000)
#: What each ends with: an error's code, or the number of questions that come in.
EXPECTED = {
    "billion-rows.csv": {"too-large"},
    "cp1251.txt": 1,
    "deep.xml": {"damaged", "too-large"},
    "empty.txt": {"unknown-format"},
    "entity-bomb.xml": {"entities"},
    "formula.csv": 1,
    "latin1-said-utf8.xml": 1,
    "lying-size.zip": {"too-large", "damaged"},
    "many-entries.zip": {"too-large"},
    "nested.zip": {"nested-archive"},
    "not-a-quiz.txt": {"unknown-format"},
    "nul.gift": 1,
    "picture-named.gift": {"unknown-format"},
    "script.xml": 1,
    "symlink.zip": {"no-questions", "unknown-format"},
    "traversal.zip": 1,
    "truncated.zip": {"damaged"},
    "utf16.csv": 1,
    "xxe-http.xml": {"no-questions"},
    "xxe.xml": {"entities"},
    "yaml-in-text.gift": 1,
    "zip-bomb.zip": {"too-large"},
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_hostile_file_is_refused_or_made_harmless_with_little_time_and_memory(name):
    wanted = EXPECTED[name]
    result = read_apart((FILES / name).read_bytes(), name, limits=LITTLE)

    if isinstance(wanted, int):
        assert len(bank_of(result.text).questions) == len(result.imported) == wanted
    else:
        assert result.text == ""
        assert result.error is not None
        assert result.error[0] in wanted
        assert len(result.error[1]) < 300


def test_every_hostile_file_has_an_end():
    assert {path.name for path in FILES.iterdir() if ".expected." not in path.name} == set(EXPECTED)


@pytest.mark.parametrize("ending", ["gift", "csv", "txt"])
def test_a_line_of_10_megabytes_is_too_large(ending):
    result = read_apart(b"a,b" * 3_500_000, f"long.{ending}", limits=LITTLE)

    assert result.error is not None
    assert result.error[0] == "too-large"


def test_what_is_a_script_elsewhere_is_no_more_than_its_text():
    result = read_file((FILES / "script.xml").read_bytes(), "script.xml")
    wanted = bank_of((FILES / "script.expected.yaml").read_text("utf-8"))

    assert [bare(each) for each in bank_of(result.text).questions] == [
        bare(each) for each in wanted.questions
    ]
    assert {told.about for _, told in result.lost if told.code == "markup"} >= {"script", "iframe", "link"}


def test_texts_that_look_like_yaml_stay_texts():
    [question] = bank_of(
        read_file((FILES / "yaml-in-text.gift").read_bytes(), "yaml-in-text.gift").text
    ).questions

    assert "ask: not a question\n\nanswer: no" in question.ask


def test_an_entry_that_leads_out_of_its_archive_is_named_and_never_opened():
    result = read_file((FILES / "traversal.zip").read_bytes(), "traversal.zip")

    assert "../../etc/x.xml" in {told.about for _, told in result.warnings if told.code == "bad-entry"}


def test_a_picture_that_unpacks_without_end_is_not_read_to_its_end():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("imsmanifest.xml", "<manifest/>")
        for number in range(4):
            archive.writestr(f"{number}.xml", b"<x>" + b" " * 20_000_000)
    result = read_apart(file.getvalue(), "bomb.zip", limits=LITTLE)

    assert result.error is not None
    assert result.error[0] == "too-large"


def test_a_process_that_goes_beyond_its_limits_is_ended_and_the_file_refused():
    result = read_apart(b"::a:: b {=c}", "a.gift", limits=Limits(seconds=0.001))

    assert result.error is not None
    assert result.error[0] == "too-large"


def test_a_file_that_goes_beyond_its_limits_costs_the_files_after_it_nothing():
    with Apart() as apart:
        too_much = apart.read(b"::a:: b {=c}\n\n" * 1_500, "a.gift", limits=Limits(seconds=0.001))
        after = [apart.read(b"::a:: b {=c}", "a.gift") for _ in range(2)]

    assert too_much.error is not None
    assert too_much.error[0] == "too-large"
    assert [each.imported[0].id for each in after] == ["a", "a"]


def _workbook(**parts: bytes) -> bytes:
    """A workbook of one question, with signs of its sheet replaced and a DOCTYPE before it."""
    book, packed, changed = Workbook(), io.BytesIO(), io.BytesIO()
    for row in (["question", "A", "B", "correct"], ["Which?", "x", "y", "B"]):
        book.active.append(row)
    book.save(packed)
    with zipfile.ZipFile(packed) as whole, zipfile.ZipFile(changed, "w") as copy:
        for name in whole.namelist():
            content = whole.read(name).replace(b"Which?", parts.get("says", b"Which?"))
            if name.endswith(("sharedStrings.xml", "sheet1.xml")):
                content = parts.get("before", b"") + content.removeprefix(b"<?xml version='1.0'?>\n")
            copy.writestr(name, content.replace(b"A1:D2", parts.get("size", b"A1:D2")))
    return changed.getvalue()


_LAUGHS = b"".join(
    b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10 if n else b"lol" * 10) for n in range(9)
)
_HEAD = b"question,options,correct\n"
#: Files of the kinds that tables, cards and lists meet, none of which may cost more than a little; how many questions come in.
KIN = {
    "outside.xlsx": (_workbook(before=b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', says=b"&e;"), 0),
    "laughs.xlsx": (_workbook(before=b"<!DOCTYPE x [" + _LAUGHS + b"]>", says=b"&a8;"), 0),
    "vast.xlsx": (_workbook(size=b"A1:XFD1048576"), 1),
    "parts.csv": (_HEAD + b"".join(b'Who%d?,a|b,"%sb"\n' % (n, b"a," * 4_000) for n in range(20)), 0),
    "options.csv": (_HEAD + b"".join(b'Who%d?,"%sb",b\n' % (n, b"a|" * 4_000) for n in range(10)), 0),
    "nested.tsv": (b"".join([_HEAD.replace(b",", b"\t"), b"Who?\t" + b"[" * 9_000 + b"\ta\n"]), 0),
    "wide.csv": (b"".join(b"q%d,%s,z,z\n" % (n, b",".join([b"x"] * 50)) for n in range(90)), 90),
    "spaces.txt": (b"".join(b"a%sb\n" % (b" " * 297) for _ in range(400)), 0),
    "dashes.txt": (b"-/" * 140 + b"\n", 0),
    "brackets.txt": (b"1. Which?\n" + b"[A] " * 5_000 + b"\n" + b"[A] x\n" * 5_000, 0),
}  # fmt: skip


def test_kin_of_hostile_files_cost_little_and_bring_in_nothing_of_others():
    with Apart() as apart:
        for name, (content, wanted) in KIN.items():
            result = apart.read(content, name, limits=LITTLE)
            assert (name, len(result.imported)) == (name, wanted)
            assert result.error is None or result.error[0] != "too-large", name
            assert "root:" not in result.text
