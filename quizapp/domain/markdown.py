"""How a text of a bank is read as Markdown: what is a mark, what is a sign that stays, and what is left to read.

Built so that what is written is what is read: fewer marks than elsewhere, and only where they can hardly be meant
otherwise. HTML is made of it in one place, ``quizapp/web/markup.py``.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline import autolink as autolink_rule
from markdown_it.rules_inline import escape as escape_rule
from markdown_it.rules_inline import link as link_rule
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

from quizapp.domain.pictures import without_pictures


class Verbatim(str):
    """A text that somebody typed as an answer: shown sign by sign, never read as Markdown."""

    __slots__ = ()


#: A sentence ends where the next begins with a capital; the full stop of "Mr. Low" and "A. Low" ends none.
_NEXT_SENTENCE = re.compile(
    r"(?:(?<=[.!?”])|(?<=[.!?”]\*\*))(?<!\b[A-Z]\.)(?<!\b(?:Mr|Dr|St|No)\.)\s+(?=[*“]*[A-Z])"
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s")
#: Signs of formulas and code: after the first no emphasis begins, and before the second none ends.
_NO_START, _NO_END = frozenset(")]}=+/<>"), frozenset("([{=+/<>")


def _emphasis(state: StateInline, silent: bool) -> bool:
    """Stars as in CommonMark, but one between letters or digits is a star: 2*3*4. A line is always a line: _init_."""
    if silent or state.src[state.pos] != "*":
        return False
    scanned = state.scanDelims(state.pos, canSplitWord=False)
    # In (*p)*(*q) no star is a mark: words in emphasis stand between spaces and marks of a sentence.
    before, after = state.src[state.pos - 1 : state.pos], state.src[state.pos + scanned.length :][:1]
    for _each in range(scanned.length):
        state.push("text", "", 0).content = "*"
        state.delimiters.append(
            Delimiter(
                marker=ord("*"),
                length=scanned.length,
                token=len(state.tokens) - 1,
                end=-1,
                open=scanned.can_open and before not in _NO_START,
                close=scanned.can_close and after not in _NO_END,
            )
        )
    state.pos += scanned.length
    return True


#: What a backslash keeps as it is; before any other sign it is a backslash, as that of \\( in TeX.
_ESCAPED = frozenset("\\`*_[]<>#~|!+-.=&")
#: Where a link leads: elsewhere x[i](j) is what somebody wrote about a function of x.
_ADDRESS = re.compile(r"\]\(\s*<?(?:https?://|mailto:|/|#)", re.IGNORECASE)
#: An address in angle brackets; vector<int:long> is none.
_BARE_ADDRESS = re.compile(r"<(?:https?://|mailto:|[\w.+-]+@)", re.IGNORECASE)


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


def _autolink(state: StateInline, silent: bool) -> bool:
    return bool(_BARE_ADDRESS.match(state.src, state.pos)) and autolink_rule(state, silent)


def _headings(state: StateCore) -> None:
    """A heading of a text stands below those of the page that shows it."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h3" if token.tag < "h4" else "h4"


def _reader() -> MarkdownIt:
    # "&lt;" is what somebody wrote about HTML, and a line "[1]: see below" says something.
    reader = MarkdownIt("commonmark", {"html": False, "xhtmlOut": True}).enable(["table", "strikethrough"])
    reader.disable(["entity", "reference"])
    reader.core.ruler.push("headings", _headings)
    for name, rule in (
        ("emphasis", _emphasis),
        ("escape", _escape),
        ("link", _link),
        ("autolink", _autolink),
    ):
        reader.inline.ruler.at(name, rule)
    return reader


READER = _reader()
_FENCE = re.compile(r"(?m)^ {0,3}(?:```|~~~)")


#: In an option: code and what a backslash keeps, which stay; then what is a mark elsewhere, and in lines of their own.
_OF_OPTION = re.compile(
    r"(?ms)^ {0,3}(?P<fence>```|~~~).*?(?:^ {0,3}(?P=fence)|\Z)|^ {4}[^\n]*"
    r"|(?<!`)(?P<code>`+)(?!`).*?(?<!`)(?P=code)(?!`)|\\."
    rf"|(?P<mark>\*+|~~+|{_BARE_ADDRESS.pattern.replace('<', '<(?=', 1)}))|^ {{0,3}}(?P<first>[>#+=-])"
    r"|^ {0,3}\d{1,9}(?P<dot>[.)])(?=\s)",
    re.IGNORECASE,
)
_MARK_OF_OPTION = re.compile(r"[*~<\n]")


def as_option(text: str) -> str:
    """The Markdown that shows a short text (option, item, side of a pair) as it is written: stars are stars there.

    Code, links and pictures stay, and so does what a backslash keeps already.
    """
    lines = "\n" in text
    if not _MARK_OF_OPTION.search(text) or not (lines or _has_marks(READER.parseInline(text))):
        return text

    def keep(found: re.Match[str]) -> str:
        name = found.lastgroup if found.lastgroup in ("mark", "first", "dot") else ""
        if not name or (name != "mark" and not lines):
            return found[0]
        before = found[0][: found.start(name) - found.start()]
        return before + "".join(f"\\{sign}" for sign in found[name])

    return _OF_OPTION.sub(keep, text)


def _has_marks(tokens: Iterable[Token]) -> bool:
    """Whether signs are taken for emphasis, for a line through a text, or for an address."""
    return any(
        token.type in ("em_open", "strong_open", "s_open") or token.markup == "autolink"
        for each in tokens
        for token in each.children or ()
    )


def blocks_of(text: str) -> list[Token]:
    """The tokens of a text. One line holds no blocks: "> 5", "- 5" and "# 5" are what they say."""
    return READER.parse(text) if "\n" in text else READER.parseInline(text)


def holds_code(text: str) -> bool:
    """Whether a text, such as an option, holds a block of code."""
    return "\n" in text and _FENCE.search(text) is not None


@lru_cache(maxsize=20_000)
def split_stem(text: str) -> tuple[str, str]:
    """A stem as its first paragraph and the rest (code, table, list, picture), both Markdown.

    The first is a headline, or all there is room for where a stem is shown again. A stem that begins with a block
    has the block's first line there (of code as code), and all of it in the rest.
    """
    if "\n" not in text:
        return text, ""
    tokens = READER.parse(text)
    if not tokens:
        return text, ""
    first, lines = tokens[0], text.splitlines()
    if first.type == "paragraph_open" and first.map:
        begin, end = first.map
        return "\n".join(lines[begin:end]).strip(), "\n".join(lines[end:]).strip("\n")
    shown = next((each for each in tokens if each.content.strip()), None)
    line = shown.content.strip().splitlines()[0] if shown else "…"
    return (line if shown and shown.type == "inline" else f"`{line}`"), text


def _read(tokens: list[Token], parts: list[str]) -> None:
    """What there is to read in tokens, in their order."""
    for token in tokens:
        if token.type == "image":
            parts.append(token.content)
        elif token.children is not None:
            _read(token.children, parts)
            parts.append(" ")
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.content:
            parts.append(token.content)
            parts.append(" " * (token.type in ("fence", "code_block")))


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """The text without its markup on one line, for titles, tables and exports; a picture is its words."""
    if isinstance(text, Verbatim):
        return str(text)
    parts: list[str] = []
    _read(blocks_of(without_pictures(text)), parts)
    return " ".join("".join(parts).split())


def plain_lines(text: str) -> tuple[str, bool]:
    """The text without marks within its lines, each line kept; and whether it had any marks or code."""
    found, had = [], False
    for piece, is_code in pieces_of(without_pictures(text)):
        parts: list[str] = []
        had |= is_code
        for token in () if is_code else READER.parseInline(piece)[0].children or ():
            parts.append("\n" if token.type in ("softbreak", "hardbreak") else token.content)
            had |= token.type not in ("text", "text_special", "softbreak")
        found.append(piece if is_code else "".join(parts))
    return "\n".join(found), had or "![" in text


def stem_line(text: str) -> str:
    """A stem's first paragraph without its markup, for lists and titles; “A notice:” with what it leads to."""
    first, rest = split_stem(text)
    return plain(f"{first}\n\n{rest}" if first.rstrip().endswith(":") else first)


def first_sentence(text: str) -> tuple[str, str]:
    """The first sentence of a text and the rest of it, both still Markdown; a text that cannot be parted is all first."""
    for end in _NEXT_SENTENCE.finditer(text):
        head = text[: end.start()]
        if not any(head.count(mark) % 2 for mark in ("*", "**", "`")) and "\n" not in head:
            return head, text[end.end() :]
    return text, ""


def around_gap(segments: Sequence[str], number: int) -> str:
    """The words of the sentence next to a gap, to name it for whoever does not see where it stands."""
    before = _SENTENCE_END.split(plain(segments[number]))[-1].split()[-6:]
    after = _SENTENCE_END.split(plain(segments[number + 1]))[0].split()[:4]
    return " ".join([*before, "…", *after])


def in_one_line(text: str) -> str:
    """A text on one line, a block of code as a piece of code in it; still Markdown."""
    if isinstance(text, Verbatim) or not holds_code(text):
        return " ".join(text.split())
    parts = []
    for piece, is_code in pieces_of(text):
        line = " ".join(piece.split())
        fence = "``" if "`" in line else "`"
        parts.append(f"{fence}{line}{fence}" if is_code else line)
    return " ".join(part for part in parts if part)


def pieces_of(text: str) -> list[tuple[str, bool]]:
    """A text as its blocks of code (True) and what stands between them (False), in order."""
    if "\n" not in text:
        return [(text, False)]
    lines, last = text.splitlines(), 0
    found: list[tuple[str, bool]] = []
    for block in READER.parse(text):
        if block.type in ("fence", "code_block") and block.map and block.level == 0:
            begin, end = block.map
            found += [("\n".join(lines[last:begin]), False), (block.content.rstrip("\n"), True)]
            last = end
    found.append(("\n".join(lines[last:]), False))
    return [(piece, is_code) for piece, is_code in found if piece.strip()]
