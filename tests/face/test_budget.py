"""What a student's page costs: bytes and requests as the program sends them, with nothing kept from an earlier page."""

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from tests.face import walks
from tests.face.school import School

#: 60 kB in all as they travel, fonts included: no proxy that packs is counted on.
MOST_BYTES = 60_000
#: The page, its stylesheet, its script, the serif, the icon (which Chromium fetches when it likes).
MOST_REQUESTS = 5
_NEEDS = "performance.getEntriesByType('resource').map((each) => each.name)"


def cost(page: Page, address: str) -> dict[str, int]:
    """Bytes sent of the page and of each file that it asks for, by their addresses."""
    page.goto(address, wait_until="load")
    return {each: sent(page, each) for each in [page.url, *page.evaluate(_NEEDS)]}


def sent(page: Page, address: str) -> int:
    try:
        return int(page.request.get(address).headers["content-length"])
    except PlaywrightError:  # nobody answers there
        return 0


def over_budget(page: Page, addresses: dict[str, str]) -> list[str]:
    found = []
    for name, address in addresses.items():
        sizes = cost(page, address)
        if sum(sizes.values()) >= MOST_BYTES:
            found.append(f"{name}: {sum(sizes.values())} bytes: {sizes}")
        if len(sizes) > MOST_REQUESTS:
            found.append(f"{name}: {len(sizes)} requests: {list(sizes)}")
        if len({urlsplit(each).netloc for each in sizes}) > 1:
            found.append(f"{name}: asks another host: {list(sizes)}")
    return found


def test_a_page_of_a_student_costs_little(school: School, look: Any) -> None:
    page = look(school)
    assert over_budget(page, walks.open_pages(school)) == []
    school.enter(page, school.student("Hazel"))
    page.goto(f"/q/{school.assignment('Three guesses with a clock')}")
    walks.begin(page)
    addresses = {
        "question": page.url,
        "check": f"{page.url.rpartition('/')[0]}/check",
        "start": f"/q/{school.assignment('Ten-minute check')}",
        "results": f"/a/{school.attempt('Ten-minute check', 'Hazel')}",
        **walks.own_pages(school, "Hazel"),
    }
    page.context.clear_cookies()
    page.goto("/")
    walks.press(page, "One of each type")
    page.get_by_label("I don’t know").check()
    walks.press(page, "Continue")
    addresses["feedback"] = page.url
    assert over_budget(page, {"feedback": addresses.pop("feedback")}) == []
    school.enter(page, school.student("Hazel"))
    assert over_budget(page, addresses) == []


def test_what_costs_too_much_is_found(school: School, look: Any) -> None:
    """Two fonts of 31 kB and four pictures from another port: each of the three limits is broken once."""
    page = look(school)
    font = "/static/fonts/source-serif-4.woff2"
    pictures = [f"{font}?1", f"{font}?2", *(f"http://127.0.0.1:8999/{name}" for name in "abcd")]
    body = "".join(f"<img src='{each}'>" for each in pictures)
    page.route("**/return", lambda route: route.fulfill(body=body, content_type="text/html"))
    found = over_budget(page, {"heavy": "/return"})
    assert ["bytes" in found[0], " requests: " in found[1], "another host" in found[2]] == [True, True, True]
