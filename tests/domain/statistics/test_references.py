"""Statistics against data and values that others published: two sets of Moodle's, two of R's, statsmodels."""

import pytest

from quizapp.domain.statistics.intervals import mean_interval, wilson_interval
from quizapp.domain.statistics.quiz import analyse
from tests.domain.statistics.test_items import matrix

#: Moodle, ``mod/quiz/report/statistics/tests``, ``mdl_question_states.csv``: 22 attempts, marks of slots 8 to 20; slots 1 to 4
#: were worth one mark that nobody got, 5 to 7 none.
MOODLE_22 = """
5.5 .3 .9 1 .3 1 0 0 1 1 0 0 1
1 .9 .9 .3 .3 1 0 0 1 0 1 0 1
2.5 1 .9 .3 1 0 0 1 1 1 1 1 1
4 .3 .9 1 .3 0 0 0 0 1 0 0 1
3 .9 .3 .9 1 0 1 0 0 1 1 1 0
4.5 .9 1 1 .9 0 1 1 1 0 0 0 0
3 .3 .3 .3 .3 1 0 1 1 1 1 1 1
6 .9 .9 1 .3 0 1 1 1 1 0 0 1
.5 .9 1 .9 .3 0 1 1 0 1 1 0 1
5.5 .9 1 .9 .3 1 1 0 0 1 0 0 0
2.5 .9 1 1 .9 0 1 0 0 1 0 0 1
4 .9 .3 .9 1 0 1 1 1 1 1 0 1
4 .9 .3 .3 1 1 1 1 0 0 1 1 0
3 1 1 .3 1 0 1 0 1 1 1 1 0
1 1 .9 .3 .3 1 0 1 0 0 0 0 0
1 .3 .3 .3 .9 0 0 0 1 0 0 0 1
1.5 1 .3 .9 1 1 1 0 1 1 0 0 0
4 .9 1 .9 1 0 1 1 1 0 1 0 0
2 .9 .9 .3 .9 0 1 0 0 0 0 0 0
1 1 .3 .3 .3 0 1 1 0 1 0 0 0
6 .9 1 1 .9 0 0 0 1 0 0 1 1
7 .9 .3 .3 .3 1 0 1 1 1 1 0 0
"""
#: The values of ``test_qstats`` beside it, which were counted in a spreadsheet: a hundred times each, slot by slot.
MOODLE_22_SAYS = {
    "facility": """41.19318182 81.36363636 71.36363636 65.45454545 65.90909091 36.36363636 59.09090909 50
        59.09090909 63.63636364 45.45454545 27.27272727 50""",
    "sd": """191.2733589 25.12738111 32.26312277 33.34199022 33.75811591 49.23659639 50.32362797 51.17663157
        50.32362797 49.23659639 50.96471914 45.58423058 51.17663157""",
    "effective_weight": """26.58464457 3.368456046 3.253955259 7.584083694 3.79658376 3.183278505 4.532356904 7.78856243
        10.08351572 8.381139345 8.727645713 7.946277111 4.769500946""",
    "discrimination": """25.88327077 1.170256965 -4.207816809 28.16930644 -2.513606859 -12.99017581 -8.900638238 8.670004606
        29.63337745 15.18945843 16.21079629 15.52451404 -8.396734802""",
    "efficiency": """27.23492723 1.382386552 -4.691171307 31.12404354 -2.877487579 -17.5074184 -10.27568922 10.86956522
        34.58997279 17.4790556 20.14359793 22.06477733 -10""",
}
#: Moodle, ``results00.csv`` beside it: 25 attempts at 7 questions of one mark.
MOODLE_25 = """
1 1 1 1 1 0 1
1 1 1 1 0.5 1 0
1 1 1 1 0.5 0 1
0 0 1 1 1 0 0
1 0 1 0 0 1 0.5
1 1 1 1 0.5 0 0.5
0 1 1 1 0.5 1 0.5
1 1 1 0 0.5 1 0.5
1 0 1 1 1 1 1
0 1 1 0 0.5 1 0.5
0.8 0 1 1 0.5 1 0.5
1 1 1 0 0.5 1 1
1 0 1 1 0.5 1 0.5
1 0 1 1 1 0 0.5
0 0 1 1 0 1 1
1 0 1 0 0.5 1 1
0.8 0 1 1 0.5 0 1
1 0 1 1 0 1 0.5
1 0 1 1 0.5 0 0.5
0 1 1 0 0.5 1 0
1 1 0.3333333 1 0.5 0 0.5
1 1 1 0 0.5 0 0.5
1 1 1 1 0 1 0.5
0 0 1 0 0.5 1 1
0 0 1 1 1 1 1
"""
#: Its ``qstats00.csv``; what stands there in per cent is a share here.
MOODLE_25_SAYS = {
    "facility": "0.704 0.48 0.973333332 0.68 0.52 0.64 0.62",
    "sd": "0.4513682901 0.5099019514 0.13333334 0.4760952286 0.3055050463 0.4898979486 0.331662479",
    "effective_weight": """0.212922742344 0.188979800309 0.04443012573 0.189347251357 0.111450138688 0.098081339177
        0.154788602384""",
    "discrimination": """-0.070650767526 -0.288982125772 -0.091230674267 -0.226306444113 -0.176997047674 -0.453785178421
        -0.056543166602""",
    "efficiency": """-0.094550536967 -0.367834118938 -0.216545012165 -0.314411395613 -0.211794802584 -0.569365974439
        -0.065043742058""",
}
#: R, ``ltm::LSAT`` (Bock and Lieberman 1970): the answers of 1,000 people to five questions, how often each pattern came.
LSAT = """00000 3, 00001 6, 00010 2, 00011 11, 00100 1, 00101 1, 00110 3, 00111 4, 01000 1, 01001 8, 01011 16, 01101 3, 01110 2,
01111 15, 10000 10, 10001 29, 10010 14, 10011 81, 10100 3, 10101 28, 10110 15, 10111 80, 11000 16, 11001 56, 11010 21,
11011 173, 11100 11, 11101 61, 11110 28, 11111 298"""
#: R, ``datasets::attitude`` (Chatterjee and Price 1977), without its first column.
ATTITUDE = """
51 30 39 61 92 45
64 51 54 63 73 47
70 68 69 76 86 48
63 45 47 54 84 35
78 56 66 71 83 47
55 49 44 54 49 34
67 42 56 66 68 35
75 50 55 70 66 41
82 72 67 71 83 31
61 45 47 62 80 41
53 53 58 58 67 34
60 47 39 59 74 41
62 57 42 55 63 25
83 83 45 59 77 35
77 54 72 79 77 46
90 50 72 60 54 36
85 64 69 79 79 63
60 65 75 55 80 60
70 46 57 75 85 46
58 68 54 64 78 52
40 33 34 43 64 33
61 52 62 66 80 41
66 52 50 63 80 37
37 42 58 50 57 49
54 42 48 66 75 33
77 66 63 88 76 72
75 58 74 80 78 49
57 44 45 51 83 38
85 71 71 77 74 55
82 39 59 64 78 39
"""


def _rows(table: str) -> list[list[float]]:
    return [[float(cell) for cell in line.split()] for line in table.strip().splitlines()]


def _values(line: str) -> list[float]:
    return [float(cell) for cell in line.split()]


def test_questions_of_moodles_first_set_have_its_values() -> None:
    rows = [[0] * 7 + row for row in _rows(MOODLE_22)]
    items = analyse(matrix(rows, full=[1] * 4 + [0] * 3 + [8] + [1] * 12)).items

    for name, said in MOODLE_22_SAYS.items():
        ours = [100 * getattr(item, name) for item in items[7:]]
        assert ours == pytest.approx(_values(said), abs=1e-6), name
    assert [item.facility for item in items[:7]] == [0] * 4 + [None] * 3
    assert [item.discrimination for item in items[:7]] == [None] * 7


def test_questions_of_moodles_second_set_have_its_values() -> None:
    items = analyse(matrix(_rows(MOODLE_25))).items

    for name, said in MOODLE_25_SAYS.items():
        # Its marks have seven decimal places.
        assert [getattr(item, name) for item in items] == pytest.approx(_values(said), abs=1e-6), name


def test_the_law_school_test_has_the_values_that_ltm_prints() -> None:
    rows = []
    for each in LSAT.split(","):
        pattern, times = each.split()
        rows += [[int(mark) for mark in pattern]] * int(times)
    whole = analyse(matrix(rows))
    without = [analyse(matrix([row[:k] + row[k + 1 :] for row in rows])).quiz.alpha for k in range(5)]

    # descript(LSAT): shares of right answers, point-biserial correlations without the question itself, alphas.
    assert [item.facility for item in whole.items] == [0.924, 0.709, 0.553, 0.763, 0.870]
    found = [item.discrimination for item in whole.items]
    assert found == pytest.approx([0.1128, 0.1532, 0.1728, 0.1444, 0.1216], abs=5e-5)
    assert [whole.quiz.alpha, *without] == pytest.approx(
        [0.2950, 0.2754, 0.2376, 0.2168, 0.2459, 0.2663], abs=5e-5
    )


def test_the_survey_of_attitudes_has_the_values_that_psych_prints() -> None:
    found = analyse(matrix(_rows(ATTITUDE), full=[100] * 6))

    # psych::alpha(attitude[, -1]): raw_alpha with Feldt's limits; r.drop, mean and sd of each question.
    limits = found.quiz.alpha_interval
    assert (limits.low, found.quiz.alpha, limits.high) == pytest.approx((0.68, 0.81, 0.90), abs=5e-3)
    assert [item.discrimination for item in found.items] == pytest.approx(
        [0.63, 0.56, 0.68, 0.78, 0.28, 0.52], abs=5e-3
    )
    assert [item.mean for item in found.items] == pytest.approx([67, 53, 56, 65, 75, 43], abs=0.5)
    assert [item.sd for item in found.items] == pytest.approx([13.3, 12.2, 11.7, 10.4, 9.9, 10.3], abs=0.05)


# Counted with statsmodels 0.15.0: proportion_confint(right, n, 1 - level, method="wilson").
@pytest.mark.parametrize(
    ("right", "n", "level", "low", "high"),
    [
        (0, 10, 0.95, 0.0, 0.2775327998628892),
        (7, 10, 0.95, 0.39677814746114537, 0.8922087325936989),
        (29, 30, 0.90, 0.8635958578481829, 0.9925281212350577),
        (553, 1000, 0.99, 0.5122848575250118, 0.593016478995227),
    ],
)
def test_intervals_of_shares_are_those_of_statsmodels(
    right: int, n: int, level: float, low: float, high: float
) -> None:
    found = wilson_interval(right, n, level)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-9)


def test_the_interval_of_a_mean_is_that_of_statsmodels() -> None:
    # DescrStatsW(values).tconfint_mean(0.05) of statsmodels 0.15.0.
    found = mean_interval([0, 0.25, 0.5, 0.5, 0.75, 1, 1, 0.25])
    assert (found.low, found.high) == pytest.approx((0.2265751389308076, 0.8359248610691924), abs=1e-9)
