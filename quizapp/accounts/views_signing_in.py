"""From a right password to a signed-in browser: where a second step is asked for, it stands between the two."""

from datetime import datetime
from typing import Any

from flask import redirect, session, url_for
from flask.typing import ResponseReturnValue

from quizapp.accounts import devices, second_step, service, totp
from quizapp.accounts.forms import CodeForm, CurrentPasswordForm
from quizapp.basics.i18n import _
from quizapp.basics.limits import SECOND_STEP_WITHIN
from quizapp.identity import sessions
from quizapp.identity.tokens import keyed_hash, same_token
from quizapp.models import User
from quizapp.web import context, database, monitoring, session_cookies
from quizapp.web.database import db

#: Entries of the browser's own signed cookie: whose password was right, the secret that is being set up, and codes that
#: are shown once.
_PENDING, _NEW_SECRET, CODES = "second_step", "second_secret", "recovery_codes"


def signed_in(user_id: int, target: str) -> ResponseReturnValue:
    """A new session, whoever was signed in before; commits."""
    session_cookies.end_session()
    for name in (_PENDING, _NEW_SECRET):
        session.pop(name, None)
    token = sessions.sign_in(db(), context.now(), user_id=user_id)
    user = db().get_one(User, user_id)
    username, public_id = user.username, user.public_id
    db().commit()
    monitoring.note_sign_in(public_id)
    response = redirect(target, 303)
    session_cookies.give_token(response, token, sessions.TEACHER)
    devices.remember_device(response, username)
    return response


def after_password(user_id: int, target: str) -> ResponseReturnValue:
    """Go on after a right password or one-time link; commits."""
    user = db().get_one(User, user_id)
    if not (second_step.is_on(db(), user_id) or is_required()):
        return signed_in(user_id, target)
    session[_PENDING] = {
        "user": user.public_id,
        "at": context.now().isoformat(),
        "mark": _mark(user),
        "target": target,
    }
    db().commit()
    return redirect(url_for("accounts.second_step_page"), 303)


def confirms_password(user: User, form: CurrentPasswordForm) -> bool:
    """Whether a form is whole and its ``current`` is the password of whoever is signed in; else it says what is wrong."""
    # A session is a device of its own: whoever guesses elsewhere does not keep its owner from changing anything.
    seen = context.viewer()
    guesser = service.Guesser(user.username, "", f"session {seen.session_id if seen else ''}")
    service.check_tries(database.reading(), guesser, context.now())
    if not form.validate():
        return False
    if service.check_password(database.reading(), user.username, form.current.data or "") is None:
        service.count_failure(db(), guesser, context.now())
        db().commit()
        monitoring.note_sign_in(None)
        form.current.errors = [_("This is not your current password.")]
        return False
    return True


def is_required() -> bool:
    return database.program().settings.second_step == "required"


def pending() -> tuple[User, str] | None:
    """Whose password was right a moment ago in this browser, and where they go on to."""
    kept: dict[str, Any] = session.get(_PENDING) or {}
    if not kept or context.now() - datetime.fromisoformat(kept["at"]) > SECOND_STEP_WITHIN:
        return None
    user = service.teacher_or_none(database.reading(), kept["user"])
    # A password that was changed meanwhile, or an account that was closed, ends it.
    if user is None or user.disabled_at is not None or not same_token(kept["mark"], _mark(user)):
        return None
    return user, kept["target"]


def _mark(user: User) -> str:
    return keyed_hash(database.program().secret, "second step", user.password_hash)[:32]


def secret_to_set_up() -> bytes:
    """The secret that this browser is shown until a code of it is typed."""
    if _NEW_SECRET not in session:
        session[_NEW_SECRET] = totp.in_letters(totp.new_secret())
    return totp.from_letters(session[_NEW_SECRET])


def set_up(user: User, form: CodeForm) -> bool:
    """Turn the second step on where the code is right; the recovery codes wait for the next page. Does not commit."""
    codes = second_step.turn_on(
        db(), database.program().secret, user, secret_to_set_up(), form.code.data or "", context.now()
    )
    if codes is None:
        form.code.errors = [_("This is not the code of now. Is the telephone’s clock right?")]
        return False
    session[CODES] = codes
    return True


def is_right(user: User, form: CodeForm) -> bool:
    """Whether the code of the second step is right; else its failure is counted and said. Commits."""
    right = second_step.check(db(), database.program().secret, user, form.code.data or "", context.now())
    db().commit()
    if not right:
        monitoring.note_sign_in(None)
        form.code.errors = [_("This code is not right, or was used before. Wait for the next one.")]
    return right
