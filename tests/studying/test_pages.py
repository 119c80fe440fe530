"""The pages: whose they are, when they open, pressed twice, and what they say."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from quizapp.banks import publishing
from quizapp.domain.spacing.events import Origin
from quizapp.models import Assignment, Quiz, ReviewEvent, Student
from quizapp.studying import briefing, flashcards, lessons, sentences
from quizapp.studying.review_items import load_decks
from tests.studying.story import (
    CORRECTED,
    EVERYTHING,
    SECRET,
    STORY,
    deck_of,
    entry,
    publish_story,
)
from tests.studying.test_journey import (
    answer,
    begin,
    fill,
    follow,
    idea_on,
    past_lesson,
    sign_in_again,
    take_quiz,
)
from tests.support.people import PASSWORD, join, make_class, make_teacher
from tests.support.quizzes import assign

pytestmark = pytest.mark.databases("sqlite")


def attempt_of(page) -> str:
    return re.search(r"/study/practise/([\w-]+)", page.text)[1]


def number_of_events(session) -> int:
    found = session.scalar(select(func.count()).select_from(ReviewEvent))
    session.commit()
    return found


STUDENT_PAGES = (
    "/study/today", "/study/progress", "/study/next.ics", "/study/my-data.json", "/study/erase",
    "/study/practise/x", "/study/today/op-12345678", "/study/cards/x", "/study/lesson/x/two-numbers",
)  # fmt: skip


@pytest.mark.parametrize("path", STUDENT_PAGES)
def test_a_stranger_is_sent_to_come_back(client, path):
    assert client.get(path).status_code == 303


def test_what_belongs_to_another_student_is_not_there(studied, client, new_client, session, bank, clock):
    attempt = attempt_of(studied)
    page = past_lesson(client, follow(client, studied, "Practise 2"))
    feedback = answer(client, page)
    op = feedback.request.path.rpartition("/")[2]
    other = new_client()
    own = begin(other, session, bank, "guesses", clock())
    for path in (f"/study/practise/{attempt}", f"/study/practise/{attempt}/{op}", f"/study/today/{op}"):
        assert other.get(path).status_code == 404, path
    forged = {"item": "x:y", "question": "jobs-who", "turn": "0", "op": "op-forged-1", "answer": "0"}
    token = re.search(r'name="csrf_token" value="(\w+)"', own.text)[1]
    assert other.post(f"/study/practise/{attempt}", data={**forged, "csrf_token": token}).status_code == 404
    assert other.post("/study/today", data={**forged, "csrf_token": token}).status_code == 404


def test_a_question_that_was_not_missed_cannot_be_smuggled_into_practice(studied, client, session, bank):
    page = past_lesson(client, follow(client, studied, "Practise 2"))
    before = number_of_events(session)
    forged = {"item": f"{bank.public_id}:berths", "question": "berths", "turn": "0", "answer": "12"}
    assert (
        client.submit(page, {}, button="Continue", forged=forged)
        .location.partition("?")[0]
        .endswith(attempt_of(studied))
    )
    forged["question"] = "nowhere"
    forged["item"] = f"{bank.public_id}:jobs-who"
    assert client.submit(page, {}, button="Continue", forged=forged).status_code == 404
    forged = {"item": f"{bank.public_id}:jobs-who", "question": "jobs-who-typed", "answer": "Nordic Minerals"}
    for turn in ("999", "-1", "x", ""):
        refused = client.submit(page, {}, button="Continue", forged={**forged, "turn": turn})
        assert refused.status_code == 404, turn
    assert number_of_events(session) == before


def test_an_answer_sent_twice_is_one_answer(studied, client, session):
    page = past_lesson(client, follow(client, studied, "Practise 2"))
    values = fill(page, idea_on(page), right=False)
    before = number_of_events(session)
    first = client.submit(page, values, button="Continue")
    again = client.submit(page, fill(page, idea_on(page), right=True), button="Continue")
    assert first.location == again.location
    assert number_of_events(session) == before + 1


def test_what_cannot_be_read_comes_back_with_a_sentence_and_nothing_lost(studied, client, session):
    page = past_lesson(client, follow(client, studied, "Practise 2"))
    before = number_of_events(session)
    again = client.submit(page, {"certainty": "certain"}, button="Continue")
    assert again.status_code == 422
    assert "There is a problem" in again.text
    assert 'value="certain" checked' in again.text
    assert number_of_events(session) == before


def test_seeing_the_results_puts_the_answers_on_the_schedule(studied, session):
    assert number_of_events(session) == 5


def test_a_lesson_comes_once_per_pattern(studied, client):
    page = follow(client, studied, "Practise 2")
    assert "worked example" in page.text
    page = past_lesson(client, page)
    assert idea_on(page) == "jobs-who-typed"
    assert "worked example" not in client.get(f"/study/practise/{attempt_of(studied)}").text


def test_practice_waits_while_the_key_is_hidden(client, session, bank, clock):
    page = begin(client, session, bank, "check", clock())
    session.scalars(select(Assignment).join(Quiz).where(Quiz.key == "check")).one().show_answers = "never"
    session.commit()
    results = take_quiz(client, page, wrong=("jobs-who",))
    assert "you missed (" not in results.text
    path = re.search(r"/a/([\w-]+)", results.request.path)[1]
    assert "Practice comes later" in client.get(f"/study/practise/{path}").text
    assert number_of_events(session) == 0


def test_the_page_says_what_the_teacher_sees_and_the_teacher_reads_the_same(
    studied, client, new_client, session, clock
):
    teacher = make_teacher(session, clock())
    group = make_class(session, clock(), teacher)
    session.commit()
    staff = new_client()
    sign_in(staff)
    mine = ["/study/today", "/study/progress", "/study/privacy"]
    for page in mine:  # of an open quiz: there is no teacher to tell of
        assert sentences.say_privacy(in_class=False) in client.get(page).text
        assert "your teacher" not in re.sub("(?s)<footer.*", "", client.get(page).text)
    student = session.scalars(select(Student)).one()
    join(session, group, student, clock()).name = "Aino"
    session.commit()
    for page in [*(client.get(each) for each in mine), staff.get(f"/study/class/{group.public_id}")]:
        assert sentences.say_privacy(in_class=True) in page.text


def sign_in(visitor, username="ada"):
    page = visitor.get("/account/sign-in")
    values = {"username": username, "password": PASSWORD}
    assert visitor.submit(page, values, button="Sign in").status_code == 303


# --- briefing and cards ----------------------------------------------------------------------------------


def test_the_briefing_is_open_where_only_open_quizzes_concern_the_reader(client, session, bank, clock):
    entry(session, bank, "check", clock())
    path = f"/study/briefing/{bank.public_id}"
    assert "The mine will create 400 jobs" in client.get(path).text  # nobody in particular
    begin(client, session, bank, "check", clock())
    assert "The mine will create 400 jobs" in client.get(path).text
    assert client.get(f"/study/cards/{bank.public_id}/anki.txt").status_code == 200


def test_home_offers_a_quiz_of_the_class_once_and_again_to_anyone_when_it_has_closed(
    client, session, bank, clock
):
    begin(client, session, bank, "check", clock())
    mira = session.scalars(select(Student)).one()
    group = make_class(session, clock(), make_teacher(session, clock()))
    join(session, group, mira, clock())
    quiz = entry(session, bank, "check", clock()).quiz
    held = assign(session, clock(), group, quiz, closes_at=clock() + timedelta(hours=1))

    def offered() -> list[str]:
        return re.findall(
            r'class="line" href="/q/([\w-]+)"[^>]*><span class="grow"><span[^>]*>Harbour check',
            client.get("/").text,
        )

    assert offered() == [held.public_id]
    clock.advance(hours=1)
    assert offered() == [held.public_id, entry(session, bank, "check", clock()).public_id]
    assert "closed 2 March 2026" in client.get("/").text
    assert "<li>closed 2 March 2026, " in client.get(f"/q/{held.public_id}").text


def test_the_heading_of_feedback_is_the_verdict(studied, client):
    page = past_lesson(client, follow(client, studied, "Practise 2"))
    feedback = answer(client, page, right=False)
    assert re.search(r"<h1[^>]*>(?:<svg.*?</svg>)?(\w+)", feedback.text)[1] == "Wrong"


def test_a_right_answer_has_its_reason_and_its_badge_on_one_ground(studied, client):
    page = past_lesson(client, follow(client, studied, "Practise 2"))
    feedback = answer(client, page).text
    moment = feedback[feedback.index('<div class="moment good">') : feedback.index('id="asked"')]
    assert 0 < moment.index("Only the company gives the number.") < moment.index("claimed by one side")
    assert feedback.count("claimed by one side") == 1  # said once


def test_what_is_missed_all_the_time_takes_two_questions_each_and_one_worked_example(studied, client):
    """Two missed: each is asked twice. Nine take 18 questions by the same rule, and one worked example."""
    page, questions, examples = follow(client, studied, "Practise 2"), 0, 0
    while "Practice is done" not in page.text:
        if "To the question" in page.text:
            examples += 1
            page = past_lesson(client, page)
        questions += 1
        page = follow(client, answer(client, page, right=False), "Go on")
    assert (questions, examples) == (4, 1)
    assert re.search(r"<title>0 of 2 right: ", page.text)
    assert "Next: tomorrow, Tuesday 3 March, 2 questions." in page.text


def test_a_date_that_most_claims_share_is_said_once(studied, client, session, bank, clock):
    path = f"/study/briefing/{bank.public_id}"
    three = STORY.replace("who: The harbour office,", "who: The harbour office, as of: 4 March 2025,")
    publish_story(session, clock(), three)
    assert "unless a line says otherwise" not in client.get(path).text, (
        "the claim without a date is lent none"
    )
    dated = STORY.replace(
        "who: The harbour office,", "who: The harbour office, as of: 2 March 2025,"
    ).replace("status: forecast,", "status: forecast, as of: 2 March 2025,")
    publish_story(session, clock(), dated)
    page = client.get(path).text
    assert "Dates: 2 March 2025, unless a line says otherwise." in page
    short = page.partition('id="short"')[2].partition('id="more"')[0]
    assert (short.count("2 March 2025"), short.count("4 March 2025")) == (1, 1)
    # What is folded is opened apart from that sentence: each claim has its own date there.
    topics = page.partition('id="topic-1"')[2].partition("In our own words")[0]
    assert (topics.count("2 March 2025"), topics.count("4 March 2025")) == (3, 1)


def test_a_caution_stands_above_what_is_read_where_the_bank_says_nothing_else_of_itself(
    client, session, clock
):
    bank = publish_story(session, clock(), f"caution: People died in these events.\n{STORY}")

    assert "People died in these events." in client.get(f"/study/briefing/{bank.public_id}").text


def test_the_briefing_of_the_shipped_story_is_read_in_two_minutes(client, session, clock):
    path = Path("questions/kursk-incursion.yaml")
    kursk = publish_story(session, clock(), path.read_text(encoding="utf-8"), bank_file=path)
    page = client.get(f"/study/briefing/{kursk.public_id}").text
    shown = re.sub(
        r"<details.*?</details>", "", page.partition("<main")[2].partition("</main>")[0], flags=re.DOTALL
    )
    words = re.sub(r"<[^>]+>", " ", shown).split()
    assert 200 < len(words) <= 400

    assert "<b>Volodymyr Zelenskyy:</b>" in shown  # a claim is led by its speaker
    assert "When it happened" in shown
    assert "Who is who" in page
    assert "To scale: 386 square miles" in shown
    # Areas and depth on one axis, and what each of them shows.
    assert (
        "nearly 19 miles, Matthew Savill, estimate; 12 km, Officials in Kursk, claimed by one side." in shown
    )
    assert "<figcaption>Covered is not controlled" in shown
    assert "30\u202fkm" in shown
    assert "Dates: as reported on 13 August 2024, unless a line says otherwise." in shown


def test_the_picture_draws_lengths_to_one_scale(session, bank):
    [picture] = briefing.read_briefing(deck_of(session, bank), EVERYTHING).pictures
    pier, quay = picture.bars
    # Half a mile is 804.672 m, the pier 300 m: 2.68224 times as long.
    assert round(quay.width / pier.width, 5) == 2.68224
    assert [row.shown for row in picture.rows] == ["300\u202fm", "≈\u202f805\u202fm"]
    assert [tick.text for tick in picture.ticks] == ["0", "250", "500", "750", "1\u202f000"]


def test_the_picture_of_the_shipped_bank_puts_areas_and_depths_on_one_axis(session, clock):
    path = Path("questions/kursk-incursion.yaml")
    kursk = publish_story(session, clock(), path.read_text(encoding="utf-8"), bank_file=path)
    [picture] = briefing.read_briefing(
        load_decks(session, [kursk.public_id])[kursk.public_id], EVERYTHING
    ).pictures
    large, small = picture.squares
    # 386 and 154 square miles: the sides are as the roots, 1.5832 to 1; 1 mile = 1.609344 km.
    assert round(large.side / small.side, 4) == round((386 / 154) ** 0.5, 4)
    depth, deepest = picture.bars
    assert round(deepest.width / depth.width, 4) == round(19 * 1.609344 / 12, 4)
    # One scale for both: the large square's side is sqrt(386) miles, the deeper bar 19 miles.
    assert round(large.side / deepest.width, 4) == round(386**0.5 / 19, 4)
    assert (large.x, large.y + large.side) == (small.x, small.y + small.side)  # from one corner
    assert picture.axis_name == "km"
    assert [row.shown for row in picture.rows] == [
        "≈\u202f399\u202fkm²", "≈\u202f1\u202f000\u202fkm²", "12\u202fkm", "≈\u202f30.6\u202fkm",
    ]  # fmt: skip


def test_cards_feed_the_schedule_and_a_miss_comes_back(studied, client, session, bank):
    path = f"/study/cards/{bank.public_id}"
    page = client.get(path)
    assert "Who says that the mine will create 400 jobs?" in page.text
    assert "Only the company gives the number." not in page.text
    assert re.search(r"Card 1 of \d+ at most<", page.text)
    shown = follow(client, page, "Show the answer")
    assert "Only the company gives the number." in shown.text
    for _time in range(2):
        page = client.submit(shown, button="I did not know it", follow_redirects=True)  # sent twice is once
    assert "The last card:" in page.text
    cards = session.scalars(select(ReviewEvent).where(ReviewEvent.origin == Origin.FLASHCARD)).all()
    assert [(e.question_id, e.right) for e in cards] == [("jobs-who", False)]
    session.commit()
    claims = client.get(f"{path}?of=claims")
    assert "Who says so, and how far can you rely on it?" in claims.text
    client.submit(follow(client, claims, "Show the answer"), button="I knew it")
    assert session.scalar(select(ReviewEvent.question_id).order_by(ReviewEvent.id.desc())) == "claim:jobs"
    session.commit()
    assert client.get("/study/progress").status_code == 200


def test_cards_of_claims_do_not_tell_who_says_so_on_their_front(session, bank):
    deck = deck_of(session, bank)
    assert [c.id for c in flashcards.cards_of(deck, "claims", EVERYTHING)] == [
        "claim:jobs",
        "claim:berths",
        "claim:pier",
        "claim:quay",
    ]
    assert all("Nordic" not in c.front for c in flashcards.cards_of(deck, "claims", EVERYTHING))


def test_the_review_counts_every_question_that_is_seen_of_a_total_that_never_grows(client, studied, clock):
    """Two are due. Both are missed at first: four questions are seen, and none has the number of another."""
    token = re.search(r"/r/[\w-]+", client.get("/return-link").text)[0]
    sign_in_again(client, clock, token, days=1)
    seen = []
    page = past_lesson(client, client.get("/study/today"))
    while 'name="question"' in page.text:
        seen.append(re.search(r"progress\">Question (\d+) of (.*?)<", page.text).groups())
        answer(client, page, right=len(seen) > 2)
        page = past_lesson(client, client.get("/study/today"))

    # From the third on nothing can come back any more.
    assert seen == [("1", "4 at most"), ("2", "4 at most"), ("3", "4"), ("4", "4")]


def test_what_is_taken_out_of_its_bank_comes_back_on_no_day(client, studied, session, clock):
    """It is never asked again, so the download names no day for it."""
    client.get("/study/today")
    gone = STORY.replace("berths-status, longer]", "berths-status]")
    gone = "".join(line for line in gone.splitlines(keepends=True) if not line.startswith("- {id: longer"))
    publish_story(session, clock(), gone)
    schedule = json.loads(client.get("/study/my-data.json").text)["schedule"]

    assert {row["item"]: row["comes back on"] is not None for row in schedule} == {
        "jobs-who": True, "jobs-status": True, "berths": True, "berths-status": True, "longer": False,
    }  # fmt: skip


def test_a_renamed_question_keeps_its_card_in_anki(session, bank, clock):
    def guids():
        return {
            line.split("\t")[0]
            for line in flashcards.anki_text(deck_of(session, bank), EVERYTHING).splitlines()[5:]
        }

    first = guids()
    renamed = STORY.replace("{id: longer,", "{id: length, replaces: longer,").replace(
        "berths-status, longer]", "berths-status, length]"
    )
    publish_story(session, clock(), renamed)

    assert guids() == first


def test_a_corrected_claim_s_card_in_anki_says_what_it_was(session, bank, clock):
    publish_story(session, clock(), CORRECTED)

    assert "Earlier: 400 jobs" in flashcards.anki_text(deck_of(session, bank), EVERYTHING)


def test_the_anki_file_has_stable_ids_over_versions(session, bank, clock):
    first = flashcards.anki_text(deck_of(session, bank), EVERYTHING)
    publish_story(
        session,
        clock(),
        STORY.replace("Only the company gives the number.", "Nobody but the company says so."),
    )
    second = flashcards.anki_text(deck_of(session, bank), EVERYTHING)
    ids = [
        [line.split("\t")[0] for line in t.splitlines() if not line.startswith("#")] for t in (first, second)
    ]
    assert first != second
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 5 + 4
    assert "Nordic Minerals" in first


def test_every_shipped_question_makes_a_card(session, clock):
    for name in ("kursk-incursion", "reading-figures", "tour"):
        path = Path(f"questions/{name}.yaml")
        text = path.read_text(encoding="utf-8")
        made = publishing.publish_bank(session, name, text, clock(), bank_file=path).version.bank
        deck = load_decks(session, [made.public_id])[made.public_id]
        for card in flashcards.cards_of(deck, "questions", EVERYTHING, SECRET):
            assert card.front.strip(), card.id
            assert card.back, card.id
        assert flashcards.anki_text(deck, EVERYTHING).count("\n") > 5


def test_the_lists_of_a_gap_on_a_card_do_not_begin_with_the_right_word(session, clock):
    words = ["apple", "birch", "cedar", "elder", "maple"]
    gap = "[[" + " ~ ".join(words) + "]]"
    text = f"title: Trees\nquestions:\n- {{id: trees, fill: {gap!r}}}\n"
    bank = publishing.publish_bank(session, "trees", text, clock()).version.bank
    deck = load_decks(session, [bank.public_id])[bank.public_id]
    fronts = {
        flashcards.cards_of(deck, "questions", EVERYTHING, secret)[0].front
        for secret in (SECRET, b"another", b"a third")
    }
    assert len(fronts) > 1


# --- the rest --------------------------------------------------------------------------------------------


def test_every_pattern_of_the_shipped_bank_has_a_lesson(session, clock):
    path = Path("questions/kursk-incursion.yaml")
    kursk = publish_story(session, clock(), path.read_text(encoding="utf-8"), bank_file=path)
    patterns = {q.pattern for q in deck_of(session, kursk).bank.questions} - {""}
    assert patterns == set(lessons.lessons())
    assert len(patterns) == 11
    for lesson in lessons.lessons().values():
        assert 3 <= len(lesson.think) <= 5
        assert "made-up" in lesson.example
        assert "!" not in lesson.example + lesson.rule


def test_learn_walks_from_guesses_to_the_return(client, session, bank, clock):
    path = f"/study/learn/{bank.public_id}"
    assert "Harbour check" in client.get(path).text  # a stranger sees where to begin
    results = begin(client, session, bank, "check", clock())
    page = client.get(path)
    assert page.text.count('aria-current="step"') == 1
    results = take_quiz(client, results, wrong=("jobs-who",))
    page = client.get(path)
    assert "Practise 1 question" in page.text
    page = client.submit(page, button="I have read it", follow_redirects=True)
    assert re.search(r'aria-current="step">\s*<h2>Practise', page.text)
    assert results.status_code == 200


def test_after_guesses_the_page_leads_to_reading_and_then_compares(client, session, bank, clock):
    page = begin(client, session, bank, "guesses", clock())
    for right in (False, True):
        question = ("jobs-who", "berths")[right]
        values = fill(page, question, right=right, sure="guessing")
        page = client.submit(page, values, button="Continue", follow_redirects=True)
    results = client.submit(page, form="/submit", follow_redirects=True)
    assert "Read the story" in results.text
    assert "https://news.example/harbour" in results.text
    # The right answers wait behind a fold until the story was read.
    before, _fold, folded = results.text.partition("<details>")
    assert "Only the company gives the number." not in before
    assert "Only the company gives the number." in folded
    learn = client.get(f"/study/learn/{bank.public_id}")
    assert "Answer your guesses again" not in learn.text
    learn = client.submit(learn, button="I have read it", follow_redirects=True)
    assert "Answer your guesses again" in learn.text
    page = follow(client, results, "Answer again")
    while 'name="question"' in page.text:
        page = follow(client, answer(client, page, right=True, sure="certain"), "Go on")
    assert "Your guesses, then and now" in page.text
    row = re.search(r"Who says that the mine.*?</dl>", page.text, re.DOTALL)[0]
    assert re.findall(r"<b>(\w+)</b>, ([\w ]+)", row) == [("Wrong", "guessing"), ("Right", "certain")]
