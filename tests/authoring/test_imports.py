"""Files of other programs in the browser: named for what they are, a draft with its receipt, reviewed, taken back."""

from pathlib import Path

import pytest
from sqlalchemy import select

from quizapp.attempts import jobs
from quizapp.authoring import imports, views
from quizapp.models import Bank
from quizapp.serving import runner
from tests.authoring.test_banks_pages import draft_row, fresh, path_of, send
from tests.support.clock import START
from tests.support.interchange import bank_of
from tests.support.visitor import read_forms

EXAMPLES = Path(__file__).parents[1] / "interchange" / "examples"
HOSTILE = Path(__file__).parents[1] / "interchange" / "hostile"


def uploaded(visitor, path: Path):
    return send(visitor, visitor.get("/banks/upload"), path.read_bytes(), path.name)


def banks_of(staff) -> list[Bank]:
    return list(fresh(staff.session).scalars(select(Bank).where(Bank.owner_id == staff.ada.id)))


@pytest.mark.parametrize(
    ("file", "named", "questions"),
    [
        ("gift/types.gift", "a GIFT text", 9),
        ("moodle-xml/types.xml", "a Moodle XML file", 10),
        ("qti-1.2/canvas.zip", "a QTI 1.2 file", 8),
        ("h5p/set.h5p", "an H5P package", 4),
        ("kahoot/basic.xlsx", "a Kahoot sheet", 3),
        ("anki/new-format.apkg", "an Anki package", 3),
        ("docx/trees.docx", "a Word document", 4),
    ],
)
def test_a_foreign_file_is_named_for_what_it_is_and_becomes_a_draft_with_its_receipt(
    teacher, staff, file, named, questions
):
    page = teacher.get(path_of(uploaded(teacher, EXAMPLES / file)))

    assert f"{questions} questions came in" in page.text
    assert f"<li>{Path(file).name}, {named}" in page.text
    assert page.text.count('class="paper-question"') == questions
    assert len(page.data) < 200_000


@pytest.mark.parametrize(
    ("name", "content", "say"),
    [
        ("a.pdf", b"%PDF-1.4\n1 0 obj", "This is a PDF. Open it in the program"),
        ("a.txt", b"Dear parents,\n\nthe trip is on Friday.\n", "No questions were recognised"),
        ("a.zip", (HOSTILE / "truncated.zip").read_bytes(), "damaged"),
        ("a.xml", (HOSTILE / "xxe.xml").read_bytes(), "entities of its own"),
        ("a.h5p", (HOSTILE / "nested.zip").read_bytes(), "Unpack it first"),
    ],
)
def test_what_cannot_be_read_is_named_and_makes_no_draft(teacher, staff, name, content, say):
    answer = send(teacher, teacher.get("/banks/upload"), content, name)

    assert answer.status_code == 422
    assert say in answer.text
    assert "Nothing was saved." in answer.text
    assert banks_of(staff) == []


def test_doubtful_questions_come_first_with_what_is_lost_and_can_be_kept(teacher, staff):
    page = teacher.get(path_of(uploaded(teacher, EXAMPLES / "gift" / "types.gift")))

    assert "look at 1 of them" in page.text
    first = page.text.split('class="paper-question"')[1]
    assert "gave half marks there" in first
    assert 'id="q-formula"' in first
    page = teacher.get(path_of(teacher.submit(page, button="Keep")))
    assert "of them" not in page.text
    assert "gave half marks there" not in draft_row(staff).text


def test_a_question_can_be_left_out_and_nothing_else_goes(teacher, staff):
    page = teacher.get(path_of(uploaded(teacher, EXAMPLES / "moodle-xml" / "types.xml")))
    before = draft_row(staff).text
    values = [[control.value for control in form.controls] for form in read_forms(page.text)]
    place = next(number for number, each in enumerate(values) if "leave-out:longest" in each)
    page = teacher.get(path_of(teacher.submit(page, form=place, button="Leave out")))

    after = draft_row(staff).text
    assert "9 questions came in" in page.text
    assert set(after.splitlines()) < set(before.splitlines())
    assert "id: longest" not in after
    assert "gave half marks there" not in after
    assert "- id: seas" in after


def test_the_first_and_the_last_question_of_a_draft_leave_whole():
    text = "title: x\nquestions:\n# Lost: a\n- id: a\n  ask: A?\n  answer: b\n  wrong: [c]\n# Lost: d\n- id: d\n  ask: D?\n  answer: e\n  wrong: [f]\nabout: y\n"
    bank = bank_of(text)

    assert imports.left_out(text, bank, "d") == text.replace(
        "# Lost: d\n- id: d\n  ask: D?\n  answer: e\n  wrong: [f]\n", ""
    )
    assert imports.left_out(text, bank, "a") == text.replace(
        "# Lost: a\n- id: a\n  ask: A?\n  answer: b\n  wrong: [c]\n", ""
    )
    assert imports.looked_at(text, bank, ["d"]) == text.replace("# Lost: d\n", "")


def test_the_source_is_asked_once_and_every_question_names_it(teacher, staff):
    page = teacher.get(path_of(uploaded(teacher, EXAMPLES / "moodle-xml" / "types.xml")))
    answer = teacher.submit(page, {"source": "", "publisher": ""}, button="Save the source")
    assert answer.status_code == 422
    answer = teacher.submit(
        page, {"source": "Rivers: an atlas", "publisher": "A. Keller"}, button="Save the source"
    )
    page = teacher.get(path_of(answer))

    text = draft_row(staff).text
    assert 'title: "Rivers: an atlas"' in text
    assert "defaults:\n  source: source\n  topic: rivers\n" in text
    assert "Save the source" not in page.text
    assert "10 questions came in" in page.text


def test_an_import_is_taken_back_with_one_press(teacher, staff):
    page = teacher.get(path_of(uploaded(teacher, EXAMPLES / "aiken" / "basic.txt")))
    teacher.submit(page, button="Take the whole import back")

    [bank] = banks_of(staff)
    assert bank.archived_at is not None


def test_a_text_can_be_pasted(teacher, staff):
    page = teacher.get("/banks/upload")
    answer = teacher.submit(page, {"pasted": "Which is wet?\nA. fire\nB. water\nANSWER: B\n"})

    assert "1 question came in" in teacher.get(path_of(answer)).text


def test_what_was_read_wrongly_is_read_as_the_teacher_says(teacher, staff):
    page = teacher.get("/banks/upload")
    text = "Which is a river?;Alps;Rhine;2\nWhich is a café?;Étoile;Etna;1\n"
    answer = teacher.submit(
        page, {"pasted": text, "columns": "question; option A; option B; correct", "format": "table"}
    )

    assert "2 questions came in" in teacher.get(path_of(answer)).text
    assert "answer: Rhine" in draft_row(staff).text
    answer = teacher.submit(teacher.get("/banks/upload"), {"pasted": text, "columns": "a; b"})
    assert answer.status_code == 422
    assert "Name them so" in answer.text


def test_300_questions_are_reviewed_in_pages_of_less_than_200_kilobytes(teacher, staff):
    text = "\n\n".join(f"::Q{n}:: What is number {n} called? {{=name {n} ~nothing}}" for n in range(300))
    page = teacher.get("/banks/upload")
    page = teacher.get(path_of(teacher.submit(page, {"pasted": text})))

    assert "300 questions came in" in page.text
    assert "Page 1 of 12" in page.text
    assert len(page.data) < 200_000


def test_a_foreign_file_into_a_bank_becomes_its_draft(teacher, staff):
    page = teacher.get(path_of(uploaded(teacher, EXAMPLES / "aiken" / "basic.txt")))
    [bank] = banks_of(staff)
    public_id = bank.public_id
    staff.session.rollback()
    upload = teacher.get(f"/banks/{public_id}/upload")
    answer = send(teacher, upload, (EXAMPLES / "gift" / "types.gift").read_bytes(), "types.gift")

    assert answer.status_code == 409  # a draft is never written over unseen
    assert "boiling" in answer.text
    assert page.status_code == 200


def read_beside(visitor, staff, app, path: Path):
    """A file that counts as a long one, sent and read beside the server; the page of its job afterwards."""
    page = visitor.get(uploaded(visitor, path).location)
    assert "It waits for its turn." in page.text
    assert banks_of(staff) == []
    claim = jobs.take(staff.session, START)
    staff.session.commit()
    runner.work(app, claim)
    return visitor.get(page.request.path)


def test_a_long_file_is_read_beside_the_server_and_leads_to_the_same_review(teacher, staff, app, monkeypatch):
    monkeypatch.setattr(views, "IMPORT_BYTES_AT_ONCE", 10)
    done = read_beside(teacher, staff, app, EXAMPLES / "gift/types.gift")

    assert "It is done." in done.text
    review = teacher.get(f"{done.request.path}/result", follow_redirects=True)
    assert "9 questions came in" in review.text
    assert len(banks_of(staff)) == 1


@pytest.mark.parametrize("changed", [False, True], ids=["fresh", "changed"])
def test_a_long_file_goes_into_a_bank_beside_the_server_and_over_no_changes(
    teacher, staff, app, monkeypatch, changed
):
    address = f"/banks/{staff.bank_id}/upload"
    if changed:
        send(teacher, teacher.get(address), (EXAMPLES / "aiken/basic.txt").read_bytes(), "basic.txt")
    monkeypatch.setattr(views, "IMPORT_BYTES_AT_ONCE", 10)
    sent = send(teacher, teacher.get(address), (EXAMPLES / "gift/types.gift").read_bytes(), "types.gift")
    page = teacher.get(sent.location)
    claim = jobs.take(staff.session, START)
    staff.session.commit()
    runner.work(app, claim)
    done = teacher.get(page.request.path)

    assert ("has changes that are not published" in done.text) == changed
    assert ("It is done." in done.text) != changed


def test_a_long_file_that_cannot_be_read_says_why_and_leaves_nothing(
    teacher, staff, app, monkeypatch, tmp_path
):
    too_large = tmp_path / "bank.yaml"
    too_large.write_bytes(b"title: x\n" + b"#" * 5_000_001)
    assert "a bank may have 5 MB" in read_beside(teacher, staff, app, too_large).text
    monkeypatch.setattr(views, "IMPORT_BYTES_AT_ONCE", 10)
    done = read_beside(teacher, staff, app, HOSTILE / "xxe.xml")

    assert "entities" in done.text
    assert "Back to where you began" in done.text
    assert banks_of(staff) == []
