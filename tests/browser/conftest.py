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
        text = path.read_text(encoding="utf-8")
        publish_file(session, path.name, path.stem, text, datetime.now(UTC), bank_file=path)
        session.commit()
