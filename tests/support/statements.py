"""Which SQL statements a block of code sends."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event


@contextmanager
def count_statements() -> Iterator[list[str]]:
    """Collect every statement that any engine sends inside the block.

    The list fills while the block runs: ``len(statements)`` is the count, and the texts say why it is what
    it is. BEGIN, COMMIT and the pragmas of a new connection are not statements of ours and do not count, nor
    does the housekeeping of a program that another test left running.
    """
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        if threading.current_thread().name != "sweep":
            statements.append(" ".join(statement.split()))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)
