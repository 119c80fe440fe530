"""Addresses are composed as Werkzeug composes them, only not before somebody asks."""

from werkzeug.routing import Map, Rule

from quizapp.web import rules
from quizapp.web.rules import LateRule

WRITTEN = (
    ("/", {}, {}),
    ("/a/<attempt>/<int:place>", {}, {"attempt": "x y", "place": 3}),
    ("/a/<attempt>/<int:place>", {"place": 1}, {"attempt": "x", "place": 1}),
    ("/static/<path:filename>", {}, {"filename": "a/b.css", "v": "1 2"}),
)


def test_every_kind_of_address_is_the_same_as_werkzeug_s_own():
    first: list[str] = []
    for late in (False, True, True):  # the second time from what was kept
        kind = LateRule if late else Rule
        made = [
            Map([kind(text, defaults=defaults, endpoint="page")]).bind("localhost").build("page", values)
            for text, defaults, values in WRITTEN
        ]
        first = first or made
        assert made == first
    assert first == ["/", "/a/x%20y/3", "/a/x/1", "/static/a/b.css?v=1+2"]


def test_nothing_is_compiled_before_an_address_is_composed(monkeypatch):
    monkeypatch.setattr(rules, "_COMPOSERS", {})
    bound = Map([LateRule("/a/<attempt>", endpoint="page")]).bind("localhost")
    assert bound.match("/a/x") == ("page", {"attempt": "x"})
    assert rules._COMPOSERS == {}
    assert bound.build("page", {"attempt": "x"}) == "/a/x"
    assert len(rules._COMPOSERS) == 1


def test_the_application_uses_it(app):
    assert {type(rule) for rule in app.url_map.iter_rules()} == {LateRule}
