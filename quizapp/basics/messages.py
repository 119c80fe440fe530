"""Texts that are marked for translators where they are written, and translated where they are shown.

Two marks, both for code that knows no web: ``N_("Choose one.")`` for a text without values, which is looked up by itself,
and ``msg("There is no figure in “%(words)s”.", words=words)`` for one with values. ``nmsg`` is for one and many. All three
are found by ``python3 manage.py messages``. What is shown goes through ``i18n._``.
"""

from collections.abc import Callable, Mapping
from typing import Any, Self

Translate = Callable[[str], str]
TranslateMany = Callable[[str, str, int], str]


class Message(str):
    """A text of the catalogue with its values: in English as it is, in any language by ``translated``.

    It stays lazy when WTForms fills in its own values (``Length(max=…)``: "%(max)d").
    """

    #: The text in the catalogue, and its form for several things ("" where it has none).
    id: str
    many: str
    number: int
    values: Mapping[str, Any]

    def __new__(
        cls, text: str, values: Mapping[str, Any] | None = None, *, many: str = "", number: int = 1
    ) -> Self:
        chosen = many if many and number != 1 else text
        made = super().__new__(cls, chosen % values if values else chosen)
        made.id, made.many, made.number, made.values = text, many, number, values or {}
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        return (self.id, self.values), {"many": self.many, "number": self.number}

    def __str__(self) -> str:
        """Itself: an exception that was given a message still has it when it is asked for its text."""
        return self

    def __mod__(self, values: Any) -> "Message":
        return Message(self.id, {**self.values, **values}, many=self.many, number=self.number)

    def translated(self, translate: Translate, translate_many: TranslateMany) -> str:
        """The text in a language. English where a translation names values that there are not."""
        text = translate_many(self.id, self.many, self.number) if self.many else translate(self.id)
        values = {
            name: value.translated(translate, translate_many) if isinstance(value, Message) else value
            for name, value in self.values.items()
        }
        try:
            return text % values if values else text
        except (KeyError, TypeError, ValueError):
            return "".join(self)


def N_(text: str) -> str:  # noqa: N802  # gettext's own name for "marked, not translated"
    """The text as it is: a mark for translators."""
    return text


def msg(text: str, /, **values: Any) -> Message:
    """A text with values; values that are messages are translated with it."""
    return Message(text, values)


def nmsg(one: str, many: str, number: int, /, **values: Any) -> Message:
    """A text for one or many things; ``%(num)s`` is how many."""
    return Message(one, {"num": number, **values}, many=many, number=number)
