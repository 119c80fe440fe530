"""The parts of reports by themselves: places in a source, drawings, addresses, names, times."""

from random import Random

import pytest

from quizapp.domain.answers import Verdict
from quizapp.domain.bankfile.loading import load_bank
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.statistics.columns import Policy
from quizapp.domain.statistics.options import time_spent
from quizapp.reports import charts
from quizapp.reports.answers import option_label
from quizapp.reports.report_options import ReportOptions
from quizapp.reports.response_matrix import seconds_at
from quizapp.reports.source_map import Where, asked_at, read_where
from quizapp.web.markup import element


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Goals, paragraph 2", [Where("Goals", "paragraph", 2)]),
        ("Goals, paragraphs 1 and 3", [Where("Goals", "paragraph", 1), Where("Goals", "paragraph", 3)]),
        ("Goals, pages 3-5", [Where("Goals", "page", n) for n in (3, 4, 5)]),
        ("A, paragraph 1; also B, caption 2", [Where("A", "paragraph", 1), Where("B", "caption", 2)]),
        ("Why, and how, paragraph 7", [Where("Why, and how", "paragraph", 7)]),
        ("Date of the article", [Where("Date of the article")]),
        ("", []),
        ("Long, paragraphs 1 to 99999999", [Where("Long", "paragraph", n) for n in range(1, 502)]),
    ],
)
def test_places_in_a_source_are_read_as_banks_write_them(text, places):
    assert read_where(text) == places


MAPPED = """\
title: Raid
claims:
  morale: {says: It lifted morale, who: The paper, status: opinion, where: "Introduction, paragraph 4; also Goals, paragraph 2"}
  surprise: {says: It came as a surprise, who: The paper, status: opinion, where: "Introduction, paragraphs 1 and 2"}
questions:
- {id: morale-standing, ask: What is it?, answer: Opinion, wrong: [Fact], claim: "morale, surprise"}
- {id: elsewhere, ask: What is it?, answer: Opinion, wrong: [Fact], claim: morale, where: "Risks, paragraph 1"}
- {id: nowhere, ask: What is it?, answer: Opinion, wrong: [Fact]}
"""


def test_the_map_colours_what_was_asked_and_not_what_stands_beside_the_answer():
    bank = load_bank(MAPPED, QUESTION_TYPES, name="raid")
    assert [asked_at(bank, question) for question in bank.questions] == [
        [Where("Introduction", "paragraph", 4)],
        [Where("Risks", "paragraph", 1)],
        [],
    ]


def test_drawings_escape_texts_and_values_and_refuse_what_the_policy_forbids():
    assert (
        element("text", "<b>", class_='"x"', x=1.50, y=None)
        == '<text class="&#34;x&#34;" x="1.5">&lt;b&gt;</text>'
    )
    for attributes in ({"style": "x"}, {"onclick": "x"}, {"a b": "x"}, {"Class": "x"}):
        with pytest.raises(ValueError, match="attribute"):
            element("g", **attributes)
    for name in ("script", "style", "g onload=x"):
        with pytest.raises(ValueError, match="element"):
            element(name)


def test_a_heat_row_has_a_letter_for_every_answer():
    row = charts.heat_row([*Verdict, None])

    assert row.count("<li") == 7, "six answers, and one that was not asked"
    assert "1: right" in row
    for letter in "RPW–?M":
        assert f">{letter}</span>" in row


def test_an_address_keeps_choices_and_leaves_out_defaults():
    looking = ReportOptions.read({"attempts": "best", "students": "-score", "band": "3", "page": "2"})

    assert looking == ReportOptions(Policy.BEST, "number", "-score", "all", 3, 2)
    assert ReportOptions.read(looking.with_changes()) == looking
    assert looking.kept() == {"attempts": "best"}
    assert ReportOptions().with_changes() == {}
    assert (
        ReportOptions.read({"attempts": "x", "page": "-1", "band": "x", "students": "--name"})
        == ReportOptions()
    )
    assert looking.sorted_by("students", "score")["students"] == "score"
    assert looking.direction("students", "score") == "descending"


def test_labels_fit_a_cell_that_holds_several():
    assert option_label("  two\n lines | with bars ") == "two lines / with bars"
    assert option_label("＝SUM") == "=SUM", "one kind of sign, so that it is made inert everywhere alike"
    assert option_label(" ") == "(empty)"


@pytest.mark.parametrize("size", [1, 2, 3, 4, 50, 51])
def test_times_counted_in_tenths_have_the_quantiles_of_the_times_themselves(size):
    rng = Random(size)
    tenths = [rng.randint(0, 300) for _ in range(size)]
    counts = {tenth: tenths.count(tenth) for tenth in tenths} | {0xFFFF_FFFF: 3}
    spent = time_spent([tenth / 10 for tenth in tenths])

    assert seconds_at(counts, 0.5) == pytest.approx(spent.median, abs=1e-9)
    assert seconds_at(counts, 0.25) == pytest.approx(spent.lower_quartile, abs=1e-9)
    assert seconds_at({0xFFFF_FFFF: 3}, 0.5) is None
