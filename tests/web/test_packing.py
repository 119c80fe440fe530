"""Long pages of students travel packed, and none in which a stranger could have put words."""

import gzip

import pytest
from flask import Flask, Response

from quizapp.web.packing import pack_page

LONG, SHORT = "<p>Nordby and Sandvik.</p>" * 400, "<p>Nordby</p>"
READS = {"Accept-Encoding": "gzip, br"}


@pytest.mark.parametrize(
    ("endpoint", "asked", "body", "is_packed"),
    [
        ("taking.results", "/a/b", LONG, True),
        ("studying.practise", "/a/b?round=2", LONG, True),
        ("taking.results", "/a/b", SHORT, False),
        ("taking.results", "/a/b?next=token", LONG, False),  # words that a stranger chose
        ("studying.practise", "/a/b?round=012", LONG, False),
        ("studying.practise", "/a/b?round=2&round=token", LONG, False),
        ("reports.assignment", "/a/b", LONG, False),  # what students wrote beside the teacher's token
    ],
)
def test_a_long_page_is_packed_where_nothing_in_it_is_a_stranger_s(endpoint, asked, body, is_packed):
    app = Flask(__name__)
    app.add_url_rule("/a/b", endpoint, lambda: body)
    app.after_request(pack_page)
    sent = app.test_client().get(asked, headers=READS)
    plain = app.test_client().get(asked)

    assert (sent.headers.get("Content-Encoding") == "gzip") is is_packed
    assert (gzip.decompress(sent.data) if is_packed else sent.data) == plain.data == body.encode()
    assert int(sent.headers["Content-Length"]) == len(sent.data)
    assert ("Accept-Encoding" in plain.headers.get("Vary", "")) is is_packed


def test_an_error_a_form_sent_and_what_is_no_page_stay_as_they_are():
    app = Flask(__name__)
    for answer in (Response(LONG, 404), Response(LONG, mimetype="text/csv")):
        with app.test_request_context("/", headers=READS):
            assert "Content-Encoding" not in pack_page(answer).headers
    with app.test_request_context("/", method="POST", headers=READS):
        assert "Content-Encoding" not in pack_page(Response(LONG)).headers
