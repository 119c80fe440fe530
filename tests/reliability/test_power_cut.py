"""An acknowledged answer survives a power cut."""

import shutil

import pytest

from tests.reliability.power_cut import cut, record

pytestmark = pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler, which the recorder needs")


@pytest.mark.timeout(300)
def test_no_state_of_the_disk_after_a_power_cut_lacks_an_acknowledged_answer(tmp_path):
    outcome = cut(tmp_path, record(tmp_path, answers=60), states=400)

    assert outcome.states == 400
    assert outcome.acknowledged >= 60
    assert (outcome.lost, outcome.corrupt, outcome.unreadable) == (0, 0, 0)


@pytest.mark.full
@pytest.mark.timeout(300)
@pytest.mark.parametrize("journal", ["WAL,OFF", "WAL,NORMAL", "DELETE,FULL"])
def test_a_database_that_syncs_too_little_is_noticed(tmp_path, journal):
    """The control."""
    outcome = cut(tmp_path, record(tmp_path, answers=60, faults=(f"--journal={journal}",)), states=1000)

    assert outcome.lost
