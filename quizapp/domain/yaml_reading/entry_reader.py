"""Reader: one entry of a bank as texts with their places; complaints are noted, never raised."""

import re
from collections.abc import Iterable, Mapping, Sized
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from fractions import Fraction

from quizapp.basics.limits import LIST_ITEMS
from quizapp.domain.yaml_reading import yaml_nodes
from quizapp.domain.yaml_reading.known_words import SYNONYMS, fold, negation_of, slip_of
from quizapp.domain.yaml_reading.problems import Edit, Findings, Weight
from quizapp.domain.yaml_reading.yaml_errors import quote_text
from quizapp.domain.yaml_reading.yaml_nodes import Listing, Node, Scalar

#: Separates an option from its feedback, and the feedback from the misconception it names.
#: Keys whose texts are right answers, and what feedback on them looks like: two words, or a sentence's end.
RIGHT_KEYS = frozenset({"answer", "answers", "accept"})
_SENTENCE = re.compile(r"[^\W\d_]{2,}\W+[^\W\d_]{2,}|[.!?]$")
ARROW = re.compile(r"(?:^|[ \t\n])=>(?:[ \t\n]|$)")
#: A plain number as keys like ``marks`` have it; figures of the world are read by ``figures.py``.
_NUMBER = re.compile(r"([+-]?\d{1,9}(?:\.\d{1,9})?)\s*(%?)")
_FRACTION = re.compile(r"(\d{1,6})\s*/\s*(\d{1,6})")
#: A longer word is no misspelt key, and would be slow to compare.
_LONGEST_WORD = 80
_YES = frozenset({"yes", "true", "on"})
_NO = frozenset({"no", "false", "off"})


class KeyForm(StrEnum):
    """What is written after a key."""

    STEM = "stem"
    """The text of the question itself; one key of a type at most has this form, the others have ``ask``."""
    TEXT = "text"
    """One line."""
    BLOCK = "block"
    """Markdown, any number of lines."""
    TEXTS = "texts"
    """A list of texts; a single one may stand alone."""
    NAMES = "names"
    """Keys or tags: a list, or one line with commas between them."""
    OPTIONS = "options"
    """A list of texts, each with ``=> feedback => misconception`` if wished; a single one may stand alone."""
    NUMBER = "number"
    YES_NO = "yes or no"
    CHOICE = "choice"
    """One of ``Key.words``."""
    PAIRS = "pairs"
    """``left: right`` lines."""
    GROUPS = "groups"
    """``name:`` lines, each with a list of texts."""


@dataclass(frozen=True)
class Key:
    """The declaration of one key: read by the loader, the JSON Schema, completion and the guide."""

    name: str
    meaning: str
    form: KeyForm
    required: bool = False
    example: str = ""
    #: With ``Form.CHOICE``: what may be written.
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A text with feedback and misconception, as written in one list item; ``at`` is its place."""

    text: str
    feedback: str
    misconception: str
    at: Scalar


def find_nearest(word: str, known: Iterable[str]) -> str:
    """The known word that a misspelt one most likely means, or the empty string."""
    if len(word) > _LONGEST_WORD:
        return ""
    folded = word.casefold().replace("_", " ").replace("-", " ").strip()
    found = get_close_matches(folded, list(known), n=1, cutoff=0.6)
    return found[0] if found else ""


def split_arrows(text: str) -> tuple[str, str, str]:
    """``text => feedback => misconception`` as its three parts, trimmed; absent ones are empty."""
    if "=>" not in text:
        return text.strip(), "", ""
    # A backslash takes the arrow as it is: "p \\=> q" is one text.
    parts = [part.strip().replace("\\=>", "=>") for part in ARROW.split(text)]
    return parts[0], parts[1] if len(parts) > 1 else "", " => ".join(parts[2:])


class Reader:
    """One mapping of texts. Every method reads a key and returns something of the promised type.

    What is missing or cannot be read is complained of, once, and an empty value returned: a caller goes
    on, and at its end asks ``failed``. A place (``at``) is the name of a key or a text with marks.
    """

    def __init__(
        self,
        node: yaml_nodes.Mapping,
        findings: Findings,
        *,
        keys: Mapping[str, Key],
        question_id: str = "",
        question_words: str = "",
        language: str = "en",
    ) -> None:
        self.node = node
        self.findings = findings
        self.keys = keys
        self.question_id = question_id
        self.question_words = question_words
        #: The bank's language: how its figures are written.
        self.language = language
        #: Whether an error was found here: then there is no question.
        self.failed = False

    # -- places and complaints

    def has(self, name: str) -> bool:
        """Whether the key is written here."""
        return name in self.node.pairs

    def names(self) -> tuple[str, ...]:
        """The keys written here, in order."""
        return tuple(self.node.pairs)

    def place(self, at: "str | Node | Written | None") -> int:
        """Where a key, a text or, for anything else, the entry stands: a character of the text."""
        if isinstance(at, Written):
            return at.at.start
        if isinstance(at, str):
            pair = self.node.pairs.get(at)
            return pair[0].start if pair else self.node.start
        return self.node.start if at is None else at.start

    def line_of(self, at: "str | Node | Written | None") -> int:
        return self.findings.source.line(self.place(at))

    def complain(
        self,
        code: str,
        what: str,
        at: "str | Node | Written | None" = None,
        try_text: str = "",
        *,
        weight: Weight = Weight.ERROR,
        edits: tuple[Edit, ...] = (),
    ) -> None:
        """Note a problem of this entry. An error (the usual weight) keeps it out of the bank."""
        if weight is Weight.ERROR:
            self.failed = True
        question = (self.question_id, self.question_words)
        self.findings.add(
            code, what, self.place(at), try_text=try_text, weight=weight, edits=edits, question=question
        )

    # -- texts

    def scalar(self, name: str) -> Scalar | None:
        """The text after a key, trimmed, with its marks; None where it is missing, empty or no text."""
        pair = self.node.pairs.get(name)
        if pair is None:
            key = self.keys.get(name)
            if self._stands_under_another_word(name):
                self.failed = True  # told at that word
            elif key is not None and key.required:
                self.complain(
                    "missing-key", f"The line “{name}: …” is missing.", None, f"{name}: {key.example or '…'}"
                )
            return None
        return self._text(pair[1], f"“{name}”", pair[0])

    def _stands_under_another_word(self, name: str) -> bool:
        """Whether a key that is missing is here under a word of another format, or misspelt."""
        others = (each for each in self.node.pairs if each not in self.keys)
        return any(SYNONYMS.get(fold(each)) == name or slip_of(each, [name]) for each in others)

    def text(self, name: str, default: str = "") -> str:
        """The text after a key, trimmed; complains where a required one is missing and any is empty."""
        if name not in self.node.pairs and not (name in self.keys and self.keys[name].required):
            return default
        found = self.scalar(name)
        return default if found is None else found.text

    def texts(self, name: str, *, at_least: int = 0, colons: bool = False) -> tuple[Scalar, ...]:
        """The texts of a list after a key; a single text counts as a list of one.

        ``colons``: the texts are meant to hold a colon ("2 points: …"), so nothing is said of it.
        """
        pair = self.node.pairs.get(name)
        if pair is None:
            key = self.keys.get(name)
            if key is not None and key.required:
                self.complain(
                    "missing-key", f"The line “{name}:” is missing.", None, f"{name}:\n- {key.example or '…'}"
                )
            return ()
        if isinstance(pair[1], Listing) and self._too_many(pair[1].items, name):
            return ()
        found = self._list(pair[1], f"“{name}”", pair[0], colons=colons)
        if len(found) < at_least and not self.failed:
            few = "one text" if at_least == 1 else f"{at_least} texts"
            self.complain(
                "too-few", f"“{name}” needs at least {few}.", name, "Add a line that begins with “- ”."
            )
        return found

    def options(self, name: str, *, at_least: int = 0) -> tuple[Written, ...]:
        """The texts of a list, each split into text, feedback and misconception at ``=>``."""
        return tuple(
            option for item in self.texts(name, at_least=at_least) if (option := self.split(item, name))
        )

    def option(self, name: str) -> Written | None:
        """One text after a key, split into text, feedback and misconception at ``=>``."""
        found = self.scalar(name)
        return None if found is None else self.split(found, name)

    def split(self, item: Scalar, name: str = "") -> Written | None:
        """A text split at ``=>``; complains where nothing stands before the first, and doubts that a right answer
        (under the key ``name``) was meant to be split where no sentence follows."""
        if "=>" not in item.text:
            return Written(item.text, "", "", item)
        text, feedback, misconception = split_arrows(item.text)
        if not text:
            self.complain("empty-text", "Nothing stands before “=>”.", item, "Write the option before “=>”.")
            return None
        if name in RIGHT_KEYS and feedback and not _SENTENCE.search(feedback):
            what = f"“{text[:40]}” is all of the answer here: what follows “=>” is feedback."
            whole = item.text.replace("=>", "\\=>")
            try_text = f"{whole}, if the arrow is part of the answer."
            self.complain("arrow-in-answer", what, item, try_text, weight=Weight.DOUBT)
        return Written(text, feedback, misconception, item)

    def name_list(self, name: str) -> tuple[Scalar, ...]:
        """Names after a key: a list, or one line with commas between them."""
        found: list[Scalar] = []
        for item in self.texts(name):
            if "," not in item.text:
                found.append(item)
                continue
            offset = 0
            for part in item.text.split(","):
                word = part.strip()
                start = item.start + offset + len(part) - len(part.lstrip())
                offset += len(part) + 1
                if word:
                    found.append(Scalar(word, start if not item.style else item.start, item.end, item.style))
        return tuple(found)

    def pairs(self, name: str) -> tuple[tuple[Scalar, Scalar], ...]:
        """``left: right`` lines under a key, in order."""
        found = []
        lines = self.mapping(name)
        if self._too_many(lines, name):
            return ()
        for key, value in lines:
            text = self._text(value, f"“{key.text}”", key)
            if text is not None and key.text.strip():
                found.append((key, text))
        return tuple(found)

    def groups(self, name: str) -> tuple[tuple[Scalar, tuple[Scalar, ...]], ...]:
        """``name:`` lines under a key, each with a list of texts, in order."""
        groups = self.mapping(name)
        sizes = [len(value.items) if isinstance(value, Listing) else 1 for _, value in groups]
        if self._too_many(range(sum(sizes, len(sizes))), name):
            return ()
        return tuple((key, self._list(value, f"“{key.text}”", key)) for key, value in groups)

    def _too_many(self, items: Sized, name: str) -> bool:
        if len(items) > LIST_ITEMS:
            what = f"“{name}” has {len(items):,} items; it may have {LIST_ITEMS}."
            self.complain("too-many", what, name, "Split the question.")
        return len(items) > LIST_ITEMS

    def mapping(self, name: str) -> tuple[tuple[Scalar, Node], ...]:
        """The keys and nodes under a key; complains where something else stands there."""
        pair = self.node.pairs.get(name)
        if pair is None:
            key = self.keys.get(name)
            if key is not None and key.required:
                self.complain(
                    "missing-key", f"The lines “{name}:” are missing.", None, f"{name}:\n  left: right"
                )
            return ()
        value = pair[1]
        if not isinstance(value, yaml_nodes.Mapping):
            self.complain(
                "not-pairs",
                f"“{name}” must be lines of the form “left: right”.",
                pair[0],
                f"{name}:\n  left: right",
            )
            return ()
        for key_text, _ in value.pairs.values():
            if not key_text.text.strip():
                self.complain("empty-text", f"A line under “{name}” has nothing before its colon.", key_text)
        return tuple(value.pairs.values())

    # -- words with a meaning

    def number(self, name: str, default: Fraction | None = None) -> Fraction | None:
        """A plain number (``2``, ``1.5``, ``1/3``, ``50%``) after a key, exactly."""
        found = self.scalar(name)
        if found is None:
            return default
        value = read_number(found.text)
        if value is None:
            self.complain("not-a-number", f"“{found.text[:40]}” is no number.", found, f"{name}: 2")
            return default
        return value

    def whole(
        self, name: str, default: int | None = None, *, at_least: int = 1, at_most: int = 1000
    ) -> int | None:
        """A whole number within bounds after a key."""
        value = self.number(name)
        if value is None:
            return default
        if value.denominator != 1 or not at_least <= value <= at_most:
            what = f"“{name}” must be a whole number from {at_least} to {at_most}."
            self.complain("not-a-number", what, self.node.pairs[name][1], f"{name}: {at_least}")
            return default
        return int(value)

    def choice(self, name: str, words: Iterable[str], default: str = "") -> str:
        """One of some words after a key, in any case."""
        found = self.scalar(name)
        if found is None:
            return default
        word = self.word(found, words, f"“{name}”")
        return word or default

    def word(self, found: Scalar, words: Iterable[str], of: str) -> str:
        """The word of ``words`` that a text is, in any case; complains and returns "" where it is none."""
        known = list(words)
        folded = " ".join(found.text.casefold().split())
        if folded in known:
            return folded
        slip = slip_of(found.text, known)
        what = f"“{found.text[:60]}” is none of the words for {of}: {', '.join(known)}."
        edits = (Edit(found.start, found.end, slip),) if slip else ()
        meant = slip or negation_of(found.text, known)
        if meant:
            what = f"{what} Did you mean “{meant}”?"
        self.complain("unknown-word", what, found, meant or f"One of: {', '.join(known)}.", edits=edits)
        return ""

    def yes_no(self, name: str, *, default: bool = False) -> bool:
        """``yes`` or ``no`` after a key."""
        found = self.scalar(name)
        if found is None:
            return default
        word = found.text.casefold()
        if word not in _YES and word not in _NO:
            self.complain(
                "not-yes-or-no", f"“{name}” is yes or no, not “{found.text[:40]}”.", found, f"{name}: yes"
            )
            return default
        return word in _YES

    # -- nodes as texts

    def _text(self, node: Node, of: str, key: Scalar | None = None, *, colons: bool = False) -> Scalar | None:
        """A node where a text is expected: trimmed, with the one repair of a colon that was prose."""
        if isinstance(node, Scalar):
            text = node.text.strip()
            if not text:
                self._empty(node, of, key)
                return None
            if len(text) == len(node.text):
                return node
            return Scalar(text, node.start, node.end, node.style)
        prose = self._prose(node, colons=colons)
        if prose is not None:
            return prose
        if isinstance(node, Listing):
            what = f"{of} must be one text; a list stands here."
            written = " ".join(self.findings.source.text[node.start : node.end].split())
            try_text = f"{key.text if key else '-'}: {quote_text(written)}" if node.flow else "Keep one text."
        else:
            what, try_text = (
                f"{of} must be one text; lines with keys stand here.",
                "Write the text on one line.",
            )
        self.complain("not-a-text", what, node, try_text)
        return None

    def _empty(self, node: Scalar, of: str, key: Scalar | None) -> None:
        place = key or node
        line = self.findings.source.line(node.end)
        if " #" in self.findings.source.line_text(line):
            self.failed = True  # the hash that ate the text was complained of where it stands
            return
        if any(each.line == line and each.code in ("anchor", "tag") for each in self.findings.problems):
            self.failed = True  # so was the sign that YAML took
            return
        self.complain("empty-text", f"{of} is empty.", place, "Write a text, or delete the line.")

    def _prose(self, node: Node, *, colons: bool) -> Scalar | None:
        """``- The answer: forty-two``: YAML sees a key where a colon was prose; taken from the source."""
        if not isinstance(node, yaml_nodes.Mapping) or node.flow or len(node.pairs) != 1:
            return None
        [(key, value)] = node.pairs.values()
        if not isinstance(value, Scalar) or value.style in ("|", ">"):
            return None
        source = self.findings.source
        end = max(value.end, key.end)
        if source.line(node.start) != source.line(end):
            return None
        bounds = source.line_bounds(source.line(node.start))
        written = source.text[node.start : end].strip()
        if not value.text:  # nothing after the colon: the colon itself is text
            written = source.text[node.start : bounds[1]].split(" #")[0].strip()
        stop = node.start + len(written)
        if not colons:
            quoted = quote_text(written)
            what = "YAML takes the colon in this text for a key; it was read as text."
            edits = (Edit(node.start, stop, quoted),)
            self.complain("colon-in-text", what, node, quoted, weight=Weight.ADVICE, edits=edits)
        return Scalar(written, node.start, stop)

    def _list(self, node: Node, of: str, key: Scalar, *, colons: bool = False) -> tuple[Scalar, ...]:
        if isinstance(node, Listing):
            if not node.items:
                self.complain(
                    "empty-text", f"{of} is an empty list.", key, "Add a line that begins with “- ”."
                )
            item_of = f"An item of {of}"
            found = [self._text(item, item_of, colons=colons) for item in node.items]
            return tuple(text for text in found if text is not None)
        if isinstance(node, yaml_nodes.Mapping) and len(node.pairs) > 1:
            self.complain(
                "not-a-list",
                f"{of} must be a list; lines with keys stand here.",
                key,
                "- first text\n- second text",
            )
            return ()
        alone = self._text(node, of, key, colons=colons)
        return () if alone is None else (alone,)


def read_number(text: str) -> Fraction | None:
    """``2``, ``1.5``, ``1/3`` or ``50%`` exactly; None for anything else."""
    match = _NUMBER.fullmatch(text.strip())
    if match:
        value = Fraction(match[1])
        return value / 100 if match[2] else value
    match = _FRACTION.fullmatch(text.strip())
    if match and int(match[2]):
        return Fraction(int(match[1]), int(match[2]))
    return None
