"""What is shown where a page cannot be: refusals, failures, a busy or full server."""

from flask import Flask, Response, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, SecurityError

from quizapp.basics.errors import Refused, SignedOut, TooMany
from quizapp.basics.i18n import _
from quizapp.basics.limits import MB, REQUEST_BYTES, UPLOAD_BYTES
from quizapp.basics.messages import msg
from quizapp.basics.program import started_as
from quizapp.models.db import NotPrepared, Trouble, trouble_of
from quizapp.web import csrf, database, guards

_NOT_PREPARED = f"The database lacks a table or column that this version of the program needs. Run: {started_as()} prepare"
_UNKNOWN_HOST = msg(
    "This server does not go by the name in the address. Use the address that your teacher gave you.\n"
    "Who runs the server can add names with QUIZAPP_TRUSTED_HOSTS, or set QUIZAPP_BASE_URL.\n"
)
_HTTP_SENTENCES = {
    400: (
        msg("What was sent cannot be read"),
        msg("Go back, reload the page and send it again. Saved answers are safe."),
    ),
    401: (msg("You are not signed in"), msg("Go to the start page.")),
    403: (msg("This is not for you"), msg("Go to the start page.")),
    404: (msg("There is nothing at this address"), msg("Check the address, or go to the start page.")),
    405: (msg("This page cannot be used like that"), msg("Go back and use the buttons of the page.")),
    413: (
        msg("That is too large"),
        msg(
            "Send at most %(most)s MB at once; teachers can send files of up to %(upload)s MB. Nothing was changed.",
            most=REQUEST_BYTES // MB,
            upload=UPLOAD_BYTES // MB,
        ),
    ),
    500: (
        msg("Something failed on our side"),
        msg(
            "What you sent just now may not be saved. Go back and look; tell your teacher if this happens again."
        ),
    ),
    503: (
        msg("The server is busy"),
        msg("Your last answer is not saved. Wait a few seconds and send it again."),
    ),
    507: (
        msg("The server's disk is full"),
        msg("Your last answer is not saved. Tell your teacher; earlier answers are safe."),
    ),
}


def install(app: Flask) -> None:
    """Let every refusal and every failure show a page of ours."""

    @app.errorhandler(Refused)
    def refused(error: Refused) -> ResponseReturnValue:
        again = guards.unsent_fields() if isinstance(error, SignedOut) else []
        page = render_template(
            "errors/refused.html",
            title=error.title,
            message=error.message,
            written=guards.written_fields(),
            again=again,
            is_signed_out=bool(again),
            token=csrf.lasting_csrf_token,
        )
        headers = {"Retry-After": str(error.retry_after)} if isinstance(error, TooMany) else {}
        return page, error.status, headers

    @app.errorhandler(SecurityError)
    def unknown_host(error: SecurityError) -> ResponseReturnValue:
        """A request for another host: no page can be drawn, since its links would carry that name."""
        return Response(_(_UNKNOWN_HOST), 400, mimetype="text/plain")

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> ResponseReturnValue:
        status = error.code or 500
        title, message = _HTTP_SENTENCES.get(status, _HTTP_SENTENCES[500])
        lost = guards.written_fields() if status >= 500 else []
        return render_template("errors/refused.html", title=title, message=message, written=lost), status

    @app.errorhandler(DBAPIError)
    @app.errorhandler(PoolTimeout)
    def no_database(error: DBAPIError | PoolTimeout) -> ResponseReturnValue:
        trouble = trouble_of(error)
        database.close_sessions()
        if trouble is Trouble.NOT_PREPARED:
            raise NotPrepared(_NOT_PREPARED) from error
        if trouble is Trouble.OTHER:
            raise error
        app.logger.warning("database: %s", getattr(error, "orig", None) or error)
        status = 507 if trouble is Trouble.FULL else 503
        title, message = _HTTP_SENTENCES[status]
        page = render_template(
            "errors/refused.html",
            title=title,
            message=message,
            written=guards.written_fields(),
            again=guards.sent_fields(),
            token=csrf.csrf_token,
        )
        return page, status, {"Retry-After": "5"}
