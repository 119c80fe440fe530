"""Pictures in a bank's text: ``![what it shows](map.png)``, a file beside the bank, named without a folder.

Every picture needs words, for those who cannot see it; and it comes from beside its bank, never from elsewhere on the
web, where loading it would tell a stranger who is reading.
"""

import re
from collections.abc import Collection, Mapping

from quizapp.domain.yaml_reading.entry_reader import find_nearest
from quizapp.domain.yaml_reading.problems import Findings, Weight

#: What a picture is called: small letters, digits and dashes, and an ending that says what it is.
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}\.(?:png|jpg|webp)")
_PICTURE = re.compile(r"!\[(?P<words>[^\]]*)\]\((?P<address>[^)\s]*)(?P<title>[^)]*)\)")
#: Addresses that ``place_addresses`` writes.
_PLACED = "/pictures/"
#: Words that say nothing of what is shown.
_NO_WORDS = frozenset({"image", "picture", "photo", "map", "chart", "graph", "figure", "diagram"})


def find_picture_names(text: str) -> list[str]:
    """Names of the pictures that a bank's text shows, each once, in order."""
    if "![" not in text:
        return []
    return list(dict.fromkeys(m["address"] for m in _PICTURE.finditer(text) if NAME.fullmatch(m["address"])))


def place_addresses(text: str, addresses: Mapping[str, str]) -> str:
    """The text with the names of pictures replaced by the addresses they are served at; its lines stay the same."""
    if not addresses or "![" not in text:
        return text
    return _PICTURE.sub(
        lambda m: f"![{m['words']}]({addresses.get(m['address'], m['address'])}{m['title']})", text
    )


def without_pictures(text: str) -> str:
    """A Markdown text with each picture replaced by its words."""
    return _PICTURE.sub(r"\g<words>", text) if "![" in text else text


def says_nothing(words: str, name: str) -> bool:
    """Whether the words of a picture tell nothing of it: none, "image", or its file's name."""
    plain = " ".join(words.split()).casefold()
    return plain in _NO_WORDS | {"", name.casefold(), name.casefold().rpartition(".")[0]}


def check_pictures(text: str, findings: Findings, known: Collection[str] | None) -> None:
    """Every picture has words and is there. ``known``: names of the pictures beside the bank; None: not known."""
    if "![" not in text:
        return
    for found in _PICTURE.finditer(text):
        words, address, at = found["words"], found["address"], found.start()
        name = address.rsplit("/", 1)[-1]
        if says_nothing(words, name):
            findings.add(
                "image-without-alternative-text",
                f"The picture {name[:60]} has no alternative text. Who cannot see it misses the question.",
                at,
                try_text=f"![What the picture shows, in one sentence]({address})",
            )
        if known is None and (address.startswith(_PLACED) or NAME.fullmatch(address)):
            continue
        if not NAME.fullmatch(address):
            findings.add(
                "picture-elsewhere",
                f"“{address[:60]}” is no picture of this bank. Pictures are files beside the bank, named in small "
                "letters, digits and dashes.",
                at,
                try_text=f"![{words}](map.png)",
            )
        elif known is not None and address not in known:
            near = find_nearest(address, known)
            findings.add(
                "picture-missing",
                f"There is no picture “{address}” beside this bank.",
                at,
                try_text=near
                or "Upload it under “Pictures” on the bank’s page, or put it into the bank’s folder.",
                weight=Weight.ERROR,
            )
