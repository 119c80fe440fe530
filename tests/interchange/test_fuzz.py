"""Damaged files of every format: no traceback, no bank with errors. Long under ``full``, short otherwise."""

import io
import zipfile

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from quizapp.interchange import FORMATS, ReadAs, read_file
from tests.support.interchange import Example, bank_of, examples

READY = [each for each in examples() if each.format in FORMATS]
#: Pieces that files of some format hold, put where they do not belong.
PIECES = [
    b"<", b">", b"&", b"]]>", b"<![CDATA[", b"{", b"}", b"{1:SA:=", b"=", b"~", b"#", b"\x00", b"\xff", b"\n", b'"', b"[[", b"]]",
    b"*", b"'", b"%", b"-1", b"1e999", b"null", b"[]", b"</item>", b"<question>", b"\xe2\x80\xae", b"=>", b": ", b"- ",
]  # fmt: skip


@st.composite
def damaged(draw, content: bytes) -> bytes:
    """The same bytes with a few pieces cut, doubled, swapped or put in."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, max(len(content) - 1, 0)))
        end = min(len(content), start + draw(st.integers(0, 40)))
        piece = draw(st.sampled_from([b"", content[start:end] * 2, *PIECES]))
        content = content[:start] + piece + content[end:]
    return content


@st.composite
def damaged_file(draw, content: bytes) -> bytes:
    """A file damaged as it stands; of a packed one an entry is damaged and the rest packed anew."""
    if not content.startswith(b"PK"):
        return draw(damaged(content))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    name = draw(st.sampled_from(sorted(entries)))
    entries[name] = draw(damaged(entries[name]))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for each, inside in entries.items():
            packed.writestr(each, inside)
    return file.getvalue()


def _check(data, example: Example) -> None:
    content = data.draw(damaged_file(example.content))
    result = read_file(content, example.path.name, ReadAs(data.draw(st.sampled_from(["", example.format]))))
    assert result.error is not None or bank_of(result.text).questions


_CALM = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "phases": [Phase.explicit, Phase.generate, Phase.shrink],
    "derandomize": True,
}


@pytest.mark.parametrize("example", READY, ids=str)
@settings(max_examples=6, **_CALM)
@given(data=st.data())
def test_a_damaged_file_ends_in_a_sentence_or_in_a_bank_without_errors(example, data):
    _check(data, example)


@pytest.mark.full
@pytest.mark.parametrize("example", READY, ids=str)
@settings(max_examples=300, **_CALM)
@given(data=st.data())
def test_many_damaged_files_end_in_a_sentence_or_in_a_bank_without_errors(example, data):
    _check(data, example)
