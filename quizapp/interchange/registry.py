"""The formats, in the order in which they are tried: the first that recognises a file has it."""

from collections.abc import Mapping

from quizapp.basics.messages import msg
from quizapp.interchange import (
    aiken,
    anki,
    blackboard,
    claim_reviews,
    d2l,
    docx,
    flashcard_files,
    games,
    gift,
    h5p,
    html_writing,
    lists,
    moodle_xml,
    otheryaml,
    own,
    qti2,
    qti12,
    relate,
    rexams,
    table_writing,
    tables,
    text2qti,
)
from quizapp.interchange.contract import CannotImport, Format
from quizapp.interchange.named import NAMED
from quizapp.interchange.source import SourceFile

#: First those whose mark cannot be mistaken, last those that nearly every text has.
FORMATS: Mapping[str, Format] = {
    form.name: form
    for form in (
        own.FORMAT,
        moodle_xml.FORMAT,
        qti12.FORMAT,
        qti2.QTI_2,
        qti2.QTI_3,
        qti2.QTI_22_OUT,
        docx.FORMAT,
        h5p.FORMAT,
        anki.FORMAT,
        games.QUIZIZZ,
        games.BLOOKET,
        games.KAHOOT,
        rexams.FORMAT,
        relate.FORMAT,
        otheryaml.FORMAT,
        blackboard.FORMAT,
        d2l.FORMAT,
        tables.FORMAT,
        gift.FORMAT,
        aiken.FORMAT,
        text2qti.FORMAT,
        lists.FORMAT,
        flashcard_files.FORMAT,
        table_writing.CSV,
        table_writing.XLSX,
        html_writing.FORMAT,
        claim_reviews.FORMAT,
    )
}

_LOOKED_FOR = msg(
    "GIFT, Aiken, Moodle XML, QTI, text2qti, numbered lists, tables, cards, H5P, Anki, Kahoot, Word and our own banks"
)


def by_name(name: str) -> Format:
    """The format of this name; raises CannotImport where there is none that can be read."""
    if name not in FORMATS or FORMATS[name].read is None:
        known = ", ".join(each.name for each in FORMATS.values() if each.read)
        raise CannotImport("unknown-format", f"There is no format “{name[:40]}” to read. There are: {known}.")
    return FORMATS[name]


def recognise(source: SourceFile) -> Format:
    """The format of a file, by its content; one that is known by name only has no ``read``.

    Raises CannotImport with ``unknown-format``.
    """
    for form in (*FORMATS.values(), *NAMED):
        if form.recognise is not None and form.recognise(source):
            return form
    if source.kind == "empty":
        raise CannotImport("unknown-format", f"This file is empty. Looked for: {_LOOKED_FOR}.")
    if source.kind == "picture":
        what = msg("This is a picture; questions in a picture cannot be read. Type or paste them.")
        raise CannotImport("unknown-format", what)
    raise CannotImport(
        "unknown-format", f"No questions were recognised in this file. Looked for: {_LOOKED_FOR}."
    )
