"""Sessions begin anew, end in time, and end for good; guesses are slowed down, and nobody else pays for it."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from quizapp.accounts import service
from quizapp.accounts.service import Guesser
from quizapp.basics.errors import TooMany
from quizapp.basics.limits import FREE_FAILURES_OF_ADDRESS, WORDS_READINGS
from quizapp.identity.names import fold_username
from quizapp.identity.rate_limit import check_rate, count_failure
from quizapp.identity.return_links import _readings
from quizapp.identity.sessions import find_session
from quizapp.identity.word_list import words
from quizapp.models import Student, Throttle, User, WebSession
from tests.support.people import PASSWORD, make_teacher, sign_in
from tests.support.quizzes import publish
from tests.support.visitor import Visitor


def entry_of(session, clock) -> str:
    """The public id of a quiz that anyone may start."""
    entry = publish(session, clock()).entry.public_id
    session.commit()
    return entry


def token_of(visitor: Visitor) -> str:
    cookie = visitor.get_cookie("__Host-session")
    return cookie.value if cookie else ""


def is_in(visitor: Visitor) -> bool:
    return visitor.get("/account/").status_code == 200


@pytest.fixture
def ada(session, clock) -> User:
    return make_teacher(session, clock())


def test_a_token_planted_before_signing_in_is_worth_nothing(ada, new_client):
    visitor, thief = new_client(), new_client()
    for each in (visitor, thief):
        each.set_cookie("__Host-session", "planted" * 6, domain="localhost", secure=True)
    assert sign_in(visitor).status_code == 303

    assert token_of(visitor) != "planted" * 6
    assert is_in(visitor)
    assert not is_in(thief)


def test_every_signing_in_gets_a_token_of_its_own_and_ends_the_one_before(ada, session, new_client):
    visitor, keeper = new_client(), new_client()
    sign_in(visitor)
    first = token_of(visitor)
    keeper.set_cookie("__Host-session", first, domain="localhost", secure=True)
    sign_in(visitor)

    assert token_of(visitor) != first
    assert not is_in(keeper)
    assert session.scalar(select(func.count()).select_from(WebSession)) == 1


def test_the_database_does_not_hold_the_token(ada, session, new_client):
    visitor = new_client()
    sign_in(visitor)

    assert token_of(visitor) not in [row.token_hash for row in session.scalars(select(WebSession))]


def test_signing_out_ends_the_session_for_whoever_kept_its_cookie(ada, new_client):
    visitor, keeper = new_client(), new_client()
    sign_in(visitor)
    keeper.set_cookie("__Host-session", token_of(visitor), domain="localhost", secure=True)
    answer = visitor.submit(visitor.get("/account/"), button="Sign out")

    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert token_of(visitor) == ""
    assert not is_in(keeper)
    assert "You are signed out." in visitor.get("/").text


@pytest.mark.parametrize(("pause", "still"), [({"minutes": 119}, True), ({"minutes": 126}, False)])
def test_a_teacher_s_session_ends_two_hours_after_the_last_page(ada, clock, new_client, pause, still):
    """Two hours, and up to five minutes for which the last page is not written down."""
    visitor = new_client()
    sign_in(visitor)
    clock.advance(**pause)

    assert is_in(visitor) is still


def test_a_teacher_s_session_ends_after_twelve_hours_however_busy(ada, clock, new_client):
    visitor = new_client()
    sign_in(visitor)
    for _hour in range(11):
        clock.advance(hours=1)
        assert is_in(visitor)
    clock.advance(hours=1)

    assert not is_in(visitor)


def begun_anew(session, clock, visitor: Visitor) -> Visitor:
    """A student who has begun an open quiz in this browser."""
    visitor.submit(visitor.get(f"/q/{entry_of(session, clock)}"), button="Start")
    return visitor


def is_known(visitor: Visitor) -> bool:
    return visitor.get("/return-link").status_code == 200


@pytest.mark.parametrize(
    ("pause", "still"), [({"hours": 8, "minutes": 1}, True), ({"days": 89}, True), ({"days": 91}, False)]
)
def test_a_student_s_own_device_knows_them_for_ninety_days_without_use(
    session, clock, new_client, pause, still
):
    visitor = begun_anew(session, clock, new_client())
    clock.advance(**pause)

    assert is_known(visitor) is still


def test_every_use_of_an_own_device_begins_the_ninety_days_anew(session, clock, new_client):
    """Four visits, 80 days apart: 320 days after signing in the browser is still known, and so is its cookie."""
    visitor = begun_anew(session, clock, new_client())
    for _visit in range(4):
        clock.advance(days=80)
        answer = visitor.get("/return-link")
        assert answer.status_code == 200
        assert any(
            "Max-Age=7776000" in cookie for cookie in answer.headers.getlist("Set-Cookie")
        )  # 90 × 86,400


def test_a_shared_computer_forgets_with_its_browser_and_after_a_school_day(session, clock, new_client):
    visitor = begun_anew(session, clock, new_client())
    answer = visitor.submit(visitor.get("/return-link"), {"shared": "y"}, button="I have kept it")
    given = [cookie for cookie in answer.headers.getlist("Set-Cookie") if cookie.startswith("__Host-session")]

    assert len(given) == 1
    assert "Max-Age" not in given[0]
    assert "Expires" not in given[0]
    for _half_hour in range(23):
        clock.advance(minutes=30)
        assert is_known(visitor)
    clock.advance(minutes=30)  # 12 hours
    assert not is_known(visitor)


def test_a_shared_computer_left_alone_for_two_hours_has_forgotten(session, clock, new_client):
    visitor = begun_anew(session, clock, new_client())
    visitor.submit(visitor.get("/return-link"), {"shared": "y"}, button="I have kept it")
    clock.advance(hours=2, minutes=6)

    assert not is_known(visitor)


def test_not_you_asks_before_anything_is_lost(session, clock, new_client):
    visitor = begun_anew(session, clock, new_client())
    asked = visitor.get("/not-you?next=/return-link")

    assert "You have not said that you have kept them" in asked.text
    assert is_known(visitor)
    assert visitor.submit(asked, button="Leave this device").status_code == 303
    assert not is_known(visitor)


@pytest.mark.parametrize("token", ["", "x", "x" * 5000, "' OR 1=1 --", "é", "a;b"])
def test_a_made_up_token_is_nobody_s(ada, session, clock, token):
    assert find_session(session, token, clock()) is None


def test_a_closed_account_is_out_at_its_next_click(ada, session, clock, new_client):
    visitor = new_client()
    sign_in(visitor)
    ada.disabled_at = clock()
    session.commit()

    assert not is_in(visitor)
    assert sign_in(visitor).status_code == 422


def test_a_new_password_ends_the_other_browsers_and_keeps_this_one(ada, new_client):
    here, there = new_client(), new_client()
    sign_in(here)
    sign_in(there)
    answer = here.submit(
        here.get("/account/"),
        {"current": PASSWORD, "password": "three other words"},
        button="Change the password",
    )

    assert answer.status_code == 303
    assert (is_in(here), is_in(there)) == (True, False)
    assert sign_in(new_client()).status_code == 422
    assert sign_in(new_client(), password="three other words").status_code == 303


def test_the_next_person_at_a_shared_computer_gets_nothing_of_the_one_before(session, clock, new_client):
    """Mira begins and does not look at her words; Omar comes back in the same browser: they are not shown to him."""
    entry = entry_of(session, clock)
    omars, shared = new_client(), new_client()
    omars.submit(omars.get(f"/q/{entry}"), button="Start")
    link = keep(omars.get("/return-link"))
    omars.submit(omars.get("/return-link"), {"name": "Omar"}, button="I have kept it")
    shared.submit(shared.get(f"/q/{entry}"), button="Start")
    miras = token_of(shared)
    shared.submit(shared.get(link), form="/r/")

    assert "You are Omar" in shared.get("/").text
    assert "Three words" not in shared.get("/return-link").text
    keeper = new_client()
    keeper.set_cookie("__Host-session", miras, domain="localhost", secure=True)
    assert keeper.get("/return-link").status_code == 303


def keep(page) -> str:
    """The return link that a page shows."""
    return "/r/" + page.text.partition("/r/")[2].partition('"')[0]


# Guesses


def test_five_wrong_passwords_are_free_and_then_the_wait_doubles(ada, clock, new_client):
    visitor = new_client()
    waits = []
    for _try in range(9):
        answer = sign_in(visitor, password="wrong")
        if answer.status_code == 429:
            waits.append(int(answer.headers["Retry-After"]))
            clock.advance(seconds=waits[-1])
            answer = sign_in(visitor, password="wrong")
        assert answer.status_code == 422

    # The fifth failure costs 1 s, each further one twice as much; told rounded up to the next whole second.
    assert waits == [2, 3, 5, 9]


def test_the_right_password_does_not_help_while_one_has_to_wait_and_clears_the_count_after(
    ada, clock, new_client
):
    visitor = new_client()
    for _try in range(5):
        sign_in(visitor, password="wrong")
    refused = sign_in(visitor)
    clock.advance(seconds=2)

    assert refused.status_code == 429
    assert "Wait 2 seconds" in refused.text
    assert sign_in(visitor).status_code == 303
    assert sign_in(new_visitor_of(visitor), password="wrong").status_code == 422


def new_visitor_of(visitor: Visitor) -> Visitor:
    return Visitor(visitor.application, visitor.application.response_class)


def test_the_longest_wait_is_a_quarter_of_an_hour(session, clock):
    for _try in range(40):
        count_failure(session, "key", clock())
    with pytest.raises(TooMany) as refused:
        check_rate(session, "key", clock())

    assert refused.value.retry_after == 15 * 60 + 1


def test_names_that_nobody_has_are_slowed_down_alike(ada, new_client):
    answers = {
        name: [sign_in(new_client(), name, "wrong").status_code for _try in range(6)]
        for name in ("ada", "eve")
    }

    assert answers["ada"] == answers["eve"] == [422] * 5 + [429]


def test_one_address_that_tries_many_accounts_is_slowed_down(ada, clock, session):
    """50 failures are free: a staff room shares an address."""
    for number in range(FREE_FAILURES_OF_ADDRESS):
        service.check_tries(session, Guesser(f"user{number}", "192.0.2.1"), clock())
        service.count_failure(session, Guesser(f"user{number}", "192.0.2.1"), clock())
    with pytest.raises(TooMany):
        service.check_tries(session, Guesser("another", "192.0.2.1"), clock())
    service.check_tries(session, Guesser("another", "192.0.2.2"), clock())


def test_wrong_passwords_from_elsewhere_keep_no_teacher_out_of_a_device_they_use(ada, clock, new_client):
    own = new_client()
    sign_in(own)
    own.submit(own.get("/account/"), button="Sign out")
    stranger = new_client()
    answers = [sign_in(stranger, password="wrong").status_code for _try in range(6)]

    assert answers == [422] * 5 + [429]
    assert sign_in(new_client()).status_code == 429
    assert sign_in(own).status_code == 303
    # Whoever sits there has no more free guesses than anybody, and a sign for one account is none for another.
    own.submit(own.get("/account/"), button="Sign out")
    assert [sign_in(own, password="wrong").status_code for _try in range(6)] == [422] * 5 + [429]
    for _try in range(5):
        sign_in(new_client(), "eve", "wrong")
    assert sign_in(own, "eve", "wrong").status_code == 429


def test_a_signed_in_teacher_changes_the_password_while_others_guess_it(ada, new_client):
    own = new_client()
    sign_in(own)
    for _try in range(6):
        sign_in(new_client(), password="wrong")
    values = {"current": PASSWORD, "password": "three other words"}

    assert own.submit(own.get("/account/"), values, button="Change the password").status_code == 303


def test_many_guesses_at_once_are_no_better_than_one_after_another(session, clock):
    """Twenty come through the check together, before the first has failed; the right one is the sixth to be counted."""
    guesser = Guesser("ada", "192.0.2.1")
    for _guess in range(20):
        service.check_tries(session, guesser, clock())
    for _guess in range(5):
        service.count_failure(session, guesser, clock())
    with pytest.raises(TooMany):
        service.count_failure(session, guesser, clock())
    with pytest.raises(TooMany):
        service.count_success(session, guesser, clock())


def wrong_words(visitor: Visitor):
    return visitor.submit(
        visitor.get("/return"), {"code": "ABC", "words": "one two three"}, button="Continue"
    )


@pytest.mark.databases("sqlite")
def test_a_class_that_mistypes_its_words_a_hundred_times_locks_nobody_out(session, clock, new_client):
    entry = entry_of(session, clock)
    visitor = new_client()
    visitor.submit(visitor.get(f"/q/{entry}"), button="Start")
    kept = visitor.get("/return-link")
    code, words = (
        kept.text.partition(f"<dt>{name}</dt><dd>")[2].partition("<")[0] for name in ("Code", "Three words")
    )
    visitor.submit(kept, {"name": "Mira"}, button="I have kept it")
    for _try in range(99):
        assert wrong_words(new_client()).status_code == 422
    other = new_client()
    back = other.submit(
        other.get("/return"), {"code": code.lower(), "words": words.upper()}, button="Continue"
    )
    assert back.status_code == 303
    assert "You are Mira" in other.get("/").text

    assert wrong_words(new_client()).status_code == 422
    refused = wrong_words(new_client())
    assert refused.status_code == 429
    assert "What is right works at once" in refused.text
    again = new_client()
    assert (
        again.submit(again.get("/return"), {"code": code, "words": words}, button="Continue").status_code
        == 303
    )


def test_one_guess_of_words_without_spaces_is_at_most_four():
    """Short words that run into each other are the worst of the list."""
    short = sorted(words(), key=len)[:400]
    most = max(
        len(_readings(one + two + three))
        for one in short[::50]
        for two in short[::57]
        for three in short[::61]
    )

    assert 1 < most <= WORDS_READINGS


@pytest.mark.databases("sqlite")
def test_words_are_nothing_without_their_code(session, clock, new_client):
    entry = entry_of(session, clock)
    visitor = new_client()
    visitor.submit(visitor.get(f"/q/{entry}"), button="Start")
    words = visitor.get("/return-link").text.partition("<dt>Three words</dt><dd>")[2].partition("<")[0]
    other = new_client()

    assert len(words.split()) == 3
    assert (
        other.submit(other.get("/return"), {"code": "AAAAAA", "words": words}, button="Continue").status_code
        == 422
    )


# Names that look alike


@pytest.mark.parametrize(
    "name",
    [
        "ADA",
        "Ada",
        " ada ",
        "a d a",
        "ａｄａ",
        "áda",
        "\u0430d\u0430",
        "\u0430d\u03b1",
        "ad\u0430",
        "a\u0301da",
        "𝐚𝐝𝐚",
        "ⓐda",
    ],
)
def test_a_name_that_looks_like_another_is_that_other(name):
    assert fold_username(name) == "ada"


@pytest.mark.parametrize(
    ("one", "other"),
    [("ada", "adam"), ("соня", "саня"), ("zoë", "zoo"), ("user1", "user2"), ("李", "王"), ("ira", "yra")],
)
def test_names_that_look_different_stay_different(one, other):
    assert fold_username(one) != fold_username(other)


def test_a_student_is_never_a_teacher(session, clock, new_client: Callable[[], Visitor]):
    """Fields that no form has are not read: a role never comes from a browser."""
    entry = entry_of(session, clock)
    visitor = new_client()
    forged = {"is_admin": "1", "role": "teacher", "user_id": "1", "id": "1", "class_id": "1"}
    visitor.submit(visitor.get(f"/q/{entry}"), button="Start", forged=forged)

    assert visitor.get("/account/").status_code == 404
    assert visitor.get("/classes").status_code == 404
    assert session.scalars(select(Student)).one().user_id is None


def test_failures_at_the_same_moment_are_all_counted(sessions, clock):
    """The first ones too, when there is no row to lock yet."""
    begin = threading.Barrier(8)

    def try_once() -> None:
        begin.wait(10)
        with sessions.write() as session:
            count_failure(session, "key", clock(), free=100)
            session.commit()

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(try_once) for _ in range(8)]:
            done.result(30)

    with sessions.read() as session:
        assert session.get_one(Throttle, "key").failures == 8
