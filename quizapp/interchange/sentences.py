"""What the receipt says about each code, in the teacher's words."""

from collections.abc import Sequence

from quizapp.basics.i18n import _, ngettext


def say(code: str, count: int, about: Sequence[str] = ()) -> str:
    """One sentence for everything with this code in one file."""
    told = ", ".join(about[:6]) + ("…" if len(about) > 6 else "")
    sentence = {**_lost(count), **_doubts(count)}.get(code, code)
    return sentence % {"num": count, "about": told}


def _lost(count: int) -> dict[str, str]:
    return {
        "partial-credit": ngettext(
            "%(num)s answer gave half marks there; here it is wrong: %(about)s",
            "%(num)s answers gave half marks there; here they are wrong: %(about)s",
            count,
        ),
        "credit-changed": ngettext(
            "%(num)s question counts a partly right answer otherwise than there.",
            "%(num)s questions count a partly right answer otherwise than there.",
            count,
        ),
        "feedback-by-result": _("Feedback for all right, partly right or all wrong has no place here."),
        "feedback-other": _("Feedback for any other answer has no place here."),
        "penalty": _("Marks taken away for further tries are not kept."),
        "attempts": _("The number of attempts is set in the quiz here."),
        "time-limit": _("Time limits of single questions are not kept."),
        "pass-mark": _("The mark to pass is not kept."),
        "question-group": _("Groups to draw from became single questions: all are in."),
        "tolerance": _("A question has one tolerance here, not one for each figure."),
        "gap-tolerance": _("How far off a figure in a gap may be is not kept."),
        "gap-tip": _("Tips inside gaps are not kept."),
        "pattern": _("Patterns for typed answers have no place here: %(about)s"),
        "case": _("Small and capital letters are not told apart here."),
        "fixed-option": _("Single options cannot keep their place here."),
        "picture": _("Pictures did not come along: %(about)s"),
        "media": _("Sound, video and drawings did not come along: %(about)s"),
        "maths": _("Formulas stay as they are written."),
        "markup": _("Markup was left out, its text stays: %(about)s"),
        "support": _("Support for readers (glossaries, sign language, reading aloud) did not come along."),
        "columns": _("Columns of the table that mean nothing here were left out: %(about)s"),
        "card-fields": _("Other fields of cards than the first two are not kept."),
        "category": _("Categories above the last one are not kept."),
        "feedback": _("Feedback has no place there."),
        "kept-not": _("These have no place there: %(about)s"),
        "markup-not-kept": _("Emphasis and other markup is not kept: %(about)s"),
        "judged-as-options": _("“True, false or not stated” became a choice among three options."),
        "sorting-as-matching": _("Sorting into groups became matching."),
        "typed-alternatives": _("Only the first typed answer is kept, or how exact it must be is not."),
        "not-graded": _("Choices and other questions became cards that nobody marks."),
        "lists-recalled": _("Lists in gaps became texts to recall."),
        "for-people": _("Some questions are written for people: a program would read them otherwise."),
        "slips": _("Slips in typed answers are not forgiven there."),
        "unit": _("Units are not kept."),
        "rubric": _("The rubric of an essay is not kept."),
        "left-out": _("Some questions have no counterpart there."),
        "marks": _("Marks have no place there."),
    }


def _doubts(count: int) -> dict[str, str]:
    return {
        "encoding-guessed": _("The file does not say in which encoding it is saved; taken for %(about)s"),
        "sign-removed": _("Invisible signs were left out."),
        "tilde-equals": _("An option begins with ~=: taken for right. Moodle takes the = into its text."),
        "true-false-as-two-options": _("True or false came in as two options, without “not stated”."),
        "picture-words": _("Pictures came without words for those who cannot see them: “not yet described” stands there."),
        "tolerant-answers": _("Typed answers forgive capitals, accents, articles and one slip here."),
        "not-strict-aiken": _("Not written as Aiken is by the book; read all the same."),
        "card-made-choice": _("Long backs of cards became choices, with backs of other cards as wrong options."),
        "card-made-essay": _("Long backs of cards became essays: the deck is too small for wrong options."),
        "damaged-read-anyway": _("The file is damaged; what can be read was read."),
        "shared-pool-made-drop-downs": _("One list for all gaps became a list for each."),
        "key-from-bold": _("What is right was told from how it is set: %(about)s"),
        "key-beside-options": _("The right answer stands in a column of its own; the options beside it were taken for wrong."),
        "key-of-parts": _("A typed answer holds ; or |. It is one answer here: where several are meant, part them in the editor."),
        "columns-guessed": _("The columns have no headings; which is what was told from the rows."),
        "separator-guessed": _("What parts front and back of the cards was guessed: %(about)s"),
        "not-in-manifest": _("Files that the package does not name were left aside: %(about)s"),
        "same-question": _("The same question stands in the file more than once; it came in once."),
        "bad-entry": _("Entries of the archive that lead out of it were never opened: %(about)s"),
    }  # fmt: skip


def say_skipped(code: str, count: int) -> str:
    """What was left aside because it is no question."""
    words = {
        "description": ngettext("%(num)s text without a question", "%(num)s texts without a question", count),
        "text_only_question": ngettext(
            "%(num)s text without a question", "%(num)s texts without a question", count
        ),
        "heading": ngettext("%(num)s heading", "%(num)s headings", count),
        "example-row": ngettext("%(num)s example row", "%(num)s example rows", count),
        "empty-row": ngettext("%(num)s empty row", "%(num)s empty rows", count),
        "other-sheet": ngettext("%(num)s sheet without questions", "%(num)s sheets without questions", count),
        "reversed-card": ngettext(
            "%(num)s card the other way round", "%(num)s cards the other way round", count
        ),
        "same-question": ngettext(
            "%(num)s question that stands in the file already",
            "%(num)s questions that stand in the file already",
            count,
        ),
    }
    return words.get(code, code) % {"num": count}
