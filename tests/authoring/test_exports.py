"""A bank for other programs in the browser."""

from quizapp.interchange import FORMATS, read_file


def test_each_program_is_offered_with_what_it_cannot_hold(teacher, staff):
    bank = teacher.get(f"/banks/{staff.bank_id}")
    assert f"/banks/{staff.bank_id}/export" in bank.text
    page = teacher.get(f"/banks/{staff.bank_id}/export")

    for form in FORMATS.values():
        assert (f'/export/{form.name}"' in page.text) is (form.write is not None)
    told = teacher.get(f"/banks/{staff.bank_id}/export?as=qti-3")
    assert "Lost:" in told.text


def test_a_package_is_downloaded_as_one(teacher, staff):
    answer = teacher.get(f"/banks/{staff.bank_id}/export/qti-3")

    assert answer.headers["Content-Disposition"].endswith(".zip")
    assert read_file(answer.data, "x.zip").format == "qti-3"


def test_a_file_for_another_program_comes_back_as_questions(teacher, staff):
    answer = teacher.get(f"/banks/{staff.bank_id}/export/moodle-xml")

    assert answer.headers["Content-Disposition"].endswith(".xml")
    result = read_file(answer.data, "x.xml")
    assert result.format == "moodle-xml"
    assert len(result.imported) > 1


def test_a_format_that_is_not_written_is_not_found(teacher, staff):
    for form in ("docs", "h5p", "yaml"):
        assert teacher.get(f"/banks/{staff.bank_id}/export/{form}").status_code == 404
