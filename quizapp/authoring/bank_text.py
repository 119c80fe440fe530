"""A bank's text as it comes from a form or a file, and the texts that buttons put into it."""

import re
import unicodedata
from collections.abc import Iterable

from quizapp.authoring.written_questions import append_entry
from quizapp.basics.errors import Refused
from quizapp.basics.i18n import _
from quizapp.basics.limits import BANK_BYTES, BANK_NAME_LETTERS
from quizapp.domain.question import Question
from quizapp.domain.yaml_reading.encoding import decode
from quizapp.domain.yaml_reading.problems import Problem
from quizapp.domain.yaml_reading.yaml_errors import quote_text

#: Names that Windows keeps for devices.
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))})


class CannotTake(Refused):
    """A text that is no bank's: too large, or no text at all. It is given back as it was sent."""

    status = 422


def as_typed(posted: str, like: str) -> str:
    """A text from a form with the line ends of ``like``: forms send CRLF, whatever was there before.

    A NUL cannot be stored; it becomes the sign for an unreadable letter, which shows.
    """
    text = posted.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    check_size(text)
    return text.replace("\n", "\r\n") if "\r\n" in like else text


def check_size(text: str) -> None:
    """Refuse a text that is over the limit of a bank."""
    size = len(text.encode("utf-8", "replace"))
    if size > BANK_BYTES:
        raise CannotTake(
            _("This text has %(size).1f MB; a bank may have %(most).0f MB. Split it into several banks.")
            % {"size": size / 1e6, "most": BANK_BYTES / 1e6},
            title=_("The text is too large"),
        )


def read_file(content: bytes) -> tuple[str, tuple[Problem, ...]]:
    """An uploaded file's text; the problems say why it cannot be taken, and then nothing is."""
    if len(content) > BANK_BYTES:
        check_size(content.decode("latin-1"))
    text, problems = decode(content)
    if "\0" in text:
        problems = problems or list(decode(b"\xff\xfe")[1])
    return text, tuple(problems)


def bank_name(title: str, taken: Iterable[str]) -> str:
    """A file name without ending for a bank of this title: letters, digits and dashes, not yet taken."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    stem = "-".join(re.findall(r"[a-z0-9]+", plain))[:BANK_NAME_LETTERS].strip("-") or "bank"
    if stem in _DEVICES:
        stem = f"bank-{stem}"
    used, number, name = set(taken), 1, stem
    while name in used:
        number += 1
        name = f"{stem[: BANK_NAME_LETTERS - len(str(number)) - 1]}-{number}"
    return name


def first_text(title: str, source: str, publisher: str, date: str, link: str) -> str:
    """The text of a new bank: its title and its source, ready for claims and questions."""
    head = [f"title: {_scalar(title)}", "language: en", *source_lines(source, publisher, date, link)]
    return "\n".join([*head, "defaults:", "  source: source", "questions:", ""])


def source_lines(source: str, publisher: str, date: str, link: str) -> list[str]:
    """The lines of a bank's one source, under the name “source”."""
    given = (("publisher", publisher), ("date", date), ("link", link))
    return [
        "sources:",
        "  source:",
        f"    title: {_scalar(source)}",
        *(f"    {key}: {_scalar(text)}" for key, text in given if text),
    ]


def _scalar(text: str) -> str:
    """A text as YAML takes it without surprise."""
    return text if re.fullmatch(r"[A-Za-z][\w .,()/-]*", text) else quote_text(text)


def with_question(text: str, kind: type[Question]) -> str:
    """The text with the example of a question type as its last question.

    The example's id is left out, so that two of a type do not clash; ``fix`` makes one from what is written then.
    """
    return append_entry(text, entry_text(kind))


def entry_text(kind: type[Question]) -> str:
    """The example of a type as a list item without its id, and without spoiled options, which come later if ever."""
    kept = re.sub(r"^  void:\n(?:  - .*\n)+", "", kind.example, flags=re.MULTILINE)
    lines = [line for line in kept.splitlines() if not re.match(r"^[- ] id:", line)]
    return "\n".join(["- " + lines[0].lstrip("- "), *lines[1:]]) + "\n"


def shown_lines(text: str) -> list[str]:
    """The lines of a text, for a listing with numbers."""
    return re.split(r"\r\n|\r|\n", text)
