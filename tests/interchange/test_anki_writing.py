"""The file for Anki, read back by the rules of its text import."""

import csv
import io
import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.interchange.anki_writing import AnkiNote, write_anki_text

CARD = AnkiNote("kursk/area", "How large?", "About 1,000 km²", ("area", "who says so"))


def rows_of(text: str) -> list[list[str]]:
    """As Anki reads it: lines that begin with # at the top are settings, the rest is CSV with quotes."""
    lines = text.split("\n")
    body = "\n".join(line for line in lines if not line.startswith("#"))
    return [row for row in csv.reader(io.StringIO(body, newline=""), delimiter="\t") if row]


def test_the_settings_come_first_one_a_line() -> None:
    head = write_anki_text([CARD], "  Kursk:\n day 1 ").split("\n")[:5]
    assert head == ["#separator:tab", "#html:true", "#deck:Kursk: day 1", "#guid column:1", "#tags column:4"]


def test_a_card_is_guid_front_back_tags() -> None:
    ((guid, front, back, tags),) = rows_of(write_anki_text([CARD], "d"))
    assert re.fullmatch("[0-9a-f]{20}", guid)
    assert (front, back, tags) == ("How large?", "About 1,000 km²", "area who-says-so")


def test_the_guid_hangs_on_the_id_alone_and_never_changes() -> None:
    """A changed guid would give every learner a second copy of every card."""
    changed = AnkiNote(CARD.id, "Other words", "Other words")
    first, second = (rows_of(write_anki_text([card], "d"))[0][0] for card in (CARD, changed))
    # hashlib.blake2b(b"quizapp\0kursk/area", digest_size=10).hexdigest()
    assert first == second == "607bc71af887d424711c"
    assert rows_of(write_anki_text([AnkiNote("kursk/loss", "f", "b")], "d"))[0][0] != first


def test_markup_is_shown_and_not_obeyed() -> None:
    card = AnkiNote("a", '# <b>"x" & y</b>', "[sound:a.mp3] \\(x\\) {{c1::z}}\tend\nline")
    ((_, front, back, _),) = rows_of(write_anki_text([card], "d"))
    assert front == "# &lt;b&gt;&quot;x&quot; &amp; y&lt;/b&gt;"
    assert back == "&#91;sound:a.mp3] &#92;(x&#92;) &#123;&#123;c1::z}} end<br>line"


@given(st.text(), st.text(), st.lists(st.text()))
def test_any_text_stays_in_its_place(front: str, back: str, tags: list[str]) -> None:
    card = AnkiNote("id", f"{front}.", f"{back}.", tuple(tags))
    ((_, read_front, read_back, read_tags),) = rows_of(write_anki_text([card], "d"))
    for written, read in ((front, read_front), (back, read_back)):
        shown = unescape(read.replace("<br>", "\n"))
        assert shown.split() == re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", f"{written}.").split()
    assert '"' not in read_tags


@pytest.mark.parametrize("blank", [("", "f", "b"), ("i", " \n", "b"), ("i", "f", "")])
def test_a_blank_side_is_refused_because_anki_would_skip_it(blank: tuple[str, str, str]) -> None:
    with pytest.raises(ValueError, match="has no"):
        AnkiNote(*blank)


def test_two_cards_with_one_id_and_a_deck_without_a_name_are_refused() -> None:
    with pytest.raises(ValueError, match="same id"):
        write_anki_text([CARD, CARD], "d")
    with pytest.raises(ValueError, match="needs a name"):
        write_anki_text([CARD], " \n")


def test_a_deck_name_cannot_begin_another_setting() -> None:
    assert "#notetype" not in write_anki_text([CARD], "d\n#notetype:Cloze").split("\n")[3]
    assert write_anki_text([CARD], "d\n#notetype:Cloze").split("\n")[2] == "#deck:d #notetype:Cloze"
