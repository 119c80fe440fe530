"""What the journeys stand on."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from quizapp.banks.publishing import publish_file

QUESTIONS = Path(__file__).resolve().parents[2] / "questions"


@pytest.fixture
def article(sessions) -> None:
    """The article's bank, published from its file."""
    path = QUESTIONS / "kursk-incursion.yaml"
    with sessions.write() as session:
        publish_file(session, path.name, path.stem, path.read_text(encoding="utf-8"), datetime.now(UTC))
        session.commit()
