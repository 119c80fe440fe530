"""Wiring: settings, database, blueprints, error pages, headers."""

import secrets
from collections.abc import Callable
from datetime import datetime
from random import Random, SystemRandom
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.middleware.proxy_fix import ProxyFix

from quizapp.basics import i18n, limits
from quizapp.basics.clock import SteadyClock
from quizapp.basics.config import Settings, read_settings
from quizapp.basics.limits import REQUEST_BYTES, REQUEST_PARTS, STUDENT_KNOWN, UPLOAD_BYTES
from quizapp.basics.messages import Message
from quizapp.basics.program import as_started
from quizapp.cli import commands
from quizapp.domain.markdown import Verbatim
from quizapp.identity.tokens import keyed_hash
from quizapp.models.db import Sessions, make_engine
from quizapp.web import (
    context,
    csrf,
    database,
    drawing,
    error_pages,
    formatting,
    forms,
    guards,
    hidden_names,
    languages,
    markup,
    monitoring,
    packing,
    security_headers,
    session_cookies,
)
from quizapp.web.notice_cookie import NoticeCookie
from quizapp.web.rules import LateRule
from quizapp.web.static_files import add_version, serve_static


class Application(Flask):
    """Flask, but for what it logs and when it compiles its rules."""

    url_rule_class = LateRule

    def log_exception(self, exc_info: Any) -> None:
        """Log which page failed without its address: some hold a key to somebody's work that never expires."""
        where = request.url_rule.rule if request.url_rule else "no page of ours"
        self.logger.error("Exception on %s [%s]", where, request.method, exc_info=exc_info)


def build_app(
    settings: Settings | None = None,
    *,
    clock: Callable[[], datetime] | None = None,
    rng: Random | None = None,
) -> Flask:
    """The application with its database engine; nothing is migrated or published here."""
    settings = settings or read_settings()
    settings.prepare_data_folder()
    app = Application("quizapp", static_folder=None)
    secret = settings.secret()
    app.config.update(
        SECRET_KEY=secret,
        MAX_CONTENT_LENGTH=UPLOAD_BYTES,
        MAX_FORM_MEMORY_SIZE=UPLOAD_BYTES,  # a pasted text that is too large comes back whole
        MAX_FORM_PARTS=REQUEST_PARTS,
        SESSION_COOKIE_NAME="notices" if settings.plain_http else "__Host-notices",
        SESSION_COOKIE_SECURE=not settings.plain_http,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=STUDENT_KNOWN,
        SESSION_REFRESH_EACH_REQUEST=False,
        TRUSTED_HOSTS=list(settings.hosts) or None,
    )
    app.session_interface = NoticeCookie()
    app.extensions["quizapp"] = database.Program(
        settings=settings,
        sessions=Sessions(make_engine(settings.url, int(settings.threads))),
        secret=secret,
        clock=clock or SteadyClock(),
        rng=rng or SystemRandom(),
    )
    if int(settings.trusted_proxies):
        hops = int(settings.trusted_proxies)
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    monitoring.install(app, app.extensions["quizapp"])
    app.add_url_rule("/static/<path:filename>", "static", serve_static)
    _install_templates(app)
    _install_hooks(app)
    error_pages.install(app)
    _install_features(app)
    commands.register(app)
    return app


def _spoken(language: str = "", *, of: str = "") -> Markup:
    """The attributes of an element that holds a text of a bank: in its language, or that of the bank whose page this is.
    What somebody typed (``of``) runs as its own letters say: 12 km stays 12 km in Arabic. What is ours is in the page's."""
    language, page = language or g.get("bank_language", ""), g.get("language", "en")
    if isinstance(of, Verbatim) or language == page:
        return markup.spoken("", "")
    shown = page if language and isinstance(of, Message) else language
    return markup.spoken(shown, i18n.text_direction(shown))


def _placed(written: Callable[[datetime, ZoneInfo], str]) -> Callable[[datetime | None], str]:
    """A filter that writes an instant by the viewer's clock, with the place of that clock."""

    def write(instant: datetime | None) -> str:
        if instant is None:
            return ""
        zone = context.timezone()
        return formatting.placed(written(instant, zone), instant, zone)

    return write


def _install_templates(app: Flask) -> None:
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    # Functions are globals: macros then need nothing of the page that uses them, and their files are run once.
    app.jinja_env.globals.update(
        _=drawing.text,
        ngettext=drawing.texts,
        url_for=drawing.address,
        limits=limits,
        spoken=_spoken,
        settings=app.extensions["quizapp"].settings,
        csrf_token=csrf.csrf_token,
        lasting_csrf_token=csrf.lasting_csrf_token,
        device_key=_device_key,
        new_op=lambda: secrets.token_hex(16),
        kept_link=session_cookies.kept_link,
        names_hidden=hidden_names.names_hidden,
        names_address=hidden_names.names_address,
        problems_of=forms.problems_of,
        teacher_pages=_teacher_pages,
        waiting_lines=context.waiting_lines,
        other_languages=languages.language_choices,
        not_you=_not_you,
    )
    app.jinja_env.filters.update(
        md=_translated_first(markup.md),
        inline=_translated_first(markup.inline),
        plain=_translated_first(markup.plain),
        # A name or a date within a line of another language runs in its own direction.
        apart=lambda text: markup.element("bdi", text) if text else "",
        as_started=as_started,
        stem_line=markup.stem_line,
        around_gap=markup.around_gap,
        first_sentence=markup.first_sentence,
        stem_lead=lambda text: markup.split_stem(text)[0],
        stem_rest=lambda text: markup.split_stem(text)[1],
        day=lambda instant: formatting.day(instant, context.timezone()),
        weekday=lambda instant: formatting.weekday(instant, context.timezone()),
        clock=_placed(formatting.clock),
        moment=_placed(formatting.moment),
        deadline=_placed(lambda instant, zone: formatting.deadline(instant, zone, context.now())),
        numeral=formatting.numeral,
        share=formatting.share,
        # Labels and sentences that are not written in the template: they may hold a per cent sign.
        translated=lambda text: i18n._(str(text)) if text else "",
    )
    app.url_defaults(add_version)

    @app.context_processor
    def page_variables() -> dict[str, object]:
        return {
            "viewer": context.viewer(),
            "csp_nonce": g.get("csp_nonce", ""),
            "now": context.now(),
            "page_language": languages.language(),
            "page_direction": i18n.text_direction(languages.language()),
        }


def _device_key() -> str:
    """Under what a browser keeps what a student has not sent yet: it tells students apart and says nothing of them."""
    seen = context.viewer()
    if seen is None or seen.student_id is None:
        return ""
    return keyed_hash(database.program().secret, "device", str(seen.student_id))[:16]


def _translated_first(render: Callable[[str], str]) -> Callable[[str], str]:
    """A filter that draws Markdown; what is ours among people's own texts, such as "Not stated", is translated, and has
    no marks but what somebody typed."""
    return lambda text: render(Verbatim(i18n._(text)) if isinstance(text, Message) else text)


def _not_you(then: str) -> str:
    """Where a student says to be somebody else; afterwards on to this very page, or where it is told."""
    here = request.path if request.method == "GET" else "/"
    return drawing.address("taking.ask_not_you", next=then or here)


def _teacher_pages() -> list[tuple[str, str]]:
    """The links of a teacher's navigation."""
    return [
        ("classes.index", i18n._("Classes")),
        ("reports.index", i18n._("Reports")),
        ("authoring.index", i18n._("Banks")),
    ]


def _install_hooks(app: Flask) -> None:
    @app.before_request
    def begin() -> ResponseReturnValue | None:
        g.csp_nonce = secrets.token_urlsafe(16)  # a missing static file is answered by a page, too
        languages.use_language()
        if request.endpoint == "static":
            return None
        csrf.check_address()
        if request.routing_exception is not None:
            return None  # 404 or 405: no view will run
        if not guards.is_teachers_own(current_app.view_functions[request.endpoint or ""]):
            request.max_content_length = REQUEST_BYTES
        csrf.check_csrf()
        session_cookies.load_viewer()
        return hidden_names.take_names_choice()

    app.after_request(packing.pack_page)
    app.after_request(security_headers.add_headers)
    app.teardown_appcontext(database.close_sessions)


def _install_features(app: Flask) -> None:
    from quizapp.features import BLUEPRINTS  # noqa: PLC0415  # costly: the views, not needed by `banks check`

    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
