"""Which SQL statements a block of code sends."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event


@contextmanager
def count_statements() -> Iterator[list[str]]:
    """Collect every statement that any engine sends inside the block.

    The list fills while the block runs: ``len(statements)`` is the count, and the texts say why it is what
    it is. BEGIN, COMMIT and the pragmas of a new connection are not statements of ours and do not count.
    """
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        statements.append(" ".join(statement.split()))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)
