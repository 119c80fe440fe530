"""Lines that stand some spaces off the lines they belong to, where only one place can be meant.

A line is moved only where one open list or group can take it: by its key, by what stands there already, by its distance. What may be
a wrapped text with a colon in it is left to its author.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

from quizapp.basics.limits import INDENT_MOST_OFF
from quizapp.domain.yaml_reading.known_words import BANK_WORDS, KEY_WORDS

_ROW = re.compile(
    r"(?P<indent> *)(?P<dash>- +)?(?:(?P<key>[^\s'\"#:\-\[{&*!|>%@`][^'\"#:]{0,60}?):(?=\s|$))?[ \t]*(?P<value>.*)"
)


@dataclass
class Row:
    """A line that begins a key or an item of a list."""

    number: int
    indent: int
    #: Where its key or its text begins, after the dash.
    content: int
    dash: bool
    key: str
    #: Whether nothing stands after its key: what is below it belongs to it.
    bare: bool
    #: Whether its text could go on in the next line.
    plain: bool
    #: Where the lines begin that its text goes on in; far right where there are none.
    rest: int = sys.maxsize

    @property
    def known(self) -> bool:
        return self.key in KEY_WORDS


def rows_of(lines: list[tuple[int, str]]) -> list[Row]:
    """The rows of a text's lines (number and line, 0 where it is inside a block or quotes)."""
    found: list[Row] = []
    for number, line in lines:
        text = line.rstrip()
        row = _ROW.match(text)
        if not text or text.lstrip().startswith("#"):
            continue
        if not number or row is None or not (row["dash"] or row["key"]):
            if found:
                found[-1].rest = min(found[-1].rest, len(text) - len(text.lstrip()))
            continue
        value = re.sub(r"(?:^|\s)#.*", "", row["value"]).rstrip()
        indent, content = row.end("indent"), row.end("dash") if row["dash"] else row.end("indent")
        found.append(
            Row(
                number,
                indent,
                content,
                bool(row["dash"]),
                row["key"] or "",
                not value,
                value[:1] not in ("", *"|>'\"[{"),
            )
        )
    return found


def own_keys(rows: list[Row]) -> Iterator[Row]:
    """The rows that begin a key, but for those that could be more of the text above."""
    for before, row in zip([None, *rows], rows, strict=False):
        column = (before.content if before.key else before.indent) if before else 0
        if row.key and (row.dash or before is None or not before.plain or row.indent <= column):
            yield row


@dataclass
class _Frame:
    """An open list (of dashes) or group (of keys) and the column at which it stands."""

    col: int
    dash: bool
    #: Of a list: whether its items begin with a known key.
    entries: bool = False
    keys: list[str] = field(default_factory=list)
    #: Of a group: whether its last key waits for what is below, and whether every one did.
    bare: bool = False
    all_bare: bool = True

    @property
    def all_known(self) -> bool:
        return all(key in KEY_WORDS for key in self.keys)


def _only(takers: set[int], row: Row) -> int | None:
    """The one column at which something can take a row, if it is near."""
    near = [each for each in takers if abs(each - row.indent) <= INDENT_MOST_OFF]
    return near[0] if len(takers) == 1 and near else None


class Layout:
    """One walk down the rows, which says of each where it is meant to begin."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows
        self.frames: list[_Frame] = []
        self.last: Row | None = None

    def off(self) -> Iterator[tuple[Row, int]]:
        """The rows that do not begin where they are surely meant to, with the column that is meant."""
        lost = False
        for at, row in enumerate(self.rows):
            if lost and not self._is_found_again(row):
                continue
            target = self._place(at, row)
            lost = target is None or not self._carries(at, row, target)
            if target is None or lost:
                continue
            if target != row.indent:
                yield row, target
            self._enter(row, target)

    def _carries(self, at: int, row: Row, target: int) -> bool:
        """Whether what belongs to a row still does when it is moved to the right."""
        below = self.rows[at + 1] if row.bare and at + 1 < len(self.rows) else None
        if target <= row.indent:
            return True
        return row.rest > target and (below is None or below.indent + below.dash > target)

    def _is_found_again(self, row: Row) -> bool:
        """Whether a row stands where the next question or the next part of the bank begins."""
        if row.dash:
            entries = next((each for each in self.frames if each.dash), None)
            return entries is not None and row.known and row.indent == entries.col
        return bool(self.frames) and row.indent == self.frames[0].col and row.key in BANK_WORDS

    def _enter(self, row: Row, col: int) -> None:
        frames = self.frames
        while frames and (frames[-1].col > col or (frames[-1].col == col and frames[-1].dash != row.dash)):
            if row.dash and not frames[-1].dash and frames[-1].bare and frames[-1].col <= col:
                break  # the list of this very key
            frames.pop()
        if not frames or frames[-1].dash != row.dash or frames[-1].col != col:
            frames.append(_Frame(col, row.dash, entries=row.dash and row.known))
        if row.dash and row.key:
            frames.append(_Frame(row.content + col - row.indent, dash=False))
        if row.key:
            top = frames[-1]
            top.keys.append(row.key)
            top.bare, top.all_bare = row.bare, top.all_bare and row.bare
        self.last = row

    def _place(self, at: int, row: Row) -> int | None:
        if not self.frames:
            if row.dash:
                return None
            below = any(not each.dash and each.indent == 0 and each.key in BANK_WORDS for each in self.rows)
            return 0 if below and row.key in BANK_WORDS else row.indent
        return self._place_item(at, row) if row.dash else self._place_key(at, row)

    def _next(self, at: int, *, dash: bool) -> Row | None:
        """The row at a place, if it is one of keys or one of a list."""
        row = self.rows[at] if at < len(self.rows) else None
        return row if row and row.dash == dash else None

    def _may_be_more_text(self, row: Row) -> bool:
        """Whether a row could be meant as more of the text above: one space more is a slip, two are none."""
        if self.last is None or not self.last.plain:
            return False
        column = next(each.col for each in reversed(self.frames) if each.dash or self.last.key)
        return row.indent > column + 1 or (row.indent > column and not (row.dash or row.known))

    # -- keys

    def _place_key(self, at: int, row: Row) -> int | None:
        top = self.frames[-1]
        groups = [each for each in self.frames if not each.dash]
        if top.bare and row.indent > top.col:
            return self._first_key(at, row, top)
        if any(each.col == row.indent for each in groups):
            return self._out_of_question(at, row) if row.indent == groups[0].col else row.indent
        if self._may_be_more_text(row):
            return None
        return _only({each.col for each in groups if self._takes(each, row)}, row)

    def _first_key(self, at: int, row: Row, above: _Frame) -> int:
        """The first key of a group stands off where the next two agree on another column."""
        second, third = self._next(at + 1, dash=False), self._next(at + 2, dash=False)
        if row.bare or second is None or third is None or second.indent != third.indent:
            return row.indent
        taken = {each.col for each in self.frames}
        is_near = above.col < second.indent and abs(second.indent - row.indent) <= INDENT_MOST_OFF
        return second.indent if is_near and second.indent not in taken else row.indent

    def _takes(self, group: _Frame, row: Row) -> bool:
        if row.key in group.keys:
            return False
        if group is self.frames[0]:
            return row.key in BANK_WORDS
        names = group.all_bare and not any(key in KEY_WORDS for key in group.keys)
        if names and not row.bare:
            return False
        return row.known or not group.all_known

    def _out_of_question(self, at: int, row: Row) -> int:
        """A question's key that slid to the left edge, between other lines of that question or before the next one."""
        entries = next((place for place, each in enumerate(self.frames) if each.dash and each.entries), None)
        if entries is None or entries + 1 >= len(self.frames) or not row.known or row.key in BANK_WORDS:
            return row.indent
        question = self.frames[entries + 1]
        below = self.rows[at + 1] if at + 1 < len(self.rows) else None
        goes_on = below and not below.dash and below.indent == question.col
        ends = below and below.dash and below.known and below.indent == self.frames[entries].col
        return question.col if (goes_on or ends) and row.key not in question.keys else row.indent

    # -- items of lists

    def _place_item(self, at: int, row: Row) -> int | None:
        top = self.frames[-1]
        lists = [each for each in self.frames if each.dash]
        waits = not top.dash and top.bare
        if waits and row.indent >= top.col:
            return self._first_item(at, row, top)
        pushed_left = (
            waits
            and top.all_known
            and not row.key
            and bool(lists)
            and top.col - row.indent <= INDENT_MOST_OFF
        )
        same = next((each for each in reversed(lists) if each.col == row.indent), None)
        if same is not None and not (pushed_left and same.entries):
            return row.indent
        if self._may_be_more_text(row) or (row.known and self._is_whole(at, row)):
            return None
        takers = {each.col for each in lists if each.entries == row.known}
        if pushed_left:
            second = self._next(at + 1, dash=True)
            takers.add(second.indent if second and not second.known and second.indent >= top.col else top.col)
        return _only(takers, row)

    def _is_whole(self, at: int, row: Row) -> bool:
        """Whether the keys below an item stand under its own: then all of it is off, not this line."""
        second = self._next(at + 1, dash=False)
        return second is not None and second.indent == row.content

    def _first_item(self, at: int, row: Row, above: _Frame) -> int:
        """The first item of a list stands off where what follows agrees on another column."""
        second, third = self._next(at + 1, dash=not row.key), self._next(at + 2, dash=not row.key)
        if second is None or (not row.key and second.known):
            return row.indent
        target = row.indent + second.indent - (row.content if row.key else row.indent)
        agree = third is not None and third.indent == second.indent
        is_near = above.col <= target <= row.indent + 1 and row.indent - target <= INDENT_MOST_OFF
        ends = third is None and not row.key and target <= row.indent
        return target if is_near and (agree or ends) else row.indent
