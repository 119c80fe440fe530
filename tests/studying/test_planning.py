"""What is asked: never more than ten, another variant each time, misses back once, nothing behind a teacher's back."""

from datetime import timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from sqlalchemy import select

from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.spacing.events import Origin
from quizapp.models import Bank, Position
from quizapp.studying import flashcards, planning, recording
from quizapp.studying.review_items import guess_chance, item_key, order_of
from quizapp.studying.round_end import end_of_round
from tests.studying.story import (
    EVERYTHING,
    RIGHT,
    SECRET,
    SETTINGS,
    STORY,
    WRONG,
    board,
    collect,
    deck_of,
    entry,
    publish_story,
    reply,
    take,
)
from tests.support.people import make_class, make_student, make_teacher
from tests.support.quizzes import assign, start
from tests.support.statements import count_statements


@pytest.fixture
def bank(session, clock):
    return publish_story(session, clock())


@pytest.fixture
def mira(session, clock):
    return make_student(session, clock())


def queue(session, student, now):
    return [
        item.partition(":")[2]
        for item in planning.plan_today(session, board(session, student, now=now), now).study.queue
    ]


def test_today_asks_what_is_due_and_a_miss_comes_back_once(session, clock, bank, mira):
    take(session, entry(session, bank, "check", clock()), mira, clock(), WRONG)
    collect(session, mira, clock())
    assert queue(session, mira, clock()) == []
    clock.advance(days=1)
    first = queue(session, mira, clock())
    assert sorted(first) == ["berths", "berths-status", "jobs-status", "jobs-who", "longer"]

    deck = deck_of(session, bank)
    for asks in (1, 2):
        reply(session, mira, deck, "berths", "berths", clock(), right=False)
        clock.advance(minutes=1)
        left = queue(session, mira, clock())
        assert ("berths" in left) is (asks < 2)
        if asks < 2:
            assert left[-1] == "berths"  # behind everything that was asked less often


def test_no_day_asks_more_than_ten(session, clock, mira):
    questions = "\n".join(
        f"- {{id: q{n}, ask: How many are there of kind {n}?, number: {n}, who: The office, why: Counted.}}"
        for n in range(1, 26)
    )
    text = f"title: Many\nquizzes:\n  all: {{title: All, open: yes, draw: 25}}\nquestions:\n{questions}\n"
    bank = publish_story(session, clock(), text)
    take(session, entry(session, bank, "all", clock()), mira, clock(), {f"q{n}": "0" for n in range(1, 26)})
    collect(session, mira, clock())
    clock.advance(days=1)

    today = planning.plan_today(session, board(session, mira, now=clock()), clock())
    assert today.left == 10
    assert today.next_visit.count == 10
    for item in today.study.queue[:4]:
        name = item.partition(":")[2]
        planned = planning.find_posted(session, mira.id, [deck_of(session, bank)], item, name, 1, SECRET)
        answer = planning.answer_of(
            planned, name[1:], student_id=mira.id, origin=Origin.REVIEW, certainty=None, op_id=f"op-{item}",
            now=clock(),
        )  # fmt: skip
        recording.record_practice(session, answer, SETTINGS, clock())
        session.commit()
    assert planning.plan_today(session, board(session, mira, now=clock()), clock()).left == 6


def test_a_review_asks_another_variant_in_another_form(session, clock, bank, mira):
    take(session, entry(session, bank, "check", clock()), mira, clock(), RIGHT)
    collect(session, mira, clock())
    deck = deck_of(session, bank)
    item = f"{bank.public_id}:jobs-who"

    asked = planning.ask_item(session, mira.id, deck, item, SECRET, in_review=True)
    assert asked.question.id == "jobs-who-typed"
    reply(session, mira, deck, "jobs-who", "jobs-who-typed", clock() + timedelta(days=2))
    assert planning.ask_item(session, mira.id, deck, item, SECRET, in_review=True).question.id == "jobs-who"


def test_an_order_is_the_same_when_the_answer_comes_back_and_differs_between_turns(
    session, clock, bank, mira
):
    deck = deck_of(session, bank)
    question = deck.bank.question("berths-status")
    orders = {tuple(order_of(question, SECRET, mira.id, "x", turn)) for turn in range(12)}
    assert len(orders) > 3
    assert order_of(question, SECRET, 1, "x", 0) == order_of(question, SECRET, 1, "x", 0)
    assert [order_of(question, SECRET, 1, "x", t) for t in range(9)] != [
        order_of(question, b"another", 1, "x", t) for t in range(9)
    ]


def test_practice_asks_what_was_missed_twice_at_most_and_mixes_standings(session, clock, bank, mira):
    answers = {**WRONG, "longer": RIGHT["longer"]}
    answers.pop("berths")  # left blank: missed too
    attempt = take(session, entry(session, bank, "check", clock()), mira, clock(), answers)
    found = planning.plan_practice(session, attempt, EVERYTHING)
    assert [i.partition(":")[2] for i in found.study.queue] == [
        "jobs-who",
        "berths",
        "jobs-status",
        "berths-status",
    ]

    clock.advance(minutes=1)
    deck = found.deck
    for asks in (1, 2):
        reply(
            session,
            mira,
            deck,
            "berths",
            "berths",
            clock(),
            right=False,
            origin=Origin.PRACTICE,
            op=f"practice-{asks}",
        )
    reply(session, mira, deck, "jobs-who", "jobs-who-typed", clock(), origin=Origin.PRACTICE)
    found = planning.plan_practice(session, attempt, EVERYTHING)
    assert [i.partition(":")[2] for i in found.study.left] == ["berths"]
    assert [i.partition(":")[2] for i in found.study.right] == ["jobs-who"]
    assert [i.partition(":")[2] for i in found.study.queue] == ["jobs-status", "berths-status"]


def many(session, clock, mira, number: int):
    """An attempt at a bank of so many questions, all of them missed."""
    questions = "\n".join(
        f"- {{id: q{n}, ask: How many are there of kind {n}?, number: {n}, who: The office, why: Counted.}}"
        for n in range(1, number + 1)
    )
    text = f"title: Many\nquizzes:\n  all: {{title: All, open: yes, order: as written, draw: {number}}}\nquestions:\n{questions}\n"
    bank = publish_story(session, clock(), text)
    wrong = {f"q{n}": "0" for n in range(1, number + 1)}
    return take(session, entry(session, bank, "all", clock()), mira, clock(), wrong)


@pytest.mark.databases("sqlite")
def test_practice_comes_in_rounds_of_ten(session, clock, mira):
    attempt = many(session, clock, mira, 12)
    found = planning.plan_practice(session, attempt, EVERYTHING)
    assert (found.number, found.rounds, len(found.study.queue), found.left) == (1, 2, 10, 12)

    for item in found.study.queue:
        clock.advance(seconds=20)
        name = item.partition(":")[2]
        turn = len(planning.asked_before(session, mira.id, item))
        planned = planning.find_posted(session, mira.id, [found.deck], item, name, turn, SECRET)
        answer = planning.answer_of(
            planned, name[1:], student_id=mira.id, origin=Origin.PRACTICE, certainty=None, op_id=f"op-{item}",
            now=clock(),
        )  # fmt: skip
        recording.record_practice(session, answer, SETTINGS, clock())
    session.commit()
    now = planning.plan_practice(session, attempt, EVERYTHING)
    assert (now.number, len(now.study.queue), now.left) == (2, 2, 2)  # the next round, if none is named
    assert (
        planning.plan_practice(session, attempt, EVERYTHING, 1).study.current is None
    )  # the round that is done

    # Ten items, one each 20 seconds: that is what an item is said to take from now on.
    assert planning.pace_of(session, mira.id) == pytest.approx(20)
    assert planning.minutes_for(10, 20) == 3


@pytest.mark.databases("sqlite")
def test_a_round_ends_with_the_score_of_its_first_answers_beside_last_time(session, clock, bank, mira):
    answers = {**WRONG, "longer": RIGHT["longer"]}
    take(session, entry(session, bank, "check", clock()), mira, clock(), answers)
    collect(session, mira, clock())
    clock.advance(days=2)
    deck = deck_of(session, bank)
    begun = clock()
    for item in queue(session, mira, clock()):
        clock.advance(minutes=1)
        reply(session, mira, deck, item, item, clock(), right=item not in ("berths", "jobs-who"))
    clock.advance(minutes=1)
    reply(session, mira, deck, "berths", "berths", clock())  # back once, and right then
    reply(session, mira, deck, "jobs-who", "jobs-who", clock(), right=False)  # back once, and missed again

    its = board(session, mira, now=clock())
    study = planning.plan_today(session, its, clock()).study
    assert study.current is None
    end = end_of_round(session, its, study, Origin.REVIEW, begun)
    # Five items; "longer" was right in the quiz, and it and both on status are right now at first.
    assert (end.right, end.items, end.at_second, end.gained) == (3, 5, 1, 2)
    assert end.shows_before
    assert sorted(end.before) == ["right", "wrong", "wrong", "wrong", "wrong"]
    assert [line.card.verdict for line in end.lines].count("right") == 3
    tomorrow = planning.plan_today(session, its, clock()).plan.day + timedelta(days=1)
    missed = [line.back for line in end.lines if line.card.verdict != "right"]
    assert missed == [tomorrow, tomorrow]


@pytest.mark.databases("sqlite")
def test_flashcards_come_in_tens_that_keep_their_cards(session, clock, mira):
    many(session, clock, mira, 12)
    its = board(session, mira, now=clock())
    [bank] = session.scalars(select(Bank).where(Bank.name == "story"))
    deck = deck_of(session, bank)
    cards = flashcards.cards_of(deck, flashcards.QUESTIONS, EVERYTHING)
    ten = flashcards.start_flashcards(session, its, cards, clock())
    assert (ten.study.size, ten.ahead) == (10, 2)
    first = [ten.cards[item].id for item in ten.study.queue]
    for number, card in enumerate(first):
        answer = flashcards.self_judged(
            deck,
            next(each for each in cards if each.id == card),
            student_id=mira.id,
            knew=number > 2,
            op_id=f"card-{number}",
            now=clock(),
        )
        recording.record_practice(session, answer, SETTINGS, clock())
        its = board(session, mira, now=clock())
        again = flashcards.start_flashcards(session, its, cards, clock(), 1)
        assert {again.cards[item].id for item in again.cards if item in again.study.first} <= set(first)
    assert (again.knew, len(again.study.queue), again.study.size) == (7, 3, 10)  # three come back once


def test_practice_of_an_earlier_attempt_does_not_count_for_a_later_one(session, clock, bank, mira):
    quiz = entry(session, bank, "check", clock())
    first = take(session, quiz, mira, clock(), WRONG)
    clock.advance(minutes=1)
    deck = deck_of(session, bank)
    reply(session, mira, deck, "berths", "berths", clock(), origin=Origin.PRACTICE)
    clock.advance(days=1)
    second = take(session, quiz, mira, clock(), WRONG)

    assert len(planning.plan_practice(session, first, EVERYTHING).study.queue) == 4
    assert len(planning.plan_practice(session, second, EVERYTHING).study.queue) == 5


def test_guesses_before_reading_are_asked_again_whether_right_or_not(session, clock, bank, mira):
    attempt = take(session, entry(session, bank, "guesses", clock()), mira, clock(), RIGHT)
    found = planning.plan_practice(session, attempt, EVERYTHING)
    assert found.after_reading
    assert found.asked == {f"{bank.public_id}:jobs-who": "jobs-who", f"{bank.public_id}:berths": "berths"}


def test_nothing_of_a_bank_is_asked_while_a_class_quiz_on_it_is_open(session, clock, bank, mira):
    take(session, entry(session, bank, "check", clock()), mira, clock(), WRONG)
    collect(session, mira, clock())
    clock.advance(days=1)
    group = make_class(session, clock(), make_teacher(session, clock()))
    quiz = entry(session, bank, "check", clock()).quiz
    start(session, assign(session, clock(), group, quiz), mira, clock())

    assert queue(session, mira, clock()) == []
    [wait] = board(session, mira, now=clock()).waits()
    assert (wait.stake.title, wait.stake.running, wait.items) == ("Harbour check", True, 5)


@pytest.mark.parametrize("name", QUESTION_TYPES)
def test_luck_is_a_chance_and_naught_where_everything_is_typed(name):
    from quizapp.domain.bankfile.loading import load_bank
    from quizapp.domain.lint.explanations import complete_example

    [question] = load_bank(
        complete_example(QUESTION_TYPES[name].example), QUESTION_TYPES, name=name
    ).questions
    luck = guess_chance(question)
    assert 0 <= luck <= Fraction(1, 2) or name == "true_false"
    if question.typed and name != "cloze":
        assert luck == 0


def test_luck_is_read_off_the_controls(session, bank):
    deck = deck_of(session, bank)
    assert guess_chance(deck.bank.question("jobs-who")) == Fraction(1, 3)
    assert guess_chance(deck.bank.question("berths")) == 0


def test_a_renamed_question_keeps_what_was_remembered_of_it(session, clock, bank, mira):
    take(session, entry(session, bank, "check", clock()), mira, clock(), RIGHT)
    collect(session, mira, clock())
    text = (
        STORY.replace("id: berths,", "id: how-many-berths, replaces: berths,")
        .replace("jobs-status, berths,", "jobs-status, how-many-berths,")
        .replace("[jobs-who, berths]", "[jobs-who, how-many-berths]")
    )
    publish_story(session, clock(), text)
    deck = deck_of(session, bank)

    renamed = deck.bank.question("how-many-berths")
    assert item_key(bank.public_id, deck.bank, renamed) == f"{bank.public_id}:berths"
    clock.advance(days=2)
    assert "berths" in queue(session, mira, clock())


def test_a_question_renamed_time_and_again_keeps_its_first_name(session, clock, bank):
    def publish_as(name: str, earlier: str) -> str:
        text = STORY.replace("id: berths,", f"id: {name}, replaces: {earlier},")
        text = text.replace("jobs-status, berths,", f"jobs-status, {name},")
        publish_story(session, clock(), text.replace("[jobs-who, berths]", f"[jobs-who, {name}]"))
        deck = deck_of(session, bank)
        return item_key(bank.public_id, deck.bank, deck.bank.question(name))

    names = ["berths", "how-many-berths", "number-of-berths", "berths-in-all"]
    keys = [publish_as(name, earlier) for earlier, name in pairwise(names)]

    assert set(keys) == {f"{bank.public_id}:berths"}


def test_items_that_left_the_bank_are_not_asked_and_take_no_place(session, clock, bank, mira):
    take(session, entry(session, bank, "check", clock()), mira, clock(), WRONG)
    collect(session, mira, clock())
    lines = [line for line in STORY.splitlines() if "id: longer" not in line]
    publish_story(session, clock(), "\n".join(lines).replace(", longer]", "]") + "\n")
    clock.advance(days=1)

    assert len(queue(session, mira, clock())) == 4


@pytest.mark.parametrize("cards", [2, 100])
def test_a_day_takes_as_many_statements_with_two_cards_as_with_a_hundred(session, clock, mira, cards):
    questions = "\n".join(
        f"- {{id: q{n}, ask: How many of kind {n}?, number: {n}, who: The office, why: Counted.}}"
        for n in range(cards)
    )
    text = (
        f"title: Many\nquizzes:\n  all: {{title: All, open: yes, draw: {cards}}}\nquestions:\n{questions}\n"
    )
    bank = publish_story(session, clock(), text)
    take(session, entry(session, bank, "all", clock()), mira, clock(), {f"q{n}": "-1" for n in range(cards)})
    collect(session, mira, clock())
    clock.advance(days=1)
    planning.plan_today(
        session, board(session, mira, now=clock()), clock()
    )  # the bank is in memory from here on
    mira_id = mira.id
    session.rollback()

    with count_statements() as sent:
        found = planning.load_board(session, mira_id, SETTINGS, clock())
        today = planning.plan_today(session, found, clock())
        item = today.study.queue[0]
        planning.ask_item(session, mira_id, found.deck_of(item), item, SECRET, in_review=True)
    # states, newest versions, the day's answers, answers to this item; and for what may be read: assignments that
    # concern the learner, their attempts, what these asked, allowances; their pace, and everybody's until it is known
    assert len(sent) == 10, sent
    assert today.left == min(cards, 10)


def test_missed_is_what_was_not_wholly_right():
    def position(kind, fraction):
        return Position(kind=kind, fraction=fraction)

    assert planning.is_missed(position("blank", 0.0))
    assert planning.is_missed(position("dont-know", 0.0))
    assert planning.is_missed(position("answer", 0.5))
    assert not planning.is_missed(position("answer", 1.0))
    assert not planning.is_missed(position("answer", None))  # waits for a person's mark
