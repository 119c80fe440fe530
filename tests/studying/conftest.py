"""What the tests of studying share: the published story, and a visitor who has handed in its quiz."""

import pytest

from tests.studying.story import publish_story
from tests.studying.test_journey import begin, take_quiz


@pytest.fixture
def bank(session, clock):
    return publish_story(session, clock())


@pytest.fixture
def studied(client, session, bank, clock):
    """A visitor who has handed in the quiz with two misses; gives the results page."""
    page = begin(client, session, bank, "check", clock())
    return take_quiz(client, page, wrong=("jobs-who", "berths-status"))
