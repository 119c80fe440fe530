"""The calendar of a class's deadlines, as a calendar program fetches it."""

import re
from datetime import UTC, datetime, timedelta

from tests.classes.school import class_url, fresh
from tests.support.clock import START


def feed_of(teacher, school) -> str:
    found = re.search(
        r'value="[^"]*(/classes/[^"]+/deadlines/[^"]+\.ics)"', teacher.get(class_url(school)).text
    )
    assert found is not None
    return found[1]


def test_a_calendar_program_reads_when_quizzes_close_until_the_class_has_a_new_code(
    teacher, school, new_client
):
    closes = START + timedelta(days=3)
    school.assignment.closes_at = closes
    school.session.commit()
    address = feed_of(teacher, school)

    answer = new_client().get(address)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    text = answer.text.replace("\r\n ", "")
    assert f"DTSTART:{closes.astimezone(UTC):%Y%m%dT%H%M%SZ}" in text
    assert f"SUMMARY:{school.assignment.title} closes" in text
    school.assignment.archived_at = datetime.now(UTC)
    school.session.commit()
    assert "VEVENT" not in new_client().get(address).text

    teacher.submit(teacher.get(class_url(school, "/settings")), button="Make a new code")
    assert new_client().get(address).status_code == 404
    fresh(school)
    school.school_class.archived_at = START
    school.session.commit()
    assert new_client().get(re.sub("deadlines/.*", "deadlines/none.ics", address)).status_code == 404
