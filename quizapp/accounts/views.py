"""Pages of the teachers' accounts."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from quizapp import accounts_links, throttle, visitors, web
from quizapp.accounts import service
from quizapp.accounts.forms import AccountForm, ChangePasswordForm, NewPasswordForm, ProfileForm, SignInForm
from quizapp.language import _
from quizapp.models import AuditEvent, User
from quizapp.refusals import NotFound
from quizapp.web import db

bp = Blueprint("accounts", __name__, url_prefix="/account")

#: Where a teacher lands, and where one does who has no class yet.
_START, _FIRST = "classes.index", "classes.new"


@bp.route("/<any(setup, invite):purpose>/<token>", methods=["GET", "POST"])
@web.anyone
def new_account(purpose: str, token: str) -> ResponseReturnValue:
    """Set up the first account, or accept an invitation. The link works once."""
    service.link_or_404(web.reading(), purpose, token, web.now())
    form = web.form(AccountForm)
    if request.method == "POST" and form.validate():
        db().rollback()
        account = service.NewAccount(
            form.username.data or "",
            form.display_name.data or "",
            service.hash_password(form.password.data or ""),
        )
        link = service.link_or_404(db(), purpose, token, web.now())
        try:
            user = service.create(db(), link, account, web.now())
        except service.NameTaken:
            db().rollback()
            form.username.errors = [_("Another teacher has this user name. Choose another.")]
        else:
            if link.class_id is not None:  # the link leads into a class that there is
                return _signed_in(user.id, url_for(_START))
            web.notice(_("Your account is ready. Begin with a class."))
            return _signed_in(user.id, url_for(_FIRST))
    html = render_template("accounts/new_account.html", form=form, purpose=purpose)
    return html, 422 if form.errors else 200


@bp.route("/sign-in", methods=["GET", "POST"])
@web.anyone
def sign_in() -> ResponseReturnValue:
    """Sign in. The password is checked before the write queue is entered."""
    form = web.form(SignInForm)
    if request.method == "POST" and form.validate():
        db().rollback()
        name, client = form.username.data or "", request.remote_addr or ""
        service.check_tries(web.reading(), name, client, web.now())
        user = service.check_password(web.reading(), name, form.password.data or "")
        if user is not None:
            throttle.clear(db(), service.throttle_key(name))
            return _signed_in(user.id, web.safe_next(request.args.get("next") or url_for(_START)))
        service.count_failure(db(), name, client, web.now())
        db().commit()
        form.password.errors = [_("User name and password do not belong together. Check both.")]
    html = render_template(
        "accounts/sign_in.html", form=form, is_set_up=accounts_links.has_teacher(web.reading())
    )
    return html, 422 if form.errors else 200


def _signed_in(user_id: int, target: str) -> ResponseReturnValue:
    """A new session, whoever was signed in before; commits."""
    web.end_session()
    token = visitors.sign_in(db(), web.now(), user_id=user_id)
    db().commit()
    response = redirect(target, 303)
    web.remember(response, token)
    return response


@bp.post("/sign-out")
@web.teacher_only
def sign_out() -> ResponseReturnValue:
    """Sign out, and wipe what the browser keeps of us."""
    web.end_session()
    db().commit()
    session.clear()
    response = redirect(url_for("taking.home"), 303)
    web.forget(response)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.get("/")
@web.teacher_only
def account() -> ResponseReturnValue:
    """The teacher's own account, and for the administrator the other teachers."""
    user = db().get_one(User, web.user_id())
    form = ProfileForm(obj=user)
    return _account_page(user, form, ChangePasswordForm())


def _account_page(user: User, form: ProfileForm, password_form: ChangePasswordForm) -> ResponseReturnValue:
    html = render_template(
        "accounts/account.html",
        user=user,
        form=form,
        password_form=password_form,
        teachers=service.teachers(db()) if user.is_admin else [],
        link=session.pop("one_time_link", None) if request.method == "GET" else None,
    )
    return html, 422 if form.errors or password_form.errors else 200


@bp.post("/")
@web.teacher_only
def save_profile() -> ResponseReturnValue:
    """Save name and time zone."""
    user = db().get_one(User, web.user_id())
    form = web.form(ProfileForm)
    if not form.validate():
        return _account_page(user, form, ChangePasswordForm())
    user.display_name, user.timezone = form["display_name"].data or "", form.timezone.data or ""
    db().commit()
    web.notice(_("Saved."))
    return web.see_other(".account")


@bp.post("/new-password")
@web.teacher_only
def change_password() -> ResponseReturnValue:
    """Change the password; other browsers are signed out."""
    user = web.reading().get_one(User, web.user_id())
    form = web.form(ChangePasswordForm)
    db().rollback()
    client = request.remote_addr or ""
    service.check_tries(web.reading(), user.username, client, web.now())
    if (
        form.validate()
        and service.check_password(web.reading(), user.username, form.current.data or "") is None
    ):
        service.count_failure(db(), user.username, client, web.now())
        db().commit()
        form.current.errors = [_("This is not your current password.")]
    if form.errors or form.current.errors:
        return _account_page(user, ProfileForm(obj=user), form)
    hashed = service.hash_password(form.password.data or "")
    service.set_password(db(), db().get_one(User, user.id), hashed, web.now())
    web.notice(_("Your password is changed. Other browsers are signed out."))
    return _signed_in(user.id, url_for(".account"))


@bp.post("/invitations")
@web.admin_only
def invite() -> ResponseReturnValue:
    """Make a one-time link with which another teacher sets up an account."""
    token = accounts_links.make(db(), "invite", web.now())
    db().add(AuditEvent(at=web.now(), user_id=web.user_id(), act="invited a teacher", about=""))
    db().commit()
    session["one_time_link"] = accounts_links.address(
        web.program().settings.public_url, "invite", token or ""
    )
    return web.see_other(".account", _anchor="teachers")


@bp.post("/teachers/<public_id>/<any(password, disable, enable):act>")
@web.admin_only
def manage(public_id: str, act: str) -> ResponseReturnValue:
    """Give another teacher a link for a new password, or close or reopen their account."""
    user = service.teacher(db(), public_id)
    if user.id == web.user_id():
        raise NotFound()
    if act == "password":
        token = accounts_links.make(db(), "password", web.now(), username=user.username)
        session["one_time_link"] = accounts_links.address(
            web.program().settings.public_url, "password", token or ""
        )
    else:
        user.disabled_at = web.now() if act == "disable" else None
        visitors.end_all(db(), user_id=user.id)
    db().add(AuditEvent(at=web.now(), user_id=web.user_id(), act=f"account: {act}", about=user.username))
    db().commit()
    return web.see_other(".account", _anchor="teachers")


@bp.route("/password/<token>", methods=["GET", "POST"])
@web.anyone
def new_password(token: str) -> ResponseReturnValue:
    """Choose a new password with a one-time link."""
    link = service.link_or_404(web.reading(), "password", token, web.now())
    form = web.form(NewPasswordForm)
    if request.method == "POST" and form.validate():
        db().rollback()
        hashed = service.hash_password(form.password.data or "")
        link = service.link_or_404(db(), "password", token, web.now())
        if not accounts_links.use(db(), link, web.now()) or link.user_id is None:
            raise NotFound()
        service.set_password(db(), db().get_one(User, link.user_id), hashed, web.now())
        return _signed_in(link.user_id, url_for(_START))
    html = render_template("accounts/new_password.html", form=form)
    return html, 422 if form.errors else 200
