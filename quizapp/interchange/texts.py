"""The texts of one foreign question: made Markdown, with its pictures found and its losses noted."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypedDict
from urllib.parse import unquote

from quizapp.domain.exchange import Told
from quizapp.domain.pictures import find_picture_names
from quizapp.interchange.banktext import name_of, number
from quizapp.interchange.markdown import escape, from_auto, from_html, plain_from_html

_IMAGE = re.compile(
    r"""(<(?:img|object)\b[^>]*?\s(?:src|data)\s*=\s*)(["'])(.*?)\2""", re.IGNORECASE | re.DOTALL
)
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}\.(?:png|jpg|webp)")
#: The first bytes of pictures that can be drawn anew, and the ending that they get.
_KINDS = ((b"\x89PNG", "png"), (b"GIF8", "png"), (b"\xff\xd8\xff", "jpg"), (b"RIFF", "webp"))


@dataclass
class Pictures:
    """Pictures of a file by the names that they get in the bank; ``find`` gives the bytes for an address of the source."""

    find: Callable[[str], bytes | None] = lambda address: None
    kept: dict[str, bytes] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    _names: dict[str, str] = field(default_factory=dict)

    def within(self, find: Callable[[str], bytes | None]) -> "Pictures":
        """The same collection for another part of the file, where an address may mean another picture."""
        self.find = find
        self._names.clear()
        return self

    def place(self, html: str) -> str:
        """HTML whose pictures have the names they get in the bank; others keep an address that is none of the bank's."""
        if "<img" not in html.casefold() and "<object" not in html.casefold():
            return html
        return _IMAGE.sub(lambda found: f"{found[1]}{found[2]}{self._name(found[3])}{found[2]}", html)

    def _name(self, address: str) -> str:
        if address in self._names:
            return self._names[address]
        bare = unquote(address.split("?")[0].split("#")[0])
        far = re.match(r"(?:[a-z][a-z0-9+.-]*:|//)", address, re.IGNORECASE)
        content = None if far else self.find(bare)
        ending = next((kind for start, kind in _KINDS if content and content.startswith(start)), "")
        if content is None or not ending:
            if content is None and not far:
                self.missing.append(bare.rpartition("/")[2] or "picture")
            return f"./{address}" if _NAME.fullmatch(address) else address
        stem = name_of(bare.rpartition("/")[2].rpartition(".")[0])[:50].strip("-") or "picture"
        name, count = f"{stem}.{ending}", 2
        while self.kept.get(name, content) != content:
            name, count = f"{stem}-{count}.{ending}", count + 1
        self.kept[name] = content
        self._names[address] = name
        return name


class Noted(TypedDict):
    """What the texts of a question add to its item."""

    lost: tuple[Told, ...]
    warnings: tuple[Told, ...]
    pictures: tuple[str, ...]


@dataclass
class Texts:
    """Makes Markdown of the texts of one question."""

    pictures: Pictures = field(default_factory=Pictures)
    lost: list[Told] = field(default_factory=list)
    warnings: list[Told] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    def html(self, text: str) -> str:
        """HTML as Markdown."""
        return self._noted(*from_html(self.pictures.place(text)))

    def auto(self, text: str) -> str:
        """A text of no said format."""
        return self._noted(*from_auto(self.pictures.place(text)))

    def plain(self, text: str) -> str:
        """A text that is shown as it stands."""
        return escape(text.strip())

    def by_format(self, text: str, form: str) -> str:
        """A text in one of Moodle's formats."""
        if form == "markdown":
            text = re.sub(r"\A(?:[ \t]*\n)+", "", text).rstrip()
            return text if text.startswith("    ") else text.lstrip()
        if form in ("plain_text", "plain"):
            return self.plain(text)
        return self.html(text) if form == "html" else self.auto(text)

    def typed(self, text: str) -> str:
        """A text that is typed."""
        plain, told = plain_from_html(text.strip())
        self.lost += told
        return plain

    def _noted(self, text: str, told: tuple[Told, ...]) -> str:
        self.lost += (each for each in told if each.code != "picture-words")
        self.warnings += (each for each in told if each.code == "picture-words")
        self.shown += [name for name in find_picture_names(text) if name not in self.shown]
        return text

    def lose(self, code: str, about: str = "", count: int = 1) -> None:
        self.lost.append(Told(code, about, count))

    def warn(self, code: str, about: str = "") -> None:
        self.warnings.append(Told(code, about))

    @property
    def noted(self) -> Noted:
        """What belongs into the item: losses, warnings and pictures."""
        return {"lost": tuple(self.lost), "warnings": tuple(self.warnings), "pictures": tuple(self.shown)}


_POINTS = re.compile(r"(\d+(?:\.\d+)?) points?: \S")


def rubric(text: str, marks: Fraction) -> tuple[str, ...]:
    """What a marker should look for: lines as our own export writes them, else one line that is worth everything."""
    worth = marks if marks > 0 else Fraction(1)
    lines = [" ".join(line.split()) for line in text.split("\n\n")]
    points = [_POINTS.match(line) for line in lines]
    if all(points) and sum(Fraction(found[1]) for found in points if found) == worth:
        return tuple(lines)
    line = " ".join(text.split())
    return (f"{number(worth)} {'point' if worth == 1 else 'points'}: {line}",) if line else ()


def topic_of(category: str) -> str:
    """The last part of a Moodle category's path; two slashes stand for one."""
    parts = [part.strip().replace("//", "/") for part in re.split(r"(?<!/)/(?!/)", category)]
    kept = [part for part in parts if part and part not in ("$course$", "$system$", "$module$", "top")]
    return kept[-1] if kept else ""


def tags_of(words: Iterable[str]) -> tuple[str, ...]:
    """Tags without commas, each once."""
    tags = (" ".join(word.replace(",", " ").split()) for word in words)
    return tuple(dict.fromkeys(tag for tag in tags if tag))
