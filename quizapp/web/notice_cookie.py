"""Flask's own cookie, for notices and what else waits for the next page: checked once, and then known again."""

from copy import deepcopy
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature

from quizapp.basics.clock import machine_clock
from quizapp.basics.limits import NOTICES_KEPT


class NoticeCookie(SecureCookieSessionInterface):
    """Reads the cookie that a browser sends with every request, mostly the same one."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        sent = request.cookies.get(app.config["SESSION_COOKIE_NAME"], "")
        if not sent:
            return self.session_class()
        try:
            holds, made = _checked(self, app, sent)
        except BadSignature:
            return self.session_class()
        if machine_clock() - made > app.permanent_session_lifetime:
            return self.session_class()
        return self.session_class(deepcopy(holds))


@lru_cache(NOTICES_KEPT)
def _checked(interface: NoticeCookie, app: Flask, sent: str) -> tuple[dict[str, Any], datetime]:
    """What a cookie holds and when it was signed; raises BadSignature, which is never kept."""
    serializer = interface.get_signing_serializer(app)
    if serializer is None:
        raise BadSignature("there is no secret to sign with")
    holds, made = serializer.loads(sent, return_timestamp=True)
    return holds, made
