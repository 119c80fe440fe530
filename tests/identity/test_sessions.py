"""The visitor without script sends what a browser sends."""

import pytest
from flask import Flask, request

from tests.support.visitor import Visitor

PAGE = """
<form action="/search"><input name="words" value="Kursk"><button>Search</button></form>
<form method="post" action="/save" id="answers">
 <input type="hidden" name="csrf_token" value="t0ken">
 <input type="radio" name="answer" value="0"> <input type="radio" name="answer" value="1" checked>
 <input type="checkbox" name="seen" value="a" checked> <input type="checkbox" name="seen" value="b">
 <select name="row"><option value="">Choose</option><option value="2" selected>Two</option></select>
 <select name="first"><option value="7">Seven</option><option value="8">Eight</option></select>
 <textarea name="why">
because &amp; so</textarea>
 <input name="off" value="x" disabled>
 <button name="go" value="on">Save and
   continue</button> <button name="go" value="move" formaction="/move">Move up</button>
</form>
<input name="outside" value="y" form="answers">
"""


@pytest.fixture
def visitor() -> Visitor:
    app = Flask("echo", static_folder=None)

    @app.get("/")
    def page():
        return PAGE

    @app.route("/<path:where>", methods=["GET", "POST"])
    def echo(where):
        return {"at": where, "sent": request.values.to_dict(flat=False)}

    return Visitor(app, app.response_class)


UNTOUCHED = {
    "csrf_token": ["t0ken"],
    "answer": ["1"],
    "seen": ["a"],
    "row": ["2"],
    "first": ["7"],
    "why": ["because & so"],
    "outside": ["y"],
}


def test_an_untouched_form_sends_what_is_chosen_in_it(visitor):
    sent = visitor.submit(visitor.get("/"), form="/save").json

    assert sent == {"at": "save", "sent": UNTOUCHED}


def test_the_button_pressed_is_sent_and_can_lead_elsewhere(visitor):
    page = visitor.get("/")

    assert visitor.submit(page, button="Save and continue").json["sent"]["go"] == ["on"]
    moved = visitor.submit(page, button="Move up").json
    assert moved["at"] == "move"
    assert moved["sent"]["go"] == ["move"]


def test_values_are_filled_in(visitor):
    values = {"answer": "0", "seen": ["a", "b"], "row": "", "why": "new"}
    sent = visitor.submit(visitor.get("/"), values, form=1).json["sent"]

    assert sent == UNTOUCHED | {"answer": ["0"], "seen": ["a", "b"], "row": [""], "why": ["new"]}


def test_a_form_can_be_a_search(visitor):
    assert visitor.submit(visitor.get("/"), {"words": "Sumy"}, button="Search").json == {
        "at": "search",
        "sent": {"words": ["Sumy"]},
    }


@pytest.mark.parametrize(
    "values", [{"answer": "2"}, {"row": "9"}, {"csrf_token": "x"}, {"off": "x"}, {"no": "x"}]
)
def test_what_no_control_can_send_fails_the_test(visitor, values):
    with pytest.raises(AssertionError, match="no control of this form sends"):
        visitor.submit(visitor.get("/"), values, form=1)


def test_a_forged_value_is_sent_all_the_same(visitor):
    sent = visitor.submit(visitor.get("/"), form=1, forged={"answer": "2", "admin": "1"}).json["sent"]

    assert sent == UNTOUCHED | {"answer": ["2"], "admin": ["1"]}


def test_a_button_that_is_not_there_is_named_with_those_that_are(visitor):
    with pytest.raises(AssertionError, match="0 forms fit"):
        visitor.submit(visitor.get("/"), button="Delete")
    with pytest.raises(AssertionError, match="there are \\['Search'\\]"):
        visitor.submit(visitor.get("/"), button="Delete", form=0)
