"""A long page of a student travels packed, also where no proxy packs it: sixty kilobytes are a page's budget.

Packing lets a stranger who can put words into a page, and see how long it becomes, guess at what else stands in it, the
token of its forms, say (BREACH). So only those pages are packed in which nothing stands that a stranger chose: their
address has no query, or the number of a round, which is too short to guess with; and they show a student's own work and
the bank's texts.
"""

import gzip

from flask import Response, request

#: Shorter ones are within the budget as they are, and the page of a question, which is asked for most, costs no time.
_LONG = 8_000
_OF_STUDENTS = ("taking", "studying")


def takes_gzip() -> bool:
    """Whether the browser reads gzip."""
    return "gzip" in request.headers.get("Accept-Encoding", "")


def _is_safe_query() -> bool:
    return all(name == "round" and len(value) <= 2 for name, value in request.args.items(multi=True))


def pack_page(response: Response) -> Response:
    """Pack a page where it is long and holds nothing of a stranger's; runs after every request."""
    parts = response.response
    if parts.__class__ is not list or not parts or len(parts[0]) < _LONG:
        return response  # a page is one text, and most cost no more than this
    is_page = response.status_code == 200 and response.mimetype == "text/html"
    if not (is_page and request.method == "GET" and request.blueprint in _OF_STUDENTS and _is_safe_query()):
        return response
    body = response.get_data()
    if len(body) < _LONG:
        return response
    response.vary.add("Accept-Encoding")
    if takes_gzip():
        response.set_data(gzip.compress(body, 6, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response
