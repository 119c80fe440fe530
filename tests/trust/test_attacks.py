"""Each of the hundred and twenty attacks has a row, and each test that a row names is there."""

import pytest

from tests.trust.attacks import ATTACKS, Attack
from tests.trust.test_asvs import names_there

GROUPS = {"A": 25, "B": 36, "C": 12, "D": 12, "E": 15, "F": 20}


def fault_of(attack: Attack) -> str:
    ways = [bool(attack.tests), bool(attack.absent), bool(attack.built), bool(attack.open)]
    if sum(ways) != 1:
        return "say one of: tests, absent, built, open"
    return ", ".join(f"there is no {name}" for name in attack.tests if name not in names_there())


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.id)
def test_the_attack_gets_nowhere(attack):
    """By the tests that are named, which run in the same run as this."""
    assert fault_of(attack) == ""


def test_every_attack_has_a_row():
    wanted = [f"{group}{number:02}" for group, most in GROUPS.items() for number in range(1, most + 1)]
    assert [attack.id for attack in ATTACKS] == wanted
    assert len(wanted) == 120


def test_what_nothing_holds_yet_is_counted():
    assert [attack.id for attack in ATTACKS if attack.open] == []


def test_a_row_without_its_test_is_found():
    assert fault_of(Attack("A01", "planted", ("test_that_is_gone",))) == "there is no test_that_is_gone"
    assert fault_of(Attack("A01", "planted"))
