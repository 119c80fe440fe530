"""A bank's language is that of its texts wherever they are shown: ``lang`` and ``dir`` on stem, options, feedback, claims."""

import re

import pytest

from quizapp.models import Bank
from quizapp.web.markup import on_card
from tests.authoring.staff import sign_in
from tests.support.people import make_teacher
from tests.support.quizzes import publish

ARABIC = """\
title: الميناء
language: ar
sources:
  paper: {title: الخبر, publisher: الجريدة, date: 4 March 2025}
defaults: {source: paper}
claims:
  port: {says: للميناء اثنا عشر رصيفا, figure: 12 km, who: المكتب, status: on record, where: الفقرة 1, but: ليس كذلك.}
  quay: {says: الرصيف, figure: 3 km, who: المكتب, status: estimate}
compare:
  lengths: {title: الطول, claims: "port, quay", unit: km}
quizzes:
  fixed: {title: الكل, open: yes, order: as written, questions: [town, code]}
  drawn: {title: بعضها, questions: [town]}
questions:
- {id: town, ask: أين الميناء؟, answer: ساندفيك., wrong: [نوردبي => ليس هناك.], claim: port, why: هكذا كتب.}
- {id: code, ask: كم رصيفا له؟, number: 12 km, claim: port, why: اثنا عشر.}
"""
SPOKEN = 'lang="ar" dir="rtl"'


def holds(page, words: str) -> bool:
    """Whether an element that says its language holds these words."""
    return (
        re.search(
            rf"<\w+[^>]*{SPOKEN}[^>]*>(?:(?!</(?:p|h1|h3|li|label|dd)>).)*{words}", page.text, re.DOTALL
        )
        is not None
    )


@pytest.mark.databases("sqlite")
def test_stem_options_feedback_and_claims_say_their_language(session, client, clock):
    entry = publish(session, clock(), ARABIC, "port").entry.public_id
    session.commit()
    page = client.submit(client.get(f"/q/{entry}"), form="/start", follow_redirects=True)
    attempt = re.search(r"/a/[\w-]+", page.text)[0]
    page = client.get(f"{attempt}/1")
    assert holds(page, "أين الميناء")
    assert holds(page, "ساندفيك")
    client.submit(
        page, {"answer": re.search(r'name="answer" value="(\d+)"', page.text)[1]}, button="Continue"
    )
    check = client.get(f"{attempt}/check")
    assert holds(check, "أين الميناء")
    results = client.submit(check, form="/submit", follow_redirects=True)
    for words in ("أين الميناء", "هكذا كتب", "للميناء اثنا عشر"):
        assert holds(results, words), words


@pytest.mark.databases("sqlite")
def test_names_dates_and_figures_within_a_line_of_another_language_run_in_their_own_direction(
    session, client, clock
):
    """Else "12 km" turns into "km 12" in Arabic, and a full stop or a day stands on the wrong side."""
    entry = publish(session, clock(), ARABIC, "port").entry.public_id
    session.commit()
    start = client.get(f"/q/{entry}")
    assert "Source: <bdi>الجريدة</bdi>, <bdi>4 March 2025</bdi>." in start.text
    page = client.submit(start, form="/start", follow_redirects=True)
    attempt = re.search(r"/a/[\w-]+", page.text)[0]
    client.submit(client.get(f"{attempt}/2"), {"answer": "11 km"}, button="Continue")
    check = client.get(f"{attempt}/check")
    assert '<span dir="auto">11 km</span>' in check.text
    results = client.submit(check, form="/submit", follow_redirects=True).text
    assert '<span dir="auto">11 km</span>' in results
    assert '<span dir="auto">12 km</span>' in results
    assert '<p lang="en" dir="ltr">Close, but the exact figure is asked for.</p>' in results
    reading = client.get(re.search(r"/study/briefing/[\w-]+", results)[0]).text
    assert '<td class="num" dir="auto">12 km</td>' in reading
    assert f"Others say: <bdi {SPOKEN}>ليس كذلك.</bdi>" in results
    assert "<bdi>الجريدة</bdi>, <bdi>4 March 2025</bdi>: <bdi>الفقرة 1</bdi>" in " ".join(results.split())


@pytest.mark.databases("sqlite")
def test_paper_preview_and_anki_say_it_too(session, client, app, clock):
    teacher = make_teacher(session, clock())
    published = publish(session, clock(), ARABIC, "port")
    bank, quiz, user_id = published.bank.public_id, published.fixed.public_id, teacher.id
    session.get_one(Bank, published.bank.id)
    session.commit()
    sign_in(client, app, user_id=user_id)

    paper = client.get(f"/quizzes/{quiz}/paper")
    assert holds(paper, "أين الميناء")
    assert '<p class="quiet" dir="auto">Choose one.</p>' in paper.text
    assert re.search(
        rf"<b>[AB]</b> <bdi {SPOKEN}>ساندفيك\.</bdi>", paper.text
    )  # the letter is no part of the option
    assert holds(client.get(f"/banks/{bank}/preview/town"), "ساندفيك")
    anki = client.get(f"/study/cards/{bank}/anki.txt").text
    assert "<div lang=ar dir=rtl>أين الميناء" in anki


@pytest.mark.databases("sqlite")
def test_a_text_in_the_page_s_own_language_takes_its_direction_from_its_letters(session, client, clock):
    entry = publish(session, clock()).entry.public_id
    session.commit()
    page = client.submit(client.get(f"/q/{entry}"), form="/start", follow_redirects=True)
    page = client.get(re.search(r"/a/[\w-]+", page.text)[0] + "/1")

    assert '<h1 dir="auto">' in page.text


def test_a_card_keeps_the_lines_of_code():
    code = "What does *it* print?\n\n```python\nfor i in x:\n    print(i)\n```\n\nThink."
    assert on_card(code) == (
        "<p>What does <em>it</em> print?</p><pre><code>for i in x:<br>    print(i)</code></pre><p>Think.</p>"
    )
