"""quizapp: quizzes that teach. Every question is traceable to its source."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from quizapp.basics.config import Settings


def create_app(
    settings: Settings | None = None,
    *,
    clock: Callable[[], datetime] | None = None,
    rng: Random | None = None,
) -> Flask:
    """Build the web application.

    Imported late, so that ``import quizapp.domain`` loads no Flask: importing a child package imports
    its parent first.
    """
    from quizapp.app import build_app  # noqa: PLC0415  # costly: Flask

    return build_app(settings, clock=clock, rng=rng)
