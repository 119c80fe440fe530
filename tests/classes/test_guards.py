"""Whose pages they are: every route of classes, for everybody who has no business there."""

import pytest
from flask import Flask
from sqlalchemy import inspect, select

from quizapp.banks import publishing
from quizapp.classes import service
from quizapp.models import Base, WebSession
from quizapp.web.guards import teacher_only
from tests.classes.school import finish, new_student, set_quiz, sign_in
from tests.support.visitor import Visitor, read_forms


def addresses(app: Flask, school, attempt) -> list[tuple[str, str, str]]:
    """Every (method, address, endpoint) of a teacher's page, filled in with the school's own objects.

    Without an object in its address a page shows the viewer's own things. What others may open is in
    ``tests/trust/matrix.py``.
    """
    values = {
        "classes.": school.school_class.public_id,
        "assignments/": school.assignment.public_id,
    }
    membership = school.membership()
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            guard = app.view_functions[rule.endpoint].__guard__
            if not (rule.endpoint.startswith("classes.") and guard == teacher_only.name and rule.arguments):
                continue
            if rule.arguments == {"quiz"}:  # a quiz of everybody's bank, for whatever classes one has
                continue
            of_assignment = rule.rule.startswith("/classes/assignments/")
            given = {
                "public_id": values["assignments/"] if of_assignment else values["classes."],
                "membership_id": membership.public_id,
                "attempt": attempt.public_id,
                "quiz": school.quiz.public_id,
                "bulk_id": "x" * 22,
                "kind": "csv",
                "teacher": school.teacher.public_id,
                "act": "remove" if "students" in rule.rule else "archive",
            }
            url = app.url_map.bind("localhost").build(
                rule.endpoint, {k: v for k, v in given.items() if k in rule.arguments}
            )
            found += [(method, url, rule.endpoint) for method in sorted(rule.methods & {"GET", "POST"})]
    return found


def contents(session) -> dict[str, list[tuple[object, ...]]]:
    """Everything in the database but for who is signed in."""
    session.expire_all()
    names = [t for t in Base.metadata.sorted_tables if t is not inspect(WebSession).local_table]
    found = {t.name: [tuple(row) for row in session.execute(select(t))] for t in names}
    session.commit()
    return found


def csrf(visitor: Visitor, path: str) -> str:
    """A token that this visitor's forms carry."""
    for form in read_forms(visitor.get(path).text):
        for control in form.controls:
            if control.name == "csrf_token":
                return control.value
    raise AssertionError(f"no form on {path}")


@pytest.fixture
def attempt(school):
    made = finish(school.session, school.assignment, school.student(), 2)
    school.session.commit()
    return made


def test_the_list_of_routes_is_not_empty(app, school, attempt):
    assert len(addresses(app, school, attempt)) >= 30


def test_another_teacher_finds_nothing_and_changes_nothing(app, new_client, school, attempt):
    visitor = new_client()
    routes = addresses(app, school, attempt)
    school.session.commit()
    sign_in(visitor, app, user_id=school.other.id)
    token = csrf(visitor, "/classes/new")
    before = contents(school.session)

    for method, url, endpoint in routes:
        data = {
            "csrf_token": token,
            "op": "a" * 32,
            "names": "Eve",
            "name": "Eve",
            "username": "bob",
            "reason": "x",
        }
        answer = visitor.get(url) if method == "GET" else visitor.post(url, data={**data, "act": "delete"})
        assert answer.status_code == 404, (method, endpoint, answer.status_code)
        assert "Grace" not in answer.text

    assert contents(school.session) == before


def test_a_student_of_the_class_finds_no_page_of_its_teacher(app, new_client, school, attempt):
    visitor = new_client()
    routes = addresses(app, school, attempt)
    school.session.commit()
    sign_in(visitor, app, student_id=attempt.student_id)
    token = csrf(visitor, "/return-link")
    before = contents(school.session)

    for method, url, endpoint in [*routes, ("GET", "/classes", "index"), ("GET", "/classes/new", "new")]:
        answer = visitor.get(url) if method == "GET" else visitor.post(url, data={"csrf_token": token})
        assert answer.status_code == 404, (method, endpoint)

    assert contents(school.session) == before


def test_a_stranger_is_sent_to_sign_in(app, client, school, attempt):
    routes = addresses(app, school, attempt)
    school.session.commit()
    before = contents(school.session)
    token = csrf(client, "/join")

    for method, url, endpoint in routes:
        answer = client.get(url) if method == "GET" else client.post(url, data={"csrf_token": token})
        assert answer.status_code == 303, (method, endpoint)
        assert "/account/sign-in" in answer.location

    assert contents(school.session) == before


def test_no_page_changes_anything_by_being_looked_at(app, teacher, school, attempt):
    routes = addresses(app, school, attempt)
    school.session.commit()
    before = contents(school.session)

    for method, url, endpoint in routes:
        if method == "GET":
            answer = teacher.get(url)
            wanted = 303 if endpoint == "classes.slip" else 200
            assert answer.status_code == wanted, (endpoint, answer.status_code)

    assert contents(school.session) == before


def test_without_a_token_nothing_is_done(app, teacher, school, attempt):
    routes = addresses(app, school, attempt)
    school.session.commit()
    before = contents(school.session)

    for method, url, endpoint in routes:
        if method == "POST":
            assert teacher.post(url, data={"act": "delete", "reason": "x"}).status_code == 400, endpoint

    assert contents(school.session) == before


def test_a_teacher_who_was_taken_out_has_no_access_from_the_next_request_on(app, new_client, school, attempt):
    service.add_teacher(school.session, school.school_class, "bob", school.teacher.id, attempt.started_at)
    url = f"/classes/{school.school_class.public_id}"
    school.session.commit()
    visitor = new_client()
    sign_in(visitor, app, user_id=school.other.id)
    assert visitor.get(url).status_code == 200
    school.session.begin()
    service.remove_teacher(
        school.session, school.school_class, school.other.public_id, school.teacher.id, attempt.started_at
    )
    school.session.commit()

    assert visitor.get(url).status_code == 404


def test_what_belongs_to_two_classes_is_not_mixed(app, teacher, school, attempt):
    """A teacher of both classes: the address still has to name what belongs together."""
    service.add_teacher(school.session, school.foreign, "ada", school.other.id, attempt.started_at)
    new_student(school.session, school.foreign, "Elsewhere")
    place, foreign = school.membership().public_id, school.foreign.public_id
    school.session.commit()
    token = csrf(teacher, "/classes/new")

    assert teacher.get(f"/classes/{foreign}/students/{place}").status_code == 404
    answer = teacher.post(f"/classes/{foreign}/students/{place}/remove", data={"csrf_token": token})
    assert answer.status_code == 404
    assert school.session.get(type(attempt), attempt.id).state == "graded"


def test_an_attempt_is_changed_under_the_address_of_its_own_assignment_only(app, teacher, school, attempt):
    other = set_quiz(
        school.session, school.school_class, school.quiz, school.teacher, title="Other"
    ).public_id
    url = f"/classes/assignments/{other}/attempts/{attempt.public_id}"
    school.session.commit()
    token = csrf(teacher, "/classes/new")

    answer = teacher.post(url, data={"csrf_token": token, "act": "delete", "reason": "x"})

    assert answer.status_code == 404
    assert school.session.get(type(attempt), attempt.id).state == "graded"


def test_open_entries_are_nobodys_assignment_here(app, teacher, school, attempt):
    """Anyone's quiz has an entry that every teacher may read the report of; none of them may change it."""
    entry = publishing.get_or_make_entry(school.session, school.quiz, "open", attempt.started_at).public_id
    school.session.commit()
    token = csrf(teacher, "/classes/new")

    assert teacher.get(f"/classes/assignments/{entry}").status_code == 404
    answer = teacher.post(f"/classes/assignments/{entry}/archive", data={"csrf_token": token})
    assert answer.status_code == 404
