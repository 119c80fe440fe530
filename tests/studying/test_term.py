"""A term: eight weeks of a class over HTTP with a clock that is moved, recomputed from what was sent.

Every week each student takes the week's quiz and comes back on the days that follow for what is due. Meanwhile one loses
the way back and is merged with a second name, one is reopened, one sends an answer too late, and the bank renames a
question. What was sent is written down here as it is sent; scores, gradebook, reports and schedule must follow from it,
the schedule by the published formulas, which are written out in ``tests/support/fsrs_by_hand.py``.
"""

import csv
import io
import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select

from quizapp.banks import publishing
from quizapp.models import Bank, Quiz, Student
from tests.authoring.staff import sign_in
from tests.studying.test_journey import follow, idea_on, value_of
from tests.support.fsrs_by_hand import Memory, memory_of, school_day
from tests.support.people import make_class, make_teacher
from tests.support.quizzes import assign, publish

WEEKS = 8
#: Days after a quiz on which students come back.
DAYS = (1, 3)
#: The week in which the last pupil comes under a second name, that whose quiz is reopened a week later, and that whose
#: quiz closes before the first pupil is done; and the day on which everybody studies in the night after.
AGAIN, REOPENED, LATE, NIGHT = 5, 2, 6, (2, 1)
#: What the first question is called from the seventh week on.
RENAMED = "n1-renamed"


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
    """What was sent: the answer that counts in each quiz, and every answer of a person with its moment."""

    quizzes: dict[tuple[str, str], bool] = field(default_factory=dict)
    answers: dict[tuple[str, str], list[tuple[datetime, bool]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def sent(self, name: str, question: str, now: datetime, *, right: bool) -> None:
        self.answers[name, question].append((now, right))

    def of(self, name: str) -> dict[str, list[tuple[date, bool]]]:
        """All that a person sent, by question, with its days."""
        return {
            question: [(school_day(at), right) for at, right in sorted(given)]
            for (who, question), given in self.answers.items()
            if who == name
        }

    def due(self, name: str, today: date) -> set[str]:
        """What comes back to a person today, by the formulas; what was answered today already does not."""
        found = set()
        for question, given in self.of(name).items():
            memory = memory_of(given)
            if memory is not None and memory.last < today and memory.due <= today:
                found.add(question)
        return found


def send(visitor, page, question: str, *, right: bool):
    text = typed(question, right)
    values = {"answer": value_of(page, text) if question.startswith("c") else text}
    return visitor.submit(page, values, button="Continue", follow_redirects=True)


def attempt_of(page) -> str:
    """The address of the attempt that a page belongs to or leads to."""
    return re.search(r"/a/[\w-]+", page.request.path + page.text)[0]


class Term:
    """A class and its teacher, met over HTTP alone but for publishing and setting quizzes."""

    def __init__(self, app, session, clock, new_client, count: int) -> None:
        self.app, self.session, self.clock, self.new_client = app, session, clock, new_client
        self.rng, self.log = Random(20), Log()
        self.names = [f"Pupil {n:02}" for n in range(1, count + 1)]
        self.able = {name: 0.35 + 0.6 * n / count for n, name in enumerate(self.names)}
        ada = make_teacher(session, clock())
        self.group = make_class(session, clock(), ada, tuple(self.names))
        published = publish(session, clock(), bank_text(WEEKS), "term")
        self.quizzes = {q.key: q.id for q in session.scalars(select(Quiz))}
        self.ids = {s.name: s.id for s in session.scalars(select(Student))}
        self.bank, self.code = published.bank.public_id, self.group.join_code
        self.class_id, self.ada_id = self.group.public_id, ada.id
        self.assignments: dict[int, str] = {}
        session.commit()

    @property
    def teacher(self):
        """Ada, signed in anew: some weeks go by from one of her visits to the next."""
        visitor = self.new_client()
        sign_in(visitor, self.app, user_id=self.ada_id)
        return visitor

    def as_student(self, name: str):
        visitor = self.new_client()
        sign_in(visitor, self.app, student_id=self.ids[name])
        return visitor

    def set_quiz(self, week: int) -> None:
        quiz = self.session.get_one(Quiz, self.quizzes[f"week-{week}"])
        closes = self.clock() + timedelta(hours=2) if week == LATE else None
        row = assign(self.session, self.clock(), self.group, quiz, shuffle_questions=False, closes_at=closes)
        self.assignments[week] = row.public_id
        self.session.commit()

    def take(self, week: int, name: str) -> None:
        """Take a week's quiz and hand it in."""
        address = f"/q/{self.assignments[week]}"
        if week == AGAIN and name == self.names[-1]:  # the three words are lost
            visitor = self.new_client()
            page = visitor.get(f"/join/{self.code}?quiz={self.assignments[week]}")
            page = visitor.submit(page, {"name": f"{name} again"}, button="Start", follow_redirects=True)
        else:
            visitor = self.as_student(name)
            page = visitor.submit(visitor.get(address), form="/start", follow_redirects=True)
        page = visitor.get(attempt_of(page) + "/1")
        is_late = week == LATE and name == self.names[0]
        given = [f"{kind}{week}" for kind in ("cn" if is_late else "cnt")]
        for question in given:
            page = self.answer(visitor, page, name, question, right=self.rng.random() < self.able[name])
        if is_late:
            self.send_too_late(visitor, page, name, f"t{week}")
            return
        results = visitor.submit(page, form="/submit", follow_redirects=True)
        right = sum(self.log.quizzes[name, question] for question in given)
        assert f"{right} of 3" in re.sub(r"<[^>]+>", "", results.text)

    def answer(self, visitor, page, name: str, question: str, *, right: bool):
        self.log.quizzes[name, question] = right
        self.log.sent(name, question, self.clock(), right=right)
        return send(visitor, page, question, right=right)

    def send_too_late(self, visitor, page, name: str, question: str) -> None:
        """Send an answer after the close; the teacher accepts it."""
        self.clock.advance(hours=3)
        assert self.answer(visitor, page, name, question, right=True).status_code == 409
        teacher = self.teacher
        late = teacher.get(f"/reports/{self.assignments[LATE]}/late")
        assert teacher.submit(late, button="Accept").status_code == 303

    def seat(self, name: str) -> str:
        """The address of somebody's seat in the class."""
        page = self.teacher.get(f"/classes/{self.class_id}").text
        found = re.search(rf'href="(/classes/[\w-]+/students/[\w-]+)"[^>]*>\s*{re.escape(name)}\s*<', page)
        assert found, name
        return found[1]

    def merge(self) -> None:
        """Both names of the last pupil are one student."""
        name = self.names[-1]
        keep, teacher = self.seat(name).rpartition("/")[2], self.teacher
        page = teacher.get(self.seat(f"{name} again"))
        merged = teacher.submit(page, {"into": keep}, button="Make them one student")
        assert merged.status_code == 303

    def reopen(self) -> None:
        """The first pupil's quiz of a week is reopened and its first question answered anew."""
        name, question, quiz = self.names[0], f"c{REOPENED}", self.assignments[REOPENED]
        seat, teacher = self.seat(name).rpartition("/")[2], self.teacher
        page = teacher.get(f"/classes/assignments/{quiz}/students/{seat}")
        assert teacher.submit(page, {"reason": "The fire alarm."}, button="Reopen").status_code == 303
        visitor = self.as_student(name)
        page = visitor.submit(visitor.get(f"/q/{quiz}"), form="/start", follow_redirects=True)
        attempt = attempt_of(page)
        page = visitor.get(f"{attempt}/1")
        self.answer(visitor, page, name, question, right=not self.log.quizzes[name, question])
        visitor.submit(visitor.get(f"{attempt}/check"), form="/submit", follow_redirects=True)

    def rename(self) -> None:
        """The bank's next version calls a question by another id; its card in Anki stays the same one."""
        before = self.cards()
        text = bank_text(WEEKS).replace("{id: n1,", f"{{id: {RENAMED}, replaces: n1,")
        text = text.replace("[c1, n1, t1]", f"[c1, {RENAMED}, t1]")
        newest = publishing.newest_version(self.session, self.session.scalars(select(Bank.id)).one())
        publishing.publish_bank(self.session, "term", text, self.clock(), based_on=newest.id)
        self.session.commit()
        assert before == self.cards() != {}

    def cards(self) -> dict[str, str]:
        """The guid of every card for Anki, by what it asks."""
        text = self.as_student(self.names[0]).get(f"/study/cards/{self.bank}/anki.txt").text
        lines = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
        return {front: guid for guid, front, *_rest in lines}

    def study(self, name: str) -> None:
        """Answer all that is due today: just what the formulas say, ten things at most."""
        visitor, today, asked = self.as_student(name), school_day(self.clock()), set()
        due = self.log.due(name, today)
        page = visitor.get("/study/today")
        for _turn in range(40):
            if 'name="question"' not in page.text:
                break
            question = known_as(idea_on(page))
            asked.add(question)
            right = self.rng.random() < self.able[name]
            self.log.sent(name, question, self.clock(), right=right)
            page = follow(visitor, send(visitor, page, question, right=right), "Go on")
        assert asked <= due, (name, today, asked - due)
        assert len(asked) == min(len(due), 10), (name, today, due - asked)

    def told(self, name: str) -> dict[str, dict[str, str]]:
        """The schedule as the program tells it to a person, who has just been there."""
        visitor = self.as_student(name)
        visitor.get("/study/today")
        rows = json.loads(visitor.get("/study/my-data.json").text)["schedule"]
        return {known_as(row["item"]): row for row in rows}


def known_as(question: str) -> str:
    return "n1" if question == RENAMED else question


@pytest.mark.databases("sqlite")
@pytest.mark.timeout(1800)  # on a machine that is busy with other work
@pytest.mark.parametrize("count", [2, pytest.param(30, marks=pytest.mark.full)])
def test_a_term_comes_to_what_was_sent(app, session, clock, new_client, count):
    term = Term(app, session, clock, new_client, count)
    for week in range(1, WEEKS + 1):
        monday = clock.now
        term.set_quiz(week)
        for name in reversed(term.names):  # the first is late in one week, and the clock goes on
            term.take(week, name)
        if week == AGAIN:
            term.merge()
        for day in DAYS:
            clock.now = monday + timedelta(days=day, hours=17 if (week, day) == NIGHT else 0)
            for name in term.names:
                term.study(name)
        clock.now = monday + timedelta(days=5)
        if week == REOPENED + 1:
            term.reopen()
        if week == WEEKS - 1:
            term.rename()
        clock.now = monday + timedelta(days=7)

    reports_follow(term.teacher, term.assignments, term.names, term.log)
    gradebook_follows(term.teacher, term.class_id, term.names, term.log)
    for name in term.names:
        schedule_follows(term.told(name), term.log.of(name))
    nothing_comes_back_on_its_own_day(term.log)


def schedule_follows(told: dict[str, dict[str, str]], given: dict[str, list[tuple[date, bool]]]) -> None:
    """When each thing comes back, by the formulas, from all that a person sent under whatever name."""
    assert told.keys() == given.keys()
    for question, answers in given.items():
        memory = memory_of(answers)
        assert memory is not None
        assert expected(memory) == {key: told[question][key] for key in expected(memory)}, (question, answers)
    # And one answer taken for its opposite would be seen.
    question, answers = next(iter(given.items()))
    turned = memory_of((day, not right) for day, right in answers)
    assert turned is not None
    assert expected(turned) != {key: told[question][key] for key in expected(turned)}


def expected(memory: Memory) -> dict[str, str]:
    return {
        "comes back on": memory.due.isoformat(),
        "last counted answer": memory.last.isoformat(),
        "progress": "remembered after a week"
        if memory.held >= 7
        else "remembered once"
        if memory.held
        else "met",
    }


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


def nothing_comes_back_on_its_own_day(log: Log) -> None:
    """Once it was right, nothing is asked again on that day."""
    assert log.answers
    for (name, question), given in log.answers.items():
        by_day: dict[date, list[bool]] = defaultdict(list)
        for when, right in sorted(given):
            by_day[school_day(when)].append(right)
        for day, verdicts in by_day.items():
            assert not any(verdicts[:-1]), f"{name}: {question} was asked again on {day} after it was right"
