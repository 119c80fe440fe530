"""What was shared with whom, and what they may do then."""

import pytest
from sqlalchemy import func, select

from quizapp.banks import sharing
from quizapp.basics.errors import NotFound
from quizapp.classes import copying, service
from quizapp.identity import permissions
from quizapp.models import AuditEvent, BankRight, BankShare, ClassRole, ClassTeacher, Quiz
from tests.support.clock import START
from tests.support.people import make_class, make_teacher
from tests.support.quizzes import assign, publish


@pytest.fixture
def school(session):
    """Ada's own bank; Bob and Cleo, who have nothing."""
    ada, bob, cleo = (make_teacher(session, START, name) for name in ("ada", "bob", "cleo"))
    published = publish(session, START)
    published.bank.owner_id = ada.id
    session.flush()
    return published, ada, bob, cleo


def rights(session, published, user) -> list[str]:
    return [r for r in BankRight if permissions.has_right(session, published.bank.id, user.id, r)]


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("given", "may"),
    [(None, []), ("read", ["read"]), ("use", ["read", "use"]), ("edit", ["read", "use", "edit"])],
)
def test_a_bank_is_private_until_it_is_shared_and_each_right_holds_those_before_it(
    session, school, given, may
):
    published, ada, bob, cleo = school
    right = BankRight(given) if given else None

    sharing.share_bank(session, published.bank, bob, right, ada.id, START)

    assert rights(session, published, bob) == may
    assert rights(session, published, cleo) == []
    assert rights(session, published, ada) == ["read", "use", "edit"]


def test_what_is_shared_with_everybody_is_taken_back_and_both_stand_in_the_history_with_a_name(
    session, school
):
    published, ada, bob, _cleo = school
    for right in (BankRight.USE, BankRight.USE, None):  # twice is once
        sharing.share_bank(session, published.bank, None, right, ada.id, START)
        assert rights(session, published, bob) == (["read", "use"] if right else [])

    history = sharing.history_of(session, published.bank)
    assert [(event.act, event.about, event.user.display_name) for event in history] == [
        ("sharing ended", "everybody here: nothing", ada.display_name),
        ("bank shared", "everybody here: use", ada.display_name),
    ]
    assert session.scalar(select(func.count()).select_from(BankShare)) == 0


def test_who_teaches_a_class_may_use_its_banks_and_quizzes_but_not_edit_them(session, school):
    published, ada, bob, cleo = school
    made_here = Quiz(
        bank_id=published.bank.id, owner_id=ada.id, title="Made here", rules={}, created_at=START
    )
    session.add(made_here)
    school_class = make_class(session, START, ada)
    theirs = assign(session, START, school_class, made_here)
    with pytest.raises(NotFound):
        permissions.quiz_for(session, made_here.public_id, bob.id)

    service.add_teacher(session, school_class, bob.username, ada.id, START)

    assert rights(session, published, bob) == ["read", "use"]
    assert permissions.quiz_for(session, made_here.public_id, bob.id) is made_here
    assert copying.copied_assignments(session, school_class.id, bob.id) == [theirs]
    assert rights(session, published, cleo) == []


def test_who_may_use_a_bank_does_not_read_what_strangers_answered_in_its_open_quiz(session, school):
    published, ada, bob, _cleo = school
    sharing.share_bank(session, published.bank, bob, BankRight.USE, ada.id, START)

    with pytest.raises(NotFound):
        permissions.assignment_for(session, published.entry.public_id, bob.id)
    assert permissions.assignment_for(session, published.entry.public_id, ada.id) is published.entry


def test_a_class_is_handed_over_with_the_banks_that_are_named_and_the_colleague_goes_on(session, school):
    published, ada, bob, cleo = school
    school_class = make_class(session, START, ada)
    assign(session, START, school_class, published.fixed)
    service.add_teacher(session, school_class, bob.username, ada.id, START)
    with pytest.raises(NotFound):  # no teacher of this class
        service.hand_over_class(session, school_class, cleo.public_id, [], ada.id, START)

    service.hand_over_class(session, school_class, bob.public_id, [published.bank.public_id], ada.id, START)

    assert service.is_owner(session, school_class.id, bob.id)
    roles = session.execute(select(ClassTeacher.user_id, ClassTeacher.role).order_by(ClassTeacher.user_id))
    assert [tuple(row) for row in roles] == [(ada.id, ClassRole.TEACHER), (bob.id, ClassRole.OWNER)]
    assert published.bank.owner_id == bob.id
    assert permissions.may_manage(session, published.bank, bob.id)
    assert not permissions.may_manage(session, published.bank, ada.id)
    assert rights(session, published, ada) == ["read", "use", "edit"]  # and may still write it
    acts = session.scalars(select(AuditEvent.act).order_by(AuditEvent.id.desc()).limit(2)).all()
    assert acts == ["bank handed over", "class handed over"]
