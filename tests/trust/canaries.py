"""A bank with a canary in every secret field, and the ways in which a canary may be dressed up in an answer."""

import base64
import binascii
import html
import re
from urllib.parse import unquote_plus

from werkzeug.test import TestResponse

#: Secrets that a released results page shows to a student who has answered every question wrongly.
EXPLAINED = {
    "why of a choice": "kanarida",
    "feedback on a wrong option": "kanaridb",
    "feedback on a chosen answer": "kanaridc",
    "feedback on a statement": "kanaridd",
    "accepted answer": "kanaride",
    "feedback on a rejected answer": "kanaridf",
    "number": "7319468",
    "feedback on a rejected number": "kanaridh",
    "feedback on an order": "kanaridi",
    "feedback on a pair": "kanaridj",
    "feedback on a group": "kanaridk",
    "key of a gap": "kanaridl",
    "feedback on a gap": "kanaridm",
    "what a claim says": "kanaridn",
    "who a withheld claim is by": "kanarido",
    "what a claim measures": "kanaridp",
    "quote of a claim": "kanaridq",
    "note on a claim": "kanaridr",
    "where a claim stands": "kanarids",
    "who says otherwise": "kanaridt",
    "earlier value": "kanaridu",
}
#: Secrets that no student ever gets to see.
FOR_TEACHERS = {
    "misconception": "kanarifa",
    "rejected answer": "kanarifb",
    "comment in the file": "kanarifc",
    "reason why advice is off": "kanarifd",
    "tag": "kanariff",
    "second accepted answer": "kanarifg",
}
#: Secrets that results do not show by themselves, and other pages may, later.
LATER = {"figure of a claim": "8426153", "replaced id": "kanarife"}
CANARIES = EXPLAINED | FOR_TEACHERS | LATER
E, T = EXPLAINED, FOR_TEACHERS

BANK = f"""\
title: A bank of canaries
# {T["comment in the file"]}
claims:
  solid:
    says: The mine is {E["what a claim says"]}
    figure: {LATER["figure of a claim"]} jobs
    who: {E["who a withheld claim is by"]}
    status: disputed
    but: {E["who says otherwise"]}
    where: {E["where a claim stands"]}
    measures: {E["what a claim measures"]}
    quote: {E["quote of a claim"]}
    note: {E["note on a claim"]}
  mended:
    says: The port is new
    who: The council
    status: corrected
    was: {E["earlier value"]}
quizzes:
  all:
    title: All of them
    order: as written
    questions: [single, multiple, statement, short, number, order, match, sort, gaps, open]
questions:
- id: single
  tests: who
  claim: solid
  ask: Who says so?
  answer: The company
  wrong:
  - The union => {E["feedback on a wrong option"]} => {T["misconception"]}
  - The town => {E["feedback on a wrong option"]} => {T["misconception"]}
  why: {E["why of a choice"]}
  tags: [{T["tag"]}]
  replaces: {LATER["replaced id"]}
  advice off:
    longest-right: {T["reason why advice is off"]}
- id: multiple
  ask: Which are named?
  answers: [Dust]
  wrong:
  - Oil => {E["feedback on a chosen answer"]}
  - Gold => {E["feedback on a chosen answer"]}
- id: statement
  statement: The ministry has checked it.
  is: not stated
  feedback:
    "true": {E["feedback on a statement"]}
    "false": {E["feedback on a statement"]}
- id: short
  tests: measure
  claim: mended
  ask: Which country?
  accept: [{E["accepted answer"]}, {T["second accepted answer"]}]
  reject:
  - {T["rejected answer"]} => unseen
  - Sweden => {E["feedback on a rejected answer"]}
- id: number
  ask: How much?
  who: The survey
  number: {E["number"]}
  reject:
  - 5 => {E["feedback on a rejected number"]}
- id: order
  ask: Put them in order.
  order:
  - Survey => {E["feedback on an order"]}
  - Licence => {E["feedback on an order"]}
  - Drilling => {E["feedback on an order"]}
- id: match
  ask: Who said what?
  match:
    Minister: It is safe
    Biologist: It is risky
  feedback:
    Minister: {E["feedback on a pair"]}
    Biologist: {E["feedback on a pair"]}
- id: sort
  ask: Sort each.
  sort:
    One side:
    - The mine => {E["feedback on a group"]}
    Both sides:
    - The port => {E["feedback on a group"]}
- id: gaps
  who: The council
  fill: The port costs [[{E["key of a gap"]}]] and the [[council ~ ministry => {E["feedback on a gap"]}]] pays.
- id: open
  essay: What would you check?
  rubric:
  - 2 points: names a source
"""

#: A wrong answer to each question, as it is posted; options are found by their text on the page.
WRONG = {
    "single": ["The union"],
    "multiple": ["Oil"],
    "statement": ["True"],
    "short": "Sweden",
    "number": "5",
    "gaps": ("nothing", "ministry"),
    "open": "I would ask.",
}


def found_in(response: TestResponse, canaries: dict[str, str]) -> set[str]:
    """The names of the canaries that an answer holds, in its page or its headers, plainly or dressed up."""
    whole = "\n".join(f"{name}: {value}" for name, value in response.headers)
    forms = list(dressed(response.get_data() + b"\n" + whole.encode()))
    return {name for name, canary in canaries.items() if any(canary in form for form in forms)}


def dressed(body: bytes) -> list[str]:
    """An answer as it is, and with entities, escapes, percent signs, base64 and wide letters undone."""
    plain = body.decode("utf-8", "replace").lower()
    exact = body.decode("utf-8", "replace")
    forms = [
        plain,
        html.unescape(plain),
        unquote_plus(plain),
        body.replace(b"\0", b"").decode("latin-1").lower(),
    ]
    forms.append(re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), plain))
    forms.append(re.sub(r"(?<=\d)[,. '’\u00a0\u202f](?=\d{3})", "", html.unescape(plain)))
    for chunk in re.findall(r"[\w+/=-]{12,}", exact):
        try:
            decoded = base64.b64decode(chunk + "=" * (-len(chunk) % 4), altchars=b"-_")
        except (binascii.Error, ValueError):
            continue
        forms.append(decoded.decode("latin-1").lower())
    return forms
