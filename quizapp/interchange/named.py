"""Formats that are known by name only: what a file is, and how to get one that can be read."""

import re

from quizapp.basics.messages import msg
from quizapp.interchange.contract import Format
from quizapp.interchange.source import SourceFile


def _named(
    name: str, label: str, advice: str, *, kind: str = "", head: str = "", anywhere: str = ""
) -> Format:
    def recognise(source: SourceFile) -> bool:
        if kind and source.kind != kind:
            return False
        if head and not re.match(head, source.head, re.IGNORECASE):
            return False
        return not anywhere or re.search(anywhere, source.head) is not None

    return Format(name, label, (), recognise, advice=advice)


NAMED = (
    _named("pdf", "a PDF", msg("Open it in the program it was made with and save it as Word, GIFT or CSV."), kind="pdf"),
    _named(
        "old-office",
        "an old Word or Excel file",
        msg("Open it and save it as .docx or .xlsx."),
        kind="old-office",
    ),
    _named("examview", "an ExamView test", msg("In ExamView, export it as Blackboard or QTI."), kind="xml",
           head=r"<\?xml[^>]*>\s*<(?:examview|exam)\b"),
    _named("word-xml", "a Word document as XML", msg("Open it in Word and save it as .docx."), kind="xml",
           anywhere=r"<\?mso-application|<w:wordDocument|<pkg:package"),
    _named("hot-potatoes", "a Hot Potatoes file", msg("In Moodle, import it and export it as Moodle XML."), kind="xml",
           anywhere=r"<hotpot-|<rdf:RDF[^>]*hotpot"),
    _named("olx", "an Open edX course part", msg("Export the questions as QTI, or paste them as a list."), kind="xml",
           head=r"(?:<\?xml[^>]*>\s*)?<(?:problem|sequential|vertical|library)\b"),
    _named("latex", "a LaTeX text", msg("Export it as Moodle XML, QTI or GIFT."), kind="text",
           anywhere=r"\\documentclass|\\begin\{(?:questions|exercise|question)\}"),
    _named("webct", "a WebCT text", msg("In WebCT or Blackboard, export it as QTI."), kind="text", head=r":TYPE:(?:MC|M|S|P|C)\b"),
    _named("prairielearn", "a PrairieLearn question", msg("Its questions are programs: export or paste them as a list."),
           kind="text", anywhere=r"<pl-(?:question-panel|multiple-choice|number-input|checkbox)"),
)  # fmt: skip
