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
from quizapp.domain.yaml_reading.known_words import ASKED, KEY_WORDS, SYNONYMS, slip_of
from quizapp.domain.yaml_reading.problems import Weight

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
    ("  answer: Louis", " answer: Louis", 5, "does not line up", KEPT),
    ("  answer: Louis", "   answer: Louis", 5, "", KEPT),
    ("  why: He was.", "    why: He was.", 9, "", KEPT),
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
    ("  why: He was.", "  status: Verified", 9, "", KEPT),
    ("  why: He was.", "  marks: two", 9, "no number", KEPT),
    ("  why: He was.", "  answer: Louis XVI", 9, "", KEPT),
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
    if now == "  status: Verified":  # case alone is no slip at all
        assert found == [] or found[0].line == line
        return
    assert found, "nothing is said"
    assert found[0].line == line, [each.what for each in found]
    assert cause in found[0].what, found[0].what
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
    text = text.replace("- Danton", "- Danton: a lawyer").replace("why: He was.", "why: Note: he was.")
    lines = {each.line for each in check_bank(text, QUESTION_TYPES, name="t").problems}
    assert {4} <= lines
    tabs = GOOD.replace("  ask", "\task").replace("  answer", "\tanswer").replace("  why", "\twhy")
    assert [each.line for each in problems_of(tabs)] == [4, 5, 9]
    bullets = GOOD.replace("  - ", "  • ")
    assert [each.line for each in problems_of(bullets)] == [7, 8]


def test_a_dash_a_bullet_and_an_odd_space_inside_a_text_are_left_alone():
    text = GOOD.replace("why: He was.", f"why: |\n    He was:\n    • a king\n    – and{NBSP}alone")
    text = text.replace("Who was king?", f"Who{NBSP}was – then – king？")
    assert problems_of(text) == []


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
