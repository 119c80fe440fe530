"""Keys that a bank does not have: a slip of one that it has, a word of another format, or neither."""

from collections.abc import Mapping

from quizapp.domain.yaml_reading.entry_reader import Key, Reader, find_nearest
from quizapp.domain.yaml_reading.known_words import ASKED, SYNONYMS, fold, slip_of
from quizapp.domain.yaml_reading.problems import Edit


def complain_unknown(entry: Reader, name: str, known: Mapping[str, Key], of: str) -> None:
    """Complain of one key that ``of`` does not have."""
    key = entry.node.pairs[name][0]
    free = [] if entry.findings.is_full("unknown-key") else [each for each in known if not entry.has(each)]
    what = f"“{name[:60]}” is not a key of {of}."
    synonym, asked = SYNONYMS.get(fold(name), ""), ASKED.get(fold(name), "") or ASKED.get(name, "")
    if synonym in free:
        what = f"“{name[:60]}” is called “{synonym}” here."
        entry.complain("unknown-key", what, key, f"{synonym}:", edits=(Edit(key.start, key.end, synonym),))
    elif asked:
        entry.complain("unknown-key", f"{what} {asked}", key, asked)
    elif slip := slip_of(name, free):
        edits = (Edit(key.start, key.end, slip),)
        entry.complain("unknown-key", f"{what} Did you mean “{slip}”?", key, f"{slip}:", edits=edits)
    else:
        guess = find_nearest(name, free)
        hint = f" Did you mean “{guess}”?" if guess else ""
        try_text = "Its keys: " + ", ".join(list(known)[:8]) + " …"
        entry.complain("unknown-key", f"{what}{hint}", key, try_text)
