"""Our own banks: they stay as they are, letter by letter."""

import re

from quizapp.interchange.contract import FileReading, Format
from quizapp.interchange.source import SourceFile

_KEYS = re.compile(r"(?m)^(title|questions|language|topics|claims|sources):")
_ENTRY = re.compile(r"(?m)^\s*-?\s*(ask|statement|fill|essay):\s")


def recognise(source: SourceFile) -> bool:
    """Our keys at the left edge, and an entry as only our banks have it."""
    if source.kind != "text":
        return False
    found = {match[1] for match in _KEYS.finditer(source.text)}
    return "questions" in found and len(found) > 1 and _ENTRY.search(source.text) is not None


def read(source: SourceFile) -> FileReading:
    """The bank's text."""
    return FileReading((), bank=source.text)


FORMAT = Format("yaml", "a quizapp bank", (".yaml", ".yml"), recognise, read)
