#!/usr/bin/env python3
"""Draw which room of the program imports which, from the code as it is. Standard library only.

  python3 manage.py imports          write docs/imports.svg, and say how many rooms, arrows and circles there are
  python3 manage.py imports check    fail where the picture is not what the code says

A room is a package or a module directly in ``quizapp``; those of ``quizapp/domain`` are rooms of their own. A room
stands above all that it imports. An arrow that longer ways imply is
counted and not drawn; one that is part of a circle is dashed.
"""

import ast
import html
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "imports.svg"
#: Rooms by name, each with the rooms that it imports.
Rooms = Mapping[str, set[str]]
BOX, GAP, ROW, MARGIN = 140, 16, 74, 20
#: A row of more boxes is broken into two, so that the picture can be read at a page's width.
WIDEST = 7


def room_of(module: str) -> str:
    """``quizapp.taking.views`` stands in ``taking``, ``quizapp.domain.lint.checker`` in ``domain.lint``."""
    parts = module.split(".")[1:]
    if parts[:1] == ["domain"]:
        inner = ROOT / "quizapp" / "domain" / parts[1] if len(parts) > 1 else None
        return f"domain.{parts[1]}" if inner is not None and inner.is_dir() else "domain"
    return parts[0]


def imported(tree: ast.AST) -> Iterator[str]:
    """The modules of the program that a module imports, also late; for types alone left out."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "quizapp")
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "quizapp":
            for alias in node.names:
                if node.module == "quizapp" and alias.name == "create_app":
                    yield "quizapp.app"  # which it imports when it is called
                    continue
                inner = Path(ROOT, *node.module.split("."), alias.name)
                is_module = inner.is_dir() or inner.with_suffix(".py").exists()
                yield f"{node.module}.{alias.name}" if is_module else node.module
        else:
            yield from imported(node)


def read_rooms(folder: Path = ROOT / "quizapp") -> Rooms:
    rooms: dict[str, set[str]] = {}
    for path in sorted(folder.rglob("*.py")):
        module = ".".join(path.relative_to(folder.parent).with_suffix("").parts).removesuffix(".__init__")
        if module == "quizapp":
            continue  # create_app() alone, which imports when it is called
        targets = rooms.setdefault(room_of(module), set())
        targets |= {room_of(name) for name in imported(ast.parse(path.read_text("utf-8")))}
    return {room: targets - {room} for room, targets in rooms.items()}


def reachable(rooms: Rooms, start: str) -> set[str]:
    """Every room that one imports, at once or by way of others."""
    found: set[str] = set()
    waiting = list(rooms[start])
    while waiting:
        room = waiting.pop()
        if room not in found:
            found.add(room)
            waiting += rooms[room]
    return found


def circles(rooms: Rooms) -> list[str]:
    """Rooms that import each other, by whatever way."""
    return sorted(room for room in rooms if room in reachable(rooms, room))


def downward(rooms: Rooms) -> Rooms:
    """The arrows that belong to no circle."""
    return {
        room: {to for to in targets if room not in reachable(rooms, to)} for room, targets in rooms.items()
    }


def direct(rooms: Rooms) -> Rooms:
    """The arrows that no longer way implies."""
    return {
        room: {to for to in targets if not any(to in reachable(rooms, by) for by in targets - {to})}
        for room, targets in downward(rooms).items()
    }


def rows(rooms: Rooms) -> list[list[str]]:
    """The rooms from the top: each one row above the highest that it imports, but for circles."""
    rooms = downward(rooms)
    height = dict.fromkeys(rooms, 0)
    for _round in rooms:  # as many rounds as the longest way may have rooms
        height |= {
            room: max((height[to] + 1 for to in targets), default=0) for room, targets in rooms.items()
        }
    stacked: dict[int, list[str]] = defaultdict(list)
    for room in sorted(rooms):
        stacked[height[room]].append(room)
    return [
        row[at : at + WIDEST]
        for _height, row in sorted(stacked.items(), reverse=True)
        for at in range(0, len(row), WIDEST)
    ]


def line_between(start: tuple[float, float], end: tuple[float, float]) -> str:
    return (
        f'<line x1="{start[0] + BOX / 2:.0f}" y1="{start[1] + 28:.0f}"'
        f' x2="{end[0] + BOX / 2:.0f}" y2="{end[1]:.0f}" marker-end="url(#to)"/>'
    )


def draw(rooms: Rooms) -> str:
    """The picture as SVG; the same code gives the same text."""
    stacked = rows(rooms)
    width = max(len(row) for row in stacked) * (BOX + GAP) - GAP + 2 * MARGIN
    height = len(stacked) * ROW + 2 * MARGIN - ROW + 30
    places = {}
    for y, row in enumerate(stacked):
        left = (width - len(row) * (BOX + GAP) + GAP) / 2
        for x, room in enumerate(row):
            places[room] = (left + x * (BOX + GAP), MARGIN + y * ROW)
    lines = [
        line_between(places[room], places[to])
        for room, targets in sorted(direct(rooms).items())
        for to in sorted(targets)
    ]
    lines += [
        line.replace("<line", '<line stroke="#c33" stroke-dasharray="3"')
        for room, targets in sorted(rooms.items())
        for to in sorted(targets - downward(rooms)[room])
        for line in [line_between(places[room], places[to])]
    ]
    boxes = [
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{BOX}" height="28" rx="4"/>'
        f'<text x="{x + BOX / 2:.0f}" y="{y + 18:.0f}">{html.escape(room)}</text>'
        for room, (x, y) in sorted(places.items())
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img">',
            "<title>Which room imports which: each stands above what it imports</title>",
            '<rect width="100%" height="100%" fill="#fff"/>',
            '<defs><marker id="to" viewBox="0 0 6 6" refX="6" refY="3" markerWidth="6" markerHeight="6"'
            ' orient="auto"><path d="M0 0 6 3 0 6z" fill="#567"/></marker></defs>',
            '<g stroke="#9ab">',
            *lines,
            "</g>",
            '<g fill="#eef3f7" stroke="#345" font-family="sans-serif" font-size="12" text-anchor="middle">',
            *(box.replace("<text", '<text fill="#123" stroke="none"') for box in boxes),
            "</g>",
            "</svg>",
            "",
        ]
    )


def main(arguments: list[str]) -> int:
    rooms = read_rooms()
    picture = draw(rooms)
    if arguments == ["check"]:
        if PICTURE.exists() and PICTURE.read_text("utf-8") == picture:
            return 0
        print("docs/imports.svg is not what the code says. Run: python3 manage.py imports", file=sys.stderr)
        return 1
    if arguments:
        print(__doc__)
        return 2
    PICTURE.write_text(picture, "utf-8")
    arrows = sum(map(len, rooms.values()))
    print(
        f"{PICTURE.relative_to(ROOT)}: {len(rooms)} rooms, {arrows} arrows, in circles: {circles(rooms) or 'none'}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
