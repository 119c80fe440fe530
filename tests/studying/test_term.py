"""A term: eight weeks of a class over HTTP with a clock that is moved, recomputed from what was sent.

Every week each student takes the week's quiz and comes back on the days that follow for what is due. What was sent is
written down here as it is sent; at the end scores, the gradebook, the reports and the schedule must follow from it.
"""

import csv
import io
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import select

from quizapp.models import Quiz, Student
from tests.authoring.staff import sign_in
from tests.studying.test_journey import follow, idea_on, value_of
from tests.support.quizzes import assign, make_class, make_teacher, publish

WEEKS = 8
#: Days after a quiz on which students come back.
DAYS = (1, 3)


def bank_text(weeks: int) -> str:
    """Three questions a week; the key of every one is told by its week."""
    questions, quizzes = (
        [],
        ["  fixed: {title: Unused, questions: [c1]}", "  drawn: {title: Unused too, questions: [c1]}"],
    )
    for week in range(1, weeks + 1):
        questions += [
            f"- {{id: c{week}, ask: Who keeps record {week}?, answer: Clerk {week}, wrong: [Guild {week}, Smith {week}], why: The clerk.}}",
            f"- {{id: n{week}, ask: How many mills has town {week}?, number: {100 + week}, why: By count.}}",
            f"- {{id: t{week}, ask: Which stone is in wall {week}?, accept: [Granite{'abcdefgh'[week - 1]}], why: By look.}}",
        ]
        quizzes.append(
            f"  week-{week}: {{title: Week {week}, order: as written, questions: [c{week}, n{week}, t{week}]}}"
        )
    return "title: Term\nquizzes:\n" + "\n".join(quizzes) + "\nquestions:\n" + "\n".join(questions) + "\n"


def typed(question: str, right: bool) -> str:
    """What a student types; for a choice the words of the option."""
    kind, week = question[0], int(question[1:])
    if kind == "c":
        return f"{'Clerk' if right else 'Guild'} {week}"
    if kind == "n":
        return str(100 + week) if right else str(7 * week)
    return f"Granite{'abcdefgh'[week - 1]}" if right else "Chalk"


@dataclass
class Log:
    """What was sent: quiz answers by student and question, and every study answer with its day."""

    quizzes: dict[tuple[str, str], bool] = field(default_factory=dict)
    studied: list[tuple[str, str, bool, date]] = field(default_factory=list)
    #: By student and day: what was asked.
    asked: dict[tuple[str, date], list[str]] = field(default_factory=lambda: defaultdict(list))


def send(visitor, page, question: str, *, right: bool):
    text = typed(question, right)
    values = {"answer": value_of(page, text) if question.startswith("c") else text}
    return visitor.submit(page, values, button="Continue", follow_redirects=True)


def take_quiz(visitor, address: str, week: int, student: str, able: float, rng: Random, log: Log) -> None:
    page = visitor.submit(visitor.get(address), form="/start", follow_redirects=True)
    if "/return-link" in page.request.path:
        page = visitor.get(re.search(r"/a/[\w-]+", page.text)[0] + "/1")
    for question in (f"c{week}", f"n{week}", f"t{week}"):
        log.quizzes[student, question] = rng.random() < able
        page = send(visitor, page, question, right=log.quizzes[student, question])
    results = visitor.submit(page, form="/submit", follow_redirects=True)
    right = sum(log.quizzes[student, f"{kind}{week}"] for kind in "cnt")
    assert f"{right} of 3" in re.sub(r"<[^>]+>", "", results.text)


def study(visitor, student: str, today: date, able: float, rng: Random, log: Log) -> None:
    """Answer all that is due today."""
    page = visitor.get("/study/today")
    for _turn in range(40):
        if 'name="question"' not in page.text:
            return
        question = idea_on(page)
        right = rng.random() < able
        log.asked[student, today].append(question)
        log.studied.append((student, question, right, today))
        feedback = send(visitor, page, question, right=right)
        page = follow(visitor, feedback, "Go on with today")
    raise AssertionError("a day's review does not end")


@pytest.mark.databases("sqlite")
@pytest.mark.timeout(1800)  # on a machine that is busy with other work
@pytest.mark.parametrize("count", [2, pytest.param(30, marks=pytest.mark.full)])
def test_a_term_comes_to_what_was_sent(app, session, clock, new_client, count):
    rng, log = Random(20), Log()
    names = [f"Pupil {n:02}" for n in range(1, count + 1)]
    ada = make_teacher(session, clock())
    group = make_class(session, clock(), ada, tuple(names))
    published = publish(session, clock(), bank_text(WEEKS), "term")
    quizzes = {q.key: q for q in session.scalars(select(Quiz).where(Quiz.bank_id == published.bank.id))}
    ids = {s.name: s.id for s in session.scalars(select(Student))}
    ada_id, class_id = ada.id, group.public_id
    able = {name: 0.35 + 0.6 * n / len(names) for n, name in enumerate(names)}
    assignments: dict[int, str] = {}
    for week in range(1, WEEKS + 1):
        row = assign(session, clock(), group, quizzes[f"week-{week}"], shuffle_questions=False)
        assignments[week] = row.public_id
        session.commit()
        monday = clock.now
        for name in names:
            visitor = new_client()
            sign_in(visitor, app, student_id=ids[name])
            take_quiz(visitor, f"/q/{assignments[week]}", week, name, able[name], rng, log)
        for day in DAYS:
            clock.now = monday + timedelta(days=day)
            for name in names:
                visitor = new_client()
                sign_in(visitor, app, student_id=ids[name])
                study(visitor, name, clock.now.date(), able[name], rng, log)
        clock.now = monday + timedelta(days=7)

    teacher = new_client()
    sign_in(teacher, app, user_id=ada_id)
    reports_follow(teacher, assignments, names, log)
    gradebook_follows(teacher, class_id, names, log)
    reviews_follow(names, log)


def table(teacher, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(teacher.get(address).text.removeprefix("\ufeff"), newline="")))


def reports_follow(teacher, assignments: dict[int, str], names: list[str], log: Log) -> None:
    """Each question's share right, and each student's marks, are those of the answers sent."""
    for week, public_id in assignments.items():
        for row in table(teacher, f"/reports/{public_id}/export/items.csv"):
            sent = [log.quizzes[name, row["question"]] for name in names]
            assert int(row["n"]) == len(names)
            assert float(row["facility"]) == pytest.approx(sum(sent) / len(sent))
        marks = {row["student"]: row for row in table(teacher, f"/reports/{public_id}/export/marks.csv")}
        for name in names:
            for kind in "cnt":
                assert float(marks[name][f"{kind}{week}"]) == float(log.quizzes[name, f"{kind}{week}"])


def gradebook_follows(teacher, class_id: str, names: list[str], log: Log) -> None:
    rows = list(
        csv.reader(io.StringIO(teacher.get(f"/classes/{class_id}/gradebook.csv").text.removeprefix("\ufeff")))
    )
    found = {row[0]: row for row in rows if row and row[0] in names}
    for name in names:
        scores = [sum(log.quizzes[name, f"{kind}{week}"] for kind in "cnt") for week in range(1, WEEKS + 1)]
        numbers = [round(float(cell)) for cell in found[name][1:] if re.fullmatch(r"\d+(?:\.\d+)?", cell)]
        assert contains(numbers, scores) or contains(numbers, [round(100 * s / 3) for s in scores]), found[
            name
        ]


def contains(numbers: list[int], wanted: list[int]) -> bool:
    """Whether the wanted numbers stand among the others, in order."""
    rest = iter(numbers)
    return all(any(number == each for number in rest) for each in wanted)


def reviews_follow(names: list[str], log: Log) -> None:
    """What was missed comes back the day after; nothing is asked that was never answered, nor asked again on its own day
    once it was right."""
    quiz_days = {week: date(2026, 3, 2) + timedelta(days=7 * (week - 1)) for week in range(1, WEEKS + 1)}
    for name in names:
        history: dict[date, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
        for (student, question), right in log.quizzes.items():
            if student == name:
                history[quiz_days[int(question[1:])]][question].append(right)
        for student, question, right, day in log.studied:
            if student == name:
                history[day][question].append(right)
        met: set[str] = set()
        for day in sorted(history):
            asked = log.asked.get((name, day), [])
            assert set(asked) <= met, "only what was answered before"
            for question, given in history[day].items():
                assert not any(given[:-1]), f"{question} was asked again on {day} after it was right"
            tomorrow = day + timedelta(days=1)
            missed = {question for question, given in history[day].items() if not given[-1]}
            if tomorrow in history and missed and len(set(log.asked[name, tomorrow])) < 10:
                assert missed <= set(log.asked[name, tomorrow]), (name, day, missed)
            met |= set(history[day])
    assert log.studied
