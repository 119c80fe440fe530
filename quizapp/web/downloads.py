"""A response that the browser saves as a file of this name."""

from flask import Response


def attachment(content: bytes | str, name: str, mimetype: str) -> Response:
    """``name`` may have any letters: those beyond ASCII are written as RFC 5987 says."""
    response = Response(content, mimetype=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
