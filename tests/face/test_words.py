"""The words of the interface: plain, short, one term for each thing. Over the whole catalogue that translators get.

The rules are functions from a text to what it breaks, and each of them finds a planted fault.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tests.banks.readability import grade
from tests.support.plain_words import NOT_FOR_STUDENTS, OURS
from tools.messages import POT, extract

ROOT = Path(__file__).resolve().parents[2]

#: Years of school that the interface may ask for, by Flesch and Kincaid.
GRADE = 7
#: GOV.UK's limit for a sentence. https://insidegovuk.blog.gov.uk/2014/08/04/sentence-length-why-25-words-is-our-limit/
WORDS = 25
#: What we never say, and why not: flattery, begging, jokes, blame, officialese.
NEVER = re.compile(
    r"\b(please|sorry|oops|whoops|great job|good job|well done|congratulations|awesome|hooray|unfortunately|invalid"
    r"|illegal|failed to|in order to|prior to|utili[sz]e\w*|uh-oh|simply|just click|click here)\b|!",
    re.IGNORECASE,
)
#: One term for each thing (docs/glossary.md): what others say for it, and our word.
TERMS = {
    r"tests?(?! hides)|exams?|assessments?|examinations?": "quiz",
    r"distractors?|alternatives?": "option",
    r"stems?": "question",
    r"pupils?|learners?|candidates?|participants?|testees?": "student",
    r"instructors?|tutors?|lecturers?": "teacher",
    r"courses?|cohorts?": "class",
    r"homeworks?|coursework": "assignment",
    r"submit(?:s|ted|ting)?|submissions?|turn(?:ed)? in": "hand in",
    r"grad(?:e|es|ed|ing)": "mark",
    r"confidence(?! interval)": "certainty",
    r"passcodes?|pass phrases?": "password",
    r"log(?:ged)? (?:in|out|on)|logins?|logouts?|log-?ins?": "sign in",
    r"emails?": "e-mail",
    r"question banks?|item banks?": "bank",
    r"scorecards?|report cards?": "report",
    r"users?(?! names?)": "student or teacher",
    r"responses?": "answer",
    r"revisions?|revise": "review",
}
#: Texts that use such a word in another sense, each with why.
OTHER_SENSE = {
    "Day until which they should remember, such as an exam": "an exam elsewhere is why they learn",
    "Multiple response": "the name that books give the question type",
    "after submitting": "the word that banks write for when answers are shown",
    "After submitting": "the same",
}
#: Aspects: "what a question tests" is said of a part of a fact (key ``tests:``), never of a quiz.
ASPECT = re.compile(r"\b(?:what (?:a|the) question|Row %\(number\)s,) tests\b|^Tests$")
#: Definitions of statistics name their source; a name and a year are no prose.
REFERENCE = re.compile(r"\(\d{4}\)")


@pytest.fixture(scope="module")
def found() -> Catalog:
    with POT.open("rb") as file:
        return read_po(file)


def texts(found: Catalog) -> Iterator[tuple[str, set[str]]]:
    """Every text, the singular and the plural each, with the files that say it."""
    for message in found:
        paths = {path for path, _line in message.locations}
        for text in [message.id] if isinstance(message.id, str) else message.id:
            if text:  # the head has none
                yield text, paths


def read_aloud(text: str) -> str:
    """A message with its places filled: a number where it counts, a name elsewhere; commands are no words."""
    text = re.sub(r"“?(?:python3 manage\.py|flask|http)\S*[^”]*”?", "", text)
    return re.sub(r"%\(\w+\)s", "Ada", re.sub(r"%\(num\)s", "3", text)).replace("%%", "per cent")


def sentences(text: str) -> list[str]:
    """Its sentences: what ends with a full stop or question mark; labels and headings are none."""
    if REFERENCE.search(text):
        return []
    return [each for each in re.findall(r"[^.?]+[.?](?=\s|$|”)", read_aloud(text)) if len(each.split()) > 2]


def says_what_we_never_say(text: str) -> Iterator[str]:
    for each in NEVER.finditer(text):
        yield f"says {each[0]!r}: {text}"


def speaks_of_our_desk(text: str) -> Iterator[str]:
    for each in OURS.finditer(re.sub(r"%\(\w+\)s", "", text)):
        yield f"says {each[0]!r}: {text}"


def has_another_term(text: str) -> Iterator[str]:
    if text in OTHER_SENSE or REFERENCE.search(text):
        return
    plain = re.sub(r"%\(\w+\)s", "", ASPECT.sub("", text))
    plain = re.sub(r"“[^”]*”", "", plain)  # words of files and commands stand in quotation marks
    for others, ours in TERMS.items():
        for each in re.finditer(rf"\b(?:{others})\b", plain, re.IGNORECASE):
            yield f"says {each[0]!r} for {ours!r}: {text}"


def is_too_long(text: str) -> Iterator[str]:
    for sentence in sentences(text):
        words = len(re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", sentence))
        if words > WORDS:
            yield f"{words} words, more than {WORDS}: {sentence.strip()}"


RULES = (says_what_we_never_say, speaks_of_our_desk, has_another_term, is_too_long)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_text_of_the_interface_keeps_the_rule(found, rule):
    broken = [f"{sorted(paths)[0]}: {breach}" for text, paths in texts(found) for breach in rule(text)]
    assert broken == [], "\n" + "\n".join(broken)


#: Where texts stand that students read, refusals and errors among them; what is rendered is searched in test_every_page.py.
FOR_STUDENTS = re.compile(
    r"quizapp/(templates/)?(taking/|studying/(?!class|personal_data)|marking/(_card|dispute\.)|classes/join)"
    r"|quizapp/(attempts/(starting|recording|shares|visibility)|web/(error_pages|csrf|guards|forms))\.py"
)
#: Teachers read it on a student's page.
FOR_TEACHERS_THERE = "is no longer in its bank, or the bank has too few questions for it."


def test_no_text_for_students_has_a_word_that_they_stumble_over(found):
    said = [
        t for t, paths in texts(found) if any(map(FOR_STUDENTS.match, paths)) and FOR_TEACHERS_THERE not in t
    ]
    assert len(said) > 300
    assert [t for t in said if NOT_FOR_STUDENTS.search(re.sub(r"%\(\w+\)s", "", t))] == []


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (says_what_we_never_say, "Please choose an answer."),
        (says_what_we_never_say, "Saved!"),
        (speaks_of_our_desk, "You told solid from shaky."),
        (speaks_of_our_desk, "How should you file that?"),
        (speaks_of_our_desk, "Read the briefing"),
        (has_another_term, "Start the test"),
        (has_another_term, "Your submission is late."),
        (has_another_term, "Log in to go on."),
        (has_another_term, "What a question tests is no test."),
        (
            is_too_long,
            "When you have answered the questions of the quiz that your teacher has put before your class, you can press"
            " the button below, and then all of them are handed in at once.",
        ),
    ],
)
def test_each_rule_finds_a_planted_fault(rule, text):
    assert list(rule(text))


#: What is written for teachers and students outside the catalogue: the guides, the checker's texts, worked examples, and
#: the shipped banks but for their ids, which are names of a schedule.
WRITTEN = (
    *(ROOT / "docs").glob("*.md"),
    ROOT / "README.md",
    ROOT / "quizapp/domain/lint/explanations.md",
    ROOT / "quizapp/studying/lessons.yaml",
    *(ROOT / "questions").glob("*.yaml"),
)
#: Documents for those who build and run the program.
FOR_BUILDERS = {
    "architecture.md",
    "asvs.md",
    "design.md",
    "operations.md",
    "judging.md",
    "scale.md",
    "performance.md",
}
#: What is held is land or a meeting there; the names of questions and pages stay.
NO_PROSE = re.compile(
    r"^- id: .*|^\s+(?:variant of|not with|link):.*|\b[a-z]+-standing,|`[^`]*`|\bheld\b", re.MULTILINE
)


@pytest.mark.parametrize(
    "path", [each for each in WRITTEN if each.name not in FOR_BUILDERS], ids=lambda path: path.name
)
def test_banks_checker_and_guides_use_the_words_of_the_pages(path):
    text = NO_PROSE.sub("", path.read_text("utf-8"))
    lines = [line.strip() for line in text.splitlines() if OURS.search(line)]
    assert lines == [], "\n".join(lines)


def test_a_student_of_twelve_can_read_the_sentences_of_every_page(found):
    by_file: dict[str, list[str]] = defaultdict(list)
    for text, paths in texts(found):
        for path in paths:
            by_file[path] += sentences(text)
    everything = [each for found_there in by_file.values() for each in found_there]
    assert len(everything) > 600
    assert grade(everything) <= GRADE
    # A page with few sentences can say nothing of its grade: a single long name would decide it.
    grades = {path: grade(said) for path, said in by_file.items() if sum(len(s.split()) for s in said) >= 60}
    assert {path: round(found, 1) for path, found in grades.items() if found > GRADE} == {}


def test_hard_words_would_be_found():
    # 13 words in one sentence, 36 syllables: 0.39 * 13 + 11.8 * 36 / 13 - 15.59 = 22.2.
    hard = "Participants experiencing authentication difficulties should immediately communicate with the responsible administrative personnel, institutionally."
    assert grade(sentences(hard)) > 2 * GRADE


# What translators get


def test_the_catalogue_holds_templates_code_forms_refusals_and_words_of_tables(found):
    said: dict[str, set[str]] = defaultdict(set)
    for text, paths in texts(found):
        said[text] |= paths
    assert "quizapp/templates/taking/question.html" in said["Question %(place)s of %(length)s"]
    assert "quizapp/classes/forms.py" in said["Name of the class"]  # a form's label
    assert "quizapp/accounts/forms.py" in said["Write your password."]  # a form's message
    assert "quizapp/web/csrf.py" in said["Send it once more"]  # a refusal's title
    assert (
        "quizapp/attempts/starting.py"
        in said["This quiz has closed. Ask your teacher if you still need to take it."]
    )
    assert "quizapp/basics/i18n.py" in said["claimed by one side"]  # a word of a table
    assert "quizapp/classes/forms.py" in said["They write their name"]  # a choice
    assert "quizapp/basics/errors.py" in said["Too many tries"]
    assert "quizapp/domain/option_questions.py" in said["Choose an answer."]
    assert ("%(num)s question", "%(num)s questions") in {message.id for message in found}


def test_the_catalogue_is_what_the_code_says_as_gettext_reads_it(tmp_path):
    extract(tmp_path / "now.pot")
    assert (tmp_path / "now.pot").read_text("utf-8") == POT.read_text("utf-8")
    with (tmp_path / "now.pot").open("rb") as file:
        found = read_po(file, abort_invalid=True)
    counted = found.get("%(num)s question")
    assert counted is not None
    assert counted.id == ("%(num)s question", "%(num)s questions")
    assert "python-format" in counted.flags
    assert counted.string == ("", "")
    # Files without line numbers, in order: it changes only when a text does.
    assert all(line is None for message in found for _path, line in message.locations)
    ids = [
        text for message in found for text in [message.id if isinstance(message.id, str) else message.id[0]]
    ]
    assert ids == sorted(ids)
