"""What every format must do. A new one gets these tests unasked, with its examples."""

import random

import pytest

from quizapp.domain.lint.checker import examine
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.yaml_reading.problems import Weight
from quizapp.interchange import FORMATS, ReadAs, SourceFile, read_file, recognise
from quizapp.interchange.receipt_comments import with_receipt
from quizapp.interchange.report import as_json, as_text, gathered
from quizapp.interchange.sentences import say
from tests.support.interchange import EXAMPLES, Example, bank_of, bare, examples

ALL = list(examples())
#: Examples of formats that are still to come wait in their folders.
READY = [each for each in ALL if each.format in FORMATS]


@pytest.mark.parametrize("example", READY, ids=str)
def test_a_file_comes_in_as_the_bank_that_is_expected(example: Example):
    result = read_file(example.content, example.path.name)
    got, wanted = bank_of(result.text), example.bank

    assert [bare(each) for each in got.questions] == [bare(each) for each in wanted.questions]
    assert (got.title, got.language, got.about, got.topics) == (
        wanted.title,
        wanted.language,
        wanted.about,
        wanted.topics,
    )


@pytest.mark.parametrize("example", READY, ids=str)
def test_a_receipt_tells_what_is_expected(example: Example):
    wanted, result = example.receipt, read_file(example.content, example.path.name)

    assert result.format == wanted.get("format", example.format)
    assert len(result.imported) == wanted.get("imported", len(example.bank.questions))
    assert len(result.refused) == len(wanted.get("refused", ()))
    for told, refused in zip(wanted.get("refused", ()), result.refused, strict=True):
        said = {
            "place": refused.place, "title": refused.title, "code": refused.code, "reason": refused.reason,
        }  # fmt: skip
        assert said | told == said
    assert {code: count for code, (count, _, _) in gathered(result.lost).items()} == wanted.get("lost", {})
    assert set(wanted.get("warnings", ())) <= {told.code for _, told in result.warnings}
    assert [each.code for each in result.skipped] == wanted.get("skipped", [])
    assert result.exit_code == wanted.get("exit", 0)


@pytest.mark.parametrize("example", READY, ids=str)
def test_the_bank_of_an_import_has_neither_error_nor_doubt(example: Example):
    result = read_file(example.content, example.path.name)
    found = examine(result.text, QUESTION_TYPES, name="x", pictures=frozenset(result.pictures))
    heavy = [each for each in found.problems if each.weight is not Weight.ADVICE]

    assert [
        f"{each.code}: {each.what}" for each in heavy if each.code not in _OF_OUR_OWN.get(example.format, ())
    ] == []


#: A bank that is ours already may say less about itself than an import; feedback that is no sentence is doubted anywhere.
_OF_OUR_OWN = {"yaml": ("question-without-id",), "d2l-csv": ("arrow-in-answer",)}


@pytest.mark.parametrize("example", READY, ids=str)
def test_a_file_is_recognised_by_its_content_whatever_it_is_called(example: Example):
    assert recognise(SourceFile(example.content, "unknown.bin")).name == example.format


@pytest.mark.parametrize("example", READY, ids=str)
def test_every_code_of_a_receipt_has_a_sentence(example: Example):
    result = read_file(example.content, example.path.name)

    for _, told in (*result.lost, *result.warnings):
        assert say(told.code, 1) != told.code
    assert all(each["text"] for each in as_json(result)["lost"])
    assert str(result.file) in as_text(result)


@pytest.mark.parametrize("example", READY, ids=str)
def test_no_damage_to_a_file_ends_in_a_traceback_or_in_a_bank_with_errors(example: Example):
    rng = random.Random(str(example))
    content = example.content
    for _ in range(12):
        start, end = sorted(rng.randrange(len(content) + 1) for _ in range(2))
        flipped = bytearray(content)
        for _ in range(3):
            flipped[rng.randrange(len(flipped))] = rng.randrange(256)
        for damaged in (
            content[:start],
            content[:start] + content[end:],
            content + content[start:end],
            bytes(flipped),
        ):
            for form in ("", example.format):
                result = read_file(damaged, example.path.name, ReadAs(form))
                assert result.error is not None or bank_of(result.text).questions


@pytest.mark.parametrize("form", [form for form in FORMATS.values() if form.read], ids=lambda form: form.name)
def test_every_format_that_is_read_has_an_example(form):
    assert any(each.format == form.name for each in READY)


def test_examples_lie_where_they_are_looked_for():
    assert EXAMPLES.is_dir()
    assert len(READY) >= 5


@pytest.mark.parametrize("example", READY, ids=str)
def test_pictures_come_along_as_the_receipt_says(example: Example):
    result = read_file(example.content, example.path.name)

    assert len(result.pictures) == example.receipt.get("pictures_kept", 0)


@pytest.mark.parametrize("example", READY, ids=str)
def test_a_bank_with_its_receipt_above_reads_like_the_bank_alone(example: Example):
    result = read_file(example.content, example.path.name)
    alone, told = bank_of(result.text), bank_of(with_receipt(result))

    assert [bare(each) for each in told.questions] == [bare(each) for each in alone.questions]


@pytest.mark.parametrize("example", READY, ids=str)
def test_what_is_packed_is_in_no_encoding(example: Example):
    if not example.content.startswith(b"PK"):
        return
    result = read_file(example.content, example.path.name)

    assert {"encoding-guessed", "sign-removed"}.isdisjoint(told.code for _, told in result.warnings)
