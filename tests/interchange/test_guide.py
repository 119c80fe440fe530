"""docs/interchange.md says what the program does."""

from quizapp.interchange import FORMATS
from tools import formats

TEXT = formats.GUIDE.read_text("utf-8")


def test_the_table_of_formats_is_what_the_program_does():
    assert formats.written(TEXT) == TEXT


def test_the_table_has_every_format():
    assert all(f"| `{name}` |" in TEXT for name in FORMATS)
