"""The numbers of the design system: contrast of the colours, bytes of a page, shapes of the badge."""

import re

import pytest
from flask import Flask

from quizapp.domain.claims import Status
from quizapp.web.static_files import FOLDER, _load
from tools import contrast
from tools.house_rules import ROOT

STYLESHEET = (FOLDER / "quizapp.css").read_text("utf-8")
FONT = FOLDER / "fonts" / "source-serif-4.woff2"
COLOURS = contrast.tokens(STYLESHEET)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        # W3C's own examples: black on white is 21; of the greys on white, #767676 is the last to reach 4.5.
        ("#000000", "#ffffff", 21.0),
        ("#767676", "#ffffff", 4.54),
        ("#777777", "#ffffff", 4.48),
        ("#ffffff", "#ffffff", 1.0),
    ],
)
def test_contrast_is_the_ratio_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast.contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast.contrast(other, one) == contrast.contrast(one, other)


def test_every_pair_of_colours_has_the_contrast_it_needs() -> None:
    assert [pair for pair in contrast.pairs(STYLESHEET) if not pair.is_enough] == []


def test_a_colour_that_is_too_pale_is_found() -> None:
    pale = re.sub(r"--quiet: light-dark\(#\w+", "--quiet: light-dark(#8a877f", STYLESHEET)
    short = [(pair.front, pair.ground, pair.mode) for pair in contrast.pairs(pale) if not pair.is_enough]
    assert ("quiet", "paper", "light") in short
    assert all(mode == "light" for _front, _ground, mode in short)


@pytest.mark.parametrize("mode", contrast.MODES)
@pytest.mark.parametrize("ground", ["paper", "sunk", "field", "accent", "accent-sunk", "wrong", "ink"])
def test_one_tone_of_the_focus_ring_shows_on_any_ground(mode: str, ground: str) -> None:
    colours = COLOURS[mode]
    ratios = [contrast.contrast(colours[tone], colours[ground]) for tone in ("focus", "focus-edge")]
    assert max(ratios) >= contrast.MARK


@pytest.mark.parametrize("mode", contrast.MODES)
def test_right_and_wrong_differ_in_lightness(mode: str) -> None:
    """Greyscale keeps nothing but luminance; 1.4 is seen at a glance."""
    assert contrast.contrast(COLOURS[mode]["right"], COLOURS[mode]["wrong"]) >= 1.4


def test_the_documents_hold_the_figures_that_the_tool_computes() -> None:
    table = contrast.table(list(contrast.pairs(STYLESHEET)))
    assert table in (ROOT / "docs" / "design.md").read_text("utf-8")


def test_every_colour_is_a_token() -> None:
    """A colour written into a rule has no dark twin. White under a QR picture and on paper are meant."""
    rules = re.sub(r"/\*.*?\*/", "", STYLESHEET, flags=re.DOTALL)
    outside = [
        line.strip()
        for line in rules.splitlines()
        if re.search(r"#[0-9a-f]{3,6}\b", line) and "light-dark(" not in line
    ]
    assert [line for line in outside if not re.search(r"#fff|#000|#999", line)] == []


def test_stylesheet_script_and_font_keep_their_budgets() -> None:
    """Issue 7: 12 kB of style as it is sent and 10 kB of script, gzip; the font 40 kB as it is."""
    sent, script, elsewhere = _load("quizapp.css"), _load("answering.js"), _load("quizapp.js")
    assert sent is not None
    assert script is not None
    assert elsewhere is not None
    assert b"/*" not in sent.content
    assert b"\n//" not in script.content
    assert script.content.endswith(elsewhere.content)
    sizes = len(sent.gzipped or b""), len(script.gzipped or b""), FONT.stat().st_size
    assert sizes[0] < 12_000
    assert sizes[1] < 10_000
    assert sizes[2] < 40_000
    # What is left of 60 kB for the page itself: 8 kB at least.
    assert sum(sizes) < 52_000


def test_the_font_comes_with_its_licence() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONT.parent / "OFL-source-serif-4.txt").read_text("utf-8")


def drawn(app: Flask, status: str) -> tuple[str, str]:
    """The shape of a status and its word, as every page draws them."""
    with app.test_request_context():
        module = app.jinja_env.get_template("_macros.html").module
        html = str(module.badge(status))  # type: ignore[attr-defined]
    found = re.search(r"<svg.*?</svg>", html, re.DOTALL)
    word = re.search(r"<b>(.*?)</b>", html)
    assert found is not None
    assert word is not None
    return found[0], word[1]


@pytest.mark.databases("sqlite")
def test_every_status_has_a_shape_and_a_word_of_its_own(app: Flask) -> None:
    names = [*(str(status) for status in Status), "not stated"]
    badges = [drawn(app, name) for name in names]
    assert len({shape for shape, _word in badges}) == len(names)
    assert [word for _shape, word in badges] == names
    assert all('aria-hidden="true"' in shape for shape, _word in badges)


@pytest.mark.databases("sqlite")
def test_solid_statuses_are_full_and_no_other(app: Flask) -> None:
    with app.test_request_context():
        module = app.jinja_env.get_template("_macros.html").module
        fills = {status: str(module.badge(str(status))) for status in Status}  # type: ignore[attr-defined]
    assert {status for status, html in fills.items() if 'data-fill="full"' in html} == {
        status for status in Status if status.is_solid
    }
