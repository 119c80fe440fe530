"""What a bank has beside its questions, by form: its head, sources, claims and quizzes, each with the keys the format declares."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from quizapp.authoring.key_forms import make_key_form
from quizapp.authoring.written_questions import Trouble, troubles_of
from quizapp.basics.messages import Message, msg
from quizapp.domain.bankfile.blocks import BANK_KEYS, CLAIM_KEYS, QUIZ_KEYS, SOURCE_KEYS
from quizapp.domain.markdown import plain
from quizapp.domain.yaml_reading import yaml_nodes
from quizapp.domain.yaml_reading.block_writing import named_entries
from quizapp.domain.yaml_reading.entry_reader import Key
from quizapp.domain.yaml_reading.problems import Problem
from quizapp.domain.yaml_reading.yaml_nodes import Scalar, read_tree
from quizapp.web.forms import Form

_ORDER = tuple(key.name for key in BANK_KEYS)
#: What the form of the head asks for: the keys of a bank that are texts, or lines of two texts.
_HEAD = ("title", "about", "caution", "language", "topics", "people", "timeline")


def _table(keys: tuple[Key, ...]) -> dict[str, Key]:
    return {key.name: key for key in keys}


@dataclass(frozen=True)
class Block:
    """A block whose entries have forms. ``names``: the key that says what an entry is called in lists."""

    name: str
    keys: Mapping[str, Key]
    names: str
    heading: Message
    add: Message
    order: tuple[str, ...] = _ORDER


BLOCKS = {
    each.name: each
    for each in (
        Block("sources", _table(SOURCE_KEYS), "title", msg("Sources"), msg("Add a source")),
        Block("claims", _table(CLAIM_KEYS), "says", msg("Claims"), msg("Add a claim")),
        Block("quizzes", _table(QUIZ_KEYS), "title", msg("Quizzes"), msg("Add a quiz")),
    )
}
HEAD_KEYS = {name: key for name, key in _table(BANK_KEYS).items() if name in _HEAD}
LABELS: Mapping[str, Message] = {
    "title": msg("Title"),
    "about": msg("About it, for students"),
    "caution": msg("What students should know before they begin"),
    "language": msg("Language, as a code"),
    "topics": msg("Topics: a short name, and its title"),
    "people": msg("Who is who: a name, and an office"),
    "timeline": msg("What happened when: a date, and a sentence"),
    "publisher": msg("Who published it"),
    "date": msg("When it was published"),
    "link": msg("Its address on the web"),
    "says": msg("What is said"),
    "figure": msg("Figure"),
    "who": msg("Who says so"),
    "interest": msg("What they have at stake"),
    "status": msg("Status"),
    "topic": msg("Topic"),
    "source": msg("Source"),
    "also in": msg("Other sources that say so too"),
    "where": msg("Where in the source"),
    "quote": msg("A few exact words"),
    "as of": msg("The date it speaks of"),
    "measures": msg("What is counted"),
    "checked": msg("Checked: date and second source"),
    "but": msg("Who says otherwise, and what"),
    "was": msg("Earlier value"),
    "note": msg("Note"),
    "draw": msg("How many questions of each topic: a topic (of another bank: bank/topic), and a number"),
    "questions": msg("Questions that everybody gets: their ids (of another bank: bank/id)"),
    "order": msg("Order of the questions"),
    "feedback": msg("When students see what was right"),
    "tries": msg("Tries"),
    "credit by try": msg("What each try is worth"),
    "unmarked": msg("It counts for nothing"),
    "open": msg("Anyone may start it"),
    "certainty": msg("Whether students are asked how certain they are"),
    "hints": msg("Whether students may open hints"),
}


@cache
def block_form(block: str) -> type[Form]:
    """The form of an entry of a block; of the bank's head for ``head``."""
    keys = HEAD_KEYS if block == "head" else BLOCKS[block].keys
    return make_key_form(f"{block.capitalize()}Form", keys, LABELS)


def entries_in(text: str, block: Block) -> list[tuple[str, str]]:
    """The entries of a block as (name, words), also of a text with errors."""
    found = []
    for name, entry in named_entries(read_tree(text), block.name).items():
        value = entry.pairs.get(block.names)
        words = value[1].text if value and isinstance(value[1], Scalar) else ""
        found.append((name, plain(words) if block.names == "says" else words))  # titles have no marks
    return found


def troubles_in(text: str, block: str, name: str, problems: tuple[Problem, ...]) -> list[Trouble]:
    """The errors of an entry of a block, each with the key that it stands at."""
    tree = read_tree(text)
    holder = tree.root.pairs.get(block) if isinstance(tree.root, yaml_nodes.Mapping) else None
    if holder is None or not isinstance(holder[1], yaml_nodes.Mapping) or name not in holder[1].pairs:
        return []
    key, entry = holder[1].pairs[name]
    later = [
        tree.source.line(each.start) for each, _value in holder[1].pairs.values() if each.start > key.start
    ]
    stop = min(later, default=tree.source.line(max(holder[1].end - 1, 0)) + 1)
    return troubles_of(tree, entry, tree.source.line(key.start), stop, problems)


def head_troubles(text: str, problems: tuple[Problem, ...]) -> list[Trouble]:
    """The errors of the bank's head, each with its key."""
    tree = read_tree(text)
    if not isinstance(tree.root, yaml_nodes.Mapping):
        return [Trouble("", each.what) for each in problems]
    found: list[Trouble] = []
    places = sorted((tree.source.line(key.start), key.text) for key, _value in tree.root.pairs.values())
    for (first, name), (stop, _next) in zip(places, [*places[1:], (10**9, "")], strict=True):
        if name in HEAD_KEYS:
            found += [
                Trouble(name, each.what) for each in troubles_of(tree, tree.root, first, stop, problems)
            ]
    return found
