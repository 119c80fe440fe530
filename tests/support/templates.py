"""Templates compiled once for a whole test run, though each test makes an application of its own.

Compiling them anew took two fifths of the time of a test of a page. Jinja compares each with its source's checksum.
"""

from flask import Flask
from jinja2 import BytecodeCache, Undefined
from jinja2.bccache import Bucket


class Absent(Undefined):
    """What a template asks for and nobody gives: a renamed field fails a test, where a page would show nothing.

    Asking whether it is there is allowed; only showing it is not.
    """

    __str__ = __iter__ = __html__ = Undefined._fail_with_undefined_error


class _Kept(BytecodeCache):
    def __init__(self) -> None:
        self.compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.compiled:
            bucket.bytecode_from_string(self.compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.compiled[bucket.key] = bucket.bytecode_to_string()


_KEPT = _Kept()


def keep_compiled(app: Flask) -> Flask:
    """The same application, which takes compiled templates from those before it."""
    app.jinja_env.bytecode_cache = _KEPT
    app.jinja_env.undefined = Absent
    return app
