"""Writing one entry of a bank as a teacher would by hand: only what was changed moves, comments and order stay.

A value is what a form holds: a text; a list of texts; pairs of texts; or groups, each a name with its texts.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

import yaml

from quizapp.domain.yaml_reading import yaml_nodes
from quizapp.domain.yaml_reading.entry_reader import ARROW, Key, KeyForm
from quizapp.domain.yaml_reading.yaml_errors import quote_text
from quizapp.domain.yaml_reading.yaml_nodes import Listing, Node, Scalar, Tree

Value = str | tuple[str, ...] | tuple[tuple[str, str], ...] | tuple[tuple[str, tuple[str, ...]], ...]
_COMMENT = re.compile(r"[ \t]+#.*$")


class CannotWrite(ValueError):
    """The entry is written in a way that has no line of its own for each key."""


# -- reading what is written


def entries_of(tree: Tree) -> list[yaml_nodes.Mapping]:
    """The entries of ``questions:``, also of a text with errors."""
    if not isinstance(tree.root, yaml_nodes.Mapping):
        return []
    pair = tree.root.pairs.get("questions")
    items = pair[1].items if pair and isinstance(pair[1], Listing) else []
    return [item for item in items if isinstance(item, yaml_nodes.Mapping)]


def read_values(tree: Tree, entry: yaml_nodes.Mapping, keys: Mapping[str, Key]) -> dict[str, Value]:
    """What is written under each of these keys. Raises CannotWrite where a form could not show it whole."""
    return {
        name: _value(tree, entry.pairs[name][1], key.form)
        for name, key in keys.items()
        if name in entry.pairs
    }


def _value(tree: Tree, node: Node, form: KeyForm) -> Value:
    if form in (KeyForm.TEXTS, KeyForm.OPTIONS):
        return tuple(_text(tree, item) for item in (node.items if isinstance(node, Listing) else [node]))
    if form is KeyForm.NAMES:
        found = [_text(tree, item) for item in (node.items if isinstance(node, Listing) else [node])]
        return ", ".join(found)
    if form is KeyForm.PAIRS:
        return tuple((key.text, _text(tree, value)) for key, value in _pairs(node))
    if form is KeyForm.GROUPS:
        return tuple(
            (
                key.text,
                tuple(_text(tree, i) for i in (value.items if isinstance(value, Listing) else [value])),
            )
            for key, value in _pairs(node)
        )
    return _text(tree, node)


def _pairs(node: Node) -> Sequence[tuple[Scalar, Node]]:
    if isinstance(node, yaml_nodes.Mapping):
        return tuple(node.pairs.values())
    if isinstance(node, Scalar) and not node.text.strip():
        return ()
    raise CannotWrite


def _text(tree: Tree, node: Node) -> str:
    """A text as the reader takes it: a colon that was prose is part of it."""
    if isinstance(node, Scalar):
        return node.text.strip()
    written = tree.source.text[node.start : node.end].strip()
    if isinstance(node, Listing) or "\n" in written or node.flow:
        raise CannotWrite
    return written


# -- writing


def write_entry(values: Mapping[str, Value], keys: Mapping[str, Key], indent: str = "") -> str:
    """A new entry of a list, without line end: ``- `` and its keys in the order of ``keys``."""
    lines = [
        line
        for name, key in keys.items()
        if (value := values.get(name))
        for line in key_lines(name, value, key.form, f"{indent}  ")
    ]
    return "\n".join([f"{indent}- {lines[0].lstrip()}", *lines[1:]]) if lines else ""


def replace_values(
    text: str, tree: Tree, entry: yaml_nodes.Mapping, values: Mapping[str, Value], keys: Mapping[str, Key]
) -> str:
    """The text with an entry's keys as ``values`` have them; an empty value takes its key out.

    A key whose value is as it was is not touched by a byte, nor is a key that ``values`` does not name.
    """
    before = read_values(tree, entry, {name: keys[name] for name in values if name in keys})
    changed = {name: value for name, value in values.items() if _plain(value) != _plain(before.get(name, ""))}
    if not changed:
        return text
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").split("\n")
    blocks, first, last, prefix, indent = blocks_of(tree, entry, lines)
    known = {block.name: block for block in blocks}
    for name, value in changed.items():
        if name in known and value:
            known[name].lines = _rewritten(
                tree, entry, known[name].lines, name, value, keys[name].form, indent
            )
        elif name in known:
            blocks.remove(known[name])
        elif value:
            made = Block(name, key_lines(name, value, keys[name].form, indent))
            blocks.insert(_place(made.name, blocks, keys), made)
    lines[first:last] = joined(blocks, prefix, indent)
    return end.join(lines)


def _plain(value: object) -> object:
    """What tells one value from another: line ends and space at the ends of a text do not."""
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


@dataclass
class Block:
    """One key of an entry: its lines, and the comments above it."""

    name: str
    lines: list[str]
    above: list[str] = field(default_factory=list)


def blocks_of(
    tree: Tree, entry: yaml_nodes.Mapping, lines: list[str]
) -> tuple[list[Block], int, int, str, str]:
    """An entry's lines by key; where they begin and end, what stands before the first key, and the others' indent."""
    source = tree.source
    pairs = list(entry.pairs.values())
    if entry.flow or not pairs:
        raise CannotWrite
    starts = [source.line(key.start) - 1 for key, _value in pairs]
    if len(set(starts)) < len(starts):
        raise CannotWrite
    row, column = source.place(pairs[0][0].start)
    prefix = lines[row - 1][: column - 1]
    indent = " " * len(prefix)
    blocks, at = [], starts[0]
    for (key, value), start in zip(pairs, starts, strict=True):
        stop = max(value.end, key.end)
        while stop > key.end and source.text[stop - 1] in " \t\r\n":
            stop -= 1
        after = max(source.line(stop - 1), start + 1)
        if not isinstance(
            value, Scalar
        ):  # a list ends where the next key begins: comments before that are the key's
            while after > start + 1 and (not lines[after - 1].strip() or lines[after - 1].lstrip()[0] == "#"):
                after -= 1
        blocks.append(Block(key.text, lines[start:after], lines[at:start]))
        at = after
    blocks[0].lines[0] = indent + blocks[0].lines[0][len(prefix) :]
    return blocks, starts[0], at, prefix, indent


def joined(blocks: Sequence[Block], prefix: str, indent: str) -> list[str]:
    if not blocks:
        raise CannotWrite
    first = blocks[0]
    rest = [line for block in blocks[1:] for line in (*block.above, *block.lines)]
    return [prefix + first.lines[0][len(indent) :], *first.above, *first.lines[1:], *rest]


def _place(name: str, blocks: Sequence[Block], keys: Mapping[str, Key]) -> int:
    """Where a new key goes: behind the last of those that come before it in the order of keys."""
    order = list(keys)
    before = set(order[: order.index(name)])
    places = [place for place, block in enumerate(blocks) if block.name in before]
    return places[-1] + 1 if places else len(blocks)


def _rewritten(
    tree: Tree,
    entry: yaml_nodes.Mapping,
    lines: list[str],
    name: str,
    value: Value,
    form: KeyForm,
    indent: str,
) -> list[str]:
    """The lines of a key with another value; a list keeps the lines of the items that it keeps."""
    node = entry.pairs[name][1]
    if isinstance(node, Listing) and not node.flow and not isinstance(value, str):
        kept = _list_lines(tree, node, lines, entry.pairs[name][0], value)
        if kept is not None:
            return kept
    made = key_lines(name, value, form, indent)
    if isinstance(node, Scalar) and len(made) == 1 and len(lines) == 1:
        line, column = tree.source.place(max(node.end - 1, node.start))
        tail = tree.source.line_text(line)[column:]
        comment = _COMMENT.search(tail)
        made = [made[0] + (comment[0] if comment else "")]
    return made


def _list_lines(tree: Tree, node: Listing, lines: list[str], key: Scalar, value: Value) -> list[str] | None:
    """A block list, its unchanged items untouched; None where its items do not stand on lines of their own."""
    source, top = tree.source, tree.source.line(key.start)
    starts = [source.line(item.start) - top for item in node.items]
    if not starts or starts[0] < 1 or len(set(starts)) < len(starts):
        return None
    dash = lines[starts[0]].partition("-")[0] + "- "
    ends = [*starts[1:], len(lines)]
    before = [_text(tree, item) for item in node.items]
    now = [item for item in value if isinstance(item, str)]
    made = lines[: starts[0]]
    for act, low, high, new_low, new_high in SequenceMatcher(a=before, b=now, autojunk=False).get_opcodes():
        if act == "equal":
            made += [line for at in range(low, high) for line in lines[starts[at] : ends[at]]]
        else:
            made += [line for item in now[new_low:new_high] for line in _item_lines(item, dash)]
    return made


def key_lines(name: str, value: Value, form: KeyForm, indent: str) -> list[str]:
    """The lines of one key with its value."""
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").strip()
        if form is KeyForm.NAMES:
            text = " ".join(text.split())
        if "\n" in text:
            return _long_lines(f"{indent}{name}:", text, f"{indent}  ")
        return [f"{indent}{name}: {scalar(text)}"]
    made = [f"{indent}{name}:"]
    for item in value:
        if isinstance(item, str):
            made += _item_lines(item, f"{indent}- ")
        elif isinstance(item[1], str):
            made.append(f"{indent}  {pair_name(item[0])}: {scalar(_one_line(item[1]))}")
        else:
            made.append(f"{indent}  {pair_name(item[0])}:")
            made += [f"{indent}  - {scalar(_one_line(each), in_list=True)}" for each in item[1]]
    return made


def _item_lines(item: str, dash: str) -> list[str]:
    return [dash + scalar(_one_line(item), in_list=True)]


def _long_lines(head: str, text: str, indent: str) -> list[str]:
    """A text of several lines as a block; quoted where its first line begins with space, which a block would lose."""
    if text[0] in " \t" or any(line != line.rstrip() for line in text.split("\n")):
        return [f"{head} {json.dumps(text, ensure_ascii=False)}"]
    return [f"{head} |", *(indent + line if line else "" for line in text.split("\n"))]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def pair_name(text: str) -> str:
    """The left side of a pair."""
    text = _one_line(text)
    return text if _reads_back(f"{text}: x", {text: "x"}) else quote_text(text)


def scalar(text: str, *, in_list: bool = False) -> str:
    """A text on one line as YAML gives it back; in quotes only where it must be."""
    written = f"- {text}" if in_list else f"k: {text}"
    wanted = [text] if in_list else {"k": text}
    return text if _reads_back(written, wanted) else _quoted(text)


def _quoted(text: str) -> str:
    return quote_text(text) if text.isprintable() else json.dumps(text, ensure_ascii=False)


def _reads_back(written: str, wanted: object) -> bool:
    try:
        return bool(yaml.load(written, yaml.BaseLoader) == wanted)  # noqa: S506  # texts alone, nothing is made
    except yaml.YAMLError:
        return False


# -- options


def join_arrows(text: str, feedback: str = "", misconception: str = "") -> str:
    """``text => feedback => misconception`` as one text; the opposite of ``split_arrows``."""
    parts = [_one_line(part) for part in (text, feedback, misconception)]
    parts = [part.replace("=>", "\\=>") if ARROW.search(part) else part for part in parts]
    while parts and not parts[-1]:
        parts.pop()
    if len(parts) == 3 and not parts[1]:
        parts[1] = ""
    return " => ".join(parts).replace("=>  =>", "=> =>")
