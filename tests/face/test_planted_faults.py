"""A sound page passes every check; with one fault planted, at least the check for that fault finds it."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.face import beyond
from tests.support.browser import Pages, axe

#: A page as ours are, small enough to break in one place at a time.
SOUND = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Question 1 of 3: the pier – quapp</title>
<style>
  body { font: 18px/1.5 sans-serif; margin: 16px; color: #1b1a17; background: #fff; }
  fieldset { border: 0; padding: 0; margin: 0; }
  label.option, li { display: flex; gap: 12px; min-height: 48px; align-items: center; }
  input { width: 24px; height: 24px; } input[type=text] { width: 9rem; height: 44px; }
  button { min-height: 48px; padding: 8px 24px; }
  :focus-visible { outline: 4px solid #0b4f6c; }
  /* more style */
</style></head><body><main>
<form class="with-question"><fieldset class="question"><legend><h1>How long is the pier?</h1></legend>
<label class="option"><input type="radio" name="answer" value="0"> 300 m</label>
<label class="option"><input type="radio" name="answer" value="1"> 400 m</label>
</fieldset>
<p><label for="why">Where does it stand?</label> <input type="text" id="why" name="why"></p>
<button>Continue</button></form>
<ul><li>Quay <button type="button">Move up</button></li><li>Harbour <button type="button">Move down</button></li></ul>
<section><p class="mark">Sandvik <b>right</b></p><p class="mark">Nordby <b>wrong</b></p></section>
<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" width="60" height="40" alt="The pier seen from the harbour">
</main><p role="status"></p>
<script>/* script */</script></body></html>""".replace("– quapp", "– quizapp")

Finder = Callable[[Page], list[str]]


def asks(*names: str) -> Finder:
    return lambda page: beyond.ask(page, *names)


def silent(page: Page) -> list[str]:
    return beyond.countdown_is_said(page, 0.4)


_LONG = "word " * 90
#: A line that ends in …, with what stands below it when it is opened.
CLIPPED = (
    "<details><summary style='display:block;min-height:24px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap'>"
    f"{_LONG}</summary><div>{{below}}</div></details><ul>"
)


#: Fault: what is replaced by what in the sound page, and who finds it.
FAULTS: dict[str, tuple[str, str, Finder]] = {
    # The thirteen faults of which axe alone finds three.
    "a field without a label": ('<label for="why">Where does it stand?</label>', "Where does it stand?", axe),
    "a word of our desk": ("Where does it stand?</label>", "How solid is that?</label>", beyond.hard_words),
    "low contrast": ("color: #1b1a17", "color: #aaa", axe),
    "tiny targets": (
        "</li></ul>",
        ' <a href="#a" style="display:block;width:12px;height:12px">i</a></li></ul>',
        asks("targets_are_large"),
    ),
    "options in no fieldset": (
        '<fieldset class="question"><legend><h1>How long is the pier?</h1></legend>',
        "<fieldset hidden></fieldset><h1>How long is the pier?</h1>",
        asks("groups_have_legends"),
    ),
    "an error that no control refers to": (
        '<input type="text" id="why" name="why">',
        '<input type="text" id="why" name="why"><span class="error">Write where it stands.</span>',
        asks("errors_are_linked"),
    ),
    "a countdown of 20 seconds in silence": (
        "<script>/* script */",
        """<script>const line = document.createElement("p"); line.textContent = "You have 20"; let n = 20;
        document.querySelector("main").append(line); setInterval(() => { line.textContent = "You have " + --n; }, 1000);""",
        silent,
    ),
    "an item that can only be dragged": (
        '<li>Quay <button type="button">Move up</button></li>',
        '<li draggable="true">Quay</li>',
        asks("nothing_only_dragged"),
    ),
    "right and wrong by colour alone": (
        '<p class="mark">Sandvik <b>right</b></p><p class="mark">Nordby <b>wrong</b></p>',
        '<p style="color:#0d4a2b">Sandvik</p><p style="color:#a8321b">Nordby</p>',
        asks("colour_never_alone"),
    ),
    "an order for the eye that is not the page's": (
        "/* more style */",
        "main { display: flex; flex-direction: column-reverse; }",
        asks("order_is_as_seen"),
    ),
    "no outline of the focus": ("outline: 4px solid #0b4f6c", "outline: none", beyond.tab_walk),
    "no live region": ('<p role="status"></p>', "", asks("saving_is_said")),
    "an alternative text that says nothing": (
        'alt="The pier seen from the harbour"',
        'alt="image"',
        asks("pictures_are_told"),
    ),
    "a div to press for handing in": (
        "<script>/* script */",
        """<script>const send = document.createElement("div"); send.textContent = "Submit";
        send.addEventListener("click", () => {}); document.querySelector("main").append(send);""",
        asks("only_controls_are_pressed"),
    ),
    # Faults for the checks that the thirteen leave out.
    "tiny options": (
        "label.option, li { display: flex; gap: 12px; min-height: 48px;",
        "label.option, li { display: flex; gap: 12px; min-height: 30px;",
        asks("targets_are_large"),
    ),
    "tiny targets, as axe sees them": (
        "</li></ul>",
        '</li></ul><p style="line-height:1"><a href="#a" style="display:block;width:12px;height:12px">i</a>'
        '<a href="#b" style="display:block;width:12px;height:12px">j</a></p>',
        axe,
    ),
    "a legend without words": (
        "<legend><h1>How long is the pier?</h1></legend>",
        "<legend></legend><h1>How long is the pier?</h1>",
        asks("groups_have_legends"),
    ),
    "a heading beside the legend": (
        "<legend><h1>How long is the pier?</h1></legend>",
        "<legend>Choose one</legend><h1>How long is the pier?</h1>",
        asks("legend_is_heading"),
    ),
    "two headings": ("<ul>", "<h1>Another</h1><ul>", asks("one_heading")),
    "an error that is linked, without a summary": (
        '<input type="text" id="why" name="why">',
        '<input type="text" id="why" name="why" aria-invalid="true" aria-describedby="e"><span class="error" id="e">Write it.</span>',
        asks("errors_are_linked"),
    ),
    "a field that is wrong and says not why": (
        '<input type="text" id="why" name="why">',
        '<input type="text" id="why" name="why" aria-invalid="true">',
        asks("errors_are_linked"),
    ),
    "a summary without the focus": (
        "<main>",
        '<main><div class="error-summary" tabindex="-1"><a href="#why">Write where it stands.</a></div>',
        asks("errors_are_linked"),
    ),
    "a page that reloads itself": (
        "<head>",
        '<head><meta http-equiv="refresh" content="300">',
        asks("timing_is_said"),
    ),
    "time left, outside a live region": ("<ul>", "<p>20 seconds left</p><ul>", asks("timing_is_said")),
    "a limit that nothing can say": (
        '<p role="status"></p>',
        '<p data-deadline="2030-01-01">Hand in by 10:30.</p>',
        asks("timing_is_said"),
    ),
    "a tabindex out of turn": ("<button>Continue", '<button tabindex="3">Continue', asks("order_is_as_seen")),
    "a row from right to left": (
        "/* more style */",
        "ul { display: flex; flex-direction: row-reverse; }",
        asks("order_is_as_seen"),
    ),
    "a notice that is not said": (
        "<ul>",
        '<div class="banner saved">Saved.</div><ul>',
        asks("saving_is_said"),
    ),
    "a control that Tab skips": (
        "<button>Continue",
        '<button type="button" tabindex="-1">Help</button><button>Continue',
        beyond.tab_walk,
    ),
    "a form that ends after Continue": (
        "<button>Continue</button>",
        "<button>Continue</button> <button>More</button>",
        beyond.tab_walk,
    ),
    "a control that is covered": (
        "/* more style */",
        "main::after { content: ''; position: fixed; inset: auto 0 0; height: 90vh; background: #eee; }",
        beyond.tab_walk,
    ),
    "a line too long to wrap": (
        "<ul>",
        "<p style='white-space:nowrap'>" + "long " * 90 + "</p><ul>",
        beyond.zoomed,
    ),
    "a line that ends in … and opens to other words": (
        "<ul>",
        CLIPPED.format(below="Another text."),
        asks("nothing_is_lost"),
    ),
    "a line that ends in … and opens to nothing": (
        "<ul>",
        CLIPPED.format(below="").replace("details", "div").replace("summary", "div"),
        asks("nothing_is_lost"),
    ),
    "a box too low for its words at 400 %": (
        "<ul>",
        "<p style='height:30px;overflow:hidden'>Twelve words that stand in one line at first and in two later on.</p><ul>",
        beyond.zoomed,
    ),
    "a name that has no room beside its number with large text": (
        "<ul>",
        "<p style='display:flex'><span style='flex:1'>Ten-minute check</span> <span style='flex:none'>8.33 of 10 marks, as of now</span></p><ul>",
        beyond.zoomed,
    ),
    "a line that lies on another": (
        "<ul>",
        "<p style='height:0;margin:0'>Here is a line of words.</p><p style='margin:0'>Here is another line.</p><ul>",
        asks("nothing_is_lost"),
    ),
    "a box too low for spaced lines": (
        "<ul>",
        "<p style='height:24px;line-height:24px;overflow:hidden;width:380px'>Words that just fit into one line</p><ul>",
        beyond.spaced,
    ),
    "a movement under reduced motion": (
        "/* more style */",
        "@keyframes blink { to { opacity: 0; } } li { animation: blink 1s infinite; }",
        beyond.calm,
    ),
    "a row that is chosen by its ground alone": (
        "/* more style */",
        ".option input { appearance: none; width: 1px; } .option:has(:checked) { background: gold; }",
        beyond.chosen_shows_in_forced_colours,
    ),
}


@pytest.fixture(scope="module")
def sheet(browser_or_reason: Browser | str) -> Iterator[Page]:
    """One page for all faults: a new browser context for each would cost more than the checks."""
    if isinstance(browser_or_reason, str):
        pytest.skip(browser_or_reason)
    pages = Pages(browser_or_reason, "http://127.0.0.1")
    page = pages()
    page.clock.install()
    page.add_init_script(beyond.NOTE_LISTENERS)
    yield page
    pages.close()


def shown(page: Page, html: str) -> Page:
    page.unroute_all()
    page.route("http://127.0.0.1/*", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto("http://127.0.0.1/")
    return page


def test_the_sound_page_passes_every_check(sheet: Page) -> None:
    page = shown(sheet, SOUND)
    found = axe(page) + beyond.faults(page) + beyond.lost(page) + beyond.tab_walk(page)
    found += beyond.zoomed(page) + beyond.spaced(page) + beyond.calm(page)
    found += beyond.chosen_shows_in_forced_colours(page) + silent(page) + beyond.Titles().faults(page)
    assert found == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(sheet: Page, fault: str) -> None:
    before, after, find = FAULTS[fault]
    assert SOUND.count(before) == 1, "the sound page has changed; plant the fault anew"
    assert find(shown(sheet, SOUND.replace(before, after))) != []


def test_a_line_that_opens_to_the_whole_of_it_loses_nothing(sheet: Page) -> None:
    page = shown(sheet, SOUND.replace("<ul>", CLIPPED.format(below=f"<p>{_LONG}</p> More.")))
    assert page.locator("summary").evaluate("e => e.scrollWidth > e.clientWidth + 1")
    assert beyond.lost(page) == []


def test_two_pages_with_one_title_are_found(sheet: Page) -> None:
    titles = beyond.Titles()
    found = []
    shown(sheet, SOUND)
    for path in ("one", "one?again=1", "two"):
        sheet.goto(f"http://127.0.0.1/{path}")
        found.append(len(titles.faults(sheet)))
    assert found == [0, 0, 1]
