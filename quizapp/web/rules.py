"""The addresses of pages, made ready as they are asked for."""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

#: What composes an address, by the address with its gaps: the same for every application of a process.
_COMPOSERS: dict[tuple[str, bool, str], Callable[..., tuple[str, str]]] = {}


class LateRule(Rule):
    """A rule that compiles the function which composes its address when the first is composed.

    Werkzeug compiles two for each rule at the start, more than half of what making an application costs.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (self.rule, append_unknown, repr(self.defaults))
        compile_now = super()._compile_builder

        def compose(rule: Rule, /, **values: Any) -> tuple[str, str]:
            made = _COMPOSERS.get(key) or _COMPOSERS.setdefault(key, compile_now(append_unknown))
            return made(rule, **values)

        return compose
