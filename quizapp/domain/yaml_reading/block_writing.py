"""Writing the named entries of a bank's blocks (claims, sources, quizzes) as one would by hand; all else stays by the byte."""

from collections.abc import Mapping, Sequence

from quizapp.domain.yaml_reading import yaml_nodes
from quizapp.domain.yaml_reading.entry_reader import Key
from quizapp.domain.yaml_reading.entry_writing import (
    Block,
    CannotWrite,
    Value,
    blocks_of,
    joined,
    key_lines,
    pair_name,
    replace_values,
)
from quizapp.domain.yaml_reading.yaml_nodes import Scalar, Tree, read_tree

Values = Mapping[str, Value]


def named_entries(tree: Tree, block: str) -> dict[str, yaml_nodes.Mapping]:
    """The entries of a block by name; those that are no keys with values are left out."""
    pair = tree.root.pairs.get(block) if isinstance(tree.root, yaml_nodes.Mapping) else None
    if pair is None or not isinstance(pair[1], yaml_nodes.Mapping):
        return {}
    entries = pair[1].pairs.values()
    return {key.text: entry for key, entry in entries if isinstance(entry, yaml_nodes.Mapping)}


def with_changed(text: str, block: str, name: str, values: Values, keys: Mapping[str, Key]) -> str:
    """The text with these keys of an entry as they are given; an empty value takes a key out. Raises CannotWrite."""
    tree = read_tree(text)
    entry = named_entries(tree, block).get(name)
    if entry is None:
        raise CannotWrite
    return replace_values(text, tree, entry, values, keys)


def with_new(
    text: str,
    block: str,
    entries: Mapping[str, Values],
    keys: Mapping[str, Key],
    order: Sequence[str],
    above: Mapping[str, Sequence[str]] | None = None,
) -> str:
    """The text with entries put behind the last of a block, which is made where it is missing; ``order`` is that of blocks.

    ``above``: lines of comment for an entry. Raises CannotWrite.
    """
    if not entries:
        return text
    tree = read_tree(text)
    end, blocks, first, last, lines = _apart(text, tree)
    found = next((each for each in blocks if each.name == block), None)
    if found is None:
        found = Block(block, [f"{block}:"])
        before = set(order[: order.index(block)])
        at = max((place for place, each in enumerate(blocks) if each.name in before), default=-1)
        blocks.insert(at + 1, found)
        indent = "  "
    else:
        indent = _indent(tree, block)
        if not indent:  # “claims:” with nothing behind it, or {}
            found.lines, indent = [f"{block}:"], "  "
    for name, values in entries.items():
        found.lines += [f"{indent}{line}" for line in (above or {}).get(name, ())]
        found.lines.append(f"{indent}{pair_name(name)}:")
        for key in keys.values():
            if value := values.get(key.name):
                found.lines += key_lines(key.name, value, key.form, f"{indent}  ")
    lines[first:last] = joined(blocks, "", "")
    return end.join(lines)


def without(text: str, block: str, name: str) -> str:
    """The text without an entry, and without its block where it was the last. Raises CannotWrite."""
    tree = read_tree(text)
    end, blocks, first, last, lines = _apart(text, tree)
    holder = _mapping(tree, block)
    found = next((each for each in blocks if each.name == block), None)
    if holder is None or found is None or name not in holder.pairs:
        raise CannotWrite
    if len(holder.pairs) == 1:
        blocks.remove(found)
    else:
        inner, top, bottom, _prefix, _indent = blocks_of(tree, holder, text.replace("\r\n", "\n").split("\n"))
        start = tree.source.line(tree.root.pairs[block][0].start) - 1  # type: ignore[union-attr]
        kept = [line for each in inner if each.name != name for line in (*each.above, *each.lines)]
        found.lines[top - start : bottom - start] = kept
    lines[first:last] = joined(blocks, "", "")
    return end.join(lines)


def _apart(text: str, tree: Tree) -> tuple[str, list[Block], int, int, list[str]]:
    """The line end, the bank's blocks, where they begin and end, and its lines."""
    if not isinstance(tree.root, yaml_nodes.Mapping):
        raise CannotWrite
    lines = text.replace("\r\n", "\n").split("\n")
    blocks, first, last, prefix, _indent = blocks_of(tree, tree.root, lines)
    if prefix:
        raise CannotWrite
    return "\r\n" if "\r\n" in text else "\n", blocks, first, last, lines


def _mapping(tree: Tree, block: str) -> yaml_nodes.Mapping | None:
    value = tree.root.pairs[block][1] if isinstance(tree.root, yaml_nodes.Mapping) else None
    return value if isinstance(value, yaml_nodes.Mapping) and not value.flow else None


def _indent(tree: Tree, block: str) -> str:
    """How far the entries of a block stand in; empty where it has none. Raises CannotWrite for {a: b}."""
    value = tree.root.pairs[block][1] if isinstance(tree.root, yaml_nodes.Mapping) else None
    if isinstance(value, Scalar) and not value.text.strip():
        return ""
    if not isinstance(value, yaml_nodes.Mapping) or (value.flow and value.pairs):
        raise CannotWrite
    if not value.pairs:
        return ""
    _line, column = tree.source.place(next(iter(value.pairs.values()))[0].start)
    return " " * (column - 1)
