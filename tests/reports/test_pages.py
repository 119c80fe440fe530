"""The pages of reports over HTTP: every route, who may read it, and every state of a class."""

import re
from datetime import timedelta

import pytest

from quizapp.attempts import submit_attempt
from quizapp.domain.statistics.columns import Policy
from quizapp.domain.statistics.quiz import analyse
from quizapp.models import Attempt
from quizapp.reports import report
from quizapp.web.formatting import share
from tests.reports.conftest import DONT_KNOW, NO_ESSAY, teach
from tests.support.clock import START
from tests.support.quizzes import save, start
from tests.support.statements import count_statements

pytestmark = pytest.mark.databases("sqlite")


def routes(taught, attempt):
    address = taught.address
    return [
        address,
        f"{address}/questions/capital",
        f"{address}/students/{attempt}",
        f"{address}/students/{attempt}/sheet",
        f"{address}/source",
        f"{address}/marking",
        f"{address}/late",
        *(f"{address}/export/{kind}" for kind in ("marks.csv", "responses.csv", "items.csv", "options.csv")),
        *(f"{address}/export/report.{kind}" for kind in ("xlsx", "json", "zip")),
    ]


def test_every_page_opens_for_the_class_s_teacher_and_is_not_there_for_another(taught, visit):
    taught.crowd(3)
    attempt = taught.attempts[0].public_id
    teacher, stranger = visit(taught.teacher), visit(taught.stranger)

    for address in routes(taught, attempt):
        assert teacher.get(address).status_code == 200, address
        assert stranger.get(address).status_code == 404, address


def test_a_stranger_reads_the_class_through_no_other_report(taught, visit):
    """An attempt of this class under the address of a report that the stranger may read is not there either."""
    attempt = taught.take("Mira", 0, 0, "3 km", [0, 1])
    entry = taught.published.entry.public_id

    assert visit(taught.stranger).get(f"/reports/{entry}").status_code == 200
    assert visit(taught.stranger).get(f"/reports/{entry}/students/{attempt.public_id}").status_code == 404
    assert visit(taught.teacher).get(f"/reports/{entry}/students/{attempt.public_id}").status_code == 404


def test_visitors_are_asked_to_sign_in(taught, client):
    taught.session.commit()

    assert client.get("/reports").status_code == 303
    assert client.get(taught.address).location.startswith("/account/sign-in")


def test_the_index_lists_what_may_be_read_and_nothing_else(taught, visit):
    taught.take("Mira", 0, 0, "3 km", [0, 1])
    own = visit(taught.teacher).get("/reports").text
    other = visit(taught.stranger).get("/reports").text

    assert taught.assignment.public_id in own
    assert "7B" in own
    assert taught.assignment.public_id not in other
    assert taught.published.entry.public_id in other, "anyone who uses the bank may read its open quiz"


def test_the_numbers_on_the_page_are_those_of_the_analysis(taught, visit, session):
    taught.crowd(12)
    made = report.build_report(session, taught.assignment, Policy.FIRST)
    session.commit()
    again = analyse(made.grid.matrix, guess_scores={q.column.key: q.item.guess_score for q in made.questions})

    page = visit(taught.teacher).get(taught.address).text

    assert again == made.analysis
    stats = dict(re.findall(r'<dt><a[^>]*#(\w+)">[^<]*</a></dt><dd>(?:<span[^>]*>)?([^<]*)', page))
    stats |= dict(re.findall(r'<th scope="row"><a[^>]*#(\w+)">[^<]*</a></th><td[^>]*>([^<]*)', page))
    assert stats["mean"] == share(again.quiz.mean)
    assert stats["median"] == share(again.quiz.median)
    assert stats["quiz_sd"] == share(again.quiz.sd)
    assert stats["alpha"] == share(again.quiz.alpha)
    for item in again.items:
        assert f"{share(item.facility)}<" in page
        assert share(item.discrimination) in page


def test_statistics_by_hand_of_three_attempts(taught, visit):
    """Capital: right, right, wrong: 2 of 3. Scores: 4/4, 2/4, 0/4, so the mean is 50 % and the median too."""
    taught.take("Ada", 0, 0, "3 km", [0, 1])
    taught.take("Ben", 0, 1, "3 km", [2])
    taught.take("Cleo", 1, 1, "30 km", DONT_KNOW)
    page = visit(taught.teacher).get(taught.address).text

    assert "Half of the scores are 50\u202f% or more; 1 is under 50\u202f%." in page
    assert "67\u202f%" in page
    assert "3 attempts only" in page


def test_the_number_of_statements_does_not_grow_with_students(taught, visit):
    taught.crowd(2)
    teacher = visit(taught.teacher)
    addresses = [taught.address, f"{taught.address}/questions/depth", f"{taught.address}/export/report.json"]

    def statements():
        counts = []
        for address in addresses:
            report.forget_reports()
            with count_statements() as sent:
                assert teacher.get(address).status_code == 200
            counts.append(len(sent))
        return counts

    few = statements()
    taught.crowd(38)
    taught.session.commit()

    # The answers of suspected questions take up to two statements more, however many students there are.
    assert all(many <= less + 2 for many, less in zip(statements(), few, strict=True)), few


def test_a_second_visit_reads_no_attempt_again(taught, visit):
    taught.crowd(3)
    teacher = visit(taught.teacher)
    teacher.get(f"{taught.address}/source")

    with count_statements() as sent:
        teacher.get(f"{taught.address}/source")

    assert not [statement for statement in sent if "attempt.scores" in statement]


@pytest.mark.parametrize("act", ["hand in", "excuse", "remove", "mark moved"])
def test_a_kept_report_gives_way_to_every_change(taught, visit, act):
    first, second = taught.take("Ada", 0, 0, "3 km", [0, 1]), taught.take("Ben", 1, 1, "3 km", [0, 1])
    teacher = visit(taught.teacher)
    before = teacher.get(taught.address).text
    assert "2 of 2 have handed in" in before
    if act == "hand in":
        taught.take("Cleo", 1, 1, "1 km", [2])
    elif act == "excuse":
        second.excused_at = START
    elif act == "remove":
        membership = taught.school_class.memberships[-1]
        membership.removed_at = START
    else:  # the sum of the scores stays the same
        first.score, second.score = second.score, first.score
        first.scores, second.scores = second.scores, first.scores
    taught.session.commit()

    assert teacher.get(taught.address).text != before


STATES = {
    "nobody": ([], "Nobody has started yet"),
    "one attempt": ([("Ada", 0, 0, "3 km", [0, 1])], "One attempt so far: 100\u202f%."),
    "all right": (
        [(f"S{n}", 0, 0, "3 km", [0, 1]) for n in range(12)],
        "Everybody scored the same: 100\u202f%.",
    ),
    "all blank": (
        [(f"S{n}", None, None, None, None) for n in range(12)],
        "Everybody scored the same: 0\u202f%.",
    ),
    "two alike": ([(f"S{n}", 1, 0, "3 km", [0]) for n in range(2)], "Everybody scored the same"),
}


@pytest.mark.parametrize("state", STATES)
def test_every_state_of_a_class_is_a_page(taught, visit, state):
    takers, words = STATES[state]
    for name, *answers in takers:
        taught.take(name, *answers)
    teacher = visit(taught.teacher)
    page = teacher.get(taught.address)

    assert page.status_code == 200
    assert words in page.text
    for part in (
        "source",
        "marking",
        "late",
        "export/report.zip",
        "export/report.xlsx",
        "export/report.json",
    ):
        assert teacher.get(f"{taught.address}/{part}").status_code == 200, part
    for key in ("capital", "jobs-status", "depth", "fruit"):
        status = teacher.get(f"{taught.address}/questions/{key}").status_code
        assert status == (200 if takers else 404), "before anybody starts nothing is drawn"
    for attempt in taught.attempts[:1]:
        assert teacher.get(f"{taught.address}/students/{attempt.public_id}/sheet").status_code == 200


def test_who_is_working_and_who_has_not_started_is_said(taught, visit):
    taught.take("Ada", 0, 0, "3 km", [0, 1])
    start(taught.session, taught.assignment, taught.student("Ben"), START)
    taught.student("Cleo")
    page = visit(taught.teacher).get(taught.address).text

    assert "1 of 3 have handed in" in page
    assert "1 has begun and not handed in yet" in page
    assert "1 student has not started." in page
    assert re.search(r"Cleo</th>\s*<td[^>]*>has not started", page)


def test_blank_wrong_and_dont_know_are_counted_apart(taught, visit):
    taught.take("Ada", None, 0, "3 km", [0, 1])
    taught.take("Ben", 1, 0, "3 km", [0, 1])
    taught.take("Cleo", DONT_KNOW, 0, "3 km", [0, 1])
    page = visit(taught.teacher).get(f"{taught.address}/questions/capital").text

    counts = dict(
        re.findall(r'class="stem"><span[^>]*>(?:<i>)?([^<]+?)(?:</i>)?</span></th>\s*<td[^>]*>(\d+)', page)
    )
    assert counts["Nordby"] == "1"
    assert counts["not answered"] == "1"
    assert counts["“I don’t know”"] == "1"
    assert counts["Osthavn"] == "0"


def test_a_key_that_the_strongest_reject_is_doubted_first(taught, visit):
    """Six of the strongest third choose "Nordby", none the key: the teacher is told before anything else."""
    for n in range(6):
        taught.take(f"Strong {n}", 1, 0, "3 km", [0, 1])
        taught.take(f"Middle {n}", 0, 1, "3 km", [0])
        taught.take(f"Weak {n}", 0, 1, "30 km", [2])
    page = visit(taught.teacher).get(taught.address).text

    to_do = page[page.index('class="to-do"') :]
    assert re.search(
        r"<li>.*?The key may be wrong: of the 6 strongest, 6 chose “Nordby” and 0 the key\.", to_do, re.S
    )
    assert to_do.index("The key may be wrong") < to_do.index("</li>")


def test_sure_and_wrong_is_said_with_names_only_where_names_show(taught, visit):
    for name in ("Ada", "Ben"):
        taught.take(name, 1, 0, "3 km", [0, 1], certainty="certain")
    teacher = visit(taught.teacher)

    assert "2 students were certain and wrong." in teacher.get(taught.address).text
    assert "Ada, Ben" in teacher.get(f"{taught.address}/questions/capital").text
    teacher.get(f"{taught.address}?names=hidden")
    assert "Student 1, Student 2" in teacher.get(f"{taught.address}/questions/capital").text


def test_hidden_names_are_in_no_page_until_they_are_shown_again(taught, visit):
    names = ["Adelheid", "Bartholomew", "Cunigunde"]
    attempts = [
        taught.take(name, n % 2, 0, "3 km", [0, 1], certainty="certain") for n, name in enumerate(names)
    ]
    taught.student("Dietmar")
    teacher = visit(taught.teacher)

    teacher.get(f"{taught.address}?names=hidden")
    for address in routes(taught, attempts[1].public_id):
        page = teacher.get(address)
        if "zip" in address or "xlsx" in address:
            continue  # packed: tests/reports/test_exports.py opens them
        for name in [*names, "Dietmar"]:
            assert name not in page.text, address
    page = teacher.get(taught.address).text
    [switch] = re.findall(r'href="([^"]*names=[^"]*)"', page)
    assert switch == f"{taught.address}?names=shown", "only the switch shows the names again"
    assert teacher.get(switch).location == taught.address
    assert "Adelheid" in teacher.get(taught.address).text


def test_students_come_in_pages_of_a_hundred_sorted_as_asked(taught, visit):
    taught.take("Zora", 0, 0, "3 km", [0, 1])
    for n in range(104):
        taught.student(f"Pupil {n:03}")
    teacher = visit(taught.teacher)

    first, second = (teacher.get(f"{taught.address}?page={n}").text for n in (1, 2))
    by_score = teacher.get(f"{taught.address}?students=-score").text

    def listed(page):
        return re.findall(r'<th scope="row">(?:<a[^>]*>)?([^<]+)', page[page.index('id="students"') :])[:100]

    assert listed(first)[0] == "Pupil 000"
    assert len([name for name in listed(first) if name.startswith("Pupil")]) == 100
    assert listed(second)[:5] == ["Pupil 100", "Pupil 101", "Pupil 102", "Pupil 103", "Zora"]
    assert listed(by_score)[0] == "Zora"
    assert "Page 1 of 2" in first


def test_questions_are_sorted_and_filtered_by_links(taught, visit):
    taught.take("Ada", 0, 1, "3 km", [0, 1])
    taught.take("Ben", 0, 1, "30 km", [2])
    teacher = visit(taught.teacher)

    def listed(query):
        page = teacher.get(f"{taught.address}?{query}").text
        body = page[page.index('id="questions"') : page.index('id="students"')]
        return re.findall(r"/questions/([\w-]+)", body)

    assert listed("") == ["capital", "jobs-status", "depth", "fruit"]
    assert listed("questions=right") == ["jobs-status", "depth", "fruit", "capital"]
    assert listed("questions=-right")[0] == "capital"
    assert listed("show=hard") == ["jobs-status"]
    assert listed("show=easy") == ["capital"]
    assert listed("questions=nonsense&show=nonsense&page=x&band=99") == listed("")


def test_a_band_of_the_histogram_lists_its_students(taught, visit):
    taught.take("Ada the first", 0, 0, "3 km", [0, 1])
    taught.take("Ben the second", 1, 1, "3 km", [0, 1])
    page = visit(taught.teacher).get(f"{taught.address}?band=9").text

    students = page[page.index('id="students"') :]
    assert "Ada the first" in students
    assert "Ben the second" not in students.split("Show all")[1]


def test_best_last_and_all_attempts_are_counted_as_named(taught, visit):
    taught.take("Ada", 1, 1, "30 km", [2])
    taught.take("Ada", 0, 0, "3 km", [0, 1], at=START + timedelta(hours=1))
    taught.take("Ada", 0, 1, "30 km", [2], at=START + timedelta(hours=2))
    teacher = visit(taught.teacher)

    def headline(policy):
        page = teacher.get(f"{taught.address}?attempts={policy}").text
        return re.search(r'class="lede">([^<]*)', page)[1]

    assert headline("first") == "One attempt so far: 0\u202f%."
    assert headline("best") == "One attempt so far: 100\u202f%."
    assert headline("last") == "One attempt so far: 25\u202f%."
    assert headline("all").startswith("Half of the scores are 25\u202f%")


def test_a_student_s_page_puts_each_answer_beside_the_key(taught, visit):
    attempt = taught.take("Ada", 1, 1, "30 km", [0, 1], certainty="certain")
    page = visit(taught.teacher).get(f"{taught.address}/students/{attempt.public_id}").text

    assert "Nordby" in page
    assert "Sandvik" in page
    assert "Of 1 claim to be careful with trusted 1." in page
    assert "How much, how many" in page


def test_the_source_is_a_map_of_what_was_asked_and_what_was_not(taught, visit):
    taught.take("Ada", 0, 1, "3 km", [0, 1])
    page = visit(taught.teacher).get(f"{taught.address}/source").text

    assert re.search(r'id="introduction-paragraph-1" class="h2"', page), "the harbour: everybody was right"
    assert re.search(r'id="how-it-began-paragraph-2" class="h0"', page), "the jobs: nobody was"
    assert re.search(r'id="how-it-began-paragraph-1" class=" gap"', page), "nothing speaks of this paragraph"


def test_open_entries_with_draws_of_their_own_are_reported_over_those_who_were_asked(taught, visit, session):
    taught.session.commit()
    entry = taught.published.entry
    for seed, name in enumerate(("Uma", "Vic", "Wim")):
        student = taught.student(name)
        attempt = start(session, entry, student, START, seed=seed)
        save(session, attempt, 1, 0, START + timedelta(seconds=9))
        submit_attempt(session, session.get_one(Attempt, attempt.id), START + timedelta(minutes=1))
        session.commit()
    page = visit(taught.teacher).get(f"/reports/{entry.public_id}")

    assert page.status_code == 200
    assert "3 students have handed in" in page.text


def test_a_teachers_trial_run_is_in_no_class_s_report(taught, visit, session):
    taught.take("Ada", 0, 0, "3 km", [0, 1])
    tester = taught.take("Ms Finch", 1, 1, "1 km", [2])
    tester.student.user_id = taught.teacher.id
    session.commit()

    assert "One attempt so far: 100" in visit(taught.teacher).get(taught.address).text


def test_definitions_are_one_click_from_every_number(taught, visit):
    taught.crowd(4)
    teacher = visit(taught.teacher)
    page, definitions = teacher.get(taught.address).text, teacher.get("/reports/definitions").text
    wanted = set(re.findall(r'/reports/definitions#(\w+)"', page))

    assert {"mean", "median", "alpha", "facility", "discrimination", "certainty_bias"} <= wanted
    assert wanted <= set(re.findall(r'<div id="(\w+)">', definitions))


def test_two_versions_of_a_bank_in_one_report(session, visit):
    """A question that is worth other marks in the newer version is a column of its own; the others are shared."""
    from quizapp.banks import publishing

    taught = teach(session, NO_ESSAY)
    taught.take("Ada", 0, 0, "3 km", [0, 1])
    newer = NO_ESSAY.replace("  number: 3 km\n", "  number: 3 km\n  marks: 2\n")
    publishing.publish_bank(
        session,
        "harbour",
        newer,
        START,
        based_on=publishing.newest_version(session, taught.published.bank.id).id,
    )
    session.commit()
    taught.take("Ben", 0, 1, "3 km", [0, 1])
    teacher = visit(taught.teacher)
    page = teacher.get(taught.address).text

    assert "bank version 1, 2" in page
    assert "/questions/depth~1" in page
    assert "/questions/depth~2" in page
    assert teacher.get(f"{taught.address}/questions/depth~1").status_code == 200
    assert "By version of the bank" in teacher.get(f"{taught.address}/questions/capital").text


def test_a_quiz_of_a_bank_without_claims_is_reported_without_a_word_of_them(session, visit):
    history = """\
title: A revolution
topics: {fall: How it fell}
quizzes:
  fixed: {title: Two dates, open: yes, order: as written, questions: [fell, crowned]}
  drawn: {title: One drawn, draw: {fall: 1}}
questions:
- {id: fell, topic: fall, ask: When was the prison stormed?, answer: In 1789, wrong: [In 1792, In 1799], why: On 14 July 1789.}
- {id: crowned, topic: fall, ask: Who was crowned in 1804?, answer: Napoleon, wrong: [Louis, Robespierre], why: By himself.}
"""
    taught = teach(session, history)
    for name in ("Ada", "Ben", "Cleo"):
        taught.take(name, 1, 1, certainty="certain")
    teacher = visit(taught.teacher)

    for page in ("", "/questions/fell", f"/students/{taught.attempts[0].public_id}"):
        text = re.sub(r"<[^>]*>", " ", teacher.get(taught.address + page).text)
        assert not re.search(r"claim|who says so|rely on|source as a map|badge", text, re.IGNORECASE), page
