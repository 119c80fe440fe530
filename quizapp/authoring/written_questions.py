"""Questions of a draft as they are written: found by place, changed and added without touching anything else."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from quizapp.basics.messages import msg
from quizapp.domain.bankfile.question_entries import COMMON_KEYS, Ids, Types
from quizapp.domain.question import Question
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.yaml_reading import yaml_nodes
from quizapp.domain.yaml_reading.entry_reader import Key, KeyForm
from quizapp.domain.yaml_reading.entry_writing import (
    CannotWrite,
    Value,
    entries_of,
    read_values,
    replace_values,
    write_entry,
)
from quizapp.domain.yaml_reading.problems import Problem, Weight
from quizapp.domain.yaml_reading.yaml_nodes import Node, Scalar, Tree, read_tree

_TYPES = Types(QUESTION_TYPES)
_ID = COMMON_KEYS[0]
_QUESTIONS = re.compile(r"^questions:[ \t]*(?:\[\s*\])?[ \t]*(?=\r?$)", re.MULTILINE)
_TOP_KEY = re.compile(r"^[^\s#\-]", re.MULTILINE)
ONLY_AS_TEXT = msg("This question is written in a way that no form can show whole. Change it as text.")


@dataclass(frozen=True)
class WrittenQuestion:
    """A question of a text, readable or not: its place from 1, its type where its keys tell one, its first words."""

    place: int
    kind: type[Question] | None
    stem: str
    id: str


def questions_in(text: str) -> list[WrittenQuestion]:
    """The questions of a text, also of one with errors."""
    return [_described(number, entry) for number, entry in enumerate(entries_of(read_tree(text)), start=1)]


def _described(number: int, entry: yaml_nodes.Mapping) -> WrittenQuestion:
    kinds = _TYPES.of(entry.pairs) or _by_own_key(entry)
    kind = kinds[0] if len(kinds) == 1 else None
    stem = _text(entry, _TYPES.stems[kind].name) if kind else _text(entry, "ask")
    return WrittenQuestion(number, kind, stem.strip(), _text(entry, "id"))


def _by_own_key(entry: yaml_nodes.Mapping) -> tuple[type[Question], ...]:
    """The first type that has all keys of an unfinished entry."""
    return tuple(kind for kind in _TYPES.all if entry.pairs.keys() <= _TYPES.tables[kind].keys())[:1]


def _text(entry: yaml_nodes.Mapping, key: str) -> str:
    pair = entry.pairs.get(key)
    return pair[1].text.strip() if pair and isinstance(pair[1], Scalar) else ""


def values_at(text: str, place: int, keys: Mapping[str, Key]) -> dict[str, Value]:
    """What is written under the keys of the question at a place. Raises CannotWrite."""
    tree = read_tree(text)
    return read_values(tree, _entry_at(tree, place), keys)


def _entry_at(tree: Tree, place: int) -> yaml_nodes.Mapping:
    entries = entries_of(tree)
    if not 1 <= place <= len(entries):
        raise CannotWrite
    return entries[place - 1]


def with_changes(text: str, place: int, values: Mapping[str, Value], keys: Mapping[str, Key]) -> str:
    """The text with these keys of the question at a place as they are given; without an id, it gets one."""
    tree = read_tree(text)
    entry = _entry_at(tree, place)
    given = dict(values)
    if "id" not in entry.pairs and (made := _made_id(tree, values, keys)):
        given["id"] = made
    return replace_values(text, tree, entry, given, {"id": _ID, **keys})


def with_new(text: str, values: Mapping[str, Value], keys: Mapping[str, Key]) -> str:
    """The text with a question put behind the last one; the text as it is where nothing is given."""
    if not any(values.values()):
        return text
    tree = read_tree(text)
    made = _made_id(tree, values, keys)
    entry = write_entry({"id": made, **values} if made else values, {"id": _ID, **keys})
    return append_entry(text, entry + "\n")


def _made_id(tree: Tree, values: Mapping[str, Value], keys: Mapping[str, Key]) -> str:
    stem = next((values.get(name, "") for name, key in keys.items() if key.form is KeyForm.STEM), "")
    taken = (_text(entry, "id") for entry in entries_of(tree))
    return Ids(taken).make(stem) if isinstance(stem, str) and stem else ""


def append_entry(text: str, entry: str) -> str:
    """The text with an entry, written without indent, behind its last question."""
    end = "\r\n" if "\r\n" in text else "\n"
    entry = entry.replace("\n", end)
    found = _QUESTIONS.search(text)
    if found is None:
        gap = "" if not text or text.endswith("\n") else end
        return f"{text}{gap}questions:{end}{entry}"
    head = text[: found.start()] + "questions:"
    rest = text[found.end() :].lstrip("\r\n") if text[found.end() :].strip() else ""
    following = _TOP_KEY.search(rest)
    body, tail = (rest[: following.start()], rest[following.start() :]) if following else (rest, "")
    body = body.rstrip() + end if body.strip() else ""
    if body.startswith((" ", "\t")):  # this bank's list is indented
        indent = re.match(r"[ \t]+", body)
        entry = "".join((indent[0] if indent else "") + line for line in entry.splitlines(keepends=True))
    return f"{head}{end}{body}{entry}{tail}"


def with_ids(text: str, problems: tuple[Problem, ...]) -> str:
    """The text with an id written into every question that has none, so that correcting its words changes no id."""
    edits = [edit for each in problems if each.code == "question-without-id" for edit in each.edits]
    for edit in sorted(edits, key=lambda each: -each.start):
        new = edit.text.replace("\n", "\r\n") if "\r\n" in text else edit.text
        text = text[: edit.start] + new + text[edit.end :]
    return text


@dataclass(frozen=True)
class Trouble:
    """What is wrong with one question: the key whose lines it is about, empty for the whole, and the sentence."""

    key: str
    what: str


def troubles_at(text: str, place: int, problems: tuple[Problem, ...]) -> list[Trouble]:
    """The errors of the question at a place, each with the key that it stands at."""
    tree = read_tree(text)
    entries = entries_of(tree)
    if not 1 <= place <= len(entries):
        return [Trouble("", each.what) for each in problems if each.weight is Weight.ERROR]
    entry = entries[place - 1]
    stop = tree.source.line(entries[place].start) if place < len(entries) else None
    return troubles_of(tree, entry, tree.source.line(entry.start), stop, problems)


def troubles_of(
    tree: Tree, entry: Node, first: int, stop: int | None, problems: tuple[Problem, ...]
) -> list[Trouble]:
    """The errors from a line on and before another, each with the key of the entry that it stands at."""
    pairs = entry.pairs.values() if isinstance(entry, yaml_nodes.Mapping) else ()
    lines = [(tree.source.line(key.start), key.text) for key, _value in pairs]
    found = []
    for each in problems:
        if each.weight is Weight.ERROR and first <= each.line and (stop is None or each.line < stop):
            at = [name for line, name in lines if line <= each.line]
            found.append(Trouble(at[-1] if at else "", each.what))
    return found


def names_offered(text: str) -> dict[str, list[tuple[str, str]]]:
    """What the keys that name something can name in this text: key to (name, words) pairs."""
    root = read_tree(text).root
    return {key: _names(root, block, says) for key, (block, says) in _NAMED.items()}


_NAMED = {"topic": ("topics", ""), "claim": ("claims", "says"), "source": ("sources", "title")}


def _names(root: object, block: str, says: str) -> list[tuple[str, str]]:
    pair = root.pairs.get(block) if isinstance(root, yaml_nodes.Mapping) else None
    if pair is None or not isinstance(pair[1], yaml_nodes.Mapping):
        return []
    found = []
    for key, value in pair[1].pairs.values():
        words = value.text if isinstance(value, Scalar) else ""
        if isinstance(value, yaml_nodes.Mapping):
            words = _text(value, says)
        found.append((key.text, words))
    return found
