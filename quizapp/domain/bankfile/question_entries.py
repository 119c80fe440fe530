"""The questions of a bank: which type an entry is of, and what all types have in common."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from quizapp.basics.limits import LIST_ITEMS, SHORT_LETTERS
from quizapp.domain.bankfile.blocks import (
    ASPECT_WORDS,
    NAME,
    STATUS_WORDS,
    read_advice_off,
    read_shares,
)
from quizapp.domain.bankfile.unknown_keys import complain_unknown
from quizapp.domain.claims import Aspect, Status
from quizapp.domain.yaml_reading import yaml_nodes
from quizapp.domain.yaml_reading.entry_reader import Key, KeyForm, Reader, find_nearest
from quizapp.domain.yaml_reading.problems import Edit, Findings, Weight
from quizapp.domain.yaml_reading.yaml_nodes import Listing, Node, Scalar

if TYPE_CHECKING:
    from quizapp.domain.question import Question

ASK = Key(
    "ask", "The question.", KeyForm.STEM, required=True, example="Who says the mine will create 400 jobs?"
)
COMMON_KEYS = (
    Key(
        "id",
        "A short name that never changes; made from the text when missing.",
        KeyForm.TEXT,
        example="who-says-jobs",
    ),
    Key("short", "A label of 24 letters at most, for rows and lists.", KeyForm.TEXT, example="The 400 jobs"),
    Key("topic", "Key of a topic.", KeyForm.TEXT),
    Key("tests", "Which part of a fact it tests.", KeyForm.CHOICE, words=ASPECT_WORDS),
    Key("pattern", "Which kind of thinking it asks for, in words of your own.", KeyForm.TEXT),
    Key("tags", "Words to find it by.", KeyForm.NAMES),
    Key("claim", "Key of the claim it is about, or several.", KeyForm.NAMES),
    Key("who", "Who says it, where no claim is named.", KeyForm.TEXT, example="The city council"),
    Key("status", "How far one can rely on it, where no claim is named.", KeyForm.CHOICE, words=STATUS_WORDS),
    Key("source", "Key of its source.", KeyForm.TEXT),
    Key("where", "Heading and paragraph, page or time in the source.", KeyForm.TEXT),
    Key("why", "The explanation, shown with the result.", KeyForm.BLOCK),
    Key("marks", "What it is worth; 1 where nothing is written.", KeyForm.NUMBER, example="2"),
    Key("hints", "Hints, opened one by one.", KeyForm.TEXTS),
    Key("tries", "How often it may be tried.", KeyForm.NUMBER, example="3"),
    Key("credit by try", "What each try is worth.", KeyForm.NAMES, example="100%, 60%, 30%"),
    Key("variant of", "Id of the question that asks for the same idea in another form.", KeyForm.TEXT),
    Key(
        "not with",
        "Ids of questions that nobody gets together with it: one tells the other's answer.",
        KeyForm.NAMES,
        example="two-areas, offices",
    ),
    Key("replaces", "The id it had before.", KeyForm.TEXT),
    Key("read", "A text to read before the question.", KeyForm.BLOCK),
    Key("unmarked", "Whether it counts for nothing.", KeyForm.YES_NO),
    Key("keep order", "Whether the options are shown in the same order to everybody.", KeyForm.YES_NO),
    Key("advice off", "Advice that is not followed here: its code and the reason.", KeyForm.PAIRS),
)
#: What ``defaults:`` may hold.
DEFAULT_KEYS = tuple(
    key
    for key in COMMON_KEYS
    if key.name
    not in (
        "id",
        "short",
        "claim",
        "why",
        "hints",
        "variant of",
        "not with",
        "replaces",
        "read",
        "advice off",
    )
)

_WORDS = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_FIRST_WORDS = 48
_MOST_GUESSES = 5


class Types:
    """The question types, looked up by the keys of an entry."""

    def __init__(self, types: Mapping[str, type["Question"]]) -> None:
        self.all = tuple(types.values())
        common = {key.name: key for key in COMMON_KEYS}
        self.stems = {
            kind: next((key for key in kind.keys if key.form is KeyForm.STEM), ASK) for kind in self.all
        }
        self.tables = {
            kind: {self.stems[kind].name: self.stems[kind], **{key.name: key for key in kind.keys}, **common}
            for kind in self.all
        }
        #: Keys that some type has and that are not common to all.
        self.own: dict[str, list[type[Question]]] = {}
        for kind, table in self.tables.items():
            for name in table:
                if name not in common:
                    self.own.setdefault(name, []).append(kind)
        self._telling = frozenset().union(*(kind.signature for kind in self.all))
        self._known: dict[frozenset[str], tuple[type[Question], ...]] = {}

    def of(self, keys: Iterable[str]) -> tuple[type["Question"], ...]:
        """The types whose signature an entry with these keys has; one, if all is well."""
        telling = self._telling.intersection(keys)
        found = self._known.get(telling)
        if found is None:
            found = tuple(kind for kind in self.all if kind.signature <= telling)
            self._known[telling] = found
        return found


class EntryReader:
    """Reads the entries of ``questions:`` one after the other; a question that complained is dropped."""

    def __init__(
        self,
        types: Mapping[str, type["Question"]],
        findings: Findings,
        *,
        language: str,
        defaults: dict[str, Any],
    ) -> None:
        self.types = Types(types)
        self.findings = findings
        self.language = language
        self.defaults = defaults
        #: Readers of the questions that were made, for the checks that need the whole bank.
        self.read: list[tuple[Question, Reader]] = []
        #: Written and made ids, and where they stand, of dropped questions too.
        self.ids: dict[str, int] = {}
        self._made = Ids(())

    def read_all(self, nodes: Iterable[Node]) -> None:
        """Read the entries in order."""
        entries = list(nodes)
        self._made = Ids(
            id_node.text.strip()
            for node in entries
            if isinstance(node, yaml_nodes.Mapping)
            and isinstance(id_node := node.pairs.get("id", (None, None))[1], Scalar)
        )
        for number, node in enumerate(entries, start=1):
            if isinstance(node, yaml_nodes.Mapping):
                question = self._read(node)
                if question is not None:
                    self.read.append(question)
            else:
                what = f"Question {number} is no group of keys such as “ask:” and “answer:”."
                self.findings.add(
                    "not-a-question", what, node.start, try_text="- ask: …\n  answer: …\n  wrong:\n  - …"
                )

    def _read(self, node: yaml_nodes.Mapping) -> "tuple[Question, Reader] | None":
        entry = Reader(node, self.findings, keys={}, language=self.language)
        kinds = self.types.of(node.pairs)
        stem = self._stem(node, kinds)
        words = " ".join(stem.split())
        entry.question_words = (
            words if len(words) <= _FIRST_WORDS else words[:_FIRST_WORDS].rsplit(" ", 1)[0] + " …"
        )
        entry.question_id = self._id(entry, words)
        kind = self._kind(entry, kinds)
        if kind is None:
            return None
        entry.keys = table = self.types.tables[kind]
        for name in node.pairs:
            if name not in table:
                self._refuse_key(entry, name, kind)
        stem_key = self.types.stems[kind].name
        common = dict(self.defaults)
        common["id"] = entry.question_id
        common["ask"] = entry.text(stem_key)
        common["line"] = self.findings.source.line(node.start)
        missing = [
            key for key in kind.keys if key.required and key.name not in node.pairs and key.name != stem_key
        ]
        for key in missing:
            entry.scalar(key.name)
        read_common(entry, common)
        question = None if missing else kind.read_entry(entry, common)
        return None if question is None or entry.failed else (question, entry)

    def _stem(self, node: yaml_nodes.Mapping, kinds: tuple[type["Question"], ...]) -> str:
        names = [self.types.stems[kind].name for kind in kinds] or [
            key.name for key in self.types.stems.values()
        ]
        for name in names:
            pair = node.pairs.get(name)
            if pair is not None and isinstance(pair[1], Scalar):
                return pair[1].text
        return ""

    # -- ids

    def _id(self, entry: Reader, words: str) -> str:
        pair = entry.node.pairs.get("id")
        if pair is None:
            made = self._made.make(words)
            self.ids[made] = entry.node.start
            indent = " " * (self.findings.source.place(entry.node.start)[1] - 1)
            edits = (
                ()
                if entry.node.flow
                else (Edit(entry.node.start, entry.node.start, f"id: {made}\n{indent}"),)
            )
            what = "This question has no id yet. Saving in the browser and “fix” write one that stays when its words change."
            entry.question_id = made
            entry.complain(
                "question-without-id", what, None, f"id: {made}", weight=Weight.ADVICE, edits=edits
            )
            return made
        found = entry.scalar("id")
        if found is None:
            return self._made.make(words)
        entry.question_id = found.text
        if not NAME.fullmatch(found.text):
            what = f"“{found.text[:60]}” cannot be an id: letters, digits and hyphens only, no spaces."
            made = self._made.make(found.text)
            entry.complain("id-form", what, found, f"id: {made}", edits=(Edit(found.start, found.end, made),))
        elif found.text in self.ids:
            what = (
                f"The id “{found.text}” is taken, on line {self.findings.source.line(self.ids[found.text])}."
            )
            entry.complain("repeated-id", what, found, f"id: {self._made.make(found.text)}")
        self.ids.setdefault(found.text, found.start)
        return found.text

    # -- types and keys

    def _kind(self, entry: Reader, kinds: tuple[type["Question"], ...]) -> "type[Question] | None":
        if len(kinds) == 1:
            return kinds[0]
        if kinds:
            told = " and ".join(f"{kind.label.lower()} ({_listed(sorted(kind.signature))})" for kind in kinds)
            what = f"This entry has the keys of {len(kinds)} types: {told}."
            entry.complain(
                "keys-of-two-types",
                what,
                sorted(kinds[1].signature)[0],
                "Make two questions of it, or delete one of the keys.",
            )
            return None
        if not self._correct_keys(entry):
            self._complain_of_partner(entry)
        return None

    def _correct_keys(self, entry: Reader) -> bool:
        """Complain of keys that nothing knows; True where one of them is a misspelt key of a type."""
        known = {**{key.name: key for key in COMMON_KEYS}, **dict.fromkeys(self.types.own, ASK)}
        unknown = [name for name in entry.names() if name not in known]
        for name in unknown:
            complain_unknown(entry, name, known, "a question")
        if self.findings.is_full("unknown-key"):
            return bool(unknown)
        return any(find_nearest(name, self.types.own) for name in unknown[:_MOST_GUESSES])

    def _complain_of_partner(self, entry: Reader) -> None:
        """No type fits: name the key that is missing to the one that fits best."""
        here = set(entry.names())
        best = max(
            self.types.all,
            key=lambda kind: (len(kind.signature & here), -len(kind.signature - here)),
            default=None,
        )
        if best is None or not best.signature & here:
            keys = _listed(sorted({next(iter(sorted(kind.signature))) for kind in self.types.all}))
            what = f"Nothing here says what is right. A question has one of these keys: {keys}."
            entry.complain("no-type", what, None, "answer: …\nwrong:\n- …")
            return
        missing = sorted(best.signature - here)
        names = _listed([f"{name}: …" for name in missing])
        there = _listed(sorted(best.signature & here))
        at = sorted(best.signature & here)[0]
        if missing == ["answer"]:
            wrong = entry.node.pairs[at][1]
            count = len(wrong.items) if isinstance(wrong, Listing) else 1
            many = "one wrong option" if count == 1 else f"{count} wrong options"
            what = (
                f"There is {many}, but no line “answer: …”."
                if count == 1
                else f"There are {many}, but no line “answer: …”."
            )
            entry.complain("no-right-answer", what, at, "answer: the right one")
            return
        what = f"{there} needs a partner: the line {names} is missing."
        try_text = "\n".join(f"{name}: {self.types.tables[best][name].example or '…'}" for name in missing)
        entry.complain("missing-partner", what, at, try_text)

    def _refuse_key(self, entry: Reader, name: str, kind: type["Question"]) -> None:
        others = self.types.own.get(name)
        if others is None:
            complain_unknown(entry, name, self.types.tables[kind], f"a question of type {kind.label.lower()}")
            return
        mine = _listed(sorted(kind.signature))
        theirs = _listed([other.label.lower() for other in others])
        what = f"“{name}” belongs to {theirs}; this is {kind.label.lower()} ({mine})."
        entry.complain(
            "keys-of-two-types", what, name, "Make two questions of it, or delete one of the keys."
        )


class Ids:
    """Makes short, readable ids that nothing has yet."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        #: The highest number that was put behind an id: counting from 1 each time would take forever.
        self._numbers: dict[str, int] = {}

    def make(self, words: str) -> str:
        """An id from a question's first words, with a number where that is taken."""
        made = candidate = make_slug(words)
        number = self._numbers.get(made, 1)
        while candidate in self._taken:
            number += 1
            candidate = f"{made}-{number}"
        self._numbers[made] = number
        self._taken.add(candidate)
        return candidate


def make_slug(words: str, *, most_words: int = 6, longest: int = 40) -> str:
    """Small letters, digits and hyphens of a text's first words; "question" where it has neither."""
    plain = unicodedata.normalize("NFKD", words[:400])
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()
    chosen: list[str] = []
    for word in _WORDS.findall(plain):
        word = re.sub(r"['’]", "", word)
        if chosen and len("-".join([*chosen, word])) > longest:
            break
        chosen.append(word[:longest])
        if len(chosen) == most_words:
            break
    return "-".join(chosen) or "question"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)


# -- what all types have in common

_Read = Callable[[Reader, dict[str, Any]], None]


def read_common(entry: Reader, common: dict[str, Any]) -> None:
    """Read the common keys that are written into the keyword arguments of ``Question``."""
    for name in entry.node.pairs:
        read = _COMMON.get(name)
        if read is not None:
            read(entry, common)
    shares = common.get("credit_by_try")
    if shares and common.get("tries") is None:
        common["tries"] = len(shares)


def _text_into(key: str, field: str) -> _Read:
    def read(entry: Reader, common: dict[str, Any]) -> None:
        common[field] = entry.text(key)

    return read


def _yes_no_into(key: str, field: str) -> _Read:
    def read(entry: Reader, common: dict[str, Any]) -> None:
        common[field] = entry.yes_no(key)

    return read


def _names_into(key: str, field: str) -> _Read:
    def read(entry: Reader, common: dict[str, Any]) -> None:
        names = tuple(dict.fromkeys(item.text for item in entry.name_list(key)))
        if len(names) > LIST_ITEMS:
            entry.complain(
                "too-many",
                f"“{key}” has {len(names)} names; a question may have {LIST_ITEMS}.",
                key,
                "Keep the first.",
            )
            return
        common[field] = names

    return read


def _read_tests(entry: Reader, common: dict[str, Any]) -> None:
    word = entry.choice("tests", ASPECT_WORDS)
    common["tests"] = Aspect(word) if word else None


def _read_status(entry: Reader, common: dict[str, Any]) -> None:
    word = entry.choice("status", STATUS_WORDS)
    common["status"] = Status(word) if word else None


def _read_marks(entry: Reader, common: dict[str, Any]) -> None:
    marks = entry.number("marks")
    if marks is None:
        return
    if not 0 < marks <= 1000:
        what = "“marks” must be more than 0 and at most 1000."
        entry.complain("marks-range", what, "marks", "marks: 1, or unmarked: yes")
        return
    common["marks"] = marks


def _read_tries(entry: Reader, common: dict[str, Any]) -> None:
    common["tries"] = entry.whole("tries", at_most=20)


def _read_shares(entry: Reader, common: dict[str, Any]) -> None:
    common["credit_by_try"] = read_shares(entry, "credit by try")


def _read_hints(entry: Reader, common: dict[str, Any]) -> None:
    common["hints"] = tuple(item.text for item in entry.texts("hints"))


def _read_advice_off(entry: Reader, common: dict[str, Any]) -> None:
    common["advice_off"] = read_advice_off(entry)


def _read_short(entry: Reader, common: dict[str, Any]) -> None:
    short = " ".join(entry.text("short").split())
    if len(short) > SHORT_LETTERS:
        what = f"The label has {len(short)} letters; a row has room for {SHORT_LETTERS}."
        entry.complain(
            "short-too-long",
            what,
            "short",
            f"short: {short[:SHORT_LETTERS].rsplit(' ', 1)[0]}",
            weight=Weight.DOUBT,
        )
    common["short"] = short


_COMMON: Mapping[str, _Read] = {
    "short": _read_short,
    "topic": _text_into("topic", "topic"),
    "tests": _read_tests,
    "pattern": _text_into("pattern", "pattern"),
    "tags": _names_into("tags", "tags"),
    "claim": _names_into("claim", "claims"),
    "who": _text_into("who", "who"),
    "status": _read_status,
    "source": _text_into("source", "source"),
    "where": _text_into("where", "where"),
    "why": _text_into("why", "why"),
    "marks": _read_marks,
    "hints": _read_hints,
    "tries": _read_tries,
    "credit by try": _read_shares,
    "variant of": _text_into("variant of", "variant_of"),
    "not with": _names_into("not with", "not_with"),
    "replaces": _text_into("replaces", "replaces"),
    "read": _text_into("read", "read"),
    "unmarked": _yes_no_into("unmarked", "unmarked"),
    "keep order": _yes_no_into("keep order", "keep_order"),
    "advice off": _read_advice_off,
}
