"""The headers of every response: what a page may load, who may frame it, what a cache may keep."""

from flask import Response, g

from quizapp.web import cookies, database, languages

_DIFFERS_BY = ("Cookie", "Accept-Language")
_ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    (
        "Permissions-Policy",
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
    ),
)


def add_headers(response: Response) -> Response:
    """Add them, and give a new visitor the cookie that forms are bound to; runs after every request."""
    nonce = g.get("csp_nonce", "")
    style = f"'self' 'nonce-{nonce}'" if g.get("style_nonce") else "'self'"
    trusted = "" if g.get("style_nonce") else " require-trusted-types-for 'script'; trusted-types 'none';"
    add = response.headers.add  # no view sets one of these
    add(
        "Content-Security-Policy",
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src {style}; img-src 'self'; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        f"frame-ancestors 'none'; manifest-src 'self';{trusted}",
    )
    for name, value in _ALWAYS:
        add(name, value)
    if database.program().settings.is_https:
        add("Strict-Transport-Security", "max-age=63072000")
    if "Cache-Control" not in response.headers or response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
        if "Vary" in response.headers:
            response.vary.update(_DIFFERS_BY)
        else:
            add("Vary", ", ".join(_DIFFERS_BY))
    languages.keep_language(response)
    if made := g.get("new_visitor"):
        cookies.set_cookie(response, cookies.VISITOR, made)
    return response
