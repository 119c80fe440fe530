"""A teacher's Markdown as safe HTML. The only place that makes Markup."""

import re
from collections.abc import Iterable
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline import escape as escape_rule
from markdown_it.rules_inline import link as link_rule
from markdown_it.rules_inline.state_inline import Delimiter
from markupsafe import Markup, escape

from quizapp.domain.pictures import without_pictures

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def _emphasis(state: StateInline, silent: bool) -> bool:
    """Delimiters as in CommonMark, but a star between letters or digits is a star, as "_" there is a line: 2*3*4; and two
    lines are two lines."""
    marker = state.src[state.pos]
    if silent or marker not in ("_", "*"):
        return False
    scanned = state.scanDelims(state.pos, canSplitWord=False)
    if marker == "_" and scanned.length > 1:  # __init__ is a name
        state.push("text", "", 0).content = marker * scanned.length
        state.pos += scanned.length
        return True
    for _each in range(scanned.length):
        state.push("text", "", 0).content = marker
        state.delimiters.append(
            Delimiter(
                marker=ord(marker),
                length=scanned.length,
                token=len(state.tokens) - 1,
                end=-1,
                open=scanned.can_open,
                close=scanned.can_close,
            )
        )
    state.pos += scanned.length
    return True


#: What a backslash keeps as it is; before any other sign it is a backslash, as that of \\( in TeX.
_ESCAPED = frozenset("\\`*_[]<>#~|!+-.=&")
#: Where a link leads: elsewhere x[i](j) is what somebody wrote about a function of x.
_ADDRESS = re.compile(r"\]\(\s*<?(?:https?://|mailto:|/|#)", re.IGNORECASE)


def _escape(state: StateInline, silent: bool) -> bool:
    """A backslash escapes the signs that mean something here, and stays before all others."""
    after = state.src[state.pos + 1 : state.pos + 2]
    line = state.src[: state.pos].rpartition("\n")[2]
    of_a_list = after == ")" and line.strip().isdecimal()  # "1\)" begins no list
    if state.src[state.pos] == "\\" and after not in _ESCAPED and after != "\n" and not of_a_list:
        return False
    return escape_rule(state, silent)


def _link(state: StateInline, silent: bool) -> bool:
    """A link only where it leads to an address."""
    begin = state.pos
    if not link_rule(state, True):
        return False
    written = state.src[begin : state.pos]
    state.pos = begin
    if "](" in written and not _ADDRESS.search(written):
        return False
    return link_rule(state, silent)


_MARKDOWN.inline.ruler.at("emphasis", _emphasis)
_MARKDOWN.inline.ruler.at("escape", _escape)
_MARKDOWN.inline.ruler.at("link", _link)
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


@lru_cache(maxsize=20_000)
def md(text: str) -> Markup:
    """Paragraphs, lists, tables, links, emphasis and pictures; raw HTML stays text."""
    return Markup(_CLEANER.clean(_MARKDOWN.render(text)))  # noqa: S704  # cleaned on this line


@lru_cache(maxsize=50_000)
def inline(text: str) -> Markup:
    """Emphasis, code and links inside one line, for options, legends and cells."""
    return Markup(_CLEANER.clean(_MARKDOWN.renderInline(text)))  # noqa: S704  # cleaned on this line


@lru_cache(maxsize=20_000)
def split_stem(text: str) -> tuple[str, str]:
    """A stem as its first paragraph and the rest (code, table, list, picture), both Markdown.

    The first is a headline, or all there is room for where a stem is shown again. A stem that begins with a block
    has the block's first line there, as code, and all of it in the rest.
    """
    if "\n" not in text:
        return text, ""
    tokens = _MARKDOWN.parse(text)
    if not tokens:
        return text, ""
    first, lines = tokens[0], text.splitlines()
    if first.type == "paragraph_open" and first.map:
        begin, end = first.map
        return "\n".join(lines[begin:end]).strip(), "\n".join(lines[end:]).strip("\n")
    shown = (each.content.strip().splitlines() for each in tokens if each.content.strip())
    return f"`{next(shown, ['…'])[0]}`", text


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """The text without its markup, for titles, tables and exports; a picture is its words."""
    render = _MARKDOWN.render if "\n" in text else _MARKDOWN.renderInline
    html = render(without_pictures(text))
    return Markup(nh3.clean(html, tags=set())).striptags()  # noqa: S704  # cleaned


def lines_of(text: str) -> str:
    """The text without its markup, the lines of its code kept, for cards that show lines."""
    if "\n" not in text:
        return plain(text)
    parts, blocks = [], [token for token in _MARKDOWN.parse(text) if token.type in ("fence", "code_block")]
    lines, last = text.splitlines(), 0
    for block in blocks:
        begin, end = block.map or [last, last]
        parts += [plain("\n".join(lines[last:begin])), block.content.rstrip("\n")]
        last = end
    parts.append(plain("\n".join(lines[last:])))
    return "\n".join(part for part in parts if part.strip())


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
