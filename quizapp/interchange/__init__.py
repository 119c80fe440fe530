"""Interchange: question files of other programs in, and ours out, with everything told that cannot come along.

Pure: bytes in, bytes out. Files, the web and the database are the callers'.

    source -> recognise -> read -> settle -> write a bank -> read it back -> receipt

How a format is added:

1. A module ``quizapp/interchange/NAME.py`` with ``FORMAT = Format("name", "a label", (".ending",), recognise, read,
   write)``; leave out what it does not have.
   - ``recognise(source)`` looks at the content, never at the name alone, is cheap and never raises. ``source.kind`` says
     what the bytes are (``zip``, ``xml``, ``text`` …), ``source.text`` is the text with line ends and encoding settled;
     binary formats use ``source.content``.
   - ``read(source)`` returns a ``FileReading``: items of ``quizapp.domain.exchange``, ``RefusedItem`` and ``Skipped`` in the
     file's order, each with its place in words. One broken question costs one: it becomes ``RefusedItem``. Texts are Markdown,
     made by ``markdown.from_html``, ``from_auto`` or ``escape``; what is typed is plain (``plain_from_html``). Shares are
     those of the file: half credit, several right and tolerances are decided in ``settling`` alone. What the reader itself
     drops it tells with ``Told`` in ``Item.lost`` and ``Item.warnings`` (codes and sentences: ``sentences``). A file that
     cannot be read at all raises ``CannotImport``. Nothing is fetched, nothing is run, no path of a file is used.
   - ``write(bank)`` (with ``exporting``; in a module of its own where both are long) returns a ``WrittenFile``: the file, what is lost, and which questions are left out.
2. One line in ``registry.FORMATS``, at its place in the order of recognising.
3. Examples in ``tests/interchange/examples/NAME/``: ``x.ending``, ``x.expected.yaml`` and, where something is refused,
   lost or doubtful, ``x.expected.json``. The contract tests take them up unasked.
"""

from quizapp.interchange.contract import CannotImport, FileReading, Format, RefusedItem, Skipped, WrittenFile
from quizapp.interchange.importing import Imported, ImportResult, ReadAs, read_file
from quizapp.interchange.registry import FORMATS, by_name, recognise
from quizapp.interchange.source import SourceFile

__all__ = [
    "FORMATS",
    "CannotImport",
    "FileReading",
    "Format",
    "ImportResult",
    "Imported",
    "ReadAs",
    "RefusedItem",
    "Skipped",
    "SourceFile",
    "WrittenFile",
    "by_name",
    "read_file",
    "recognise",
]
