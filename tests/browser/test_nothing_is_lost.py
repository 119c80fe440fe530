"""What is typed or chosen survives a dropped line, a killed tab, an ended sign-in and the end of the time."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import Error as PlaywrightError
from sqlalchemy import delete, select

from manage import find_chromium
from quizapp.identity import return_links
from quizapp.models import Attempt, Draft, Position, ResponseEvent, WebSession
from tests.browser import path
from tests.support.browser import FLAGS, tree
from tests.support.liveserver import serve

TEXT = "I would ask a second source."
#: The issue's figures: on the device within 100 ms, on the server within a second of a pause, delivered within 5 s.
ON_DEVICE, ON_SERVER, DELIVERED = 0.1, 1.0, 5.0
_KEPT = "() => Object.keys(localStorage).filter((key) => key.startsWith('kept ')).map((key) => localStorage[key]).join()"
#: Asks the database of this origin, where kept answers are on the disk at once.
_IN_DATABASE = """(ask, ...given) => new Promise((done) => {
  const opened = indexedDB.open("kept");
  opened.onupgradeneeded = () => opened.result.createObjectStore("kept");  // where the whole of it was deleted
  opened.onsuccess = () => {
    const asked = opened.result.transaction("kept", "readwrite").objectStore("kept")[ask](...given);
    asked.onsuccess = () => done(asked.result);
  };
})"""


@pytest.fixture
def live(make_app):
    """A server whose clock runs: what is the later of two choices is a question of time."""
    with serve(lambda port: make_app(port=str(port))) as live:
        program = live.app.extensions["quizapp"]
        live.app.extensions["quizapp"] = replace(program, clock=lambda: datetime.now(UTC))
        yield live


@pytest.fixture
def sessions(live):
    return live.app.extensions["quizapp"].sessions


def drafts(sessions) -> list[str]:
    """Every draft's text or choice, by the server."""
    with sessions.read() as session:
        return [row.posted.get("answer", [""])[0] for row in session.scalars(select(Draft))]


def events(sessions) -> int:
    with sessions.read() as session:
        return len(session.scalars(select(ResponseEvent)).all())


def soon(look, wanted, seconds: float) -> None:
    """What is looked at is as wanted within so many seconds (and as much again for a slow machine)."""
    ends = time.monotonic() + 2 * seconds
    while (seen := look()) != wanted:
        assert time.monotonic() < ends, f"{seen!r}, not {wanted!r}"
        time.sleep(0.05)


def essay(page: Page, live) -> str:
    attempt = path.begin(page, path.publish(live))
    page.goto(f"{attempt}/{path.PLACES['plan']}")
    return attempt


def write(page: Page, text: str = TEXT) -> None:
    page.get_by_label("Your answer").fill(text)


def cut(page: Page) -> None:
    page.context.set_offline(True)


def restore(page: Page) -> None:
    page.context.set_offline(False)


def mark(page: Page):
    return page.locator("[data-mark]")


def strip(page: Page):
    return page.locator("[data-strip]")


def test_what_is_typed_is_on_the_device_at_once_and_on_the_server_after_a_pause(live, new_page, sessions):
    page = new_page()
    essay(page, live)
    page.evaluate(
        """(text) => { const box = document.querySelector("textarea"); box.value = text;
        box.dispatchEvent(new Event("input", { bubbles: true })); window.at = performance.now();
        window.kept = localStorage.length; window.took = performance.now() - window.at; }""",
        TEXT,
    )
    assert TEXT in page.evaluate(_KEPT) or drafts(sessions) == [TEXT]
    assert page.evaluate("window.kept") >= 1  # before the script that typed had ended
    assert page.evaluate("window.took") < ON_DEVICE * 1000
    soon(lambda: drafts(sessions), [TEXT], ON_SERVER)
    expect(mark(page)).to_have_text("saved")
    assert events(sessions) == 0
    page.reload()
    expect(page.get_by_label("Your answer")).to_have_value(TEXT)


def test_saving_is_said_while_it_is_on_its_way_and_saved_only_afterwards(live, new_page):
    page = new_page()
    essay(page, live)
    page.route("**/draft", lambda route: (time.sleep(0.8), route.continue_()))
    write(page)
    expect(mark(page)).to_have_text("saving")
    expect(mark(page)).to_have_text("saved")
    write(page, TEXT + " Then more.")
    assert mark(page).inner_text() == "saving"  # at once, not after the pause


def test_a_choice_and_how_sure_are_kept_like_words(live, new_page, sessions):
    page = new_page(width=375, height=667)
    path.begin(page, path.publish(live))
    page.locator(".option").nth(1).click()
    page.locator(".sure label").nth(2).click()
    expect(mark(page)).to_have_text("saved")
    page.reload()
    expect(page.locator(".option input").nth(1)).to_be_checked()
    expect(page.get_by_label("Certain", exact=True)).to_be_checked()


def test_an_hour_without_network_loses_nothing_and_all_is_delivered_once(live, new_page, sessions):
    page = new_page(width=375, height=667)
    attempt = essay(page, live)
    cut(page)
    write(page)
    expect(strip(page)).to_contain_text("Kept on this device")
    assert "saved" not in mark(page).inner_text()
    page.get_by_role("button", name="Continue").last.click()
    page.wait_for_timeout(300)
    assert page.url.endswith("/2")  # no page of the browser's own: it waits here
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(strip(page)).to_be_in_viewport(ratio=0.9)  # and says so wherever one is
    expect(page.get_by_label("Your answer")).to_have_value(TEXT)
    restore(page)
    page.wait_for_url(re.compile("/3$"), timeout=DELIVERED * 1000)
    assert events(sessions) == 1
    assert page.evaluate(_KEPT) == ""
    with sessions.read() as session:
        found = session.scalars(select(Position.response).where(Position.position == 2)).all()
    assert found == [TEXT]
    assert attempt in page.url


#: What a browser that was killed had written to its disk: an earlier copy of the answer.
_AN_EARLIER_COPY = """() => { for (const key of Object.keys(localStorage).filter((each) => each.startsWith("kept "))) {
  const entry = JSON.parse(localStorage[key]);
  localStorage[key] = JSON.stringify({ at: entry.at - 60000, fields: entry.fields.map(([name]) => [name, "Earlier"]) });
} }"""


@pytest.mark.parametrize("lags", [False, True], ids=["whole", "an earlier copy in localStorage"])
def test_a_tab_that_is_killed_offline_delivers_when_any_page_is_opened_again(live, new_page, sessions, lags):
    page = new_page()
    attempt = essay(page, live)
    cut(page)
    write(page)
    expect(strip(page)).to_contain_text("Kept on this device")
    if lags:
        page.evaluate(_AN_EARLIER_COPY)
    other = page.context.new_page()
    page.close()
    restore(other)
    other.goto(f"{attempt}/3")
    soon(lambda: drafts(sessions), [TEXT], DELIVERED)
    other.goto(f"{attempt}/2")
    expect(other.get_by_label("Your answer")).to_have_value(TEXT)


@contextmanager
def own_browser(profile: Path, like: Browser) -> Iterator[tuple[Browser, subprocess.Popen]]:
    """A Chromium with a profile of its own, which stays on disk when its processes are killed."""
    started = subprocess.Popen(
        [find_chromium(), "--headless=new", *FLAGS, "--remote-debugging-port=0", f"--user-data-dir={profile}"],
        stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        address = next(line.split()[-1] for line in started.stderr if "DevTools listening" in line)
        yield like.browser_type.connect_over_cdp(address), started
    finally:
        with suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGKILL)
        started.communicate()


@pytest.mark.full
def test_a_browser_that_is_killed_offline_loses_nothing_and_delivers_once(live, browser, sessions, tmp_path):
    with own_browser(tmp_path, browser) as (first, process):
        page = first.contexts[0].new_page()
        attempt = path.begin(page, live.url + path.publish(live))
        first.new_browser_cdp_session().send(
            "Browser.close"
        )  # an evening: what it knows of us is on its disk
        process.wait(20)
    with own_browser(tmp_path, browser) as (second, process):
        page = second.contexts[0].new_page()
        page.goto(f"{attempt}/2")
        cut(page)
        write(page)
        expect(strip(page)).to_contain_text("Kept on this device")
        os.killpg(process.pid, signal.SIGKILL)
    with own_browser(tmp_path, browser) as (third, _process):
        page = third.contexts[0].new_page()
        cut(page)
        with pytest.raises(PlaywrightError, match="ERR_INTERNET_DISCONNECTED"):
            page.goto(f"{attempt}/3")
        assert drafts(sessions) == []
        restore(page)
        page.goto(f"{attempt}/3")
        soon(lambda: drafts(sessions), [TEXT], DELIVERED)
        page.goto(f"{attempt}/2")
        expect(page.get_by_label("Your answer")).to_have_value(TEXT)
        page.get_by_role("button", name="Continue").last.click()
        page.wait_for_url(re.compile("/3$"))
        assert (events(sessions), page.evaluate(_KEPT)) == (1, "")


def test_back_and_skip_lose_nothing(live, new_page):
    page = new_page()
    attempt = essay(page, live)
    write(page)
    page.get_by_role("button", name="Skip for now").click()
    page.wait_for_url(re.compile("/3$"))
    page.goto(f"{attempt}/2")
    expect(page.get_by_label("Your answer")).to_have_value(TEXT)


def test_a_server_that_fails_is_not_called_saved(live, new_page, sessions):
    page = new_page()
    essay(page, live)
    page.route("**/draft", lambda route: route.fulfill(status=507, body="full"))
    write(page)
    expect(strip(page)).to_contain_text("Kept on this device")
    page.unroute("**/draft")
    soon(lambda: drafts(sessions), [TEXT], DELIVERED)
    expect(mark(page)).to_have_text("saved")
    # What is refused is not tried again by itself, so the page does not say that it is.
    page.route("**/draft", lambda route: route.fulfill(status=413, body="large"))
    write(page, f"{TEXT} More.")
    expect(strip(page)).to_contain_text("Not saved. Press Continue")
    expect(mark(page)).to_have_text("")
    page.unroute("**/draft")
    write(page)
    expect(mark(page)).to_have_text("saved")
    expect(strip(page)).to_have_text("Sent. Your answer is saved.")
    new_page.complaints.forgive()  # of the statuses that were provoked


def test_signed_out_takes_the_three_words_in_place_and_then_saves(live, new_page, sessions):
    page = new_page()
    essay(page, live)
    with sessions.write() as session:
        student = session.scalars(select(Attempt.student_id)).one()
        code = return_links.code_for(session, student)
        secret = live.app.extensions["quizapp"].secret
        words = return_links.make_return_link(session, secret, student, code, datetime.now(UTC)).words
        session.execute(delete(WebSession))
        session.commit()
    write(page)
    expect(strip(page)).to_contain_text("You are signed out")
    page.get_by_label("Your three words").fill("one two three")
    page.get_by_role("button", name="Save and go on").click()
    expect(strip(page)).to_contain_text("not the three words")
    page.get_by_label("Your three words").fill(words)
    page.get_by_role("button", name="Save and go on").click()
    expect(mark(page)).to_have_text("saved")
    assert drafts(sessions) == [TEXT]
    page.get_by_role("button", name="Continue").last.click()
    page.wait_for_url(re.compile("/3$"))


def test_who_has_no_words_yet_is_signed_in_again_by_what_the_device_keeps(live, new_page, sessions):
    page = new_page()
    essay(page, live)
    with sessions.write() as session:
        session.execute(delete(WebSession))
        session.commit()
    write(page)
    page.get_by_role("button", name="Continue").last.click()
    page.wait_for_url(re.compile("/3$"))
    assert (events(sessions), page.evaluate(_KEPT)) == (1, "")


def test_of_two_tabs_the_later_wins_and_the_earlier_says_so(live, new_page, sessions):
    first = new_page()
    attempt = essay(first, live)
    write(first, "The first.")
    expect(mark(first)).to_have_text("saved")
    second = first.context.new_page()
    second.goto(f"{attempt}/2")
    write(second, "The second.")
    expect(mark(second)).to_have_text("saved")
    expect(strip(first)).to_contain_text("You answered this in another tab")
    expect(strip(first)).to_contain_text("The second.")
    assert drafts(sessions) == ["The second."]


def test_signing_out_wipes_the_device(live, new_page):
    page = new_page()
    essay(page, live)
    page.goto("/not-you")
    # Of somebody else, who was here before: never sent in our name, and gone when we go.
    page.evaluate("localStorage.setItem('kept somebody /a/x/1/draft', '{}')")
    page.reload()
    assert page.evaluate(_KEPT) == "{}"
    page.evaluate(f"({_IN_DATABASE})('put', {{ key: 'kept somebody' }}, 'kept somebody')")
    page.locator("form[data-forgets] button").first.click()
    page.wait_for_url("**/")
    assert (page.evaluate(_KEPT), page.evaluate(f"({_IN_DATABASE})('count')")) == ("", 0)


def give_time(sessions, seconds: float) -> None:
    with sessions.write() as session:
        attempt = session.scalars(select(Attempt)).one()
        attempt.deadline_at = datetime.now(UTC) + timedelta(seconds=seconds)
        session.commit()


def test_at_zero_what_is_chosen_is_sent_and_the_result_says_that_time_ran_out(live, new_page, sessions):
    page = new_page(width=375, height=667, timezone_id="Asia/Tokyo")
    attempt = path.begin(page, path.publish(live))
    give_time(sessions, 6)
    page.goto(f"{attempt}/1")
    expect(page.locator(".deadline")).to_contain_text("seconds left")
    # Where the line grows by a line, Chromium would keep the page in place, and the question slide under it.
    assert page.evaluate("getComputedStyle(document.documentElement).overflowAnchor") == "none"
    page.locator(".option").first.click()
    page.wait_for_url(re.compile(rf"{attempt}$"), timeout=20_000)
    expect(page.locator("main")).to_contain_text(
        re.compile(r"Time is up\. Handed in at \d\d:\d\d \(time in London\)\.")
    )
    # Told first by title and page, whatever the voice of the page before had time for.
    assert page.title().startswith("Time is up: Your results")
    assert tree(page)[0].startswith("text Time is up. Handed in at ")
    assert (events(sessions), page.evaluate(_KEPT)) == (1, "")  # handed in, the device keeps nothing
    with sessions.read() as session:
        assert session.scalars(select(Attempt)).one().state != "open"


def test_five_minutes_and_one_are_said_politely(live, new_page, sessions):
    page = new_page()
    attempt = path.begin(page, path.publish(live))
    give_time(sessions, 302)
    page.goto(f"{attempt}/1")
    expect(page.locator("body > p[role=status]")).to_have_text("About 5 min left.", timeout=8000)
    give_time(sessions, 62)
    page.goto(f"{attempt}/1")
    expect(page.locator("body > p[role=status]")).to_have_text("About 1 min left.", timeout=8000)
    expect(page.locator(".deadline")).to_contain_text(re.compile(r"\d\d seconds left"))
