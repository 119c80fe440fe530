"""Texts that students would read otherwise than their author wrote them: signs taken for marks, HTML and TeX that are
shown as they stand, options that differ in the file and read the same."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from markdown_it.token import Token

from quizapp.domain.choices import LOOK_ALIKES, fold_option
from quizapp.domain.claims import Claim
from quizapp.domain.markdown import blocks_of, plain
from quizapp.domain.yaml_reading import yaml_nodes
from quizapp.domain.yaml_reading.entry_reader import ARROW, KeyForm, Reader, split_arrows
from quizapp.domain.yaml_reading.problems import Findings, Weight
from quizapp.domain.yaml_reading.yaml_nodes import Listing, Node, Scalar

if TYPE_CHECKING:
    from quizapp.domain.question import Question

#: Without one of these a text is shown as it is written.
_SUSPECT = re.compile(r"[*~<&$\\\n]")
#: Forms of keys whose texts are Markdown, those of short texts, and keys whose texts are typed: only feedback is Markdown.
_MARKDOWN = frozenset(
    {KeyForm.STEM, KeyForm.BLOCK, KeyForm.OPTIONS, KeyForm.TEXTS, KeyForm.PAIRS, KeyForm.GROUPS}
)
_SHORT = frozenset({KeyForm.OPTIONS, KeyForm.PAIRS, KeyForm.GROUPS})
_TYPED = frozenset({"accept", "reject", "void", "also", "number"})
#: Emphasis that is meant is on words; a formula or code between stars has lost them.
_WORDS = re.compile(r"[^\W\d_]{2}")
_FORMULA = re.compile(r"[=+<>^|{}\\\[\]_]|\w\(")
_STARTS_WITH_SIGN = re.compile(r"[-+]?[\d.,]*\d\b|[=<>]")
_GAP = re.compile(r"(?<!\\)\[\[")
_CODE = re.compile(r"(?ms)^ {0,3}(```|~~~).*?(?:^ {0,3}\1|\Z)|(`+)[^`].*?\2(?!`)")
_HTML = re.compile(
    r"</?(?:a|b|big|blockquote|br|center|code|div|em|font|h[1-6]|hr|i|img|li|ol|p|pre|s|small|span|strong|sub|sup|table|td|th"
    r"|tr|u|ul)\b(?!@)[^<>]*>|&(?:[a-zA-Z]{2,10}\d{0,2}|#\d{1,6}|#x[0-9a-fA-F]{1,5});",
    re.IGNORECASE,
)
_TEX = re.compile(
    r"\\\(.*?\\\)|(?<!\\\[)\\\[(?!\\\[).*?\\\]|\$\$.+?\$\$|\$[^$\n]*[\\^_{}][^$\n]*\$"
    r"|\\(?:frac|sqrt|cdot|times|div|pm|leq?|geq?|neq|approx|infty|sum|int|alpha|beta|pi|text|mathrm|vec|left|right)\b[^\s.,;]*",
    re.DOTALL,
)
#: A backslash that is shown; one that is not; and one that is not, and that nothing asks for within an option.
_KEPT_BACKSLASH = re.compile(r"(?<!\\)(?:\\\\)*\\[A-Za-z(){}^$?]|\b[A-Za-z]:\\")
_ESCAPE = re.compile(r"(?<!\\)\\[]*+.|\-=[]")
_NEEDLESS_ESCAPE = re.compile(r"(?<!^)(?<!\\)\\(?:[+=!#>|-]|\.(?!\s))|^\\\\(?=\w)")
#: What is written instead of a tag.
_INSTEAD = {"sub": "₂", "sup": "²", "b": "**bold**", "strong": "**bold**", "i": "*italic*", "em": "*italic*",
            "br": "an empty line", "p": "an empty line", "li": "- item", "ul": "- item", "img": "![words](map.png)",
            "code": "`code`", "pre": "```"}  # fmt: skip


def check_shown(read: "Sequence[tuple[Question, Reader]]") -> None:
    """Doubt every text that is shown otherwise than it is written, in letters, digits or operators."""
    for question, entry in read:
        texts = list(_texts(question, entry))
        _key, gapped = entry.node.pairs.get("fill", (None, None))
        # Beside an option that is a pattern ("\d"), "\*" is one, too.
        in_code = any(short and _KEPT_BACKSLASH.search(text) for _item, text, short in texts)
        for item, text, short in texts:
            if short and any(ARROW.search(code[0]) for code in _CODE.finditer(item.text)):
                what = "“=>” ends the text here, also within code: what follows it is feedback."
                entry.complain("signs-taken-for-marks", what, item, r"\=>", weight=Weight.DOUBT)
            if item is gapped and any(_GAP.search(code[0]) for code in _CODE.finditer(item.text)):
                what = "A gap within code ends the code: the lines behind it lose their indentation, and signs may be taken for marks."
                instead = "Show the code in `read:`, and ask for a part of it in a line of text."
                entry.complain("signs-taken-for-marks", what, item, instead, weight=Weight.DOUBT)
            for code, what, try_text in _lost(text, short=short, in_code=short and in_code):
                entry.complain(code, what, item, try_text, weight=Weight.DOUBT)
        _check_alike(question, entry)


def check_shown_claims(
    claims: Iterable[Claim], places: Mapping[tuple[str, str], int], findings: Findings
) -> None:
    """The same of what the record of a claim says."""
    for claim in claims:
        for text in (claim.says, claim.but, claim.note):
            for code, what, try_text in _lost(text, short=False):
                findings.add(code, what, places["claims", claim.key], try_text=try_text, weight=Weight.DOUBT)


def _texts(question: "Question", entry: Reader) -> Iterator[tuple[Scalar, str, bool]]:
    """The Markdown texts of an entry: place, text, and whether it is short, so that hardly a mark is meant."""
    for name, (_key, node) in entry.node.pairs.items():
        form = entry.keys[name].form if name in entry.keys else None
        if name == "advice off" or (form not in _MARKDOWN and name != "answer"):
            continue
        for item in _scalars(node):
            if name == "fill":
                yield item, question.stem_text(), False
                continue
            shown, feedback, _misconception = split_arrows(item.text)
            if not (question.typed and name in _TYPED):
                yield item, shown, name == "answer" or (form in _SHORT and name != "feedback")
            yield item, feedback, False


def _scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Listing):
        for item in node.items:
            yield from _scalars(item)
    elif isinstance(node, yaml_nodes.Mapping):
        for key, value in node.pairs.values():
            yield key
            yield from _scalars(value)


def _lost(text: str, *, short: bool, in_code: bool = False) -> Iterator[tuple[str, str, str]]:
    """What a text loses where it is shown: code, what to say, what to write instead."""
    if not _SUSPECT.search(text):
        return
    prose = _CODE.sub(" ", text)
    yield from _backslashes(prose, short=short, in_code=in_code)
    if not short:
        tokens = blocks_of(text)
        yield from _taken_inline(_inline(tokens))
        yield from _taken_blocks(tokens)
    if tag := _HTML.search(prose):
        name = re.sub(r"[^a-z]", "", tag[0].lower().partition(" ")[0])
        what = f"“{tag[0][:40]}” is shown as it stands: no HTML is read here."
        instead = _INSTEAD.get(name, "the sign itself" if tag[0].startswith("&") else "the text alone")
        yield "html-in-text", what, f"{instead}; or, if you ask about it, as code: `{tag[0][:40]}`"
    if formula := _TEX.search(prose):
        what = f"“{formula[0][:40]}” is shown as it stands: no TeX is read here."
        yield "tex-in-text", what, "½, √2, x², a₁, ×, ≤, π; a longer formula as a picture"


def _backslashes(text: str, *, short: bool, in_code: bool) -> Iterator[tuple[str, str, str]]:
    """Backslashes of an expression that are not shown, since they stand where one would keep a sign."""
    lost = _ESCAPE.search(text) if in_code or _KEPT_BACKSLASH.search(text) else None
    if lost := lost or (_NEEDLESS_ESCAPE.search(text) if short else None):
        what = f"“{lost[0]}” is shown as “{lost[0][1]}”: a backslash before this sign is not shown."
        yield "signs-taken-for-marks", what, f"\\{lost[0]}, or as code: `{text.strip()[:40]}`"


def _inline(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type == "inline":
            yield from token.children or ()


def _taken_inline(tokens: Iterable[Token]) -> Iterator[tuple[str, str, str]]:
    """Stars and tildes that are taken for marks around what is no phrase."""
    opened: list[tuple[str, list[str]]] = []
    for token in tokens:
        if token.nesting == 1 and token.type != "link_open":
            opened.append((token.markup, []))
        elif token.nesting == -1 and opened and token.type != "link_close":
            mark, parts = opened.pop()
            inner = "".join(parts)
            if opened:
                opened[-1][1].append(inner)
            if _is_lost(mark, inner):
                written = f"{mark}{inner}{mark}"
                escaped = "".join(f"\\{sign}" for sign in mark)
                what = f"“{written[:40]}” is shown as “{inner[:40]}”: its “{mark}” are taken for marks."
                yield "signs-taken-for-marks", what, f"{escaped}{inner}{escaped}, or as code: `{written}`"
        elif opened:
            opened[-1][1].append(token.content)


def _is_lost(mark: str, inner: str) -> bool:
    if _FORMULA.search(inner) or mark == "~~":
        return True
    return not _WORDS.search(inner) and mark == "*" and not inner.isalpha()


def _taken_blocks(tokens: Sequence[Token]) -> Iterator[tuple[str, str, str]]:
    """Signs at the beginning of a line that are taken for a quotation, a list or a heading, and lines of dashes."""
    for place, token in enumerate(tokens):
        if token.type == "heading_open" and token.markup in ("-", "="):
            what = f"The line of “{token.markup}” makes a heading of the line above it, and is not shown."
            yield (
                "signs-taken-for-marks",
                what,
                "Leave an empty line above it, or write the lines as a block of code.",
            )
        if token.type in ("blockquote_open", "heading_open") or token.type == "list_item_open":
            inner = next((each.content for each in tokens[place:] if each.type == "inline"), "")
            lone = token.type != "list_item_open" or token.markup == "+" or _items(tokens) == 1
            if token.markup in (">", "#", "+", "-", "*") and lone and _STARTS_WITH_SIGN.match(inner):
                what = f"“{token.markup} {inner[:40]}” is shown without its “{token.markup}”: at the beginning of a line it is a mark."
                yield "signs-taken-for-marks", what, f"\\{token.markup} {inner}"


def _items(tokens: Sequence[Token]) -> int:
    return sum(token.type == "list_item_open" for token in tokens)


def _check_alike(question: "Question", entry: Reader) -> None:
    """Doubt two options, or two items, that differ in the file and read the same."""
    controls = question.ask_view(range(question.parts())).controls
    groups = [
        [control.label for control in controls],
        *([text for _value, text in c.choices] for c in controls),
    ]
    for texts in groups:
        seen: dict[str, str] = {}
        for text in dict.fromkeys(texts):
            first = seen.setdefault(_read_as(text), text)
            if first != text and fold_option(text):
                what = f"“{first[:40]}” and “{text[:40]}” read the same to a student."
                entry.complain(
                    "options-read-the-same",
                    what,
                    None,
                    "Say in words what makes them differ.",
                    weight=Weight.DOUBT,
                )
                return


def _read_as(text: str) -> str:
    """What makes two texts the same to a reader: marks, invisible signs, spacing, and of words the script set aside."""
    seen = fold_option("".join(sign for sign in plain(text) if unicodedata.category(sign) != "Cf"))
    return seen.translate(LOOK_ALIKES) if len(seen) > 1 else seen  # a lone α or ρ is a quantity
