"""A teacher's Markdown as safe HTML. The only place that makes Markup."""

import re
from collections.abc import Iterable
from functools import lru_cache

import nh3
from markupsafe import Markup, escape

from quizapp.domain import markdown
from quizapp.domain.markdown import Verbatim, around_gap, first_sentence, plain, split_stem, stem_line
from quizapp.domain.pictures import without_pictures

__all__ = [
    "around_gap",
    "element",
    "first_sentence",
    "inline",
    "join_parts",
    "md",
    "on_card",
    "plain",
    "split_stem",
    "spoken",
    "stem_line",
    "under_one_another",
]

_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h3", "h4", "hr", "img", "li", "ol", "p", "pre", "s",
    "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}}


def _keep_attribute(tag: str, attribute: str, value: str) -> str | None:
    """Pictures come from this site alone: anything else could tell a stranger who is reading."""
    if tag == "img" and attribute == "src":
        return value if value.startswith("/pictures/") else None
    return value


_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    attribute_filter=_keep_attribute,
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer",
)


@lru_cache(maxsize=20_000, typed=True)
def md(text: str) -> Markup:
    """Paragraphs, lists, tables, links, emphasis and pictures; raw HTML stays text, and one line is one paragraph."""
    if isinstance(text, Verbatim) or "\n" not in text:
        return Markup("<p>{}</p>\n").format(inline(text))
    return Markup(_CLEANER.clean(markdown.READER.render(text)))  # noqa: S704  # cleaned on this line


@lru_cache(maxsize=50_000, typed=True)
def inline(text: str) -> Markup:
    """Emphasis, code and links inside one line, for options, legends and cells; a block of code keeps its lines."""
    if isinstance(text, Verbatim):
        return Markup("<br>\n").join(str(text).split("\n"))
    if not markdown.holds_code(text):
        return Markup(_CLEANER.clean(markdown.READER.renderInline(text)))  # noqa: S704  # cleaned on this line
    return join_parts(
        element("code", escape(piece), class_="block") if is_code else inline(piece)
        for piece, is_code in markdown.pieces_of(text)
    )


def on_card(text: str) -> Markup:
    """A text as one line of HTML for programs that have pages of their own: pictures are their words, and the lines of
    code are kept."""
    html = md(without_pictures(text)) if "\n" in text else inline(without_pictures(text))
    parts = re.split(r"(<pre>.*?</pre>)", html, flags=re.DOTALL)
    parts[::2] = [part.replace("\n", " ").strip() for part in parts[::2]]
    parts[1::2] = [part.replace("\n</code>", "</code>").replace("\n", "<br>") for part in parts[1::2]]
    return Markup("".join(parts))  # noqa: S704  # parts of what was cleaned


def under_one_another(lines: Iterable[str | Markup]) -> Markup:
    """Lines with a line end between them; plain texts are escaped."""
    return Markup("<br>").join(lines)


_NAME = re.compile(r"[a-z][A-Za-z0-9-]*")


def element(name: str, *children: str | Markup, **attributes: str | int | float | None) -> Markup:
    """One element of HTML or SVG, for drawings: every text and value is escaped, None leaves an attribute out.

    ``_`` in a keyword is ``-`` in the attribute, and one at its end is dropped (``class_``). Attributes that the
    content policy forbids raise ValueError.
    """
    written = []
    for keyword, value in attributes.items():
        attribute = keyword.rstrip("_").replace("_", "-")
        if not _NAME.fullmatch(attribute) or attribute == "style" or attribute.startswith("on"):
            raise ValueError(f"no drawing may have the attribute {attribute!r}")
        if value is not None:
            written.append(f' {attribute}="{escape(_short(value))}"')
    if not _NAME.fullmatch(name) or name in ("script", "style"):
        raise ValueError(f"no drawing may have the element {name!r}")
    content = Markup("").join(children)
    return Markup(f"<{name}{''.join(written)}>{content}</{name}>")  # noqa: S704  # every part was escaped above


def join_parts(parts: Iterable[str | Markup]) -> Markup:
    """Parts one after the other; plain texts are escaped."""
    return Markup("").join(parts)


def spoken(language: str, direction: str) -> Markup:
    """The attributes of an element with a text of a bank in this language; without one its letters give the direction."""
    if not language:
        return Markup('dir="auto"')
    return Markup(f'lang="{escape(language)}" dir="{escape(direction)}"')  # noqa: S704  # both were escaped


def of_the_catalogue(text: str) -> Markup:
    """A text of ours or of a translator, which may hold tags."""
    return Markup(text)  # noqa: S704  # no person's text: values are escaped as they are filled in


def _short(value: str | int | float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
