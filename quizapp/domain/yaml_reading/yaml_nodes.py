"""YAML as a tree of texts that remember where they stand: nothing is a number, a date or a truth value."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

import yaml

from quizapp.basics.limits import BANK_DEPTH, BANK_NODES, BANK_READINGS
from quizapp.domain.yaml_reading.encoding import BIDI, FORBIDDEN, screen, too_large
from quizapp.domain.yaml_reading.pasted_signs import Pasted, read_as_meant
from quizapp.domain.yaml_reading.problems import Findings, SourceText, Weight
from quizapp.domain.yaml_reading.yaml_errors import explain_syntax, looks_like_entry, quote_text

#: Only its parser is used, for events. Where PyYAML was built without libyaml, its own gives the same events
#: twenty times slower (and refuses a few tabs that libyaml lets pass).
_Parser: Callable[[str], Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

_READING_BUDGET = 20_000_000
#: A comment further than this from the text before it was set apart on purpose.
_WIDEST_GAP = 200

_GROUPED_DIGITS = re.compile(r"\d,\d{3}(?!\d)")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


class Scalar:
    """A text as typed, with the marks ``start`` and ``end`` of its source, quotes included."""

    __slots__ = ("end", "start", "style", "text")

    def __init__(self, text: str, start: int, end: int, style: str = "") -> None:
        self.text = text
        self.start = start
        self.end = end
        #: ``""`` plain, ``'`` or ``"`` quoted, ``|`` or ``>`` a block.
        self.style = style

    def __repr__(self) -> str:
        return f"Scalar({self.text!r} at {self.start})"


class Listing:
    """A YAML list."""

    __slots__ = ("end", "flow", "items", "start")

    def __init__(self, start: int, *, flow: bool) -> None:
        self.start = start
        self.end = start
        self.flow = flow
        self.items: list[Node] = []


class Mapping:
    """A YAML mapping: pairs in the order written, every key a text and once only."""

    __slots__ = ("end", "flow", "pairs", "start", "values")

    def __init__(self, start: int, *, flow: bool) -> None:
        self.start = start
        self.end = start
        self.flow = flow
        #: Key text to (key, value).
        self.pairs: dict[str, tuple[Scalar, Node]] = {}
        #: Keys and values in turn while the mapping is being read; emptied afterwards.
        self.values: list[Node] = []


Node = Scalar | Listing | Mapping


class Tree:
    """What was read: the root, or None where nothing could be; and what was found on the way."""

    def __init__(
        self, source: SourceText, root: Node | None, findings: Findings, *, broken: bool, meant: str = ""
    ) -> None:
        self.source = source
        #: The text without a byte order mark, with pasted signs as they were meant.
        self.meant = meant
        self.root = root
        self.findings = findings
        #: Whether something was left out because YAML could not read it.
        self.broken = broken


def read_tree(text: str) -> Tree:
    """Read a file's text; never raises, whatever it holds, and always ends within the limits.

    Where YAML's grammar is broken, the question it is broken in is left out and the rest is read again.
    """
    large = too_large(text)
    source = SourceText("" if large else text)
    findings = Findings(source)
    if large:
        findings.take([large])
        return Tree(source, None, findings, broken=True)
    screened = screen(text, findings)
    meant = read_as_meant(screened, len(text) - len(screened), findings)
    root, reading, broken = _read_around(source, meant, findings)
    findings.take(reading.findings.problems)
    return Tree(source, root, findings, broken=broken, meant=meant.text)


def _read_around(
    source: SourceText, meant: Pasted, findings: Findings
) -> tuple[Node | None, "_Reading", bool]:
    readable, told = meant.text, set[int]()
    shift = len(source.text) - len(readable)
    broken = False
    for _ in range(min(BANK_READINGS, _READING_BUDGET // (len(readable) + 1) + 1)):
        reading = _Reading(source, readable, shift)
        try:
            root = reading.build()
        except _Stop:
            return None, reading, True
        except yaml.YAMLError as error:
            broken = True
            problem = explain_syntax(error, source, next(iter(reading.suspects), None))
            if problem.line not in told and not _told_already(problem.line, meant.lines, source):
                findings.take([problem])
            told.add(problem.line)
            around = _blank_entry(source, readable, problem.line, shift)
            if around is None:
                break
            readable = around
        else:
            reading.tell_suspects()
            return root, reading, broken
    return None, reading, broken


def _told_already(line: int, told: set[int], source: SourceText) -> bool:
    """Whether a line, or the one above it, was told of by its cause: what YAML says of it is a consequence."""
    above = line - 1
    while above > 0 and not source.line_text(above).strip():
        above -= 1
    return line in told or above in told


def _blank_entry(source: SourceText, readable: str, line: int, shift: int) -> str | None:
    """The text with the question around a line made blank; None where the line is in no question."""
    heading = re.search(r"^questions:[ \t]*(?:#.*)?$", readable, re.MULTILINE)
    first_item = heading and re.compile(r"^( *)- ", re.MULTILINE).search(source.text, heading.end() + shift)
    if heading is None or first_item is None:
        return None
    item = first_item[1] + "- "
    first = line
    while not source.line_text(first).startswith(item):
        first -= 1
        if first <= source.line(heading.start() + shift):
            return None
    last = first
    while last < source.line(len(source.text)) and not _ends_entry(
        source.line_text(last + 1), len(first_item[1])
    ):
        last += 1
    start, end = max(0, source.line_bounds(first)[0] - shift), source.line_bounds(last)[1] - shift
    blanked = re.sub(r"[^\r\n]", " ", readable[start:end])
    if not readable[start:end].strip():
        return None
    return readable[:start] + blanked + readable[end:]


def _ends_entry(row: str, indent: int) -> bool:
    margin = len(row) - len(row.lstrip(" "))
    return (
        bool(row.strip())
        and margin <= indent
        and row[margin] != "#"
        and not (margin < indent and row[margin] == "-")
    )


def _hashes(text: str) -> dict[int, int]:
    """Where a comment may begin (at ``#`` after a space or a closing quote), by the end of what stands before it."""
    found = {}
    place = text.find("#")
    while place >= 0:
        end = len(text[max(0, place - _WIDEST_GAP) : place].rstrip(" \t")) + max(0, place - _WIDEST_GAP)
        if end < place or text[place - 1 : place] in ("'", '"'):
            found[end] = place
        place = text.find("#", place + 1)
    return found


class _Stop(Exception):
    """The file is over a limit, or goes on where it should have ended: what was found is enough."""


class _Reading:
    """One pass over the parser's events, which builds the tree."""

    def __init__(self, source: SourceText, readable: str, shift: int) -> None:
        self.source = source
        self.text = readable
        #: Marks count from the first character after a byte order mark.
        self.shift = shift
        self.findings = Findings(source)
        #: Where quoted texts begin that may be unclosed quotes.
        self.suspects: list[int] = []
        self.has_bidi = not readable.isascii() and BIDI.search(readable) is not None
        #: End of a text -> where the ``#`` after it stands.
        self.hashes = _hashes(readable)

    def complain(
        self, code: str, place: int, what: str, try_text: str, weight: Weight = Weight.ERROR
    ) -> None:
        self.findings.add(code, what, place, try_text=try_text, weight=weight)

    def build(self) -> Node | None:
        """Read all events; raises yaml.YAMLError where the grammar is broken, _Stop over a limit."""
        try:
            return self._build(_Parser(self.text).get_event)
        except (UnicodeError, ValueError, OverflowError, RecursionError) as error:
            raise yaml.YAMLError(str(error)) from error

    def _build(self, next_event: Callable[[], Any]) -> Node | None:
        # The one loop over every text of a file: names are local and most of it is written out, for speed.
        roots: list[Node] = []
        children = roots
        open_nodes: list[tuple[Listing | Mapping, list[Node]]] = []
        shift, hashes = self.shift, self.hashes
        may_be_marked = "!" in self.text or "&" in self.text
        scalar_event, mapping_start, sequence_start = (
            yaml.ScalarEvent,
            yaml.MappingStartEvent,
            yaml.SequenceStartEvent,
        )
        mapping_end, sequence_end = yaml.MappingEndEvent, yaml.SequenceEndEvent
        nodes = 0
        while nodes <= BANK_NODES:
            event = next_event()
            kind = type(event)
            if kind is scalar_event:
                text, style = event.value, event.style or ""
                start, end = event.start_mark.index, event.end_mark.index
                node = Scalar(text, start + shift, end + shift, style)
                children.append(node)
                nodes += 1
                if may_be_marked and (event.anchor is not None or event.tag is not None):
                    self._refuse_mark(event)
                if end - start != len(text):  # quoted, or folded from several lines
                    self._check_lines(node, start, end)
                if end in hashes and style != "|" and style != ">":
                    self._check_hash(node, hashes[end])
            elif kind is mapping_start or kind is sequence_start:
                nodes += 1
                box = self._open(event, Listing if kind is sequence_start else Mapping, len(open_nodes))
                children.append(box)
                open_nodes.append((box, children))
                children = box.items if isinstance(box, Listing) else box.values
            elif kind is mapping_end or kind is sequence_end:
                box, children = open_nodes.pop()
                box.end = event.end_mark.index + shift
                if isinstance(box, Mapping):
                    self._pair(box)
                elif box.flow:
                    self._check_commas(box)
            elif self._other(event, children):
                nodes += 1
            else:
                return roots[0] if roots else None
        what = f"This file holds more than {BANK_NODES:,} texts."
        self.complain("too-many-texts", event.start_mark.index + shift, what, "Split it into several banks.")
        raise _Stop

    def _open(self, event: Any, box: type[Listing | Mapping], depth: int) -> Listing | Mapping:
        """A new list or mapping; _Stop where it lies too deep."""
        start = event.start_mark.index + self.shift
        if event.anchor is not None or event.tag is not None:
            self._refuse_mark(event)
        if depth >= BANK_DEPTH:
            what = f"This is nested more than {BANK_DEPTH} levels deep."
            self.complain("too-deep", start, what, "Write it with fewer levels.")
            raise _Stop
        return box(start, flow=bool(event.flow_style))

    def _other(self, event: Any, children: list[Node]) -> bool:
        """Aliases and the edges of documents; False at the end of the stream."""
        if event is None or isinstance(event, yaml.StreamEndEvent):
            return False
        place = event.start_mark.index + self.shift
        if isinstance(event, yaml.AliasEvent):
            written = f"*{event.anchor}"
            what = f"“{written}” is a YAML alias; a bank has none: every text stands where it is used."
            self.complain(
                "alias",
                place,
                what,
                f"Write the text out, or in quotes if the * is meant: {quote_text(written)}",
            )
            children.append(Scalar(written, place, place + len(written), "*"))
        elif isinstance(event, yaml.DocumentStartEvent):
            if event.tags:
                self.complain(
                    "tag", place, "“%TAG” is a YAML instruction that a bank cannot have.", "Delete the line."
                )
            if children:
                what = "“---” begins a second document here; a bank is one document."
                self.complain(
                    "second-document", place, what, "Delete the line, or save the rest as a file of its own."
                )
                raise _Stop
        return True

    def _refuse_mark(self, event: Any) -> None:
        place = event.start_mark.index + self.shift
        if event.tag is not None:
            word = self.text[event.start_mark.index :].split(None, 1)[0][:40]
            what = f"“{word}” is a YAML tag; every text in a bank is simply text."
            self.complain(
                "tag",
                place,
                what,
                f"Delete it, or put the text in quotes if the ! is meant: {quote_text(word)}",
            )
        if event.anchor is not None:
            what = f"“&{event.anchor}” is a YAML anchor; a bank has none."
            self.complain(
                "anchor",
                place,
                what,
                f"Delete it, or put the text in quotes if the & is meant: {quote_text('&' + event.anchor)}",
            )

    def _check_lines(self, node: Scalar, start: int, end: int) -> None:
        """What a text over several lines may have swallowed, and codes in double quotes."""
        if node.style == '"' and FORBIDDEN.search(node.text):
            what = "A code in this text stands for a sign that no text may hold."
            self.complain(
                "control-character", node.start, what, "Delete the code that begins with a backslash."
            )
            node.text = FORBIDDEN.sub("\ufffd", node.text)
        if node.style not in ("", "'", '"'):
            return
        lines = self.text[start:end].splitlines()[1:]
        if node.style:
            self._suspect_quote(node, lines)
            return
        position = self.source.line(node.start)
        for offset, line in enumerate(lines, start=1):
            if line.lstrip().startswith(("- ", "-\t")) or line.strip() == "-":
                place = self.source.line_bounds(position + offset)[0] + len(line) - len(line.lstrip())
                what = (
                    "This line begins like a list item, but its indentation makes it part of the text above."
                )
                self.complain(
                    "swallowed-option",
                    place,
                    what,
                    "Begin it exactly under the dash of the item above, or put one long text in quotes.",
                )

    def _suspect_quote(self, node: Scalar, lines: list[str]) -> None:
        """A quoted text over lines that stand where keys or items do: its quote may be unclosed."""
        row = self.source.line_text(self.source.line(node.start))
        margin = len(row) - len(row.lstrip(" -"))
        if any(looks_like_entry(line) and len(line) - len(line.lstrip()) <= margin for line in lines):
            self.suspects.append(node.start)

    def tell_suspects(self) -> None:
        """Where the grammar holds all the same, an even number of unclosed quotes may have swallowed lines."""
        for place in self.suspects:
            what = "This quoted text runs over lines that look like keys or list items of their own."
            try_text = "Close the quotation mark where the text ends, or indent the lines that belong to it."
            self.complain("unclosed-quote", place, what, try_text, Weight.DOUBT)

    def _check_hash(self, node: Scalar, place: int) -> None:
        lost = self.text[place : place + 60].splitlines()[0]
        if (
            node.text
            and not node.style
            and self.text[place - 2 : place - 1].isspace()
            and lost[1:2].isspace()
        ):
            return
        told = lost[:40]
        if not node.text:
            what = f"Nothing is left of this text: YAML takes “{told}” for a comment."
            self.complain(
                "text-lost-after-hash",
                place + self.shift,
                what,
                f"Put the text in quotes: {quote_text(lost.strip())}",
            )
        elif not lost[1:2].isspace() and lost[1:2]:
            what = f"YAML takes “{told}” for a comment: the text ends before it."
            self.complain(
                "text-lost-after-hash",
                place + self.shift,
                what,
                "Put the whole text in quotes; or write “# ” before a comment.",
                Weight.DOUBT,
            )
        elif not self.text[place - 2 : place - 1].isspace():
            what = f"“{told}” is a comment that nobody will see."
            self.complain(
                "hash-comment",
                place + self.shift,
                what,
                "If it belongs to the text, put the text in quotes; else put two spaces before it.",
                Weight.ADVICE,
            )

    def _check_commas(self, listing: Listing) -> None:
        """A list in brackets is split at every comma, also at those inside a text or a figure."""
        plain = [item for item in listing.items if isinstance(item, Scalar) and not item.style]
        written = _QUOTED.sub("", self.text[listing.start - self.shift : listing.end - self.shift])
        capital = bool(plain) and plain[0].text[:1].isupper()
        if _GROUPED_DIGITS.search(written) or (
            capital and any(item.text[:1].islower() for item in plain[1:])
        ):
            what = f"This list is split at every comma, into {len(listing.items)} texts."
            try_text = "Write one text per line, each after “- ”, or put each text in quotes."
            self.complain("comma-split-list", listing.start, what, try_text, Weight.DOUBT)

    def _pair(self, box: Mapping) -> None:
        """Make the pairs of a mapping: keys are texts, and no key comes twice."""
        flat, pairs = box.values, box.pairs
        box.values = []
        for key, value in zip(flat[::2], flat[1::2], strict=False):
            if not isinstance(key, Scalar):
                self.complain(
                    "key-not-text",
                    key.start,
                    "A key must be a short text, not a list or a group.",
                    "Write “key: text”.",
                )
                continue
            name = key.text
            if not name.isascii():
                name = unicodedata.normalize("NFKC", name).strip()
                if self.has_bidi and BIDI.search(name):
                    what = "A key holds an invisible sign that turns the direction of the text."
                    self.complain("bidi", key.start, what, "Type the key again.")
            if name == "<<":
                self.complain(
                    "merge-key",
                    key.start,
                    "“<<” merges YAML mappings; a bank has no such key.",
                    "Write the keys out.",
                )
                continue
            if name in pairs:
                first = pairs[name][0]
                what = f"“{name[:60]}” is given twice here, first on line {self.source.line(first.start)}."
                self.complain("repeated-key", key.start, what, "Keep one of the two.")
                continue
            pairs[name] = (key, value)
