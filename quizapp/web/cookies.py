"""The program's own cookies: each of this host and of HTTPS alone, and out of reach of scripts."""

from datetime import timedelta
from typing import Any

from flask import request

from quizapp.web.database import program

SESSION, VISITOR, LANGUAGE, DEVICE, BROWSER = "session", "visitor", "language", "device", "browser"


def cookie_name(kind: str) -> str:
    """``__Host-`` ties the cookie to this host and to HTTPS; Chromium grants it to loopback too."""
    return kind if program().settings.plain_http else f"__Host-{kind}"


def read_cookie(kind: str) -> str:
    """What the browser sends; empty where it sends none."""
    return request.cookies.get(cookie_name(kind), "")


def set_cookie(response: Any, kind: str, value: str, lasts: timedelta | None = None) -> None:
    """Let the browser keep a value for a while; without it until it is closed."""
    response.set_cookie(cookie_name(kind), value, max_age=lasts, **_attributes())


def delete_cookie(response: Any, kind: str) -> None:
    response.delete_cookie(cookie_name(kind), **_attributes())


def _attributes() -> dict[str, Any]:
    return {"secure": not program().settings.plain_http, "httponly": True, "samesite": "Lax", "path": "/"}
