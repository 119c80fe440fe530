"""The stage for the matrix: built once for a module, restored after what changes it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.trust.world import Stage


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Stage]:
    built = Stage(tmp_path_factory.mktemp("stage"), sqlite_template)
    yield built
    built.close()
