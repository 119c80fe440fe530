"""Markdown as markup for other programs: XHTML that reads back as the same Markdown, sign by sign."""

import re
from html import escape

from quizapp.domain.markdown import READER
from quizapp.domain.pictures import find_picture_names, without_pictures
from quizapp.interchange.exporting import Export
from quizapp.interchange.markdown import OWN, from_html


def blocks(text: str, export: Export, *, own: bool = True) -> str:
    """A text as paragraphs, lists and tables; empty for an empty one.

    Without ``own`` no Markdown stands beside it, for programs that would take marks in it for theirs.
    """
    shown = _without(text, export)
    if not shown:
        return ""
    markup = rendered(shown)
    if not re.search(r"<img|>[^<]*[^<\s]", markup):  # Markdown that shows nothing stays as it is written
        markup = f"<p>{escape(shown)}</p>"
    return _kept(shown, markup, "div") if own else markup


def rendered(text: str) -> str:
    """A text as our students see it; one line holds no blocks."""
    return str(READER.render(text)).strip() if "\n" in text else f"<p>{READER.renderInline(text)}</p>"


def line(text: str, export: Export) -> str:
    """A text as our students see it within a line; one of several lines as blocks."""
    shown = _without(text, export)
    return blocks(shown, export) if "\n" in shown else _kept(shown, READER.renderInline(shown), "span")


def _kept(text: str, markup: str, around: str) -> str:
    """Markup; where reading it would give another Markdown, with the Markdown beside it."""
    if from_html(markup)[0] == text:
        return markup
    said = escape(text).replace("\n", "&#10;")
    return f'<{around} data-{OWN}="{said}">{markup}</{around}>'


def _without(text: str, export: Export) -> str:
    for name in find_picture_names(text):
        export.lose("picture", name)
    return without_pictures(text)
