"""Tables: which column is what, in many languages, and which option a key means."""

import csv

import pytest
from openpyxl import Workbook

from quizapp.interchange import ReadAs, read_file
from tests.support.interchange import bank_of

HEADS = {
    "de": "Frage;Antwort A;Antwort B;Richtige Antwort;Erklärung",
    "es": "Pregunta;Opción A;Opción B;Respuesta correcta;Explicación",
    "fr": "Question;Réponse A;Réponse B;Bonne réponse;Explication",
    "it": "Domanda;Risposta A;Risposta B;Risposta corretta;Spiegazione",
    "pt": "Pergunta;Opção A;Opção B;Resposta correta;Explicação",
    "ru": "Вопрос;Вариант 1;Вариант 2;Правильный ответ;Пояснение",
    "uk": "Питання;Варіант 1;Варіант 2;Правильна відповідь;Пояснення",
    "pl": "Pytanie;Odpowiedź A;Odpowiedź B;Poprawna odpowiedź;Wyjaśnienie",
    "zh": "题目;选项A;选项B;正确答案;解析",
}


@pytest.mark.parametrize("language", HEADS)
def test_headings_are_understood_in_many_languages(language):
    result = read_file(f"{HEADS[language]}\nWhich is wet?;sand;rain;B;It falls.\n".encode(), "x.csv")
    [question] = bank_of(result.text).questions

    assert [(option.text, option.right) for option in question.options()] == [("rain", True), ("sand", False)]
    assert question.why == "It falls."
    assert bank_of(result.text).language == language


def right(key: str, *options: str, rows: str = "") -> str:
    """The right options of a row with this key, or the code of its refusal."""
    head = ",".join(["question", *(f"option {number}" for number in range(1, len(options) + 1)), "correct"])
    cells = ",".join(f'"{cell}"' for cell in ("Which?", *options, key))
    result = read_file(f"{head}\n{cells}\n{rows}".encode(), "x.csv")
    if not result.text or result.refused:
        return result.refused[0].code
    [question, *_] = bank_of(result.text).questions
    return " ".join(sorted(option.text for option in question.options() if option.right))


@pytest.mark.parametrize(
    ("key", "options", "said"),
    [
        ("b", ("x", "y", "z"), "y"),
        ("A, C", ("x", "y", "z"), "x z"),
        ("AC", ("x", "y", "z"), "x z"),
        ("2", ("x", "y", "z"), "y"),
        ("1;3", ("x", "y", "z"), "x z"),
        ("y", ("x", "y", "z"), "y"),
        ("7", ("7", "8"), "7"),
        ("2", ("3", "4", "2"), "2"),
        ("D", ("x", "y"), "no-such-option"),
        ("5", ("x", "y"), "no-such-option"),
        ("", ("x", "y"), "no-right-answer"),
        ("A", ("B", "A"), "broken"),
    ],
)
def test_a_key_is_a_letter_a_place_or_a_text_and_what_could_be_two_is_refused(key, options, said):
    assert right(key, *options) == said


def test_a_key_that_may_count_from_nought_is_never_guessed():
    assert right("1", "x", "y", rows="Other?,p,q,0\n") == "broken"


def test_a_workbook_is_read_as_its_program_shows_it(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.append(["My quiz"])
    sheet.append(["Question", "Option A", "Option B", "Correct", "Points"])
    sheet.append(["How many?", 1.0, 0.25, "A", 2])
    sheet.append(["Is it so?", True, False, True, None])
    sheet["C3"].number_format = "0%"
    path = tmp_path / "x.xlsx"
    book.save(path)

    how_many, is_it_so = bank_of(read_file(path.read_bytes(), path.name).text).questions
    assert [option.text for option in how_many.options()] == ["1", "25%"]
    assert how_many.marks == 2
    assert [(option.text, option.right) for option in is_it_so.options()] == [
        ("TRUE", True),
        ("FALSE", False),
    ]


def test_a_damaged_workbook_is_refused_in_a_sentence():
    result = read_file(b"PK\x03\x04" + b"\x00" * 200, "x.xlsx", ReadAs("table"))

    assert result.error is not None
    assert result.error[0] == "damaged"


def test_a_table_without_headings_asks_for_them():
    result = read_file(b"a,b,c,d\ne,f,g,h\n", "x.csv", ReadAs("table"))

    assert result.error is not None
    assert "headings" in result.error[1] or "option A" in result.error[1]


def test_reading_a_table_leaves_to_others_of_the_process_the_limit_of_a_cell():
    csv.field_size_limit(131_072)  # Python's own
    read_file(b"question,option 1,option 2,correct\nWhich is wet?,sand,rain,2\n", "x.csv")

    assert csv.field_size_limit() == 131_072


@pytest.mark.parametrize(
    "heads", ["", "No,Text,Eins,Zwei,Loesung,Punkte\n"], ids=["no headings", "headings of no language"]
)
def test_columns_can_be_named_by_whoever_knows_them(heads: str) -> None:
    text = heads + "1,Which is a river?,Alps,Rhine,2,3\n2,Which is a lake?,Como,Etna,1,1\n"
    said = ReadAs(columns="-; question; option A; option B; correct; points")
    result = read_file(text.encode(), "x.csv", said)
    assert [each.place for each in result.imported][-1] == ("row 3" if heads else "row 2")
    assert "answer: Rhine" in result.text
    assert "marks: 3" in result.text


def test_columns_without_a_key_are_refused_with_a_sentence() -> None:
    result = read_file(b"a,b,c\n", "x.csv", ReadAs(columns="question; option A"))
    assert result.error is not None
    assert "tell no question" in result.error[1]


def keyed(text: str) -> list[tuple[str, list[str]]]:
    """Each question of a table with its right options, in the order of the file."""
    questions = bank_of(read_file(text.encode(), "x.csv").text).questions
    return [
        (question.ask, [option.text for option in question.options() if option.right])
        for question in questions
    ]


def codes(text: str) -> tuple[list[str], list[str], list[str]]:
    """Codes of what is refused, lost and doubtful."""
    result = read_file(text.encode(), "x.csv")
    told = ([each.code for _, each in kind] for kind in (result.lost, result.warnings))
    return ([each.code for each in result.refused], *told)


def test_the_right_answer_beside_wrong_options_is_right_and_told():
    text = "question,choice 1,choice 2,correct answer\nWhat is 7 + 8?,14,16,15\nWho?,Bohr,Curie,Pauli\nWhere?,Rome,Oslo,Bern\n"

    assert keyed(text) == [("What is 7 + 8?", ["15"]), ("Who?", ["Pauli"]), ("Where?", ["Bern"])]
    assert codes(text)[2] == ["key-beside-options"]


def test_a_key_that_names_no_option_is_refused_where_others_name_one():
    text = (
        "question,choice 1,choice 2,correct answer\nWho?,Bohr,Curie,Pauli\nWhere?,Rome,Oslo,Oslo\nA?,b,c,c\n"
    )

    assert codes(text)[0] == ["no-such-option"]


@pytest.mark.parametrize("sign", ["|", ";", ","])
def test_options_of_one_cell_are_told_apart_by_what_the_keys_name(sign):
    text = f'question\toptions\tanswer\nWho?\tBohr{sign}Curie\tCurie\nWhere?\t"Rome{sign}Oslo"\tRome\n'

    assert keyed(text) == [("Who?", ["Curie"]), ("Where?", ["Rome"])]


def test_options_of_one_cell_that_cannot_be_told_apart_are_never_left_out():
    assert codes("question\toptions\tanswer\nWho?\tBohr, Curie\t2\n")[0] == ["broken"]


def test_a_key_counts_from_nought_where_its_heading_says_so():
    assert keyed("question,option 1,option 2,correct from 0\nWho?,Bohr,Curie,1\nA?,b,c,0\n") == [
        ("Who?", ["Curie"]),
        ("A?", ["b"]),
    ]


def test_whoever_is_asked_says_that_keys_count_from_nought():
    text = b"question,option 1,option 2,correct index\nWho?,Bohr,Curie,1\nA?,b,c,0\n"
    assert "from 0" in read_file(text, "x.csv").refused[0].reason
    answered = bank_of(read_file(text, "x.csv", ReadAs(columns="from 0")).text).questions

    assert [option.text for each in answered for option in each.options() if option.right] == ["Curie", "b"]


def test_headings_written_as_programs_do_are_words():
    assert keyed("text,optionA,optionB,correctOption\nWho?,Bohr,Curie,B\n") == [("Who?", ["Curie"])]


def test_options_are_known_by_their_numbers_where_their_word_is_not():
    assert keyed("question,opt1,opt2,answer\nWho?,Bohr,Curie,2\n") == [("Who?", ["Curie"])]


def test_hints_are_no_options_however_many_there_are():
    result = read_file(b"question,hint1,hint2,answer\nWho?,x,y,Pauli\n", "x.csv")

    assert [each.type for each in result.imported] == ["short_text"]
    assert result.lost[0][1].about == "hint1, hint2"


def test_columns_that_mean_nothing_are_told_but_for_numbers_of_rows():
    text = "No,question,option 1,option 2,correct,difficulty\n1,Who?,Bohr,Curie,2,hard\n2,A?,b,c,1,\n"

    assert read_file(text.encode(), "x.csv").lost[0][1].about == "difficulty"


def test_rows_without_headings_are_read_where_their_keys_leave_no_doubt():
    rows = "Who?;Bohr;Curie;B;physics\nWhere?;Rome;Oslo;A;places\nWhen?;1900;1901;B;years\n"

    assert keyed(rows) == [("Who?", ["Curie"]), ("Where?", ["Rome"]), ("When?", ["1901"])]
    assert codes(rows)[1:] == (["columns"], ["columns-guessed"])
    assert read_file(rows.replace(";A;", ";1;").encode(), "x.csv").text == ""


def test_keys_of_nought_and_one_are_not_taken_for_figures():
    assert codes("question,answer\nIs it wet?,1\nIs it dry?,0\n")[0] == ["broken", "broken"]


def test_a_typed_key_of_parts_is_told():
    assert codes("question,answer\nWho?,Bohr;Curie\nWhere?,Rome\n")[2][0] == "key-of-parts"


def test_every_sheet_of_a_workbook_that_holds_questions_is_read_and_others_are_told(tmp_path):
    book = Workbook()
    book.active.append(["title", "status"])
    for name in ("Rivers", "Lakes"):
        sheet = book.create_sheet(name)
        sheet.append(["question", "A", "B", "correct"])
        sheet.append([f"Which of the {name.lower()}?", "Rhine", "Como", "B"])
    path = tmp_path / "x.xlsx"
    book.save(path)
    result = read_file(path.read_bytes(), path.name)

    assert [each.place for each in result.imported] == ["Rivers, row 2", "Lakes, row 2"]
    assert [(each.place, each.code) for each in result.skipped] == [("Sheet", "other-sheet")]
