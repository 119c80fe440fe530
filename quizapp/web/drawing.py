"""What pages are made of, worked out once and kept: texts in one language, addresses, and parts that many pages share."""

from collections.abc import Hashable
from functools import lru_cache
from gettext import NullTranslations
from typing import Any

from flask import Flask, current_app, g, request
from flask import url_for as built_anew
from markupsafe import Markup, escape

from quizapp.basics import i18n
from quizapp.basics.limits import ADDRESSES_KEPT, PIECES_KEPT, TEXTS_KEPT
from quizapp.basics.messages import Message
from quizapp.web import languages, markup


def text(message: str, /, **values: object) -> Markup:
    """What ``_()`` says in a template: markup of ours, with values that are escaped. A marked message comes with its own
    values, and people wrote some of them."""
    if isinstance(message, Message):
        return escape("".join(i18n._(message)))
    said = _said(i18n.current(), message)
    return said % values if values or "%" in said else said


@lru_cache(TEXTS_KEPT)
def _said(language: NullTranslations, message: str) -> Markup:
    return markup.of_the_catalogue(language.gettext(message))


def texts(one: str, many: str, num: int, /, **values: object) -> Markup:
    """What ``ngettext()`` says in a template; ``%(num)s`` is how many."""
    said = markup.of_the_catalogue(i18n.ngettext(one, many, num))
    return said % {"num": num, **values}


def address(endpoint: str, **values: Any) -> str:
    """``url_for``, kept: an address of this site is the same for whoever asks, and a page has a dozen."""
    if "_external" in values:
        return built_anew(endpoint, **values)
    if endpoint.startswith("."):
        endpoint = f"{request.blueprint}{endpoint}"
    try:
        given = tuple((name, type(value), value) for name, value in values.items())
        return _address(current_app._get_current_object(), request.root_path, endpoint, given)  # type: ignore[attr-defined]
    except TypeError:  # a list of values
        return built_anew(endpoint, **values)


@lru_cache(ADDRESSES_KEPT)
def _address(_app: Flask, _root: str, endpoint: str, given: tuple[tuple[str, type, Any], ...]) -> str:
    return built_anew(endpoint, **{name: value for name, _kind, value in given})


def piece(name: str, /, **values: Hashable) -> Markup:
    """A part of a page, drawn once from these values and kept: the same values in the same languages look the same.

    Its template may use nothing else that differs between requests: no viewer, no token, no instant.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    speaks = languages.language(), g.get("bank_language", "")
    return _piece(app, speaks, name, tuple(values.items()))


@lru_cache(PIECES_KEPT)
def _piece(
    app: Flask, _speaks: tuple[str, str], name: str, values: tuple[tuple[str, Hashable], ...]
) -> Markup:
    return escape(app.jinja_env.get_template(name).make_module(dict(values)))


def piece_drawn_anew(name: str, /, **values: Any) -> Markup:
    """The same for what is seldom the same twice, or too long to be kept: a text that somebody wrote."""
    return escape(current_app.jinja_env.get_template(name).make_module(values))
