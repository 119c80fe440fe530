"""Foreign YAML as lists, mappings and texts, read by our own careful reader: no tags, no anchors, limited depth and size."""

import re
from typing import Any

from quizapp.basics.limits import IMPORT_DOCUMENTS
from quizapp.domain.yaml_reading.yaml_nodes import Listing, Mapping, Node, Scalar, read_tree


def documents(text: str) -> list[tuple[int, Any]]:
    """Each document with the line it begins on; one that cannot be read is None."""
    found: list[tuple[int, Any]] = []
    line = 1
    for part in re.split(r"(?m)^---[ \t]*$\n?", text)[: IMPORT_DOCUMENTS + 1]:
        if part.strip():
            tree = read_tree(part)
            lead = len(part) - len(part.lstrip("\n"))
            found.append((line + lead, None if tree.broken or tree.root is None else _plain(tree.root)))
        line += part.count("\n") + 1
    return found


def _plain(node: Node) -> Any:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Listing):
        return [_plain(item) for item in node.items]
    assert isinstance(node, Mapping)  # noqa: S101  # there is no fourth kind
    return {key: _plain(value) for key, (_, value) in node.pairs.items()}


def text_of(value: Any) -> str:
    """A value as a text; empty where it is none."""
    return value.strip() if isinstance(value, str) else ""
