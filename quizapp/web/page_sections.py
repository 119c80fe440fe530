"""Sections of a page that another feature makes. The view asks for them before it renders; features stay strangers.

Nothing is read ahead or written while a page is drawn: ``tests/support/quiet_templates.py`` watches every test of a page.
"""

from collections.abc import Callable
from typing import Any

_MAKERS: dict[str, Callable[..., Any]] = {}


def makes_section(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorates the function of a feature that makes what a section of this name shows."""

    def register(maker: Callable[..., Any]) -> Callable[..., Any]:
        _MAKERS[name] = maker
        return maker

    return register


def ask_section(name: str, *args: Any) -> Any:
    """What the section shows; None where the feature has nothing to say. Ask first: it may write, then begin anew."""
    return _MAKERS[name](*args)
