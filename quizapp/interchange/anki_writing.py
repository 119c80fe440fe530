"""Flashcards as a text file that Anki imports (File, Import)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from html import escape

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NO_TAG = re.compile(r"[^A-Za-z0-9-]")
_FIRST_QUOTE = re.compile(r'\A"')
_LINE_BREAK = re.compile(r"\r\n|\r|\n|\u2028|\u2029")


@dataclass(frozen=True)
class AnkiNote:
    """One card. Both sides are plain text, whose line breaks are kept, or HTML. ``id`` must never change its meaning.

    A space in a tag becomes a hyphen, as Anki parts tags by spaces; ``::`` makes a tag's branch.
    """

    id: str
    front: str
    back: str
    tags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        # Anki skips a note whose first field is empty, without a word that a learner would see.
        for name in ("id", "front", "back"):
            if not getattr(self, name).strip():
                raise ValueError(f"a flashcard has no {name}: {self!r}")


def write_anki_text(cards: Iterable[AnkiNote], deck: str, language: str = "", direction: str = "ltr") -> str:
    """The text of the file, UTF-8, one card a line: guid, front, back, tags, parted by tabs.

    A guid is made from the card's id, so importing a newer file updates cards and keeps their schedule. The
    note type is not named, because its name depends on Anki's language: Anki offers its basic type.
    With a language every side says which it is, and which way it runs. Raises ValueError for an empty deck name and for two cards with one id.
    """
    deck_line = " ".join(deck.split())
    if not deck_line:
        raise ValueError("a deck needs a name")
    known = list(cards)
    if len({card.id for card in known}) < len(known):
        raise ValueError("two flashcards have the same id")
    header = ["#separator:tab", "#html:true", f"#deck:{deck_line}", "#guid column:1", "#tags column:4"]
    rows = [
        "\t".join(
            (
                _guid(card.id),
                *(_spoken(_field(side), language, direction) for side in (card.front, card.back)),
                _tags(card.tags),
            )
        )
        for card in known
    ]
    return "".join(f"{line}\n" for line in [*header, *rows])


def _guid(card_id: str) -> str:
    """Stable over files and machines. Hexadecimal: it can neither begin a comment nor need quotes."""
    return blake2b(f"quizapp\0{card_id}".encode(), digest_size=10).hexdigest()


def _field(text: str) -> str:
    """A text as a field of HTML that needs no quoting and in which Anki sees no commands.

    A bracket could begin ``[sound:…]``, a backslash MathJax, two braces a cloze. What says that it is HTML stays so.
    """
    plain = _CONTROL.sub("", text.strip()).replace("\t", " ")
    safe = _FIRST_QUOTE.sub("&quot;", plain) if hasattr(text, "__html__") else escape(plain)
    for character in "[\\{":
        safe = safe.replace(character, f"&#{ord(character)};")
    return _LINE_BREAK.sub("<br>", safe)


def _spoken(field: str, language: str, direction: str) -> str:
    """A field in a language; attributes without quotes, which would begin a quoted field."""
    tag = _NO_TAG.sub("", language)
    return f"<div lang={tag} dir={direction}>{field}</div>" if tag else field


def _tags(tags: Iterable[str]) -> str:
    """Tags parted by spaces; a quote mark would begin a quoted field, so it goes."""
    words = ("-".join(_CONTROL.sub("", tag).replace('"', "").split()) for tag in tags)
    return " ".join(word for word in words if word)
