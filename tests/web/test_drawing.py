"""Texts, addresses and parts of pages are worked out once, and nobody is shown what was made for somebody else."""

import pytest
from flask import url_for

from quizapp.basics import i18n
from quizapp.basics.messages import msg
from quizapp.web import drawing

pytestmark = pytest.mark.databases("sqlite")


def test_values_in_a_text_are_escaped_and_its_own_tags_are_not(app):
    with app.test_request_context("/"):
        assert drawing.text("<b>%(name)s</b> is 100 %%", name="<i>") == "<b>&lt;i&gt;</b> is 100 %"
        assert drawing.text(msg("%(name)s has 5 %% left", name="<i>%")) == "&lt;i&gt;% has 5 % left"
        assert drawing.texts("%(num)s of %(all)s", "%(num)s of %(all)s", 2, all="<4>") == "2 of &lt;4&gt;"


def test_a_text_that_was_kept_in_one_language_is_said_in_the_other(app):
    with app.test_request_context("/"):
        said = [drawing.text("Continue")]
        i18n.use_language(i18n.PSEUDO)
        said.append(drawing.text("Continue"))
        i18n.use_language(i18n.ENGLISH)
    assert said[0] == "Continue" != said[1]


@pytest.mark.parametrize("root", ["", "/school"])
def test_an_address_is_what_flask_would_build_wherever_the_program_is_mounted(app, root):
    asked = [
        ("taking.home", {}),
        ("static", {"filename": "quizapp.css"}),
        ("taking.question", {"attempt": "a b", "place": 3}),
        ("reports.index", {"page": 2}),
        ("reports.index", {"page": True}),
        ("reports.index", {"page": [1, 2]}),
        ("reports.index", {"page": None}),
        ("taking.home", {"_external": True}),
        ("taking.home", {"_anchor": "main"}),
    ]
    for _again in range(2):
        with app.test_request_context("/", base_url=f"http://localhost{root}"):
            assert [drawing.address(to, **given) for to, given in asked] == [
                url_for(to, **given) for to, given in asked
            ]


def test_an_address_of_the_same_feature_is_of_the_feature_that_is_shown(app):
    for path in ("/", "/reports"):
        with app.test_request_context(path):
            assert drawing.address(".index" if path == "/reports" else ".home") == path
