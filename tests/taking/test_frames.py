"""A page that is drawn once and filled in is the page that its template draws."""

import re

import pytest

from tests.taking.conftest import Taker

pytestmark = pytest.mark.databases("sqlite")


def page_of(client, address: str, *, drawn_anew: bool) -> str:
    """The page without what is new at each request. With a notice waiting, if only none, it is drawn as a whole."""
    with client.session_transaction() as session:
        if drawn_anew:
            session["_flashes"] = []
    page = client.get(address)
    assert page.status_code == 200
    return re.sub(r'(nonce|name="op" value)="[^"]+"', r"\1", page.text)


def test_every_question_is_filled_into_its_frame_as_its_template_draws_it(harbour, new_client):
    for name in ("Ada <&> \u0411", ""):
        client = new_client()
        taker = Taker(client, harbour.entries["all"], name)
        taker.answer(1, {"answer": "1", "certainty": "certain"})
        taker.answer(2, {"answer": "0"}, button="Back")
        attempt = taker.at()
        for address in (*(f"{attempt}/{place}" for place in range(1, 11)), f"{attempt}/4?from=check"):
            drawn = page_of(client, address, drawn_anew=True)
            assert page_of(client, address, drawn_anew=False) == drawn
            assert page_of(client, address, drawn_anew=False) == drawn, "kept, it is another"


def test_what_one_student_chose_and_is_called_is_not_shown_to_another(harbour, new_client):
    pages = []
    for chosen in ("1", "2"):
        client = new_client()
        taker = Taker(client, harbour.entries["one"], f"Mira {chosen}")
        taker.answer(1, {"answer": chosen})
        pages.append(taker.open(1).text)
    checked = [re.search(r'value="(\d)" checked', page) for page in pages]
    assert [found and found[1] for found in checked] == ["1", "2"]
    for part in (
        r'data-who="(\w+)"',
        r"You are (Mira \d)",
        r'csrf_token" value="(\w+)"',
        r"nonce=\"([^\"]+)\"",
        r'name="op" value="(\w+)"',
    ):
        values = [re.search(part, page) for page in pages]
        assert all(values), part
        assert values[0][1] != values[1][1], part
