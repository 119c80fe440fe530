"""Where YAML's own grammar bites: its complaints in a teacher's words, with the quoted form that works."""

import re
from dataclasses import dataclass

import yaml

from quizapp.domain.yaml_reading.problems import Edit, Problem, SourceText, Weight

#: What a list item may name before its colon: our keys are short, small words; anything else is prose.
_KEY_IN_ITEM = r"[a-z]+(?: [a-z]+){0,2}"
_VALUE_OF_ITEM = re.compile(rf"^(?P<lead> *(?:- +)+(?:{_KEY_IN_ITEM}:[ \t]+)?)(?P<value>\S.*?)[ \t]*$")
_VALUE_OF_KEY = re.compile(r"^(?P<lead> *[^\s'\"#:\-][^'\"#:]{0,80}:[ \t]+)(?P<value>\S.*?)[ \t]*$")
_KEY_WITHOUT_SPACE = re.compile(rf"^ *(?:- +)?(?P<key>{_KEY_IN_ITEM}):(?=[^\s:/])")
_ENTRY_LINE = re.compile(rf"^\s*(?:- |-$|{_KEY_IN_ITEM}:(?:\s|$))")
_COMMENT = re.compile(r"(?:[ \t]{2,}#| # ).*$")

#: A plain text cannot begin with these: what YAML takes each of them for.
LEADS = {
    "@": "one of its own",
    "`": "one of its own",
    "%": "a YAML instruction",
    "*": "a YAML alias",
    "&": "a YAML anchor",
    "!": "a YAML tag",
    "|": "a block of lines",
    ">": "a block of lines",
    "[": "a list",
    "]": "the end of a list",
    "{": "a group of keys",
    "}": "the end of a group of keys",
    ",": "a comma between list items",
    ":": "a colon after a key",
}


@dataclass(frozen=True)
class _Finding:
    code: str
    what: str
    line: int
    column: int
    try_text: str = ""
    edits: tuple[Edit, ...] = ()


def quote_text(text: str) -> str:
    """The text in quotes that YAML reads back as exactly this text (one line)."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def from_edge(column: int) -> str:
    """Where a line begins, in words."""
    return {0: "at the left edge", 1: "1 space from the left edge"}.get(
        column, f"{column} spaces from the left edge"
    )


def looks_like_entry(line: str) -> bool:
    """Whether a line of the source would begin a list item or a key of ours, were it not inside a text."""
    return _ENTRY_LINE.match(line) is not None


def explain_syntax(error: yaml.YAMLError, source: SourceText, suspect: int | None) -> Problem:
    """A problem for what YAML's scanner or parser refused.

    ``suspect`` is where a quoted text began that ran over lines which look like keys or list items: what
    YAML then complains of, lines later, is that quote's doing.
    """
    return _as_problem(_find(error, source, suspect), source)


def one_colon_too_many(line: int, source: SourceText) -> Problem | None:
    """What YAML would say of a key whose text holds a colon of its own, on whichever line; None where it can be read."""
    value = _value_of(source.line_text(line))
    if value is None or not value[0].rstrip().endswith(":") or value[1][0] in ('"', "'", "#", *LEADS):
        return None
    colon = re.search(r":(?=\s|$)", value[1])
    found = colon and _value_trouble(line, len(value[0]) + colon.start() + 1, "mapping values", source)
    return _as_problem(found, source) if found and found.edits else None


def _as_problem(found: _Finding, source: SourceText) -> Problem:
    return Problem(
        code=found.code,
        weight=Weight.ERROR,
        line=found.line,
        column=found.column,
        what=found.what,
        try_text=found.try_text,
        excerpt=source.excerpt(found.line, found.column, found.what),
        edits=found.edits,
    )


def _find(error: yaml.YAMLError, source: SourceText, suspect: int | None) -> _Finding:
    if suspect is not None:
        return _unclosed(*source.place(suspect), source)
    said = str(getattr(error, "problem", None) or error)
    context = str(getattr(error, "context", None) or "")
    at = _mark_place(getattr(error, "problem_mark", None), source)
    begun = _mark_place(getattr(error, "context_mark", None), source) if context else at
    if "quoted scalar" in context and ("end of stream" in said or "document indicator" in said):
        return _unclosed(*begun, source)
    if "escape" in said or ("quoted scalar" in context and "expected escape" in said):
        return _backslash(*at, source)
    if "tab" in said.split() or "\\t" in said or re.match(r" *\t", source.line_text(at[0])):
        return _tab(at[0], source)
    for line, column in (at, begun):
        found = _value_trouble(line, column, said, source)
        if found:
            return found
    if "flow" in context:
        what = "A list or group in brackets begins here, and its end cannot be found."
        return _Finding(
            "bracket", what, *begun, "Write one item per line, each after “- ”, or put the text in quotes."
        )
    if "expected ':'" in said:
        return _no_colon(begun[0], source)
    return _line_trouble(*at, said, source)


def _mark_place(mark: yaml.Mark | None, source: SourceText) -> tuple[int, int]:
    if mark is None:
        return 1, 1
    # The parsers count a line end at the end of the text as one more line: stay inside the text.
    line = min(int(mark.line) + 1, source.line(max(0, len(source.text) - 1)))
    return line, min(int(mark.column), len(source.line_text(line))) + 1


def _unclosed(line: int, column: int, source: SourceText) -> _Finding:
    sign = source.line_text(line)[column - 1 : column] or '"'
    what = f"A quotation mark {sign} opens here and is not closed on this line."
    value = _value_of(source.line_text(line))
    edits: tuple[Edit, ...] = ()
    try_text = f"Close the text with {sign} at its end, or leave the quotation marks out."
    if value and value[1].startswith(sign) and value[1].count(sign) == 1:
        try_text = (source.line_text(line).rstrip() + sign).strip()
    return _Finding("unclosed-quote", what, line, column, try_text, edits)


def _backslash(line: int, column: int, source: SourceText) -> _Finding:
    what = "Inside double quotes a backslash \\ begins a code, and this is none that YAML knows."
    value = _value_of(source.line_text(line))
    try_text, edits = "Use single quotes around this text.", ()
    if value and len(value[1]) > 1 and value[1][0] == value[1][-1] == '"':
        quoted = "'" + value[1][1:-1].replace("'", "''") + "'"
        return _Finding(
            "backslash",
            what,
            line,
            column,
            value[0].strip() + " " + quoted,
            _edit(line, value, quoted, source),
        )
    return _Finding("backslash", what, line, column, try_text, edits)


def _tab(line: int, source: SourceText) -> _Finding:
    row = source.line_text(line)
    column = row.index("\t") + 1 if "\t" in row else 1
    what = "There is a tab in this line where YAML wants spaces."
    return _Finding("tab", what, line, column, "Replace each tab by two spaces.")


def _value_of(row: str) -> tuple[str, str] | None:
    """A line as what leads to its text ("- ", "  ask: ") and the text itself, a comment left out."""
    match = _VALUE_OF_ITEM.match(row) or _VALUE_OF_KEY.match(row)
    if not match:
        return None
    value = match["value"]
    return match["lead"], _COMMENT.sub("", value).rstrip() or value


def _edit(line: int, value: tuple[str, str], quoted: str, source: SourceText) -> tuple[Edit, ...]:
    """Put the quoted form in place of a line's text, unless the text goes on in the next line."""
    below = source.line_text(line + 1)
    indent = len(value[0]) - len(value[0].lstrip(" "))
    if below.strip() and len(below) - len(below.lstrip()) > indent + 2 and not looks_like_entry(below):
        return ()
    start = source.text_start(line) + len(value[0])
    return (Edit(start, start + len(value[1]), quoted),)


def _value_trouble(line: int, column: int, said: str, source: SourceText) -> _Finding | None:
    """A text on this line that must be quoted: the reason, and the line with the quotes."""
    value = _value_of(source.line_text(line))
    if value is None:
        return None
    lead, text = value
    quoted = quote_text(text)
    if text.startswith("- ") or text == "-":
        if lead.rstrip().endswith(":"):
            what = "A list begins on the same line as its key."
            return _Finding("list-after-key", what, line, len(lead) + 1, f"{lead.strip()}\n{text}")
        return None
    if text[0] in "\"'":
        if column <= len(lead) + 1:
            return None
        inner = text[1:-1] if len(text) > 1 and text[-1] == text[0] else text
        what = f"The quotation mark {text[0]} ends the text before the line does."
        quoted = quote_text(inner)
        return _Finding(
            "text-after-quote",
            what,
            line,
            column,
            lead.strip() + " " + quoted,
            _edit(line, value, quoted, source),
        )
    if re.fullmatch(r"[|>][-+1-9]{0,2}", text):
        return None  # a block begins here as it should: the trouble is in its lines
    if text[0] in LEADS and not (text[0] == ":" and text[1:2].strip()):
        if text[0] in "[{" and "," in text and text[-1] in "]}" and "expected node" not in said:
            return None
        what = (
            f"A text that begins with {text[0]} must be in quotes: YAML takes the sign for {LEADS[text[0]]}."
        )
        place = len(lead) + 1
        return _Finding(
            "lead-character",
            what,
            line,
            place,
            lead.strip() + " " + quoted,
            _edit(line, value, quoted, source),
        )
    if "mapping values" in said and (": " in text or text.endswith(":")) and column > len(lead):
        what = "This text holds a colon followed by a space, so YAML takes what is before it for a key."
        return _Finding(
            "two-colons", what, line, column, lead.strip() + " " + quoted, _edit(line, value, quoted, source)
        )
    return None


def _no_colon(line: int, source: SourceText) -> _Finding:
    row = source.line_text(line)
    glued = _KEY_WITHOUT_SPACE.match(row)
    if glued:
        return _glued(line, glued, source)
    indent = len(row) - len(row.lstrip())
    what = "This line is neither “key: text” nor a list item “- text”."
    return _Finding(
        "no-colon",
        what,
        line,
        indent + 1,
        "Put a colon and a space after the key, or indent the line to continue the text above.",
    )


def _glued(line: int, glued: re.Match[str], source: SourceText) -> _Finding:
    row = source.line_text(line)
    what = f"After “{glued['key']}:” a space is missing."
    place = source.line_bounds(line)[0] + glued.end()
    return _Finding(
        "no-space-after-colon",
        what,
        line,
        glued.end() + 1,
        (row[: glued.end()] + " " + row[glued.end() :]).strip(),
        (Edit(place, place, " "),),
    )


def _line_trouble(line: int, column: int, said: str, source: SourceText) -> _Finding:
    """Wrong indentation, or a line that was meant as more of the text above."""
    above = next((n for n in range(line - 1, 0, -1) if source.line_text(n).strip()), 0)
    row_above, row = source.line_text(above), source.line_text(line)
    glued = _KEY_WITHOUT_SPACE.match(row_above)
    if glued:
        return _glued(above, glued, source)
    if re.search(r"\s#", row_above) and not looks_like_entry(row):
        what = "The line above is cut off at #: YAML takes what follows it for a comment, and this line for something new."
        place = (re.search(r"\s#", row_above) or re.match("", row_above)).start() + 2  # type: ignore[union-attr]
        return _Finding("text-lost-after-hash", what, above, place, "Put the whole text in quotes.")
    indent = len(row) - len(row.lstrip())
    if looks_like_entry(row) or "mapping values" in said:
        beside = _line_up(line, indent, source)
        value = None if row.lstrip().startswith("- ") else _value_of(row_above)
        if value and indent > len(row_above) - len(row_above.lstrip()) + 1 and value[1][0] not in "|>[{'\"":
            what = "This line can be a key of its own or more of the text above: its colon says the one, its place the other."
            return _Finding(
                "indentation",
                what,
                line,
                indent + 1,
                f"{beside} Is it more text? Put the whole text in quotes.",
            )
        what = "This line does not line up with the lines it belongs to."
        return _Finding("indentation", what, line, indent + 1, beside)
    what = "YAML cannot read this line: it fits neither as a key nor as a list item nor as more of the text above."
    return _Finding("syntax", what, line, column, "Put the text in quotes, or check the indentation.")


def _line_up(line: int, indent: int, source: SourceText) -> str:
    """Which line above it should stand under."""
    row = source.line_text(line)
    dash = row.lstrip().startswith("- ")
    for above in range(line - 1, max(0, line - 30), -1):
        text = source.line_text(above)
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        item = re.match(rf" *- +(?={_KEY_IN_ITEM}:)", text)
        margin = item.end() if item and not dash else len(text) - len(text.lstrip())
        alike = (
            bool(item) or not text.lstrip().startswith("- ") if not dash else text.lstrip().startswith("- ")
        )
        if alike and abs(margin - indent) in (1, 2, 3):
            return f"Begin it {from_edge(margin)}, like line {above}."
    return "Give it the same number of spaces as the lines it belongs with."
