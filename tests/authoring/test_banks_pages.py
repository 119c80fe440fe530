"""Banks in the browser, without script: new, upload, edit, conflict, fix, publish, versions, restore."""

import re
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from quizapp.authoring import publishing as proposals
from quizapp.authoring.bank_text import with_question
from quizapp.banks import publishing
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.models import Bank, BankDraft, BankVersion
from tests.authoring.staff import sign_in
from tests.support.clock import START
from tests.support.quizzes import BANK
from tests.support.visitor import read_forms

SCRIPT = "<script>alert(1)</script>"


def fresh(session):
    session.rollback()
    session.expire_all()
    return session


def draft_row(staff) -> BankDraft:
    """The one draft as it is stored; the session is at rest afterwards."""
    found = fresh(staff.session).scalars(select(BankDraft)).one()
    staff.session.expunge(found)
    staff.session.rollback()
    return found


def path_of(answer) -> str:
    assert answer.status_code == 303, answer.text
    return urlsplit(answer.location).path


def editor(visitor, staff):
    return visitor.get(f"/banks/{staff.bank_id}/edit")


def text_of(page) -> str:
    """The text in the editor, with the line ends that a browser would show."""
    return next(c.value for f in read_forms(page.text) for c in f.controls if c.name == "text")


def press(visitor, page, button, text=None, **more):
    values = ({} if text is None else {"text": text}) | more
    return visitor.submit(page, values, button=button, form="/edit")


def version_count(session) -> int:
    return len(session.scalars(select(BankVersion)).all())


def test_a_new_bank_is_a_draft_until_it_is_published(teacher, staff):
    page = teacher.get("/banks/new")
    answer = teacher.submit(
        page, {"title": "Deep sea: what now?", "source": "Deep sea news", "date": "4 March 2025"}
    )
    page = teacher.get(path_of(answer))

    assert 'title: "Deep sea: what now?"' in text_of(page)
    assert "There are no questions under" in page.text
    found = fresh(staff.session).scalars(select(Bank).where(Bank.title == "Deep sea: what now?")).one()
    assert (found.name, found.owner_id) == ("deep-sea-what-now", staff.ada.id)
    assert publishing.newest_version(staff.session, found.id) is None


def test_a_bank_goes_from_the_palette_by_fix_to_a_published_version(teacher, staff):
    page = teacher.get("/banks/new")
    page = teacher.get(
        path_of(
            teacher.submit(page, {"title": "Two questions", "source": "A leaflet", "date": "4 March 2025"})
        )
    )
    for kind in ("single_choice", "true_false"):
        page = teacher.get(path_of(press(teacher, page, "Insert", kind=kind)))
    assert "0 errors, 0 doubts" in page.text
    fixing = teacher.get(path_of(press(teacher, page, "Show all fixes at once")))
    assert "<ins>" in fixing.text
    page = teacher.get(path_of(teacher.submit(fixing, button="Fix all of this")))
    assert "0 errors, 0 doubts" in page.text

    own = text_of(page).replace("the mine will create 400", "the dock will create 90")
    own = own.replace("The ministry has checked", "The town has checked")
    publish_page = teacher.get(path_of(press(teacher, page, "Publish", own)))
    answer = teacher.submit(publish_page, {"note": "First"}, button="Publish")

    page = teacher.get(path_of(answer))
    assert "Version 1 is published." in page.text
    version = fresh(staff.session).scalars(select(BankVersion).order_by(BankVersion.id.desc())).first()
    assert version.note == "First"
    assert [q.type_name for q in publishing.load_version(staff.session, version.id).questions] == [
        "single_choice",
        "true_false",
    ]


def test_a_bank_with_errors_is_not_published_and_says_where(teacher, staff):
    page = editor(teacher, staff)
    broken = BANK.replace("  answer: Sandvik\n", "")
    answer = press(teacher, page, "Publish", broken)
    page = teacher.get(path_of(answer))

    assert "error stands in the way" in page.text
    assert "no-right-answer" in page.text
    token = csrf(editor(teacher, staff))
    forged = teacher.post(page.request.path, data={"csrf_token": token, "told": "x"})
    assert forged.status_code == 422
    assert version_count(fresh(staff.session)) == 1


def csrf(page) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]


def test_examples_that_nobody_changed_are_named_before_they_are_published(teacher, staff):
    inserted = with_question(BANK, QUESTION_TYPES["single_choice"])
    changed = inserted.replace(
        "Who says the mine will create 400 jobs?", "Who promises 400 jobs at the mine?"
    )

    def publish_text(text: str) -> str:
        return teacher.get(path_of(press(teacher, editor(teacher, staff), "Publish", text))).text

    assert "1 question is still an example as it was inserted" in publish_text(inserted)
    assert "still an example" not in publish_text(changed)


def test_doubts_are_asked_about(teacher, staff):
    doubtful = BANK.replace("- id: capital\n", "- id: capital\n  short: A label with far too many letters\n")
    page = teacher.get(path_of(press(teacher, editor(teacher, staff), "Publish", doubtful)))

    refused = teacher.submit(page, button="Publish")
    assert refused.status_code == 422
    assert "Look at the doubts" in refused.text
    assert path_of(teacher.submit(refused, {"doubts": "y"}, button="Publish"))
    assert version_count(fresh(staff.session)) == 2


def test_publishing_tells_each_kind_of_change_and_what_it_touches(teacher, staff):
    staff.begin("Running", {})
    staff.session.commit()
    text = (
        BANK.replace("answer: Sandvik", "answer: Nordby town")
        .replace("- id: depth", "- id: how-deep\n  replaces: depth")
        .replace("jobs-who, depth, fruit]", "jobs-who, how-deep]")
        .replace("why: Only the company gives the number.", "why: Nobody else does.")
        .replace("status: claimed by one side", "status: disputed\n    but: The union says 200.")
    )
    text = (
        text[: text.index("- id: fruit")]
        + "- id: new-one\n  topic: goals\n  statement: It rains.\n  is: true\n  why: Look.\n"
    )
    page = teacher.get(path_of(press(teacher, editor(teacher, staff), "Publish", text)))

    for kind in ("1 added", "1 removed", "1 renamed", "1 key changed", "1 changed"):
        assert f"<li>{kind}</li>" in page.text
    assert "Record changed" in page.text
    assert "“Four in order” in 7B follows the newest version" in page.text
    assert "1 attempt is running; it keeps the version it began with" in page.text


def test_the_second_to_save_sees_both_texts_and_nothing_is_overwritten(teacher, colleague, staff):
    ours, theirs = editor(teacher, staff), editor(colleague, staff)
    press(colleague, theirs, "Save draft", BANK + "# Bob\n")

    answer = press(teacher, ours, "Save draft", BANK + "# Ada\n")

    assert answer.status_code == 409
    assert "# Bob" in answer.text
    assert "# Ada" in answer.text
    assert draft_row(staff).text.endswith("# Bob\n")
    assert path_of(teacher.submit(answer, {"text": BANK + "# Ada and Bob\n"}, button="Save this text"))
    assert draft_row(staff).text.endswith("# Ada and Bob\n")


def test_a_draft_saved_twice_with_one_text_is_one_revision(teacher, staff):
    page = editor(teacher, staff)
    for _ in range(2):
        press(teacher, page, "Save draft", BANK + "# more\n")

    assert draft_row(staff).revision == 1


def test_line_ends_stay_as_they_were(teacher, staff):
    """Browsers send CRLF whatever the text had."""
    press(
        teacher, editor(teacher, staff), "Save draft", forged_crlf := (BANK + "# x\n").replace("\n", "\r\n")
    )

    assert forged_crlf.count("\r\n") > 50
    assert "\r" not in draft_row(staff).text


def test_a_file_with_crlf_keeps_it_through_the_editor(teacher, staff):
    windows = BANK.replace("\n", "\r\n")
    page = teacher.get("/banks/upload")
    page = teacher.get(path_of(send(teacher, page, windows.encode())))
    press(teacher, page, "Save draft", windows + "# x\r\n")

    draft = draft_row(staff)
    assert draft.text == windows + "# x\r\n"


def send(visitor, page, content: bytes, name: str = "harbour.yaml"):
    """Send the page's form with a file, as a browser writes it (the test client would leave a file open)."""
    form = next(f for f in read_forms(page.text) if any(c.name == "file" for c in f.controls))
    parts = [
        f'--limit\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{values[0]}\r\n'
        for key, values in form.filled({}, "").items()
    ]
    head = f'--limit\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = "".join([*parts, head]).encode() + content + b"\r\n--limit--\r\n"
    return visitor.post(
        form.action or page.request.path, data=body, content_type="multipart/form-data; boundary=limit"
    )


@pytest.mark.parametrize(
    ("content", "say"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR", "This is a picture"),
        ("title: Füße".encode("utf-16"), "UTF-16"),
        ("title: Füße\n".encode("latin-1"), "not saved as UTF-8"),
        pytest.param(b"title: x\n\x00", "no text at all", id="NUL"),
    ],
)
def test_a_file_that_is_no_text_is_refused_with_a_sentence(teacher, staff, content, say):
    answer = send(teacher, teacher.get("/banks/upload"), content)

    assert answer.status_code == 422
    assert say in answer.text
    assert len(fresh(staff.session).scalars(select(Bank)).all()) == 1


def test_a_file_called_like_a_path_gets_a_plain_name(teacher, staff):
    answer = send(teacher, teacher.get("/banks/upload"), b"questions: []\n", "../../x.yaml")

    found = fresh(staff.session).scalars(select(Bank).where(Bank.owner_id == staff.ada.id)).one()
    assert path_of(answer)
    assert (found.name, found.title) == ("x", "x")


def test_a_bank_titled_like_a_path_or_a_script_is_only_a_title(teacher, staff):
    for title in ("../../x", SCRIPT, "con"):
        page = teacher.get("/banks/new")
        page = teacher.get(path_of(teacher.submit(page, {"title": title, "source": "A leaflet"})))
        assert SCRIPT not in page.text
        assert "alert(1)" not in page.headers["Content-Security-Policy"]
    names = set(fresh(staff.session).scalars(select(Bank.name).where(Bank.owner_id == staff.ada.id)))
    assert names == {"x", "script-alert-1-script", "bank-con"}


def test_a_text_of_more_than_5_mb_comes_back_whole(teacher, staff):
    page = editor(teacher, staff)
    large = BANK + "#" + "x" * 5_000_000

    answer = press(teacher, page, "Save draft", large)

    assert answer.status_code == 422
    assert "a bank may have 5 MB" in answer.text
    assert large[-2_000:] in answer.text


def test_a_text_sent_after_the_sign_in_ended_is_given_back_and_can_be_saved(teacher, staff, app, session):
    page = editor(teacher, staff)
    teacher.delete_cookie("__Host-session", domain="localhost", path="/")

    kept = press(teacher, page, "Save draft", BANK + "# written meanwhile\n")

    assert kept.status_code == 400  # the token belonged to the cookie that is gone
    assert "# written meanwhile" in kept.text
    sign_in(teacher, app, user_id=staff.ada.id)  # in another tab
    answer = teacher.submit(kept, button="Save draft")
    assert path_of(answer)
    assert draft_row(staff).text.endswith("# written meanwhile\n")


def test_a_text_sent_with_an_ended_session_is_given_back_too(teacher, staff, clock):
    page = editor(teacher, staff)
    clock.advance(days=400)

    kept = press(teacher, page, "Save draft", BANK + "# written meanwhile\n")

    assert kept.status_code == 401
    assert "# written meanwhile" in kept.text
    assert "Sign in in another tab" in kept.text


def test_a_text_from_another_site_is_not_shown(teacher, staff):
    address = f"/banks/{staff.bank_id}/edit"
    answer = teacher.post(address, data={"text": "planted"}, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 400
    assert "planted" not in answer.text


def test_a_text_for_a_bank_that_is_not_there_comes_back(teacher, staff):
    page = editor(teacher, staff)
    answer = teacher.post("/banks/nothing/edit", data={"csrf_token": csrf(page), "text": "title: kept"})

    assert answer.status_code == 404
    assert "title: kept" in answer.text


def test_a_bank_archived_in_another_tab_keeps_the_draft_and_is_not_published(teacher, staff):
    page = editor(teacher, staff)
    bank_page = teacher.get(f"/banks/{staff.bank_id}/archive")
    teacher.submit(bank_page, button="Archive the bank")

    publish_page = teacher.get(path_of(press(teacher, page, "Publish", BANK + "# x\n")))
    answer = teacher.submit(publish_page, button="Publish")

    assert answer.status_code == 422
    assert "archived meanwhile" in answer.text
    assert draft_row(staff).text.endswith("# x\n")


def test_a_version_that_came_between_leaves_two_ways_out(teacher, staff):
    press(teacher, editor(teacher, staff), "Save draft", BANK + "# mine\n")
    newest = publishing.newest_version(fresh(staff.session), staff.bank_row)
    publishing.publish_bank(staff.session, "harbour", BANK + "# file\n", START, based_on=newest.id)
    staff.session.commit()

    page = teacher.get(f"/banks/{staff.bank_id}/publish")
    assert "Choose one of two ways" in page.text
    assert "<del># file</del>" in page.text
    assert "<ins># mine</ins>" in page.text
    beside = teacher.get(f"/banks/{staff.bank_id}/beside-newest")
    assert "# file" in beside.text
    answer = teacher.submit(page, button="Publish mine on top of version 2")
    assert "Version 3 is published" in teacher.get(path_of(answer)).text


def test_a_draft_nobody_changed_gives_way_to_a_newer_version(teacher, staff):
    press(teacher, editor(teacher, staff), "Save draft", BANK + "# x\n")
    publish_page = teacher.get(f"/banks/{staff.bank_id}/publish")
    teacher.submit(publish_page, button="Publish")
    newest = publishing.newest_version(fresh(staff.session), staff.bank_row)
    publishing.publish_bank(staff.session, "harbour", BANK + "# file\n", START, based_on=newest.id)
    staff.session.commit()

    assert text_of(editor(teacher, staff)).endswith("# file\n")


def test_versions_are_read_compared_restored_and_exported_byte_for_byte(teacher, staff):
    odd = BANK + "# no newline at the end, a tab\there"
    press(teacher, editor(teacher, staff), "Save draft", odd)
    teacher.submit(teacher.get(f"/banks/{staff.bank_id}/publish"), button="Publish")
    base = f"/banks/{staff.bank_id}/versions"

    assert teacher.get(f"{base}/2/file").data == odd.encode()
    page = teacher.get(f"{base}/2")
    assert "Against version 1" in page.text
    answer = teacher.submit(teacher.get(f"{base}/1"), button="Make this text the draft")
    assert text_of(teacher.get(path_of(answer))) == BANK
    assert version_count(fresh(staff.session)) == 2


def test_a_fix_button_mends_one_line_and_says_what_it_did(teacher, staff):
    wrong = BANK.replace("  why: The first paragraph", "  whyy: The first paragraph")
    page = teacher.get(path_of(press(teacher, editor(teacher, staff), "Check", wrong)))
    button = next(c.text for f in read_forms(page.text) for c in f.controls if c.text.startswith("Fix line"))

    page = teacher.get(path_of(press(teacher, page, button)))

    assert text_of(page) == BANK
    assert "it was “whyy:" in page.text


def test_a_question_is_previewed_and_graded_and_nothing_is_recorded(teacher, staff):
    page = teacher.get(path_of(press(teacher, editor(teacher, staff), "Preview", question="jobs-who")))
    form = next(f for f in read_forms(page.text) if any(c.name == "answer" for c in f.controls))
    assert len([c for c in form.controls if c.name == "answer"]) == 4  # three options, and I don't know

    graded = teacher.submit(page, {"answer": "dont-know"}, button="Mark this answer")

    assert "Only the company gives the number." in graded.text
    assert "Choose an answer" in teacher.submit(page, button="Mark this answer").text


def test_script_in_any_text_stays_text(teacher, staff):
    evil = BANK.replace("ask: Which town has the harbour?", f'ask: "{SCRIPT} [x](javascript:alert(1))"')
    page = teacher.get(path_of(press(teacher, editor(teacher, staff), "Preview", evil, question="capital")))

    for text in (page.text, editor(teacher, staff).text):
        assert SCRIPT not in text
        assert 'href="javascript' not in text


def test_somebody_elses_bank_is_not_there(teacher, colleague, staff):
    page = teacher.get("/banks/new")
    mine = path_of(teacher.submit(page, {"title": "Mine", "source": "A leaflet"})).removesuffix("/edit")

    for address in ("", "/edit", "/publish", "/fix", "/draft/file", "/upload", "/beside-newest"):
        assert colleague.get(mine + address).status_code == 404, address
    token = csrf(colleague.get("/banks/new"))
    for address in ("/edit", "/draft.json", "/check.json", "/preview.html", "/duplicate", "/archive"):
        answer = colleague.post(mine + address, data={"csrf_token": token, "text": "x", "op": "1234567890"})
        assert answer.status_code == 404, address
    assert colleague.get("/banks").status_code == 200
    assert "Mine" not in colleague.get("/banks").text


def test_a_copy_is_ones_own(teacher, staff):
    page = teacher.get(f"/banks/{staff.bank_id}")
    path = path_of(teacher.submit(page, button="Make a copy of my own"))

    assert text_of(teacher.get(path)) == BANK
    copy = fresh(staff.session).scalars(select(Bank).where(Bank.owner_id == staff.ada.id)).one()
    assert copy.title == "Copy of Harbour town"


def test_the_script_gets_problems_with_fixes_and_questions_with_lines(teacher, staff):
    page = editor(teacher, staff)
    base = f"/banks/{staff.bank_id}"
    wrong = BANK.replace("  why: The first", "  whyy: The first")

    found = teacher.post(f"{base}/check.json", data={"csrf_token": csrf(page), "text": wrong}).json
    [error] = [p for p in found["problems"] if p["weight"] == "error"]
    assert wrong[error["edits"][0]["from"] : error["edits"][0]["to"]] == "whyy"
    fine = teacher.post(f"{base}/check.json", data={"csrf_token": csrf(page), "text": BANK}).json
    assert [q["id"] for q in fine["questions"]] == ["capital", "jobs-who", "depth", "fruit"]
    assert BANK.splitlines()[fine["questions"][0]["line"] - 1] == "- id: capital"
    saved = teacher.post(
        f"{base}/draft.json",
        data={"csrf_token": csrf(page), "text": BANK + "#", "revision": "0", "based_on": "1"},
    )
    assert saved.json == {"revision": 1}
    stale = teacher.post(
        f"{base}/draft.json",
        data={"csrf_token": csrf(page), "text": BANK + "##", "revision": "0", "based_on": "1"},
    )
    assert (stale.status_code, stale.json["revision"]) == (409, 1)


def test_only_the_editors_page_may_add_style_rules(teacher, staff):
    assert "nonce" in policy(editor(teacher, staff), "style-src")
    assert "nonce" not in policy(teacher.get("/banks"), "style-src")


def policy(page, directive) -> str:
    return next(
        p for p in page.headers["Content-Security-Policy"].split(";") if p.strip().startswith(directive)
    )


def test_every_code_is_explained_with_an_example(teacher, staff):
    assert "Wrong" in teacher.get("/banks/explain/no-right-answer").text
    assert teacher.get("/banks/explain/nothing").status_code == 404
    assert teacher.get("/banks/schema.json").json["title"] == "quizapp bank"


def test_a_text_is_examined_once_however_often_its_pages_are_opened(teacher, staff):
    proposals._examined.cache_clear()
    for page in ("edit", "publish", "edit", "readers"):
        assert teacher.get(f"/banks/{staff.bank_id}/{page}").status_code == 200
    assert proposals._examined.cache_info().misses == 1
