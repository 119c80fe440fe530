"""After a form: a sentence on the next page, and where to go."""

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue


def show_notice(text: str, kind: str = "saved") -> None:
    """Show a sentence on the next page: kind is ``saved``, ``info`` or ``warning``."""
    flash(text, kind)


def see_other(endpoint: str, **values: Any) -> ResponseReturnValue:
    """Redirect after a POST."""
    return redirect(url_for(endpoint, **values), 303)


def safe_next(target: str | None) -> str:
    """An address of this site to go on to; the start page for anything else."""
    fallback = url_for("taking.home")
    if not target or len(target) > 2000 or not target.isascii() or not target.isprintable():
        return fallback
    if not target.startswith("/") or target.startswith(("//", "/\\")) or "\\" in target or " " in target:
        return fallback
    return target
