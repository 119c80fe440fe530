"""What every student does all the time costs no more work than it did: counted, since counts do not flicker as times do.

Where one of these fails, look for what came new into the path (``python3 manage.py bench hot-path`` profiles it). Where it
is worth its price, raise the number and say so in docs/performance.md.
"""

import cProfile
import pstats
import uuid

import pytest

from tests.support.statements import count_statements
from tests.taking.conftest import Taker

pytestmark = pytest.mark.databases("sqlite")

#: For each: statements, function calls (with a fifth to spare for other versions of Python and Flask), bytes at most.
MOST = {
    "open a question": (3, 2_700, 5_200),
    "save an answer": (6, 4_200, 300),
    "keep a draft": (3, 3_400, 100),
}


def cost(act) -> tuple[int, int, int]:
    """Statements, function calls and bytes of the second time."""
    act()
    with count_statements() as sent:
        act()
    profile = cProfile.Profile()
    profile.enable()
    response = act()
    profile.disable()
    assert response.status_code in (200, 303), response.text
    return len(sent), int(pstats.Stats(profile).total_calls), len(response.data)  # type: ignore[attr-defined]


@pytest.mark.parametrize("act", MOST)
def test_the_hot_path_stays_short(harbour, client, act):
    taker = Taker(client, harbour.entries["all"])
    page = taker.open(1)
    token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]

    def post(way: str):
        form = {"csrf_token": token, "op": uuid.uuid4().hex, "answer": "1", "certainty": "certain"}
        return client.post(
            taker.at(1) + way, data=form, headers={"Accept": "application/json"} if way else {}
        )

    acts = {
        "open a question": lambda: taker.open(1),
        "save an answer": lambda: post(""),
        "keep a draft": lambda: post("/draft"),
    }
    found = cost(acts[act])
    assert all(count <= most for count, most in zip(found, MOST[act], strict=True)), found
