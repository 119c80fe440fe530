"""A teacher's Markdown as safe HTML. The only place that makes Markup."""

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
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
def plain(text: str) -> str:
    """The text without its markup, for titles, tables and exports."""
    return Markup(nh3.clean(_MARKDOWN.renderInline(text), tags=set())).striptags()  # noqa: S704  # cleaned
