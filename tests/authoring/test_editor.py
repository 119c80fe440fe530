"""The code editor in a browser: what is typed survives an ended sign-in, a lost connection and a closed window; advice
is answered where it stands; the preview is answered and graded at both widths."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete, select

from quizapp.models import BankDraft, WebSession
from tests.authoring.test_journey import sign_in
from tests.browser.student import WAYS
from tests.browser.student import Student as Person
from tests.support.browser import tree
from tests.support.people import make_teacher
from tests.support.quizzes import BANK, publish

TEXT = BANK.replace("  why: The report names two costs.\n", "")


@pytest.fixture
def sessions(live):
    return live.app.extensions["quizapp"].sessions


@pytest.fixture
def bank(sessions) -> str:
    with sessions.write() as session:
        now = datetime.now(UTC)
        make_teacher(session, now)
        return publish(session, now, TEXT).bank.public_id


@pytest.fixture
def person(bank, new_page) -> Person:
    made = Person(new_page(**WAYS["keyboard"]), "keyboard")
    sign_in(made)
    open_editor(made.page, bank)
    return made


def open_editor(page: Page, bank: str) -> None:
    page.goto(f"/banks/{bank}/edit")
    expect(page.locator("#problems")).to_contain_text("error")
    expect(page.locator(".cm-content")).to_be_visible()


def write_at_the_end(page: Page, text: str) -> None:
    page.locator(".cm-content").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def draft(sessions) -> str:
    with sessions.read() as session:
        return session.scalars(select(BankDraft.text)).one()


def sign_out_everywhere(sessions) -> None:
    with sessions.write() as session:
        session.execute(delete(WebSession))
        session.commit()


def test_what_is_typed_after_the_sign_in_ended_is_saved_once_signed_in_again(person, live, sessions, bank):
    page = person.page
    write_at_the_end(page, "# one")
    expect(page.locator("#saved")).to_have_text("Draft saved.")
    sign_out_everywhere(sessions)

    write_at_the_end(page, ", two")

    expect(page.locator("#saved")).to_contain_text("you were signed out")
    assert draft(sessions).endswith("# one")
    other = page.context.new_page()
    sign_in(Person(other, "mouse"))
    other.close()
    write_at_the_end(page, ", three")
    expect(page.locator("#saved")).to_have_text("Draft saved.")
    assert draft(sessions).endswith("# one, two, three")


def test_a_window_that_is_closed_without_a_connection_loses_nothing(person, live, sessions, bank):
    page = person.page
    write_at_the_end(page, "# one")
    expect(page.locator("#saved")).to_have_text("Draft saved.")
    page.context.set_offline(True)
    write_at_the_end(page, ", two")
    expect(page.locator("#saved")).to_contain_text("there is no connection")
    context = page.context
    page.close(run_before_unload=False)
    context.set_offline(False)

    again = context.new_page()
    open_editor(again, bank)
    expect(again.locator(".banner.warning")).to_contain_text("never saved")
    assert draft(sessions).endswith("# one")
    again.get_by_role("button", name="Put it back").click()

    expect(again.locator("#saved")).to_have_text("Draft saved.")
    assert draft(sessions).endswith("# one, two")
    open_editor(again, bank)
    expect(again.locator(".banner.warning")).to_have_count(0)


def test_a_text_put_back_does_not_write_over_what_a_colleague_saved_since(person, live, sessions, bank):
    page = person.page
    write_at_the_end(page, "# one")
    expect(page.locator("#saved")).to_have_text("Draft saved.")
    page.context.set_offline(True)
    write_at_the_end(page, ", mine")
    expect(page.locator("#saved")).to_contain_text("there is no connection")
    with sessions.write() as session:
        row = session.scalars(select(BankDraft)).one()
        row.text, row.revision = TEXT + "# theirs", row.revision + 1
        session.commit()
    page.context.set_offline(False)
    open_editor(page, bank)

    page.get_by_role("button", name="Put it back").click()

    expect(page.locator("#saved")).to_contain_text("Somebody else saved another text")
    assert draft(sessions).endswith("# theirs")
    page.locator(".actions").get_by_role("button", name="Save draft").click()
    expect(page.locator("h1")).to_have_text("Two texts of one bank")
    expect(page.locator("textarea[name=text]")).to_have_value(re.compile("# one, mine"))


def test_advice_is_read_with_its_example_and_answered_by_keyboard(person, live, sessions, bank):
    page = person.page
    advice = page.locator(".problem.advice", has_text="There is no “why”")
    person._tab_to(advice.locator("summary", has_text="Why, with an example"))
    page.keyboard.press("Enter")
    expect(advice.locator(".why pre, details pre").first).to_be_visible()
    person._tab_to(advice.locator("summary", has_text="Keep it as it is"))
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type('The class knows "why"')
    page.keyboard.press("Enter")

    expect(advice).to_have_count(0)
    expect(page.locator("#saved")).to_have_text("Draft saved.")
    assert draft(sessions).endswith("  advice off:\n    no-explanation: 'The class knows \"why\"'\n")


def test_choosing_a_question_from_the_list_puts_the_cursor_and_the_preview_there(person, bank):
    page = person.page

    page.get_by_label("See a question as students will").select_option("depth")

    expect(page.locator("#live-preview .preview-page")).to_contain_text("How deep")
    expect(page.locator(".cm-activeLine")).to_contain_text("depth")


def test_the_text_opens_below_the_notes_at_its_head(live, sessions, new_page):
    with sessions.write() as session:
        now = datetime.now(UTC)
        make_teacher(session, now)
        noted = publish(session, now, "# A note.\n#   Its second line.\n\n" + TEXT).bank.public_id
    person = Person(new_page(**WAYS["keyboard"]), "keyboard")
    sign_in(person)

    open_editor(person.page, noted)

    expect(person.page.locator(".cm-activeLine")).to_have_text("title: Harbour town")


def test_the_question_at_the_cursor_is_answered_and_graded_at_both_widths(person, live, bank):
    page = person.page
    shown = page.locator("#live-preview .preview-page")
    page.locator(".cm-content").focus()
    page.keyboard.press("Control+Home")
    expect(shown).to_contain_text("Which town has the harbour?")
    page.keyboard.press("Control+End")
    expect(shown).to_contain_text("Which of these does the report name as costs?")
    narrow = shown.bounding_box()["width"]
    assert narrow <= 420

    page.get_by_role("button", name="On a wide screen").click()

    assert shown.bounding_box()["width"] >= 600
    shown.get_by_text("Wages").click()
    page.get_by_role("button", name="Mark this answer").click()
    expect(shown.locator(".card")).to_contain_text("Wages are not in the report.")


def heard_next(page, number: int) -> str:
    """What the editor says for the time ``number``; it stands there for a fifth of a second."""
    for _look in range(100):
        if page.evaluate("window.heard.length") >= number:
            break
        page.wait_for_timeout(50)
    return page.evaluate("window.heard.at(-1) ?? ''")


def test_errors_are_said_after_a_pause_and_by_the_key_that_leads_to_them(person, bank):
    page = person.page
    page.evaluate(
        """() => { window.heard = []; new MutationObserver(() => {
          const said = document.querySelector(".cm-announced").textContent.trim(); if (said) window.heard.push(said);
        }).observe(document.querySelector(".cm-announced"), { childList: true, characterData: true, subtree: true });
        window.saved = 0; new MutationObserver(() => { window.saved += 1; })
          .observe(document.getElementById("saved"), { childList: true, characterData: true, subtree: true }); }"""
    )
    said = tree(page)
    assert [line for line in said if line.startswith("button Save draft")] == ["button Save draft"]

    write_at_the_end(page, "\n- askk: What?")
    assert re.match(r"\d+ errors?, .*\. The first is in line \d+\.$", heard_next(page, 1))
    page.keyboard.press("F8")
    assert re.match(r"(Error|Doubt|Advice), line \d+: .+", heard_next(page, 2))
    # A second pause saves again, and says nothing new.
    expect(page.locator("#saved")).to_have_text("Draft saved.")
    page.keyboard.press("Control+End")
    with page.expect_response(re.compile("autosave|draft|save")):
        page.keyboard.type("?")
    assert page.evaluate("window.saved") == 1


def test_the_plain_box_holds_the_whole_text_and_the_same_draft(person, sessions, bank):
    page = person.page
    page.get_by_role("button", name="Plain box").click()
    box = page.get_by_role("textbox", name="The bank’s text")
    expect(box).to_be_focused()
    assert box.input_value().startswith("title: Harbour town")
    expect(page.locator(".cm-content")).to_be_hidden()
    page.keyboard.press("Control+End")
    page.keyboard.type("# plainly")
    expect(page.locator("#saved")).to_have_text("Draft saved.")
    assert draft(sessions).endswith("# plainly")
    page.get_by_role("button", name="Plain box").click()
    expect(page.locator(".cm-activeLine")).to_contain_text("# plainly")
