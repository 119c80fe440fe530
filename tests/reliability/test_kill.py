"""An acknowledged answer survives a killed server."""

import pytest

from tests.reliability.kill import kill_test


@pytest.mark.timeout(400)
def test_twenty_kills_under_sixteen_clients_lose_no_acknowledged_answer(tmp_path):
    outcome = kill_test(tmp_path, kills=20, clients=16)

    assert outcome.troubles == []
    assert outcome.acknowledged > 200, "too few answers for the test to mean anything"
    assert outcome.lost == set()
    assert outcome.invented == set()
    assert outcome.duplicated == 0
    assert (outcome.integrity, outcome.orphans, outcome.broken_chains) == ("ok", 0, 0)


@pytest.mark.timeout(200)
def test_the_kill_test_notices_a_server_that_acknowledges_before_it_saves(tmp_path):
    """The control: without it, the test above might be unable to fail."""
    outcome = kill_test(tmp_path, kills=3, clients=16, fault=True)

    assert outcome.lost
