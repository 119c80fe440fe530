"""The headers of every response: what a page may load, who may frame it, what a cache may keep."""

from flask import Response, g

from quizapp.web import cookies, database, languages


def add_headers(response: Response) -> Response:
    """Add them, and give a new visitor the cookie that forms are bound to; runs after every request."""
    nonce = g.get("csp_nonce", "")
    style = f"'self' 'nonce-{nonce}'" if g.get("style_nonce") else "'self'"
    trusted = "" if g.get("style_nonce") else " require-trusted-types-for 'script'; trusted-types 'none';"
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src {style}; img-src 'self'; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        f"frame-ancestors 'none'; manifest-src 'self';{trusted}"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = (
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"
    )
    if database.program().settings.is_https:
        response.headers["Strict-Transport-Security"] = "max-age=63072000"
    if "Cache-Control" not in response.headers or response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
        response.vary.update(("Cookie", "Accept-Language"))
    languages.keep_language(response)
    if made := g.get("new_visitor"):
        cookies.set_cookie(response, cookies.VISITOR, made)
    return response
