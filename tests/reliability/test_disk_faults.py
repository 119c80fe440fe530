"""A disk that is full or fails, or is held by another, loses no acknowledged answer, and answers are taken again by themselves."""

import shutil

import pytest

from tests.reliability.disk_faults import Faults, failing_test, fill_test, hold_test

pytestmark = [
    pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler, which the failing disk needs"),
    pytest.mark.timeout(300),
]


def assert_whole(faults: Faults, status: int) -> None:
    outcome = faults.outcome
    assert outcome.troubles == []
    assert (outcome.lost, outcome.invented, outcome.duplicated, outcome.broken_chains) == (set(), set(), 0, 0)
    assert (outcome.integrity, outcome.orphans) == ("ok", 0)
    assert set(faults.refused) == {status}
    assert faults.recovered < 5


def test_a_disk_that_fills_up_refuses_with_507_and_recovers_by_itself(tmp_path):
    assert_whole(fill_test(tmp_path, fills=2, clients=4), 507)


def test_a_disk_that_fails_now_and_then_refuses_with_503(tmp_path):
    assert_whole(failing_test(tmp_path, schedules=2, clients=4), 503)


@pytest.mark.full
def test_a_lock_that_another_process_holds_refuses_with_503(tmp_path):
    assert_whole(hold_test(tmp_path, holds=1, seconds=12, clients=4), 503)


@pytest.mark.full
def test_a_server_that_acknowledges_before_it_saves_is_noticed(tmp_path):
    """The control."""
    assert fill_test(tmp_path, fills=3, clients=4, fault=True).outcome.lost
