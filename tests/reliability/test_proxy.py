"""A network that spoils half of all requests neither loses an acknowledged answer nor makes two of one."""

import pytest

from tests.reliability.proxy import proxy_test


@pytest.mark.timeout(300)
def test_answers_through_a_proxy_that_spoils_half_arrive_exactly_once(tmp_path):
    outcome, fates = proxy_test(tmp_path, answers=60, clients=4)

    assert outcome.troubles == []
    assert outcome.acknowledged >= 60
    assert (outcome.lost, outcome.invented, outcome.duplicated, outcome.broken_chains) == (set(), set(), 0, 0)
    assert sum(fates.values()) - fates["passes"] > 20, "too few were spoiled for the test to mean anything"


@pytest.mark.full
@pytest.mark.timeout(300)
def test_a_server_that_takes_each_sending_for_a_new_answer_is_noticed(tmp_path):
    """The control."""
    outcome, _fates = proxy_test(tmp_path, answers=30, clients=4, double=True)

    assert outcome.invented
