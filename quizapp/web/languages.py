"""Which language a page is shown in: what was chosen in the footer, else what the browser asks for, else the setting."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import current_app, g, request, url_for
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header
from werkzeug.routing import BuildError

from quizapp.basics import i18n
from quizapp.basics.limits import LANGUAGE_REMEMBERED
from quizapp.basics.messages import msg
from quizapp.web.cookies import LANGUAGE, read_cookie, set_cookie
from quizapp.web.database import SAFE, program


@dataclass(frozen=True)
class LanguageChoice:
    """A language that can be chosen: its tag, its own name for itself, and the address that chooses it."""

    tag: str
    name: str
    address: str


def _offered() -> tuple[str, ...]:
    """The installed languages; developers have the pseudo-languages, too."""
    pseudo = (i18n.PSEUDO, i18n.PSEUDO_RTL) if program().settings.design_page else ()
    return (*i18n.installed(), *pseudo)


def use_language() -> None:
    """Find out the language of the request; ``?lang=`` chooses it for this browser. No other tag than one of ours is
    ever looked up or written into a page."""
    offered = _offered()
    chosen = request.args.get("lang", "")
    kept = read_cookie(LANGUAGE)
    if chosen in offered:
        g.new_language = chosen
        g.language = chosen
    elif kept in offered:
        g.language = kept
    else:
        g.language = _asked_for(request.headers.get("Accept-Language", "")) or program().settings.language
    i18n.use_language(g.language)


@lru_cache(500)
def _asked_for(header: str) -> str:
    """The installed language that the browser likes best; "en" answers "en-GB", too."""
    installed = {tag.casefold(): tag for tag in i18n.installed()}
    for wanted, quality in parse_accept_header(header, LanguageAccept):  # the best first
        for tag in (wanted.casefold(), wanted.casefold().partition("-")[0]):
            if quality and tag in installed:
                return installed[tag]
    return ""


#: Languages that write a comma before decimals, and countries that write a point in spite of theirs (Unicode CLDR 46).
_COMMA = frozenset(
    "af az be bg bs ca cs da de el es et eu fi fr gl hr hu hy id is it ka kk ky lt lv mk nb nl nn no pl pt ro ru sk sl sq sr sv "
    "tr uk uz vi".split()
)
_POINT_IN = frozenset("CH DO GT HN LI MX NI PA PE PR SV US".split())


def decimal_point() -> str:
    """What stands before decimals where the reader's browser is set up: their spreadsheet reads numbers so."""
    for wanted, _quality in parse_accept_header(request.headers.get("Accept-Language", ""), LanguageAccept):
        tongue, _dash, place = wanted.replace("_", "-").partition("-")
        if wanted.upper() == "EN-ZA":
            return ","
        return "," if tongue.casefold() in _COMMA and place.upper() not in _POINT_IN else "."
    return "."


def language() -> str:
    tag: str = g.get("language", i18n.ENGLISH)
    return tag


def keep_language(response: Any) -> None:
    """Let the browser remember what was chosen."""
    if made := g.get("new_language"):
        set_cookie(response, LANGUAGE, made, LANGUAGE_REMEMBERED)


def language_choices() -> list[LanguageChoice]:
    """The other languages, each with this very page's address; none where there is only one."""
    found = []
    for tag in i18n.installed() if len(i18n.installed()) > 1 else ():
        name = i18n.translations(tag).gettext(_OWN_NAME)
        if tag != language():
            found.append(
                LanguageChoice(tag, name if name != _OWN_NAME or tag == i18n.ENGLISH else tag, _here(tag))
            )
    return found


# Translators: the name of your language, in your language.
_OWN_NAME = msg("English")


def _here(tag: str) -> str:
    """This page in another language; the start page where it cannot be asked for again."""
    if request.endpoint and request.method in SAFE and request.routing_exception is None:
        given = {**request.args.to_dict(flat=False), **(request.view_args or {}), "lang": tag}
        try:
            return url_for(request.endpoint, **given)
        except BuildError:
            current_app.logger.warning("no address for %s", request.endpoint)
    return url_for("taking.home", lang=tag)
