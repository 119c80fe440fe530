"""The browser fixtures show pages as asked, and notice what no page of ours may do."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.support.browser import CALM, DARK, HIGH_CONTRAST, NARROW, NO_SCRIPT, PHONE, Pages, axe
from tests.support.liveserver import Live, serve

PAGE = """<!doctype html><html lang="en"><head><title>A page</title><link rel="icon" href="data:,"></head>
<body><main><h1>A page</h1>{body}</main></body></html>"""
POLICY = "default-src 'none'; img-src 'self' data:; script-src 'self'; connect-src *"
LOOKS = """() => ["(prefers-color-scheme: dark)", "(forced-colors: active)",
    "(prefers-reduced-motion: reduce)", "(pointer: coarse)"].map(query => matchMedia(query).matches)"""


@pytest.fixture(scope="module")
def site() -> Iterator[Live]:
    """A site of three lines: /<what> shows what the test put under that name."""
    app = Flask(__name__, static_folder=None)
    app.config["BODIES"] = {"": ""}

    @app.get("/")
    @app.get("/<path:name>")
    def show(name: str = ""):
        if name == "broken":
            return "Something failed.", 500
        if name not in app.config["BODIES"]:
            return "There is nothing here.", 404
        body = PAGE.replace("{body}", app.config["BODIES"][name])
        return body, 200, {"Content-Security-Policy": POLICY}

    with serve(lambda _port: app) as live:
        yield live


@pytest.fixture
def pages(browser) -> Iterator[Pages]:
    """Pages whose complaints the test itself reads."""
    pages = Pages(browser, None)
    yield pages
    pages.close()


@pytest.mark.parametrize(
    ("look", "dark", "forced", "calm", "coarse", "width"),
    [
        pytest.param({}, False, False, False, False, 1280, id="desktop"),
        pytest.param(PHONE, False, False, False, True, 375, id="phone"),
        pytest.param(NARROW | DARK, True, False, False, False, 320, id="narrow and dark"),
        pytest.param(HIGH_CONTRAST | CALM, False, True, True, False, 1280, id="high contrast and calm"),
    ],
)
def test_a_page_is_seen_as_asked(pages, site, look, dark, forced, calm, coarse, width):
    page = pages(**look)
    page.goto(site.url)

    assert page.evaluate(LOOKS) == [dark, forced, calm, coarse]
    assert page.evaluate("() => screen.width") == width


def test_a_page_without_script_runs_none(pages, site):
    site.app.config["BODIES"]["noscript"] = "<noscript><p>Script is off.</p></noscript>"
    page = pages(**NO_SCRIPT)
    page.goto(site.at("/noscript"))

    assert page.locator("noscript p").is_visible()


def test_each_page_belongs_to_a_new_visitor(pages, site):
    first, second = pages(), pages()
    for page in (first, second):
        page.goto(site.url)
    first.evaluate("() => { document.cookie = 'who=first' }")

    assert second.evaluate("() => document.cookie") == ""


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        pytest.param("<script>document.title = 'changed'</script>", "console: ", id="inline script"),
        pytest.param('<p style="color: red">Red</p>', "console: ", id="style attribute"),
        pytest.param('<img src="/lost.png" alt="">', "status 404", id="missing file"),
        pytest.param('<img src="http://127.0.0.2:9/x.png" alt="">', "asked another host", id="other host"),
    ],
)
def test_what_no_page_may_do_is_noticed(pages, site, body, complaint):
    site.app.config["BODIES"]["bad"] = body
    page = pages(bypass_csp=complaint.startswith("asked"))  # the CSP would stop it before it leaves
    page.goto(site.at("/bad"), wait_until="networkidle")

    assert any(said.startswith(complaint) for said in pages.complaints.said), pages.complaints.said


def test_a_script_s_error_is_noticed(pages, site):
    page = pages()
    page.goto(site.url)
    page.evaluate("() => { setTimeout(() => { throw new Error('lost my way') }, 0) }")
    page.wait_for_timeout(100)

    assert any("lost my way" in said for said in pages.complaints.said)


def test_a_page_that_is_refused_with_a_sentence_is_no_complaint(new_page, site):
    page = new_page()
    answer = page.goto(site.at("/nothing"))

    assert answer.status == 404


def test_a_page_that_fails_is_noticed(pages, site):
    pages().goto(site.at("/broken"))

    assert pages.complaints.said == [f"status 500: {site.at('/broken')}"]


def test_axe_says_what_is_wrong_and_where(pages, site):
    site.app.config["BODIES"]["picture"] = '<img src="data:," id="map">'
    page = pages()
    page.goto(site.url)
    assert axe(page) == []

    page.goto(site.at("/picture"))

    assert [line.split(":")[0] for line in axe(page)] == ["image-alt"]
    assert "#map" in axe(page)[0]
