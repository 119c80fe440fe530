"""The report of a class: summary, what to do now, questions, students, topics."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from markupsafe import Markup

from quizapp.attempts.assignment_queries import AttemptRow
from quizapp.attempts.review_cards import number_text
from quizapp.basics.i18n import _, ngettext
from quizapp.basics.limits import DOTS_OF_A_CHART, ROWS_OF_A_PAGE
from quizapp.domain.answers import Verdict
from quizapp.domain.statistics.columns import Policy
from quizapp.domain.statistics.flags import Flag, to_do
from quizapp.domain.statistics.quiz import score_bands
from quizapp.identity.display_names import People
from quizapp.models import Assignment, AttemptState
from quizapp.reports import charts
from quizapp.reports.report import ColumnReport, Report, calibration_of, facts_of, pass_count
from quizapp.reports.report_options import BANDS, ReportOptions
from quizapp.reports.sentences import say, say_difficulty, say_disputed, say_late
from quizapp.reports.view_models import ClassPage, QuestionLine, StudentLine, Summary, ToDo
from quizapp.reports.who_needs_a_word import words
from quizapp.web.formatting import share
from quizapp.web.markup import stem_line

_HARD, _EASY = 0.35, 0.8
_LONGEST_STEM, _SHORT_STEM = 140, 60


class _Taker(NamedTuple):
    """Whom a row of the students' table is about, and the attempt that it shows."""

    student_id: int
    row: AttemptRow | None
    state: str


def class_page(
    report: Report,
    assignment: Assignment,
    people: People,
    looking: ReportOptions,
    *,
    late: int,
    disputed: int,
    earlier: Mapping[int, Sequence[float]],
    address: Callable[[dict[str, str]], str],
) -> ClassPage:
    """The page for these choices; ``address`` makes the address of this page with other ones."""
    takers = _takers(report, people, expected=assignment.class_id is not None)
    bands = report.bands
    summary = _summary(report, assignment, people, takers)
    questions = [_question_line(each) for each in report.questions]
    chosen = [each for each in takers if people.is_in(each.student_id, looking.group)]
    listed = _sorted_students(report, people, _in_band(report, chosen, looking.band), looking.students)
    pages = max(1, -(-len(listed) // ROWS_OF_A_PAGE))
    page = min(looking.page, pages)
    shown = listed[(page - 1) * ROWS_OF_A_PAGE : page * ROWS_OF_A_PAGE]
    tried = report.tried
    return ClassPage(
        summary=summary,
        bands=tuple(bands),
        ideas=tuple(
            replace(each, stem=shortened(stem_line(each.stem), _LONGEST_STEM)) for each in report.ideas
        ),
        words=words(report, assignment, people, earlier),
        to_do=_to_do(report, summary, people, late, disputed),
        questions=tuple(_sorted_questions(_shown(questions, looking.show), looking.questions)),
        questions_in_all=len(questions),
        students=tuple(_student_line(report, people, taker, tried[taker.student_id]) for taker in shown),
        students_in_all=len(listed),
        page=page,
        pages=pages,
        topics=report.topics,
        aspects=report.aspects,
        calibration=report.calibration,
        discernment=report.discernment,
        histogram=charts.draw_histogram(
            bands,
            _("How scores are spread"),
            lambda band: (
                address(looking.with_changes(band=None if band == looking.band else band, page=1))
                + "#students"
            ),
            looking.band,
            assignment.pass_mark,
        ),
        scatter=_scatter(report, people),
        columns=tuple((column.number, column.key) for column in report.grid.columns),
        versions=tuple(sorted({column.version for column in report.grid.columns})),
        same_questions=report.grid.layout.same,
    )


def _takers(report: Report, people: People, *, expected: bool) -> list[_Taker]:
    """A row for every attempt that counts, and one for everybody else: working, excused, not started."""
    takers = [_Taker(row.student_id, row, "done" if row.is_marked else "waiting") for row in report.counted]
    seen = {taker.student_id for taker in takers}
    others: dict[int, AttemptRow] = {}
    for row in report.attempts:
        if row.student_id not in seen and (not row.is_finished or row.student_id not in others):
            others[row.student_id] = row
    for student, row in others.items():
        takers.append(_Taker(student, row, "excused" if row.is_finished or row.is_excused else "working"))
    if expected:
        absent = set(people.names) - seen - set(others)
        takers += [_Taker(student, None, "not started") for student in absent]
    return takers


def _in_band(report: Report, takers: Sequence[_Taker], band: int | None) -> list[_Taker]:
    if band is None:
        return list(takers)
    found = []
    for taker in takers:
        value = _share(report, taker)
        if value is not None and score_bands([value], BANDS)[band]:
            found.append(taker)
    return found


def _share(report: Report, taker: _Taker) -> float | None:
    place = report.by_attempt.get(taker.row.id) if taker.row is not None else None
    return None if place is None else report.shares[place]


def _minutes(report: Report, taker: _Taker) -> float | None:
    place = report.by_attempt.get(taker.row.id) if taker.row is not None else None
    return None if place is None else report.minutes[place]


def _sorted_students(report: Report, people: People, takers: list[_Taker], sort: str) -> list[_Taker]:
    """By name always, then by the column; those without a value come last either way round."""
    takers.sort(key=lambda taker: (people.order(taker.student_id), taker.row.number if taker.row else 0))
    column = sort.removeprefix("-")
    if column == "name":
        return takers[::-1] if sort.startswith("-") else takers
    value = _share if column == "score" else _minutes
    keyed = [(value(report, taker), taker) for taker in takers]
    known = [(number, taker) for number, taker in keyed if number is not None]
    known.sort(key=lambda pair: pair[0], reverse=sort.startswith("-"))
    return [taker for _number, taker in known] + [taker for number, taker in keyed if number is None]


def _student_line(report: Report, people: People, taker: _Taker, attempts: int) -> StudentLine:
    name = people.name(taker.student_id)
    row = taker.row
    if row is None or taker.state in ("working", "excused"):
        return StudentLine(name, taker.state, row.public_id if row else "", attempts)
    facts = facts_of(row)
    counts = {outcome: sum(fact.verdict is outcome for fact in facts) for outcome in Verdict}
    by_place: list[Verdict | None] = [None] * len(report.grid.columns)
    for place, fact in zip(report.grid.layout.places_of(row), facts, strict=True):
        by_place[place] = fact.verdict
    return StudentLine(
        name=name,
        state=taker.state,
        attempt=row.public_id,
        attempts=attempts,
        share=_share(report, taker),
        marks=f"{number_text(row.score or 0.0)} / {number_text(row.max_marks)}" if row.is_marked else "",
        right=counts[Verdict.RIGHT],
        partly=counts[Verdict.PARTLY],
        wrong=counts[Verdict.WRONG],
        blank=counts[Verdict.BLANK],
        dont_know=counts[Verdict.DONT_KNOW],
        minutes=_minutes(report, taker),
        bias=calibration_of(row.outcomes or b"").bias,
        heat=charts.heat_row(by_place),
    )


def _summary(report: Report, assignment: Assignment, people: People, takers: Sequence[_Taker]) -> Summary:
    absent = sorted((taker.student_id for taker in takers if taker.state == "not started"), key=people.order)
    expected = len(people.names) if assignment.class_id is not None else None
    mark = assignment.pass_mark
    return Summary(
        quiz=report.analysis.quiz,
        finished=len(report.students_counted),
        working=len({row.student_id for row in report.attempts if row.state == AttemptState.OPEN}),
        expected=expected,
        not_started=tuple(people.name(student) for student in absent),
        passed=None if mark is None else pass_count(report.shares, mark),
        pass_mark=mark,
        minutes=report.quartiles_of_minutes,
        headline=_headline(report),
    )


def _headline(report: Report) -> str:
    """The finding in one sentence."""
    quiz = report.analysis.quiz
    if not quiz.n and quiz.waiting:
        return _(
            "There is no total before the essays are marked; each question is counted over its marked answers."
        )
    if not quiz.n:
        return ""
    if quiz.n == 1:
        return _("One attempt so far: %(share)s.") % {"share": share(quiz.mean)}
    if quiz.minimum == quiz.maximum:
        return _("Everybody scored the same: %(share)s.") % {"share": share(quiz.mean)}
    below = sum(report.bands[: BANDS // 2])
    half = _("Half of the scores are %(median)s or more") % {"median": share(quiz.median)}
    tail = ngettext("%(num)s is under 50\u202f%%.", "%(num)s are under 50\u202f%%.", below) % {"num": below}
    return f"{half}; {tail}" if below else _("%(half)s; none is under 50\u202f%%.") % {"half": half}


def _to_do(report: Report, summary: Summary, people: People, late: int, disputed: int) -> tuple[ToDo, ...]:
    """What is odd about a question first, certainty above all; then what waits, and who has not started."""
    flags = to_do(
        [flag for each in report.questions for flag in each.flags],
        to_mark=report.to_mark,
        not_started=len(summary.not_started),
    )
    asked = [_of_question(report, people, flag) for flag in flags if flag.question_id]
    waits = [(late, say_late, "late"), (disputed, say_disputed, "disputes")]
    waiting = [ToDo(sentence(number), leads_to=to) for number, sentence, to in waits if number]
    rest = []
    for flag in flags:
        if not flag.question_id:
            to_mark = flag.code == "to-mark"
            who = () if to_mark else summary.not_started
            rest.append(ToDo(say(flag.message), leads_to="marking" if to_mark else "students", who=who))
    return (*asked, *waiting, *rest)


def _of_question(report: Report, people: People, flag: Flag) -> ToDo:
    each = report.by_key[flag.question_id or ""]
    stem = short_stem(each.column.question.stem_text())
    certain = each.sure_and_wrong if flag.code == "sure-and-wrong" else None
    students = sorted(map(int, certain.students), key=people.order) if certain else []
    who = tuple(people.name(student) for student in students)
    return ToDo(say(flag.message), each.column.key, each.column.number, stem, who=who)


def _question_line(each: ColumnReport) -> QuestionLine:
    question = each.column.question
    return QuestionLine(
        report=each,
        stem=shortened(stem_line(question.stem_text()), _LONGEST_STEM),
        topic=question.topic,
        aspect=question.tests.value if question.tests else "",
        difficulty=say_difficulty(each.item.facility),
        remarks=tuple(say(flag.message) for flag in each.flags),
    )


def short_stem(text: str) -> str:
    """The beginning of a stem as plain text, to tell questions apart in a line."""
    return shortened(stem_line(text), _SHORT_STEM)


def shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most].rpartition(" ")[0] + " …"


def _shown(lines: Sequence[QuestionLine], show: str) -> list[QuestionLine]:
    tests: dict[str, Callable[[QuestionLine], bool]] = {
        "all": lambda line: True,
        "remarks": lambda line: bool(line.remarks),
        "hard": lambda line: line.item.facility is not None and line.item.facility < _HARD,
        "easy": lambda line: line.item.facility is not None and line.item.facility > _EASY,
    }
    return [line for line in lines if tests[show](line)]


def _sorted_questions(lines: list[QuestionLine], sort: str) -> list[QuestionLine]:
    column = sort.removeprefix("-")
    value: dict[str, Callable[[QuestionLine], Any]] = {
        "number": lambda line: line.report.column.number,
        "right": lambda line: line.item.facility,
        "discrimination": lambda line: line.item.discrimination,
        "time": lambda line: line.report.median_seconds,
        "blank": lambda line: line.report.counts.blank,
    }
    keyed = [(value[column](line), line) for line in lines]
    known = [(number, line) for number, line in keyed if number is not None]
    known.sort(key=lambda pair: pair[0], reverse=sort.startswith("-"))
    return [line for _number, line in known] + [line for number, line in keyed if number is None]


def _scatter(report: Report, people: People) -> Markup | None:
    """Score against time, where there are enough attempts to show something and not too many to see it."""
    if len(report.grid.attempts) > DOTS_OF_A_CHART:
        return None
    known = [
        (row, value, minutes)
        for row, value, minutes in zip(report.grid.attempts, report.shares, report.minutes, strict=True)
        if value is not None and minutes is not None
    ]
    if len(known) < 3:
        return None
    dots = [charts.AttemptDot(value, minutes, people.name(row.student_id)) for row, value, minutes in known]
    return charts.draw_scatter(dots, _("Score and time"))


def policy_words(policy: Policy) -> str:
    """What a policy is called above a report."""
    return {
        Policy.FIRST: _("First attempts"),
        Policy.BEST: _("Best attempts"),
        Policy.LAST: _("Last attempts"),
        Policy.ALL: _("All attempts"),
    }[policy]
