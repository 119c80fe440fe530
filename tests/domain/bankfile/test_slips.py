"""Sixty slips as teachers make and paste them: the first message names the line and the cause, none comes twice, and a fix
is made only where the slip has one meaning."""

import itertools

import pytest

from quizapp.domain.bankfile import blocks, question_entries
from quizapp.domain.bankfile.autofix import repair
from quizapp.domain.bankfile.loading import check_bank
from quizapp.domain.comparisons import COMPARE_KEYS
from quizapp.domain.misconceptions import MISCONCEPTION_KEYS
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.yaml_reading.entry_reader import KeyForm
from quizapp.domain.yaml_reading.known_words import (
    ASKED,
    BANK_WORDS,
    KEY_WORDS,
    SYNONYMS,
    negation_of,
    slip_of,
)
from quizapp.domain.yaml_reading.problems import Weight
from quizapp.domain.yaml_reading.yaml_nodes import Listing, Scalar, read_tree

#: Line 1 to 10 of a bank; a slip is what replaces part of it.
GOOD = """\
title: Harbour
questions:
- id: a
  ask: Who was king?
  answer: Louis
  wrong:
  - Danton
  - Robespierre
  why: He was.
"""
SECOND = "- id: b\n  statement: It rains.\n  is: not stated\n"
NBSP, WIDE, FIXED, KEPT = "\u00a0", "：", "fixed", "kept"
OTHER = "- Danton => He was a lawyer.\n"

SLIPS = [
    # what is replaced, what stands there instead, line, cause, whether fix mends it
    # Signs from Word
    ("  - Danton", "  – Danton", 7, "“–” is a dash as Word writes it", FIXED),
    ("  - Danton", "  — Danton", 7, "“—” is a dash as Word writes it", FIXED),
    ("  - Danton", "  • Danton", 7, "“•” is a bullet", FIXED),
    ("  - Danton", "  •\tDanton", 7, "“•” is a bullet", FIXED),
    ("  - Danton", "  * Danton", 7, "“*” is an asterisk", FIXED),
    ("  - Danton", "  · Danton", 7, "“·” is a bullet", FIXED),
    ("  - Danton", "  − Danton", 7, "“−” is a minus sign", FIXED),
    ("  - Danton", "  ▪ Danton", 7, "“▪” is a bullet", FIXED),
    ("  - Danton\n  - Robespierre", "  – Danton\n  – Robespierre", 7, "dash as Word writes it", FIXED),
    ("- id: a", "• id: a", 3, "“•” is a bullet", FIXED),
    # Spaces from web pages
    ("  - Danton", f"{NBSP}{NBSP}- Danton", 7, "no-break space", FIXED),
    ("  ask: Who", f"{NBSP}{NBSP}ask: Who", 4, "no-break space", FIXED),
    ("  ask: Who", f"  ask:{NBSP}Who", 4, "space after the colon is a no-break space", FIXED),
    ("  answer: Louis", f"  answer:{NBSP}Louis", 5, "space after the colon is a no-break space", FIXED),
    ("  wrong:", f"{NBSP} wrong:", 6, "no-break space", FIXED),
    # Full-width signs
    ("  ask: Who", f"  ask{WIDE}Who", 4, f"“{WIDE}” is not the colon", FIXED),
    ("  answer: Louis", f"  answer{WIDE} Louis", 5, f"“{WIDE}” is not the colon", FIXED),
    ("  wrong:", f"  wrong{WIDE}", 6, f"“{WIDE}” is not the colon", FIXED),
    # Tabs
    ("  ask: Who", "\task: Who", 4, "tab", FIXED),
    ("  - Danton", "\t- Danton", 7, "tab", FIXED),
    ("  ask: Who was king?\n  answer: Louis", "\task: Who was king?\n\tanswer: Louis", 4, "tab", FIXED),
    # Colons
    ("  ask: Who", "  ask Who", 4, "After “ask” the colon is missing", FIXED),
    ("  answer: Louis", "  answer Louis", 5, "After “answer” the colon is missing", FIXED),
    ("  why: He was.", "  why He was.", 9, "After “why” the colon is missing", FIXED),
    ("- id: a\n", "- id a\n", 3, "After “id” the colon is missing", FIXED),
    ("  ask: Who", "  ask:Who", 4, "a space is missing", FIXED),
    ("ask: Who was king?", "ask: Who was: king?", 4, "colon followed by a space", FIXED),
    ("answer: Louis", "answer: Louis: the last", 5, "colon followed by a space", FIXED),
    ("why: He was.", "why: Note: he was.", 9, "colon followed by a space", FIXED),
    # Quotes and signs that YAML keeps for itself
    ("ask: Who was king?", 'ask: "Who was king?', 4, "is not closed", KEPT),
    ("ask: Who was king?", 'ask: "Who" was king?', 4, "ends the text before the line does", FIXED),
    ("answer: Louis", "answer: @Louis", 5, "begins with @", FIXED),
    ("answer: Louis", "answer: %5", 5, "begins with %", FIXED),
    ("answer: Louis", "answer: *Louis*", 5, "begins with *", FIXED),
    ("answer: Louis", "answer: `Louis`", 5, "begins with `", FIXED),
    ("answer: Louis", "answer: &Louis", 5, "anchor", KEPT),
    ("answer: Louis", "answer: !Louis", 5, "tag", KEPT),
    ("answer: Louis", 'answer: "C:\\dir"', 5, "backslash", FIXED),
    ("answer: Louis", "answer: # 1", 5, "takes “# 1” for a comment", KEPT),
    ("answer: Louis", "answer: [Louis, the last", 5, "begins with [", FIXED),
    # Indentation
    ("  answer: Louis", " answer: Louis", 5, "it begins 1 space from the left edge, they begin 2", FIXED),
    ("  answer: Louis", "   answer: Louis", 5, "it begins 3 spaces from the left edge", FIXED),
    ("  answer: Louis", "answer: Louis", 5, "it begins at the left edge, they begin 2 spaces", FIXED),
    ("  ask: Who", "ask: Who", 4, "it begins at the left edge, they begin 2 spaces", FIXED),
    ("  wrong:", "   wrong:", 6, "does not line up", FIXED),
    ("  - Danton", " - Danton", 7, "does not line up", FIXED),
    ("  - Danton", "   - Danton", 7, "does not line up", FIXED),
    ("  - Danton", "- Danton", 7, "it begins at the left edge, they begin 2 spaces", FIXED),
    ("  - Robespierre", "   - Robespierre", 8, "does not line up", FIXED),
    ("  - Robespierre", "    - Robespierre", 8, "makes it part of the text above", KEPT),
    ("- id: a", " - id: a", 3, "does not line up", FIXED),
    ("title: Harbour", " title: Harbour", 1, "does not line up", FIXED),
    ("  why: He was.", "why: He was.", 9, "does not line up", FIXED),
    ("  why: He was.", "    why: He was.", 9, "a key of its own or more of the text above", KEPT),
    ("He was.", "He was king, as\n    he said: no doubt.", 10, "more of the text above", KEPT),
    # Keys of other formats
    ("  ask: Who", "  question: Who", 4, "“question” is called “ask” here", FIXED),
    ("  why: He was.", "  explanation: He was.", 9, "“explanation” is called “why” here", FIXED),
    ("  why: He was.", "  points: 2", 9, "“points” is called “marks” here", FIXED),
    ("  why: He was.", "  rationale: He was.", 9, "“rationale” is called “why” here", FIXED),
    ("  why: He was.", "  hint: A lawyer.", 9, "“hint” is called “hints” here", FIXED),
    ("  why: He was.", "  correct: 1", 9, "Which answer is right?", KEPT),
    ("  why: He was.", "  type: mcq", 9, "Nothing names the type here", KEPT),
    ("  why: He was.", "  options: [a, b]", 9, "The right one stands after “answer:”", KEPT),
    ("  why: He was.", "  difficulty: easy", 9, "How hard it is, the report counts", KEPT),
    # Misspelt keys and words
    ("  answer: Louis", "  Answer: Louis", 5, "Did you mean “answer”?", FIXED),
    ("  answer: Louis", "  anwser: Louis", 5, "Did you mean “answer”?", FIXED),
    ("  why: He was.", "  keep_order: yes", 9, "Did you mean “keep order”?", FIXED),
    ("  why: He was.", "  topc: kings", 9, "Did you mean “topic”?", FIXED),
    ("  why: He was.", "  tests: whoo", 9, "none of the words", FIXED),
    ("  why: He was.", "  status: unverified", 9, "none of the words", KEPT),
    ("  why: He was.", "  marks: two", 9, "no number", KEPT),
    ("  why: He was.", "  answer: Louis XVI", 9, "“answer” is given twice here, first on line 5", KEPT),
    ("  why: He was.", "  unmarked: maybe", 9, "yes or no", KEPT),
    ("  why: He was.", "  claim: losses-south", 9, "There is no claim", KEPT),
    ("title: Harbour", "titel: Harbour", 1, "Did you mean “title”?", FIXED),
]


def problems_of(text):
    checked = check_bank(text, QUESTION_TYPES, name="t")
    return [each for each in checked.problems if each.weight is not Weight.ADVICE]


@pytest.mark.parametrize(("was", "now", "line", "cause", "mended"), SLIPS)
def test_the_first_message_names_the_line_and_the_cause_and_none_comes_twice(was, now, line, cause, mended):
    assert was in GOOD
    text = GOOD.replace(was, now, 1) + SECOND
    found = problems_of(text)
    assert found, "nothing is said"
    assert found[0].line == line, [each.what for each in found]
    assert cause
    assert cause in found[0].what, found[0].what
    assert len(found) == len(was.splitlines()), [each.what for each in found]
    places = [(each.line, each.code) for each in found]
    assert len(places) == len(set(places))
    after = repair(text, lambda each: problems_of(each)).after
    if mended == FIXED:
        assert [each.what for each in problems_of(after) if each.line == line] == []
        assert "Robespierre" in after
    else:
        assert after == text


def test_there_are_sixty():
    assert len(SLIPS) >= 60


def test_several_slips_are_all_reported_at_once():
    text = GOOD.replace("ask: Who was king?", "ask: Who was: king?").replace("answer: Louis", "answer: A: b")
    text = text.replace("- Danton", "- Danton: a: lawyer").replace("why: He was.", "why: Note: he was.")
    assert [(each.line, each.code) for each in problems_of(text)] == [
        (line, "two-colons") for line in (4, 5, 7, 9)
    ]
    tabs = GOOD.replace("  ask", "\task").replace("  answer", "\tanswer").replace("  why", "\twhy")
    assert [each.line for each in problems_of(tabs)] == [4, 5, 9]
    bullets = GOOD.replace("  - ", "  • ")
    assert [each.line for each in problems_of(bullets)] == [7, 8]


def test_slips_of_several_kinds_are_told_at_once_each_at_its_place_and_mended_in_one_go():
    text = (
        GOOD.replace("  ask: Who", "\task: Who")
        .replace("answer: Louis", "answer: A: b")
        .replace("  - D", "  • D")
    )
    text = text.replace(
        "  why: He was.", "   why: He was.\n  points: 2\n  status: unverified"
    ) + SECOND.replace("  is", "   is")
    found = problems_of(text)
    assert [(each.line, each.code) for each in found] == [
        (4, "tab"),
        (5, "two-colons"),
        (7, "look-alike-sign"),
        (9, "indentation"),
        (10, "unknown-key"),
        (11, "unknown-word"),
        (14, "indentation"),
    ]
    for each in found:  # places are those of the text as written
        assert 1 <= each.column <= len(text.splitlines()[each.line - 1])
        assert all("\n" not in text[edit.start : edit.end] for edit in each.edits)
    after = repair(text, problems_of).after
    assert '  ask: Who was king?\n  answer: "A: b"\n' in after
    assert "  - Danton\n" in after
    assert "  marks: 2\n" in after


def test_a_dash_a_bullet_and_an_odd_space_inside_a_text_are_left_alone():
    text = GOOD.replace("why: He was.", f"why: |\n    He was:\n    • a king\n    – and{NBSP}alone")
    text = text.replace("Who was king?", f"Who{NBSP}was – then – king？")
    assert problems_of(text) == []


# -- wrong indentation: mended to what was written before it slid, or not at all

OTHER_STYLE = """\
title: Harbour
sources:
  story:
    title: A story
    date: 4 March 2025
topics:
  kings: Kings
  wars: Wars
claims:
  jobs:
    says: The mine makes 400 jobs
    who: The company
    source: story
questions:
  - id: a
    topic: kings
    ask: Who was king?
    answer: Louis
    wrong:
      - Danton
      - Robespierre
      - Marat
    why: He was.
  - id: b
    ask: Join them.
    match:
      who: wer
      what: was
      why: warum
    hints:
    - A word
    - Another word
quizzes:
  all:
    title: All
    questions:
    - a
    - b
"""


def read_as(text):
    def bare(node):
        if isinstance(node, Scalar):
            return node.text
        if isinstance(node, Listing):
            return [bare(each) for each in node.items]
        return {name: bare(value) for name, (_key, value) in node.pairs.items()}

    tree = read_tree(text)
    return None if tree.root is None or tree.broken else bare(tree.root)


def layout_problems(text):
    return [each for each in problems_of(text) if each.code == "indentation"]


@pytest.mark.parametrize("good", [GOOD + SECOND, OTHER_STYLE], ids=["lists at the key", "lists set in"])
def test_a_line_that_slid_is_put_back_where_it_was_or_left_alone(good):
    meant, lines, mended = read_as(good), good.splitlines(keepends=True), 0
    for place, row in enumerate(lines):
        for off in (-4, -3, -2, -1, 1, 2, 3):
            indent = len(row) - len(row.lstrip())
            if indent + off < 0:
                continue
            slid = "".join([*lines[:place], " " * (indent + off) + row.lstrip(), *lines[place + 1 :]])
            made = repair(slid, layout_problems)
            assert made.after == slid or read_as(made.after) in (meant, None), (row, off, made.diff("t"))
            mended += made.changed and read_as(made.after) == meant
    assert mended > len(lines) / 2


def test_a_block_a_quoted_text_and_a_wrapped_text_keep_their_lines():
    text = GOOD.replace("why: He was.", "why: |\n    He was:\n      ask: a king\n     - and: alone: there")
    text = text.replace("ask: Who was king?", 'ask: "Who\n   answer: was: then\n    – king?"')
    assert problems_of(text) == []
    slid = text.replace("  answer: Louis", " answer: Louis")
    assert repair(slid, problems_of).after == text


# -- no fix changes a meaning


def known_words():
    keys = [
        *(blocks.BANK_KEYS + blocks.CLAIM_KEYS + blocks.SOURCE_KEYS + blocks.QUIZ_KEYS + blocks.DRAW_KEYS),
        *(*question_entries.COMMON_KEYS, question_entries.ASK, *COMPARE_KEYS, *MISCONCEPTION_KEYS),
        *(key for kind in QUESTION_TYPES.values() for key in kind.keys),
    ]
    words = {word for key in keys if key.form is KeyForm.CHOICE for word in key.words}
    return {key.name for key in keys}, words


def test_the_words_that_yaml_reading_knows_are_those_that_are_declared():
    names, _words = known_words()
    assert names == KEY_WORDS
    assert {key.name for key in blocks.BANK_KEYS} == BANK_WORDS


def test_no_known_word_is_taken_for_a_slip_of_another():
    """Every pair of known words: keys where other keys are known, and words of one choice where others are."""
    names, words = known_words()
    for written, other in itertools.permutations(sorted(names | words), 2):
        assert slip_of(written, [other]) == "", (written, other)


def test_no_negation_comes_or_goes():
    _names, words = known_words()
    for word in words:
        for negated in (f"un{word}", f"not {word}", f"in{word}", f"non-{word}", f"dis{word}", f"no {word}"):
            assert slip_of(negated, words - {negated}) == "", negated
            assert slip_of(word, {negated}) == "" or word == negated


def test_a_negation_in_one_word_is_asked_about_and_not_written():
    _names, words = known_words()
    assert [
        negation_of(each, words) for each in ("unverified", "non-verified", "undisputed", "verified")
    ] == ["not verified", "not verified", "", ""]
    text = GOOD.replace(
        "questions:",
        "claims:\n  jobs:\n    says: It makes jobs\n    who: It\n    status: unverified\nquestions:",
    )
    told = next(each for each in problems_of(text) if each.code == "unknown-word")
    assert told.what.endswith("Did you mean “not verified”?")
    assert not told.edits


def test_words_of_other_formats_are_none_of_ours_and_synonyms_lead_to_keys():
    assert set(SYNONYMS.values()) <= KEY_WORDS
    assert not set(ASKED) & KEY_WORDS
    assert not set(SYNONYMS) & set(ASKED)


@pytest.mark.parametrize(
    ("written", "known", "meant"),
    [
        ("anwser", ["answer"], "answer"),
        ("Keep-Order", ["keep order"], "keep order"),
        ("sourse", ["source"], "source"),
        ("wrnog", ["wrong"], "wrong"),
        ("whi", ["why"], ""),  # short: another letter is another word
        ("losses-south", ["losses-north"], ""),
        ("story-2025", ["story-2024"], ""),
        ("unverified", ["verified"], ""),
        ("not shuffled", ["shuffled"], ""),
    ],
)
def test_a_slip_is_of_case_joints_or_one_letter(written, known, meant):
    assert slip_of(written, known) == meant


def test_no_reference_is_ever_changed_by_a_fix():
    text = """\
title: Harbour
sources:
  story-2024:
    title: A story
    date: 4 March 2025
topics:
  goals-north: Goals
claims:
  losses-north:
    says: The south lost 400 boats
    who: The north
    source: story-2024
questions:
- id: who-says
  topic: goals-south
  ask: Who says so?
  answer: The south
  wrong:
  - The north
  claim: losses-nort
  source: story-2025
"""
    assert repair(text, lambda each: problems_of(each)).after == text
