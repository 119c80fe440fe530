"""Statements compiled once for a whole test run, though each test has engines of its own.

Compiling them anew took a sixth of the time of a test of a page. SQLAlchemy keeps them by the engine's dialect; here
all dialects of one driver count as one, since nothing sets those of our engines apart.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import configure_mappers
from sqlalchemy.util import LRUCache

from quizapp.models import Base, db

#: More than a run sends.
MOST = 20_000


class _Kept(LRUCache[Any, Any]):
    """Its keys begin with the dialect; the driver's name stands for it."""

    @staticmethod
    def _same(key: Any) -> Any:
        return (key[0].name, key[0].driver, *key[1:])

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(self._same(key), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(self._same(key), value)


@contextmanager
def statements_kept() -> Iterator[None]:
    """Every engine that the program makes takes compiled statements from those before it."""
    kept, make = _Kept(MOST), db.create_engine
    configure_mappers()
    for mapper in Base.registry.mappers:  # what an object's rows are written with has a place of its own
        mapper._compiled_cache = _Kept(MOST)

    def sharing(*args: Any, **options: Any) -> Engine:
        engine = make(*args, **options)
        engine._compiled_cache = kept
        return engine

    db.create_engine = sharing  # type: ignore[assignment]
    try:
        yield
    finally:
        db.create_engine = make
