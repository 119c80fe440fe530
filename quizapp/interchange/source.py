"""A foreign file: its bytes, what kind of file they are, and its text with the encoding guessed where nobody says it."""

import re
from dataclasses import dataclass
from functools import cached_property

from quizapp.basics.messages import msg
from quizapp.domain.exchange import Told
from quizapp.domain.yaml_reading.encoding import BIDI, FORBIDDEN

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
#: The first bytes of files that are no text, and what they are called.
_BINARY = (
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"RIFF", "picture"),
    (b"%PDF", "pdf"),
    (b"\xd0\xcf\x11\xe0", "old-office"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
)
_GUESSES = ("cp1252", "cp1250", "cp1251", "mac_roman")
_USUAL = frozenset("äöüßÄÖÜéèêàâçñóíáúîôûãõåæøëïìòùÉ’‘“”„–—…€°§«»")
_MIDDLE = frozenset("ąćęłńśźżčšžřěůďťňőűĄĆĘŁŃŚŹŻČŠŽŘ")
_CYRILLIC = re.compile("[а-яА-ЯёЁіїєґІЇЄҐ]")
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 40
#: LaTeX, R Markdown and Sweave: braces and commas there mean something else than in a teacher's text.
_PROGRAMS = re.compile(
    r"(?m)^(?:\\(?:documentclass|begin|name)\{|<<.*>>=\s*$|```\{r|---[ \t]*\n(?:[^\n]+\n){0,40}?output:)"
)


#: Encodings that a reader can choose instead of the guess, and what they are called.
ENCODINGS = (
    ("", msg("what it is")),
    ("utf-8", "UTF-8"),
    ("utf-16", "UTF-16"),
    ("cp1252", msg("Western Europe (Windows)")),
    ("mac_roman", msg("Western Europe (Mac)")),
    ("cp1250", msg("Central Europe (Windows)")),
    ("iso8859_2", msg("Central Europe (ISO)")),
    ("cp1251", msg("Cyrillic (Windows)")),
    ("koi8_u", msg("Cyrillic (KOI8)")),
    ("cp1253", msg("Greek (Windows)")),
    ("cp1254", msg("Turkish (Windows)")),
    ("cp1255", msg("Hebrew (Windows)")),
    ("cp1256", msg("Arabic (Windows)")),
    ("cp1257", msg("Baltic (Windows)")),
    ("gb18030", msg("Chinese, simplified")),
    ("big5", msg("Chinese, traditional")),
    ("shift_jis", msg("Japanese")),
    ("euc_kr", msg("Korean")),
)


def is_encoding(name: str) -> bool:
    """Whether texts can be read in an encoding of this name."""
    try:
        return isinstance(b"".decode(name), str)
    except (LookupError, ValueError):
        return False


@dataclass(frozen=True)
class SourceFile:
    """A file to import. ``encoding`` overrides what would be guessed, ``columns`` a table's headings."""

    content: bytes
    name: str = ""
    encoding: str = ""
    columns: str = ""

    @cached_property
    def kind(self) -> str:
        """``zip``, ``picture``, ``pdf``, ``old-office``, ``sqlite``, ``xml``, ``text``, ``binary`` or ``empty``."""
        if not self.content.strip():
            return "empty"
        for start, kind in _BINARY:
            if self.content.startswith(start):
                return kind
        if self.head.startswith("<") and re.match(r"<[?!A-Za-z]", self.head):
            return "xml"
        return "binary" if self._decoded[0].count("\x00") > 20 else "text"

    @property
    def stem(self) -> str:
        """The file's name without folders and ending."""
        last = re.split(r"[/\\]", self.name)[-1]
        return last.rpartition(".")[0] or last or "bank"

    @property
    def head(self) -> str:
        """The first signs, without mark and space, for recognising what is no plain text."""
        return self._decoded[0][:4000].lstrip()

    @cached_property
    def text(self) -> str:
        """The text: line ends are ``\\n``, and no sign is in it that a bank cannot hold."""
        text = self._decoded[0].replace("\r\n", "\n").replace("\r", "\n").replace("\xad", "")
        return BIDI.sub("", FORBIDDEN.sub("", text))

    @cached_property
    def warnings(self) -> tuple[Told, ...]:
        """What is doubtful about the text as a whole: a guessed encoding, signs that were left out."""
        if self.kind not in ("text", "xml"):
            return ()  # bytes are in no encoding
        text, guessed = self._decoded
        found = []
        if guessed:
            found.append(Told("encoding-guessed", f"{guessed}: “{_sample(text)}”"))
        plain = text.replace("\r", "")
        if gone := len(FORBIDDEN.findall(plain)) + len(BIDI.findall(plain)):
            found.append(Told("sign-removed", count=gone))
        return tuple(found)

    @cached_property
    def is_markup_of_programs(self) -> bool:
        """Whether the text is written for LaTeX or R."""
        return _PROGRAMS.search(self.text[:20_000]) is not None

    @cached_property
    def longest_line(self) -> int:
        """Length of the longest line."""
        return max(map(len, self.text.splitlines()), default=0)

    @cached_property
    def _decoded(self) -> tuple[str, str]:
        """The text, and the name of the encoding where it had to be guessed."""
        if self.encoding:
            return self.content.decode(self.encoding, "replace").removeprefix("\ufeff"), ""
        for mark, encoding in _MARKS:
            if self.content.startswith(mark):
                return self.content.decode(encoding, "replace").removeprefix("\ufeff"), ""
        try:
            text = self.content.decode("utf-8")
        except UnicodeDecodeError:
            return _guess(self.content)
        if text.count("\x00") * 3 > len(text):
            return _guess(self.content)
        return text, ""


def _guess(content: bytes) -> tuple[str, str]:
    """The text in the likeliest of the encodings that teachers' files have, and that encoding's name."""
    if (zeros := content.count(0)) * 3 > len(content):
        encoding = "utf-16-le" if content[1::2].count(0) * 2 > zeros else "utf-16-be"
        return content.decode(encoding, "replace"), encoding
    head = content[:100_000]
    best = max(_GUESSES, key=lambda name: (_likeliness(head.decode(name, "replace")), -_GUESSES.index(name)))
    return content.decode(best, "replace"), best


def _likeliness(text: str) -> float:
    """How much a text looks like one that somebody wrote: usual letters for, mixed words and odd signs against."""
    score = 0.0
    for sign in text:
        if sign > "\x7f":
            cyrillic = _CYRILLIC.match(sign) is not None
            usual = 1.0 if sign in _USUAL else 0.9 if sign in _MIDDLE else 0.5 if cyrillic else -1.0
            score += usual
    for word in _WORD.findall(text):
        letters = len(_CYRILLIC.findall(word))
        if 0 < letters < len(word) or (
            word[1:].upper() == word[1:] != word[1:].lower() and word[:1].islower()
        ):
            score -= 2 * min(letters or 1, len(word))
        elif letters > 1:
            score += letters * 0.6
    return score


def _sample(text: str) -> str:
    """The first words that only the guess makes readable."""
    found = re.search(r"[^\n]*[^\x00-\x7f][^\n]*", text)
    line = found[0].strip() if found else text.strip()
    first = re.search(r"[^\x00-\x7f]", line)
    start = max(0, (first.start() if first else 0) - _SAMPLE // 2)
    return line[start : start + _SAMPLE].strip()
