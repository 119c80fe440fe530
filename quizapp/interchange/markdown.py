"""Foreign texts as Markdown: plain text is escaped, HTML is walked over an allowed list. Nothing is rendered here."""

import re

from lxml import etree, html

from quizapp.domain.exchange import Told
from quizapp.domain.markdown import READER
from quizapp.domain.pictures import says_nothing

#: What Markdown would take for markup wherever it stands.
_ANYWHERE = re.compile(r"([\\`*]|~(?=~)|(?<=~)~)")
#: An underscore that may begin or end emphasis: not within a word, and not the line of a gap.
_UNDERSCORE = re.compile(r"(?<![^\s])_{2,}(?=[\s.,;:?!)]|$)|(?<=[^\W_])_+(?=[^\W_])|(_)")
#: At the beginning of a line: headings, lists, quotes, rules, numbered items.
_AT_START = re.compile(r"(?m)^(\s{0,3})(#{1,6}(?=\s|$)|[-+](?=\s|$)|>|-{3,}\s*$|_{3,}\s*$)")
_NUMBERED = re.compile(r"(?m)^(\s{0,3}\d{1,9})([.)])(?=\s|$)")
_LINK = re.compile(r"<(?=[A-Za-z/!?])|&(?=#?\w+;)")
#: Tags that make an unmarked text HTML; any other "<" is a sign of the text.
_KNOWN = (
    "p br div span em i strong b code pre ul ol li table thead tbody tr td th caption blockquote sub sup a img u s"
    " del ins small big font center h1 h2 h3 h4 h5 h6 hr script style iframe object embed video audio math svg"
).split()
_TAG = re.compile(rf"</?(?:{'|'.join(_KNOWN)})\b[^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")
#: Tags of HTML and MathML that no text means by chance: within HTML they are markup, too.
_RARE = (
    "ruby rb rt rp rtc dl dt dd abbr cite mark kbd samp dfn address details summary figure figcaption section article header footer nav"
    " tfoot col colgroup strike tt acronym bdi bdo wbr label legend fieldset nobr picture source canvas noscript semantics annotation"
    " annotation-xml mstyle mrow mi mo mn ms mtext mspace mfrac msqrt mroot msup msub msubsup munder mover munderover mtable mtr mtd mfenced"
    " menclose mpadded mphantom merror maction mmultiscripts mprescripts"
).split()
_STRAY = re.compile(rf"<(?!/?(?:{'|'.join([*_KNOWN, *_RARE])})\b|!--)", re.IGNORECASE)

_GONE = frozenset(
    {"script", "style", "iframe", "object", "embed", "noscript", "head", "title", "link", "meta"}
)
_MEDIA = frozenset({"video", "audio", "svg", "canvas", "source"})
_BLOCKS = frozenset(
    {"p", "div", "blockquote", "ul", "ol", "li", "table", "tr", "pre", "hr", "section", "article"}
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_WRAPS = {"em": "*", "i": "*", "strong": "**", "b": "**"}
#: Tags whose loss nobody notices.
_SILENT = frozenset({"span", "body", "html", "tbody", "thead", "td", "th", "font", "small", "big", "u", "center", "section",
                     "article", "caption", "label", "wbr"})  # fmt: skip
_SUB = str.maketrans("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_SUP = str.maketrans("0123456789+-=()inabcdefghjklmoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁱⁿᵃᵇᶜᵈᵉᶠᵍʰʲᵏˡᵐᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
#: Code, which stays, or words in emphasis.
_EMPHASIS = re.compile(r"(`+).*?\1|(?<![\\*\w])(\*{1,3})(?P<words>[^\s*](?:.*?[^\s*\\])?)\2(?![*\w])")
#: Stands for the words of a picture that came without any.
UNDESCRIBED = "not yet described"
#: The attribute with which our own exports keep the Markdown of what they show.
OWN = "quizapp-markdown"
_MATHS = re.compile(r"\\\(.+?\\\)|\\\[.+?\\\]|\$\$.+?\$\$", re.DOTALL)


def escape(text: str) -> str:
    """A plain text as Markdown that shows exactly it; single line ends become paragraphs' ends."""
    text = _signs(text)
    text = _AT_START.sub(r"\1\\\2", text)
    text = _NUMBERED.sub(r"\1\\\2", text)
    return "\n\n".join(line.strip() for line in text.split("\n") if line.strip())


def _signs(text: str) -> str:
    """A text with a backslash before each sign that would be markup wherever it stands."""
    text = _ANYWHERE.sub(r"\\\1", text)
    text = _UNDERSCORE.sub(lambda found: "\\_" if found[1] else found[0], text)
    if "](" in text or "]:" in text:
        text = text.replace("[", "\\[")
    return _LINK.sub(r"\\\g<0>", text)


def looks_like_html(text: str) -> bool:
    """Whether a text of unknown format holds HTML."""
    return _TAG.search(text) is not None or _ENTITY.search(text) is not None


def from_auto(text: str) -> tuple[str, tuple[Told, ...]]:
    """A text of no said format, as most programs show it: HTML where it holds any, else plain text."""
    return from_html(text, lines=True) if looks_like_html(text) else (escape(text.strip()), maths_in(text))


def maths_in(text: str) -> tuple[Told, ...]:
    """Formulas, which stay as their LaTeX."""
    return (Told("maths"),) if _MATHS.search(text) else ()


def from_html(text: str, *, lines: bool = False) -> tuple[str, tuple[Told, ...]]:
    """HTML as Markdown, and what was left out. ``lines``: a line end in the text is one on the screen."""
    if lines:
        text = re.sub(r"(?<!>)\n(?!\s*<)", "<br>", text.strip())
    # No network, no entities beyond HTML's own, no huge trees.
    parser = html.HTMLParser(
        no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    try:
        root = html.document_fromstring(f"<body>{_STRAY.sub('&lt;', text)}</body>".encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return escape(re.sub(r"<[^>]*>", " ", text).strip()), (Told("markup", "html"),)
    walk = _Walk()
    walk.children(root.body if root.body is not None else root)
    told = [Told("markup", name) for name in sorted(walk.markup)] + [
        Told("media", name) for name in walk.media
    ]
    told += [Told("picture", name) for name in walk.pictures]
    if walk.undescribed:
        told.append(Told("picture-words"))
    return walk.result(), (*told, *maths_in(text))


def plain_from_html(text: str) -> tuple[str, tuple[Told, ...]]:
    """HTML as plain text, for answers that are typed."""
    found, told = from_html(text) if looks_like_html(text) else (escape(text), ())
    return unescape(" ".join(found.split())), told


def unescape(text: str) -> str:
    """Markdown without its escapes and emphasis, as somebody would type it."""
    text = re.sub(r"(?<!\\)\*{1,2}(?=\S)|(?<=\S)(?<!\\)\*{1,2}", "", text)
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


def code_fenced(text: str) -> str:
    """A text with a fence around the code that it begins with: a bank's texts begin with no space."""
    if not text.startswith("    "):
        return text
    rows = text.split("\n")
    end = next((place for place, row in enumerate(rows) if row and not row.startswith("    ")), len(rows))
    code = "\n".join(row[4:] for row in rows[:end]).rstrip()
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", code)), 3)
    return "\n\n".join(filter(None, (f"{fence}\n{code}\n{fence}", "\n".join(rows[end:]))))


def without_emphasis(text: str) -> str:
    """A short text without the stars of emphasis: our options show every star."""
    return _EMPHASIS.sub(lambda found: found["words"] or found[0], text) if "*" in text else text


def script(text: str, *, high: bool) -> str | None:
    """A text in Unicode's small letters above or below the line; None where a sign has none."""
    table = _SUP if high else _SUB
    return text.translate(table) if text and all(ord(sign) in table for sign in text) else None


class _Walk:
    """One walk over a tree of HTML; ``out`` holds finished blocks, ``line`` the one being written."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.line: list[str] = []
        self.markup: set[str] = set()
        self.media: list[str] = []
        self.pictures: list[str] = []
        self.undescribed = False

    def result(self) -> str:
        self.end_block()
        return "\n\n".join(self.out)

    def end_block(self) -> None:
        text = "".join(self.line)
        rows = [" ".join(row.split()) for row in text.split("\n")]
        text = "\n\n".join(_escape_start(row) for row in rows if row)
        self.line = []
        if text:
            self.out.append(text)

    def text(self, text: str | None) -> None:
        if text:
            plain = re.sub(r"[ \t\n\r\f\xa0]+", " ", text)
            self.line.append(_signs(plain))

    def children(self, node: "html.HtmlElement") -> None:
        self.text(node.text)
        for child in node:
            if isinstance(child.tag, str):
                self.element(child, child.tag.lower())
            self.text(child.tail)

    def element(self, node: "html.HtmlElement", tag: str) -> None:
        own = _own(node)
        if own:
            self.end_block()
            self.out.append(own)
        elif tag in _GONE or tag in _MEDIA:
            (self.media.append(tag) if tag in _MEDIA else self.markup.add(tag))
            self.line.append(" ")
        elif tag == "br":
            self.line.append("\n")
        elif tag == "img":
            self.picture(node)
        elif tag in _WRAPS:
            self.wrapped(node, _WRAPS[tag])
        elif tag in ("sub", "sup"):
            self.raised(node, high=tag == "sup")
        elif tag == "code":
            code = " ".join(node.text_content().split())
            self.line.append(_signs(code) if "`" in code or not code else f"`{code}`")
        elif tag == "math":
            self.maths(node)
        elif tag == "a":
            self.link(node)
        elif tag == "pre":
            self.end_block()
            rows = node.text_content().strip("\n").split("\n")
            self.out.append("\n".join(f"    {row}".rstrip() for row in rows))
        elif tag in ("ul", "ol"):
            self.items(node, numbered=tag == "ol")
        elif tag == "blockquote":
            self.nested(node, "> ")
        elif tag == "table":
            self.table(node)
        elif tag in _BLOCKS or tag in _HEADINGS:
            self.end_block()
            if tag in _HEADINGS:
                self.markup.add(tag)
            self.children(node)
            self.end_block()
        else:
            if tag not in _SILENT:
                self.markup.add(tag)
            self.children(node)

    def wrapped(self, node: "html.HtmlElement", mark: str) -> None:
        before, self.line = self.line, []
        self.children(node)
        inner = "".join(self.line)
        core = inner.strip()
        self.line = before
        if core and "\n" not in core:
            lead, tail = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
            self.line.append(f"{lead}{mark}{core}{mark}{tail}")
        else:
            self.line.append(inner)

    def raised(self, node: "html.HtmlElement", *, high: bool) -> None:
        text = node.text_content()
        small = script(text.strip(), high=high)
        if small is None:
            self.markup.add("sup" if high else "sub")
            self.children(node)
        else:
            self.line.append(small)

    def maths(self, node: "html.HtmlElement") -> None:
        notes = node.xpath('.//*[local-name()="annotation"]')
        latex = next((each.text for each in notes if each.text), None)
        self.line.append(f"\\\\({latex}\\\\)" if latex else _signs(node.text_content()))
        self.markup.add("math")

    def link(self, node: "html.HtmlElement") -> None:
        address = (node.get("href") or "").strip()
        before, self.line = self.line, []
        self.children(node)
        words = "".join(self.line).strip()
        self.line = before
        if re.fullmatch(r"(?:https?://|mailto:)[^\s<>()]+", address, re.IGNORECASE) and words:
            self.line.append(f"[{words}]({address})")
        else:
            self.markup.add("link")
            self.line.append(words)

    def picture(self, node: "html.HtmlElement") -> None:
        address, words = (node.get("src") or "").strip(), " ".join((node.get("alt") or "").split())
        if re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}\.(?:png|jpg|webp)", address):
            shown = re.sub(r"[\[\]\\]", "", words)
            if says_nothing(shown, address):
                self.undescribed, shown = True, UNDESCRIBED
            self.line.append(f"\n![{shown}]({address})\n")
        else:
            self.pictures.append(address[:80] or "img")
            self.text(f" {words} ")

    def items(self, node: "html.HtmlElement", *, numbered: bool) -> None:
        self.end_block()
        rows = []
        for number, child in enumerate((each for each in node if each.tag == "li"), start=1):
            inner = self.apart(child)
            lead = f"{number}. " if numbered else "- "
            rows.append(lead + inner.replace("\n", "\n" + " " * len(lead)))
        if rows:
            self.out.append("\n".join(rows))

    def nested(self, node: "html.HtmlElement", lead: str) -> None:
        self.end_block()
        inner = self.apart(node)
        if inner:
            self.out.append("\n".join((lead + row).rstrip() for row in inner.split("\n")))

    def table(self, node: "html.HtmlElement") -> None:
        self.end_block()
        rows = [
            [" ".join(self.apart(cell).split()).replace("|", "\\|") for cell in row.xpath("./td|./th")]
            for row in node.iter("tr")
        ]
        rows = [row for row in rows if row]
        if not rows:
            return
        width = max(map(len, rows))
        lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in rows]
        lines.insert(1, f"|{' --- |' * width}")
        self.out.append("\n".join(lines))

    def apart(self, node: "html.HtmlElement") -> str:
        """The content of a node as a text of its own."""
        inner = _Walk()
        inner.children(node)
        text = inner.result()
        self.markup |= inner.markup
        self.media += inner.media
        self.pictures += inner.pictures
        self.undescribed |= inner.undescribed
        return text


def _own(node: "html.HtmlElement") -> str:
    """The Markdown that our own export kept beside what it shows; empty where that was changed since."""
    text = next((value for key, value in node.attrib.items() if key in _OWN), "")
    if not text:
        return ""
    shown = (
        html.fragment_fromstring(markup, create_parent="div").text_content().split()
        for markup in (READER.render(text), READER.renderInline(text))
    )
    return text if node.text_content().split() in (*shown, text.split()) else ""


#: As it is written, and as a reader that folds names has it.
_OWN = frozenset({f"data-{OWN}", f"data{OWN.replace('-', '')}"})


def _escape_start(row: str) -> str:
    return _NUMBERED.sub(r"\1\\\2", _AT_START.sub(r"\1\\\2", row))
