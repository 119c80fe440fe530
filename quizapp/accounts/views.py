"""Pages of the teachers' accounts."""

from flask import render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from quizapp.accounts import devices, second_step, service, views_signing_in
from quizapp.accounts.blueprint import bp
from quizapp.accounts.forms import (
    AccountForm,
    ChangePasswordForm,
    CurrentPasswordForm,
    NewPasswordForm,
    ProfileForm,
    SignInForm,
)
from quizapp.basics.errors import NotFound
from quizapp.basics.i18n import _
from quizapp.identity import one_time_links, sessions
from quizapp.identity.names import NameTaken
from quizapp.models import AuditEvent, LinkPurpose, User
from quizapp.web import context, database, forms, guards, monitoring, redirects, session_cookies
from quizapp.web.database import db
from quizapp.web.zone_fields import offer_zone

#: Where a teacher lands, and where one does who has no class yet.
_START, _FIRST = "classes.index", "classes.new"


@bp.route("/<any(setup, invite):purpose>/<token>", methods=["GET", "POST"])
@guards.token_only
def new_account(purpose: LinkPurpose, token: str) -> ResponseReturnValue:
    """Set up the first account, or accept an invitation. The link works once."""
    service.link_or_404(database.reading(), purpose, token, context.now())
    form = forms.form(AccountForm)
    if request.method == "POST" and form.validate():
        db().rollback()
        account = service.NewAccount(
            form.username.data or "",
            form.display_name.data or "",
            service.hash_password(form.password.data or ""),
            form.timezone.data or "",
        )
        link = service.link_or_404(db(), purpose, token, context.now())
        try:
            user = service.create_account(db(), link, account, context.now())
        except NameTaken:
            db().rollback()
            form.username.errors = [_("Another teacher has this user name. Choose another.")]
        else:
            if link.class_id is not None:  # the link leads into a class that there is
                return views_signing_in.after_password(user.id, url_for(_START))
            redirects.show_notice(_("Your account is ready. Begin with a class."))
            return views_signing_in.after_password(user.id, url_for(_FIRST))
    html = render_template("accounts/new_account.html", form=form, purpose=purpose)
    return html, 422 if form.errors else 200


@bp.route("/sign-in", methods=["GET", "POST"])
@guards.anyone
def sign_in() -> ResponseReturnValue:
    """Sign in. The password is checked before the write queue is entered."""
    form = forms.form(SignInForm)
    if request.method == "POST" and form.validate():
        db().rollback()
        name = form.username.data or ""
        guesser = service.Guesser(name, request.remote_addr or "", devices.known_device(name))
        service.check_tries(database.reading(), guesser, context.now())
        user = service.check_password(database.reading(), name, form.password.data or "")
        if user is not None:
            service.count_success(db(), guesser, context.now())
            target = redirects.safe_next(request.args.get("next") or url_for(_START))
            return views_signing_in.after_password(user.id, target)
        service.count_failure(db(), guesser, context.now())
        db().commit()
        monitoring.note_sign_in(None)
        form.password.errors = [_("User name and password do not belong together. Check both.")]
    html = render_template(
        "accounts/sign_in.html", form=form, is_set_up=one_time_links.has_teacher(database.reading())
    )
    return html, 422 if form.errors else 200


@bp.post("/sign-out")
@guards.teacher_only
def sign_out() -> ResponseReturnValue:
    """Sign out, and wipe what the browser keeps of us."""
    session_cookies.end_session()
    db().commit()
    return session_cookies.signed_out(url_for("taking.home"), _("You are signed out."))


@bp.get("/")
@guards.teacher_only
def account() -> ResponseReturnValue:
    """The teacher's own account."""
    user = db().get_one(User, context.user_id())
    form = ProfileForm(obj=user)
    return _account_page(user, form, ChangePasswordForm())


def _account_page(
    user: User,
    form: ProfileForm,
    password_form: ChangePasswordForm,
    browsers_form: CurrentPasswordForm | None = None,
) -> ResponseReturnValue:
    browsers_form = browsers_form or CurrentPasswordForm(formdata=None)
    offer_zone(form.timezone, user.timezone)
    html = render_template(
        "accounts/account.html",
        user=user,
        form=form,
        password_form=password_form,
        has_second_step=second_step.is_on(db(), user.id),
        codes=session.pop(views_signing_in.CODES, None) if request.method == "GET" else None,
        codes_left=second_step.codes_left(db(), user.id),
        second_step_form=CurrentPasswordForm(prefix=""),
        browsers=sessions.open_sessions(db(), user.id, context.now()),
        browsers_form=browsers_form,
        second_step_required=views_signing_in.is_required(),
    )
    return html, 422 if form.errors or password_form.errors or browsers_form.errors else 200


@bp.post("/")
@guards.teacher_only
def save_profile() -> ResponseReturnValue:
    """Save name and time zone."""
    user = db().get_one(User, context.user_id())
    form = forms.form(ProfileForm)
    offer_zone(form.timezone, user.timezone)
    if not form.validate():
        return _account_page(user, form, ChangePasswordForm())
    user.display_name, user.timezone = form["display_name"].data or "", form.timezone.data or ""
    db().commit()
    redirects.show_notice(_("Saved."))
    return redirects.see_other(".account")


@bp.post("/new-password")
@guards.teacher_only
def change_password() -> ResponseReturnValue:
    """Change the password; other browsers are signed out."""
    user = database.reading().get_one(User, context.user_id())
    form = forms.form(ChangePasswordForm)
    db().rollback()
    if not views_signing_in.confirms_password(user, form):
        return _account_page(user, ProfileForm(obj=user), form)
    hashed = service.hash_password(form.password.data or "")
    service.set_password(db(), db().get_one(User, user.id), hashed, context.now())
    redirects.show_notice(_("Your password is changed. Other browsers are signed out."))
    return views_signing_in.signed_in(user.id, url_for(".account"))


@bp.post("/browsers")
@guards.teacher_only
def end_other_browsers() -> ResponseReturnValue:
    """Sign out every other browser, after the password was typed again."""
    user = database.reading().get_one(User, context.user_id())
    form = forms.form(CurrentPasswordForm)
    db().rollback()
    if not views_signing_in.confirms_password(user, form):
        return _account_page(user, ProfileForm(obj=user), ChangePasswordForm(formdata=None), form)
    seen = context.viewer()
    sessions.end_others(db(), user.id, seen.session_id if seen else 0)
    db().commit()
    redirects.show_notice(_("All other browsers are signed out."))
    return redirects.see_other(".account", _anchor="browsers")


@bp.post("/invitations")
@guards.admin_only
def invite() -> ResponseReturnValue:
    """Make a one-time link with which another teacher sets up an account."""
    token = one_time_links.make_link(db(), LinkPurpose.INVITE, context.now())
    db().add(AuditEvent(at=context.now(), user_id=context.user_id(), act="invited a teacher", about=""))
    db().commit()
    session["one_time_link"] = one_time_links.link_address(
        database.program().settings.public_url, LinkPurpose.INVITE, token or ""
    )
    return redirects.see_other(".run_site", _anchor="teachers")


@bp.post("/teachers/<public_id>/<any(password, disable, enable, telephone):act>")
@guards.admin_only
def manage(public_id: str, act: str) -> ResponseReturnValue:
    """Give another teacher a link for a new password, let them in without the telephone, close or reopen their account."""
    user = service.get_teacher(db(), public_id)
    if user.id == context.user_id():
        raise NotFound()
    if act == "password":
        token = one_time_links.make_link(db(), LinkPurpose.PASSWORD, context.now(), username=user.username)
        session["one_time_link"] = one_time_links.link_address(
            database.program().settings.public_url, LinkPurpose.PASSWORD, token or ""
        )
    elif act == "telephone":
        second_step.turn_off(db(), user, context.user_id(), context.now())
    else:
        user.disabled_at = context.now() if act == "disable" else None
        sessions.end_all(db(), user_id=user.id)
    db().add(
        AuditEvent(at=context.now(), user_id=context.user_id(), act=f"account: {act}", about=user.username)
    )
    db().commit()
    return redirects.see_other(".run_site", _anchor="teachers")


@bp.route("/password/<token>", methods=["GET", "POST"])
@guards.token_only
def new_password(token: str) -> ResponseReturnValue:
    """Choose a new password with a one-time link."""
    link = service.link_or_404(database.reading(), LinkPurpose.PASSWORD, token, context.now())
    form = forms.form(NewPasswordForm)
    if request.method == "POST" and form.validate():
        db().rollback()
        hashed = service.hash_password(form.password.data or "")
        link = service.link_or_404(db(), LinkPurpose.PASSWORD, token, context.now())
        if not one_time_links.use_link(db(), link, context.now()) or link.user_id is None:
            raise NotFound()
        service.set_password(db(), db().get_one(User, link.user_id), hashed, context.now())
        return views_signing_in.after_password(link.user_id, url_for(_START))
    html = render_template("accounts/new_password.html", form=form)
    return html, 422 if form.errors else 200
