"""Pictures: drawn anew on the way in, kept beside the bank, shown where the question is, served to who may see it."""

import io
import zipfile

import pytest
from PIL import Image
from sqlalchemy import select

from quizapp.banks import images, publishing
from quizapp.domain.bankfile.loading import check_bank
from quizapp.domain.pictures import find_picture_names, place_addresses, without_pictures
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.yaml_reading.problems import BankInvalid
from quizapp.models import Assignment, Bank, BankImage, Quiz, User
from quizapp.web.markup import plain
from tests.authoring.staff import sign_in
from tests.authoring.test_banks_pages import editor, fresh, path_of, press, send, text_of
from tests.support.clock import START
from tests.support.people import make_student
from tests.support.quizzes import BANK, start
from tests.support.visitor import read_forms

LINE = "![Two stone piers and a lighthouse](piers.png)"
WITH_PICTURE = BANK.replace("ask: Which town has the harbour?", f'ask: "Which town has this harbour? {LINE}"')


def picture(form="PNG", size=(40, 30), colour=(200, 30, 30), **more) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, form, **more)
    return file.getvalue()


def send_picture(visitor, staff, content, name="Piers.PNG", alt="Two stone piers and a lighthouse"):
    """Send the form as a browser writes it."""
    address = f"/banks/{staff.bank_id}/pictures"
    form = next(f for f in read_forms(visitor.get(address).text) if any(c.name == "alt" for c in f.controls))
    token = next(c.value for c in form.controls if c.name == "csrf_token")
    fields = {"csrf_token": token, "alt": alt}
    parts = [f'--x\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()]
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = "".join([*parts, head]).encode() + content + b"\r\n--x--\r\n"
    return visitor.post(address, data=body, content_type="multipart/form-data; boundary=x")


def kept(staff) -> list[BankImage]:
    found = images.with_content(fresh(staff.session), staff.bank_row)
    staff.session.expunge_all()
    staff.session.rollback()
    return found


# --- drawing anew -----------------------------------------------------------------------------------------


def test_nothing_of_a_photo_is_left_but_what_it_shows():
    exif = Image.Exif()
    exif[0x010E] = "SECRET place"  # the description
    exif[0x0112] = 6  # turned by a quarter
    photo = picture("JPEG", (40, 30), exif=exif) + b"<script>hidden behind the picture</script>"

    drawn = images.redraw_picture(photo)

    assert (drawn.ending, drawn.width, drawn.height) == ("jpg", 30, 40)
    assert b"SECRET" not in drawn.content
    assert b"script" not in drawn.content
    with Image.open(io.BytesIO(drawn.content)) as opened:
        assert not opened.getexif()


def test_a_large_picture_is_made_smaller():
    drawn = images.redraw_picture(picture("PNG", (3200, 400)))

    assert (drawn.width, drawn.height) == (1600, 200)


def test_a_moving_picture_stands_still_and_what_can_be_seen_through_stays_so():
    frames = [Image.new("RGBA", (8, 8), (n, 0, 0, 0)) for n in (1, 2)]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])

    drawn = images.redraw_picture(file.getvalue())

    with Image.open(io.BytesIO(drawn.content)) as opened:
        assert (opened.format, opened.mode) == ("PNG", "RGBA")
        assert getattr(opened, "n_frames", 1) == 1


def bomb() -> bytes:
    """A PNG that says of itself to be 60,000 points wide and high."""
    data = bytearray(picture("PNG", (1, 1)))
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    import zlib

    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4, "big")
    return bytes(data)


@pytest.mark.parametrize(
    ("content", "say"),
    [
        (
            b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
            "cannot be read as a picture",
        ),
        (b"<html><script>alert(1)</script>", "cannot be read as a picture"),
        (picture()[:40], "cannot be read as a picture"),
        (b"", "cannot be read as a picture"),
        (bomb(), "picture"),
        (picture("PNG", (6000, 5000)), "at most 25 million are taken"),
        (b"\x89PNG" + b"0" * 5_000_001, "a picture may have 5 MB"),
    ],
    ids=["svg", "html", "cut off", "nothing", "bomb", "many points", "too large"],
)
def test_what_is_no_picture_is_refused_with_a_sentence(content, say):
    with pytest.raises(images.CannotTakePicture, match=say):
        images.redraw_picture(content)


@pytest.mark.parametrize(
    ("file", "name"),
    [("Piers (2).PNG", "piers-2.jpg"), ("../../etc/passwd", "passwd.jpg"), ("字.png", "picture.jpg")],
)
def test_a_picture_gets_a_plain_name(file, name):
    assert images.name_for(file, "jpg") == name


# --- the text ---------------------------------------------------------------------------------------------


def codes(text: str, known=None) -> list[str]:
    return [p.code for p in check_bank(text, QUESTION_TYPES, name="x", pictures=known).problems]


@pytest.mark.parametrize("words", ["", "  ", "piers.png", "piers", "Picture", "map"])
def test_a_picture_without_words_is_an_error(words):
    text = WITH_PICTURE.replace("Two stone piers and a lighthouse", words)

    assert "image-without-alternative-text" in codes(text, {"piers.png"})


def test_a_picture_has_to_be_there_and_nowhere_else():
    assert codes(WITH_PICTURE, {"piers.png"}) == codes(WITH_PICTURE) == []
    assert codes(WITH_PICTURE, {"pier.png"}) == ["picture-missing"]
    for address in (
        "https://x.example/piers.png",
        "../piers.png",
        "piers.svg",
        "/pictures/abc",
        "a/piers.png",
    ):
        assert codes(WITH_PICTURE.replace("piers.png", address), {"piers.png"}) == ["picture-elsewhere"]


def test_names_are_placed_and_read_back():
    assert find_picture_names(WITH_PICTURE) == ["piers.png"]
    assert "](/pictures/9)" in place_addresses(WITH_PICTURE, {"piers.png": "/pictures/9"})
    assert without_pictures(f"See {LINE} here") == "See Two stone piers and a lighthouse here"
    assert plain(f"See {LINE} **here**") == "See Two stone piers and a lighthouse here"


# --- the pages --------------------------------------------------------------------------------------------


def test_from_the_upload_to_the_student_and_back_into_a_folder(teacher, staff, new_client, app, tmp_path):
    assert path_of(send_picture(teacher, staff, picture()))
    page = teacher.get(f"/banks/{staff.bank_id}/pictures")
    assert "![Two stone piers and a lighthouse](piers.png)" in page.text
    [image] = kept(staff)
    address = f"/pictures/{image.public_id}"

    press(teacher, editor(teacher, staff), "Save draft", WITH_PICTURE)
    preview = teacher.get(f"/banks/{staff.bank_id}/preview/capital")
    assert f'src="{address}" alt="Two stone piers and a lighthouse"' in preview.text
    teacher.submit(teacher.get(f"/banks/{staff.bank_id}/publish"), button="Publish")
    session = fresh(staff.session)
    quiz = session.scalars(select(Quiz.public_id).where(Quiz.key == "fixed")).one()
    session.rollback()
    assert f'src="{address}"' in teacher.get(f"/quizzes/{quiz}/paper").text

    student = make_student(session, START, "Mira")
    set_quiz = session.scalars(select(Assignment).where(Assignment.kind == "class")).one()
    attempt = start(session, set_quiz, student, START)
    visitor = new_client()
    sign_in(visitor, app, student_id=student.id)
    assert f'src="{address}"' in visitor.get(f"/a/{attempt.public_id}/1").text

    answer = visitor.get(address)
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "image/png", image.content)
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]

    packed = zipfile.ZipFile(io.BytesIO(teacher.get(f"/banks/{staff.bank_id}/versions/2/archive").data))
    assert packed.namelist() == ["harbour.yaml", "harbour/piers.png"]
    assert packed.read("harbour.yaml") == WITH_PICTURE.encode()
    assert packed.read("harbour/piers.png") == image.content


def test_a_picture_of_a_bank_that_is_not_open_is_seen_by_those_alone_who_may_see_the_bank(
    teacher, colleague, staff, new_client, app
):
    session = fresh(staff.session)
    bank = session.get_one(Bank, staff.bank_row)
    image = images.add_picture(session, bank, "piers.png", "Piers", images.redraw_picture(picture()), START)
    session.scalars(select(Assignment).where(Assignment.kind == "open")).one().archived_at = START
    bank.owner_id = session.scalars(select(User.id).where(User.username == "ada")).one()
    student, other = make_student(session, START, "Mira"), make_student(session, START, "Noor")
    set_quiz = session.scalars(select(Assignment).where(Assignment.kind == "class")).one()
    start(session, set_quiz, student, START)
    session.commit()
    address = f"/pictures/{image.public_id}"

    seen = {}
    for name, person in (("begun", student), ("not begun", other)):
        visitor = new_client()
        sign_in(visitor, app, student_id=person.id)
        seen[name] = visitor.get(address).status_code
    seen |= {"owner": teacher.get(address).status_code, "colleague": colleague.get(address).status_code}
    seen["nobody"] = new_client().get(address).status_code

    assert seen == {"begun": 200, "not begun": 404, "owner": 200, "colleague": 404, "nobody": 404}


def test_a_picture_without_words_or_file_is_refused_and_the_same_one_is_kept_once(teacher, staff):
    assert "Say what the picture shows" in send_picture(teacher, staff, picture(), alt=" ").text
    assert "cannot be read as a picture" in send_picture(teacher, staff, b"GIF89a nonsense").text
    for _time in range(2):
        assert path_of(send_picture(teacher, staff, picture()))
    assert path_of(send_picture(teacher, staff, picture(colour=(1, 2, 3))))

    assert [each.name for each in kept(staff)] == ["piers-2.png", "piers.png"]


def test_a_picture_that_is_shown_stays_and_another_can_be_deleted(teacher, staff):
    send_picture(teacher, staff, picture())
    send_picture(teacher, staff, picture(colour=(1, 2, 3)), name="unused.png")
    press(teacher, editor(teacher, staff), "Save draft", WITH_PICTURE)
    page = teacher.get(f"/banks/{staff.bank_id}/pictures")
    assert "Delete piers.png" not in page.text
    stays = next(each for each in kept(staff) if each.name == "piers.png")
    token = next(c.value for f in read_forms(page.text) for c in f.controls if c.name == "csrf_token")
    teacher.post(f"/banks/{staff.bank_id}/pictures/{stays.public_id}/delete", data={"csrf_token": token})

    teacher.submit(page, button="Delete unused.png")

    assert [each.name for each in kept(staff)] == ["piers.png"]


def test_a_bank_is_not_published_without_its_pictures(teacher, staff):
    page = teacher.get(path_of(press(teacher, editor(teacher, staff), "Publish", WITH_PICTURE)))

    assert "There is no picture “piers.png” beside this bank." in page.text
    newest = publishing.newest_version(fresh(staff.session), staff.bank_row)
    with pytest.raises(BankInvalid, match="piers"):
        publishing.publish_bank(staff.session, "harbour", WITH_PICTURE, START, based_on=newest.id)
    staff.session.rollback()


def test_a_copy_of_a_bank_has_its_pictures(teacher, staff):
    send_picture(teacher, staff, picture())
    press(teacher, editor(teacher, staff), "Save draft", WITH_PICTURE)
    copy = path_of(teacher.submit(teacher.get(f"/banks/{staff.bank_id}"), button="Make a copy of my own"))

    assert "There is no picture" not in teacher.get(copy).text
    assert len(fresh(staff.session).scalars(select(BankImage)).all()) == 2
    staff.session.rollback()


def test_a_key_with_a_picture_is_not_taken_for_changed(teacher, staff):
    """The published version holds the address, the draft the name: they must be compared as one."""
    send_picture(teacher, staff, picture())
    text = BANK.replace("answer: Sandvik", f'answer: "Sandvik {LINE}"')
    press(teacher, editor(teacher, staff), "Save draft", text)
    teacher.submit(teacher.get(f"/banks/{staff.bank_id}/publish"), button="Publish")

    press(teacher, editor(teacher, staff), "Save draft", text + "# a line more\n")

    assert "key changed" not in teacher.get(f"/banks/{staff.bank_id}/publish").text


# --- folders ----------------------------------------------------------------------------------------------


def test_a_folder_gives_its_pictures_and_gets_them_back(staff, tmp_path):
    session = staff.session
    file = tmp_path / "pier.yaml"
    file.write_text(WITH_PICTURE.replace("Harbour town", "Pier"), encoding="utf-8")
    (tmp_path / "pier").mkdir()
    (tmp_path / "pier" / "piers.png").write_bytes(picture())
    (tmp_path / "pier" / "notes.txt").write_text("not looked at")

    def publish():
        return publishing.publish_file(session, file.name, file.stem, file.read_text(), START, bank_file=file)

    done = publish()
    assert done is not None
    assert done.version.text == WITH_PICTURE.replace("Harbour town", "Pier")
    assert "](/pictures/" in images.place_pictures(session, done.version.bank_id, done.version.text)
    file.write_text(file.read_text() + "# more\n")
    assert publish().is_new  # the same picture again is no other one
    (tmp_path / "pier" / "piers.png").write_bytes(picture(colour=(9, 9, 9)))
    file.write_text(file.read_text() + "# and more\n")
    with pytest.raises(images.CannotTakePicture, match="another picture of this name"):
        publish()
    session.rollback()


# --- archives ---------------------------------------------------------------------------------------------


def archive(**files) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return file.getvalue()


def test_what_was_downloaded_with_its_pictures_is_taken_again(teacher, staff):
    send_picture(teacher, staff, picture())
    press(teacher, editor(teacher, staff), "Save draft", WITH_PICTURE)
    teacher.submit(teacher.get(f"/banks/{staff.bank_id}/publish"), button="Publish")
    packed = teacher.get(f"/banks/{staff.bank_id}/versions/2/archive").data

    path = path_of(send(teacher, teacher.get("/banks/upload"), packed, "harbour.zip"))

    page = teacher.get(path)
    assert "0 errors" in page.text
    assert text_of(page) == WITH_PICTURE
    both = fresh(staff.session).scalars(select(BankImage)).all()
    assert [each.name for each in both] == ["piers.png", "piers.png"]
    assert both[0].content == both[1].content
    staff.session.rollback()


@pytest.mark.parametrize(
    ("content", "say"),
    [
        (archive(a_dot_yaml=BANK)[:-40], "damaged or not whole"),
        (archive(a_dot_yaml=BANK, b_dot_yaml=BANK), "exactly one bank"),
        (archive(piers_dot_png=picture()), "Nothing was saved"),
        (archive(a_dot_yaml=b"#" * 6_000_000), "a bank may have 5 MB"),
        (archive(a_dot_yaml=BANK, a__piers_dot_png=b"<script>"), "cannot be read as a picture"),
        (archive(a_dot_yaml=BANK, a__piers_dot_png=b"\0" * 50_000_000), "a picture may have 5 MB"),
    ],
    ids=["cut off", "two banks", "none", "large text", "no picture", "a bomb"],
)
def test_an_archive_that_cannot_be_taken_is_refused_and_makes_no_bank(teacher, staff, content, say):
    answer = send(teacher, teacher.get("/banks/upload"), content, "bank.zip")

    assert answer.status_code == 422
    assert say in answer.text
    assert len(fresh(staff.session).scalars(select(Bank)).all()) == 1
    staff.session.rollback()


def test_a_path_in_an_archive_leads_nowhere(teacher, staff):
    packed = archive(**{"..__..__evil_dot_yaml": WITH_PICTURE, "..__..__piers_dot_png": picture()})

    path_of(send(teacher, teacher.get("/banks/upload"), packed, "../../x.zip"))

    assert [each.name for each in fresh(staff.session).scalars(select(BankImage)).all()] == ["piers.png"]
    staff.session.rollback()
