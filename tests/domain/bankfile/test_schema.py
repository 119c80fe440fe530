"""The JSON Schema is made from the declarations: no key is missing, none is invented.

No validator is among the program's packages, so a small one here reads the few keywords that the schema uses;
it refuses any other keyword, so that the schema cannot outgrow it unseen.
"""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from quizapp.domain.bankfile import blocks, question_entries
from quizapp.domain.bankfile.schema import as_json, bank_schema
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.yaml_reading.entry_reader import KeyForm

SCHEMA = bank_schema(QUESTION_TYPES)
BANKS = sorted((Path(__file__).parents[3] / "questions").glob("*.yaml"))
UNCHECKED = {"description", "examples", "title", "$schema", "$defs"}
KINDS = {"string": str, "object": dict, "array": list, "number": (int, float), "boolean": bool}


def faults(value: Any, schema: dict[str, Any], at: str = "") -> list[str]:
    """What a value breaks of a schema."""
    found: list[str] = []
    for keyword, rule in schema.items():
        if keyword in UNCHECKED:
            continue
        if keyword == "$ref":
            found += faults(value, SCHEMA["$defs"][rule.removeprefix("#/$defs/")], at)
        elif keyword == "type":
            kinds = [rule] if isinstance(rule, str) else rule
            if not any(isinstance(value, KINDS[kind]) for kind in kinds):
                found.append(f"{at}: {value!r} is not {rule}")
        elif keyword == "enum":
            found += [] if value in rule else [f"{at}: {value!r} is none of {rule}"]
        elif keyword == "required":
            found += [
                f"{at}: {name} is missing" for name in rule if isinstance(value, dict) and name not in value
            ]
        elif keyword == "properties":
            for name, inner in rule.items():
                if isinstance(value, dict) and name in value:
                    found += faults(value[name], inner, f"{at}/{name}")
        elif keyword == "additionalProperties":
            if isinstance(value, dict):
                for name in value.keys() - schema.get("properties", {}).keys():
                    found += (
                        [f"{at}: {name} is unknown"]
                        if rule is False
                        else faults(value[name], rule, f"{at}/{name}")
                    )
        elif keyword == "items":
            for number, item in enumerate(value if isinstance(value, list) else []):
                found += faults(item, rule, f"{at}/{number}")
        elif keyword == "minItems":
            found += [f"{at}: too few"] if isinstance(value, list) and len(value) < rule else []
        elif keyword in ("minProperties", "maxProperties"):
            wrong = isinstance(value, dict) and (
                len(value) < rule if keyword[:3] == "min" else len(value) > rule
            )
            found += [f"{at}: {len(value)} keys"] if wrong else []
        elif keyword == "anyOf":
            each = [faults(value, inner, at) for inner in rule]
            found += [] if any(not one for one in each) else min(each, key=len)
        else:
            raise AssertionError(f"the schema has a keyword that this test does not know: {keyword}")
    return found


@pytest.mark.parametrize("name", list(QUESTION_TYPES))
def test_every_declared_key_of_a_type_is_a_property_and_no_other(name: str) -> None:
    kind = QUESTION_TYPES[name]
    declared = {key.name for key in kind.keys}
    stem = set() if any(key.form is KeyForm.STEM for key in kind.keys) else {"ask"}
    common = {key.name for key in question_entries.COMMON_KEYS}
    assert set(SCHEMA["$defs"][name]["properties"]) == stem | declared | common
    assert SCHEMA["$defs"][name]["additionalProperties"] is False


@pytest.mark.parametrize("name", list(QUESTION_TYPES))
def test_required_are_the_signature_and_what_is_declared_required(name: str) -> None:
    kind = QUESTION_TYPES[name]
    required = set(SCHEMA["$defs"][name]["required"])
    assert kind.signature <= required
    assert {key.name for key in kind.keys if key.required} <= required
    assert required <= kind.signature | {key.name for key in kind.keys if key.required} | {"ask"}


@pytest.mark.parametrize(
    ("name", "keys"),
    [("source", blocks.SOURCE_KEYS), ("claim", blocks.CLAIM_KEYS), ("quiz", blocks.QUIZ_KEYS)],
)
def test_the_blocks_have_their_declared_keys(name: str, keys: tuple[Any, ...]) -> None:
    assert set(SCHEMA["$defs"][name]["properties"]) == {key.name for key in keys}


@pytest.mark.parametrize("path", BANKS, ids=lambda path: path.stem)
def test_the_shipped_banks_are_valid(path: Path) -> None:
    # The base loader keeps every scalar a text, as our own loader does.
    assert faults(yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader), SCHEMA) == []  # noqa: S506  # makes texts, runs nothing  # makes only texts


@pytest.mark.parametrize("name", list(QUESTION_TYPES))
def test_the_example_of_every_type_is_valid_also_for_editors_that_read_numbers(name: str) -> None:
    example = yaml.safe_load(QUESTION_TYPES[name].example)
    questions = example if isinstance(example, list) else [example]
    assert faults({"title": "Example", "questions": questions}, SCHEMA) == []


@pytest.mark.parametrize(
    "bank",
    [
        {"title": "x"},
        {"title": "x", "questions": []},
        {"title": "x", "questions": [{"ask": "Why?"}]},
        {"title": "x", "questions": [{"ask": "Why?", "answer": "a", "wrong": ["b"], "anser": "c"}]},
        {"title": "x", "questions": [{"ask": "Why?", "answer": "a", "wrong": ["b"], "tests": "whoo"}]},
        {"title": "x", "colour": "red", "questions": [{"ask": "Why?", "answer": "a", "wrong": ["b"]}]},
    ],
)
def test_what_the_loader_refuses_for_its_keys_the_schema_refuses(bank: dict[str, Any]) -> None:
    assert faults(bank, SCHEMA) != []


def test_the_text_is_json_and_always_the_same() -> None:
    assert json.loads(as_json(QUESTION_TYPES)) == SCHEMA
    assert as_json(QUESTION_TYPES) == as_json(dict(QUESTION_TYPES))
