"""The JSON Schema (draft 2020-12) of a bank, made from the keys that the loader and the types declare.

It helps editors that know YAML to complete keys and to see misspelt ones while typing. It is laxer than the
checker: such editors read ``2031`` as a number and ``yes`` as a truth value, which the loader takes as the text
that was typed; so both are allowed wherever a text is.
"""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from quizapp.domain.bankfile.blocks import BANK_KEYS, CLAIM_KEYS, DRAW_KEYS, QUIZ_KEYS, SOURCE_KEYS
from quizapp.domain.bankfile.question_entries import ASK, COMMON_KEYS, DEFAULT_KEYS
from quizapp.domain.comparisons import COMPARE_KEYS
from quizapp.domain.misconceptions import MISCONCEPTION_KEYS
from quizapp.domain.yaml_reading.entry_reader import Key, KeyForm

if TYPE_CHECKING:
    from quizapp.domain.question import Question

Schema = dict[str, Any]

_TEXT: Schema = {"type": ["string", "number", "boolean"]}
#: A list item with a colon in it ("2 points: names a source") is a mapping to such an editor, a text to the loader.
_ITEM: Schema = {
    "anyOf": [
        _TEXT,
        {"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": _TEXT},
    ]
}
_TEXTS: Schema = {"anyOf": [_TEXT, {"type": "array", "items": _ITEM, "minItems": 1}]}
_FORMS: Mapping[KeyForm, Schema] = {
    KeyForm.STEM: _TEXT,
    KeyForm.TEXT: _TEXT,
    KeyForm.BLOCK: _TEXT,
    KeyForm.TEXTS: _TEXTS,
    KeyForm.NAMES: _TEXTS,
    KeyForm.OPTIONS: _TEXTS,
    KeyForm.NUMBER: {"type": ["number", "string"]},
    KeyForm.YES_NO: {"enum": ["yes", "no", True, False]},
    KeyForm.PAIRS: {"type": "object", "additionalProperties": _TEXT},
    KeyForm.GROUPS: {"type": "object", "additionalProperties": _TEXTS},
}


def bank_schema(types: Mapping[str, type["Question"]]) -> Schema:
    """The schema of a bank whose questions are of these types (name to class)."""
    questions = [_question(kind) for kind in types.values()]
    bank = _mapping("A bank of questions.", BANK_KEYS)
    bank["properties"] |= {
        "sources": _named("source"),
        "claims": _named("claim"),
        "quizzes": _named("quiz"),
        "compare": _named("comparison"),
        "misconceptions": {
            "type": "object",
            "additionalProperties": {"anyOf": [_TEXT, {"$ref": "#/$defs/misconception"}]},
        },
        "defaults": {"$ref": "#/$defs/defaults"},
        "questions": {
            "type": "array",
            "minItems": 1,
            "items": {"anyOf": [{"$ref": f"#/$defs/{name}"} for name in types]},
        },
    }
    bank["required"].append("questions")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "quizapp bank",
        **bank,
        "$defs": {
            "source": _mapping("Where facts come from.", SOURCE_KEYS),
            "claim": _mapping("A statement or figure, written down once.", CLAIM_KEYS),
            "quiz": _quiz(),
            "comparison": _mapping("Claims to put side by side.", COMPARE_KEYS),
            "misconception": _mapping("What a wrong answer shows.", MISCONCEPTION_KEYS),
            "defaults": {**_mapping("What holds where nothing else is said.", DEFAULT_KEYS), "required": []},
            **dict(zip(types, questions, strict=True)),
        },
    }


def as_json(types: Mapping[str, type["Question"]]) -> str:
    """The schema as a file's text; the same keys always give the same text."""
    return json.dumps(bank_schema(types), ensure_ascii=False, indent=2) + "\n"


def _question(kind: type["Question"]) -> Schema:
    stem = [] if any(key.form is KeyForm.STEM for key in kind.keys) else [ASK]
    return _mapping(f"A question of the type “{kind.label}”.", [*stem, *kind.keys, *COMMON_KEYS])


def _quiz() -> Schema:
    quiz = _mapping("A ready-made quiz.", QUIZ_KEYS)
    rules = _mapping("A rule: how many, and what must fit.", DRAW_KEYS)
    quiz["properties"]["draw"] = {
        "description": quiz["properties"]["draw"]["description"],
        "anyOf": [
            {"type": ["number", "string"]},
            {"type": "object", "additionalProperties": {"type": ["number", "string"]}},
            {"type": "array", "items": rules, "minItems": 1},
        ],
    }
    return quiz


def _named(of: str) -> Schema:
    return {"type": "object", "additionalProperties": {"$ref": f"#/$defs/{of}"}}


def _mapping(meaning: str, keys: Sequence[Key]) -> Schema:
    return {
        "description": meaning,
        "type": "object",
        "properties": {key.name: _value(key) for key in keys},
        "required": [key.name for key in keys if key.required],
        "additionalProperties": False,
    }


def _value(key: Key) -> Schema:
    schema: Schema = {"description": key.meaning}
    if key.form is KeyForm.CHOICE:
        schema["enum"] = list(key.words)
    else:
        schema |= _FORMS[key.form]
    if key.example:
        schema["examples"] = [key.example]
    return schema
