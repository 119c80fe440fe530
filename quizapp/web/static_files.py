"""Stylesheet, script and font: compressed once, named by content, kept by the browser for good."""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask import Response, abort, request
from werkzeug.security import safe_join

from quizapp.web.packing import takes_gzip

FOLDER = Path(__file__).resolve().parent.parent / "static"
_COMPRESSIBLE = {"text/css", "text/javascript", "application/json", "image/svg+xml", "text/plain"}
#: Comments are for those who work on a stylesheet: an eighth of what each browser would be sent. A licence (``/*!``) stays.
_CSS_COMMENT = re.compile(rb"/\*(?!!).*?\*/[ \t]*\n?", re.DOTALL)
#: Files that are sent as one, so that a page asks once; of each what a browser needs.
_TOGETHER = {"quizapp.js": ("quizapp.js",), "answering.js": ("answering.js", "quizapp.js")}
#: The same for our scripts, whose comments have lines of their own; indents go, too. Vendored files stay as they came.
_JS_MARGIN = re.compile(rb"^[ \t]*(?://.*)?\n|^[ \t]+", re.MULTILINE)
_ADDRESS = re.compile(rb'url\("([\w./-]+)"\)')
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("font/woff2", ".woff2")


@dataclass(frozen=True)
class StaticFile:
    content: bytes
    gzipped: bytes | None
    mime: str
    digest: str


def _with_version(address: re.Match[bytes]) -> bytes:
    """An address in the stylesheet with the content's hash, as the pages' own addresses have it."""
    name = address[1].decode()
    found = _load(name)
    return address[0] if found is None else f'url("{name}?v={found.digest}")'.encode()


@cache
def _load(filename: str) -> StaticFile | None:
    path = safe_join(str(FOLDER), filename)
    if path is None or not Path(path).is_file():
        return None
    content = Path(path).read_bytes()
    if filename.endswith(".css"):
        content = _ADDRESS.sub(_with_version, _CSS_COMMENT.sub(b"", content))
    elif filename in _TOGETHER:
        content = b"".join(_JS_MARGIN.sub(b"", (FOLDER / part).read_bytes()) for part in _TOGETHER[filename])
    mime = mimetypes.guess_type(filename)[0] or "application/octet-stream"
    packed = gzip.compress(content, 9, mtime=0) if mime in _COMPRESSIBLE else None
    return StaticFile(content, packed, mime, hashlib.sha256(content).hexdigest()[:16])


def add_version(endpoint: str, values: dict[str, Any]) -> None:
    """Add the content's hash to the address of a static file, so that it can be kept for ever."""
    if endpoint == "static" and "v" not in values and (found := _load(values.get("filename", ""))):
        values["v"] = found.digest


def serve_static(filename: str) -> Response:
    """A file of ``static/``, compressed where that pays."""
    found = _load(filename)
    if found is None:
        abort(404)
    packed = found.gzipped if takes_gzip() else None
    response = Response(packed or found.content, mimetype=found.mime)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    if found.gzipped:
        response.vary.add("Accept-Encoding")
    fresh = request.args.get("v") == found.digest
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if fresh else "no-cache"
    response.set_etag(found.digest)
    response.make_conditional(request)
    return response


serve_static.__guard__ = "anyone"  # type: ignore[attr-defined]
