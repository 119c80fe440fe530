"""Pages of the second step: the code after the password, setting it up, and turning it off."""

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from quizapp.accounts import second_step, totp, views_signing_in
from quizapp.accounts.blueprint import bp
from quizapp.accounts.forms import CodeForm, CurrentPasswordForm
from quizapp.basics.errors import NotFound, Refused
from quizapp.basics.i18n import _
from quizapp.models import User
from quizapp.web import context, database, forms, guards, redirects
from quizapp.web.database import db
from quizapp.web.qr_codes import qr_picture

_ACCOUNT = ".account"


@bp.route("/second-step", methods=["GET", "POST"])
@guards.anyone
def second_step_page() -> ResponseReturnValue:
    """The code that is asked for after the password; where it is not set up but asked of everybody, setting it up."""
    waits = views_signing_in.pending()
    if waits is None:
        return redirect(url_for(".sign_in"), 303)
    user, target = waits
    form = forms.form(CodeForm)
    if not second_step.is_on(database.reading(), user.id):
        return _set_up(user, form)
    if request.method == "POST" and form.validate() and views_signing_in.is_right(user, form):
        if second_step.codes_left(db(), user.id) == 0:
            redirects.show_notice(_("You have no recovery code left. Make new ones on this page."), "warning")
            target = url_for(_ACCOUNT, _anchor="second-step")
        return views_signing_in.signed_in(user.id, target)
    return render_template("accounts/second_step.html", form=form), 422 if form.errors else 200


@bp.route("/second-step/set-up", methods=["GET", "POST"])
@guards.teacher_only
def set_up_second_step() -> ResponseReturnValue:
    """Turn it on: the telephone reads a secret, and one code shows that it has."""
    user = database.reading().get_one(User, context.user_id())
    if second_step.is_on(database.reading(), user.id):
        raise NotFound()
    return _set_up(user, forms.form(CodeForm))


def _set_up(user: User, form: CodeForm) -> ResponseReturnValue:
    if request.method == "POST" and form.validate():
        if views_signing_in.set_up(db().get_one(User, user.id), form):
            redirects.show_notice(_("From now on you sign in with a code besides the password."))
            return views_signing_in.signed_in(user.id, url_for(_ACCOUNT, _anchor="second-step"))
        db().rollback()
    secret = views_signing_in.secret_to_set_up()
    html = render_template(
        "accounts/second_step_set_up.html",
        form=form,
        letters=totp.in_letters(secret),
        picture=qr_picture(totp.address(secret, "quizapp", user.username)),
        is_required=views_signing_in.is_required(),
    )
    return html, 422 if form.errors else 200


@bp.post("/second-step/<any(off, codes):act>")
@guards.teacher_only
def change_second_step(act: str) -> ResponseReturnValue:
    """Turn it off, or make new recovery codes; the password is asked for, since a browser may have been left alone."""
    form = forms.form(CurrentPasswordForm)
    user = database.reading().get_one(User, context.user_id())
    if act == "off" and views_signing_in.is_required():
        raise Refused(_("On this site every teacher signs in with a second step."))
    if not views_signing_in.confirms_password(user, form):
        redirects.show_notice(_("This is not your current password. Nothing was changed."), "warning")
        return redirects.see_other(_ACCOUNT, _anchor="second-step")
    user = db().get_one(User, user.id)
    if act == "off":
        second_step.turn_off(db(), user, user.id, context.now())
        redirects.show_notice(_("You sign in with your password alone again."))
    else:
        session[views_signing_in.CODES] = second_step.new_codes(
            db(), database.program().secret, user, context.now()
        )
    db().commit()
    return redirects.see_other(_ACCOUNT, _anchor="second-step")
