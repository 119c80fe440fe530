"""The picture of a story is to scale, and its words stand clear of one another."""

from fractions import Fraction

from quizapp.domain.claims import Claim, Status
from quizapp.domain.comparisons import Measured, Scale
from quizapp.domain.figures.quantities import read_figure
from quizapp.domain.figures.units import read_unit
from quizapp.studying.story_picture import LINE, SIDE, draw_story


def scale(unit: str, *figures: str, who: str = "Somebody, of some office") -> Scale:
    wanted = read_unit(unit)
    made = []
    for figure in figures:
        claim = Claim(key=figure, says=figure, figure=figure, who=who, status=Status.ESTIMATE)
        read = read_figure(figure, "en", wanted)
        made.append(Measured(claim, read, Fraction(read.value_in(wanted))))
    return Scale("areas", "Two areas", wanted, "", tuple(made))


def test_a_square_of_a_quarter_of_the_area_has_half_the_side() -> None:
    large, small = draw_story(scale("km^2", "25 km²", "100 km²")).shapes

    assert (large.width, small.width) == (SIDE, SIDE / 2)
    assert (large.x, large.y + large.height) == (small.x, small.y + small.height)  # one corner for both


def test_a_bar_of_half_the_length_is_half_as_long() -> None:
    long, short = draw_story(scale("km", "6 km", "12 km")).shapes

    assert (long.width, short.width) == (SIDE, SIDE / 2)


def test_words_of_nearly_equal_areas_do_not_lie_on_one_another() -> None:
    picture = draw_story(scale("km^2", "100 km²", "99 km²", "98 km²"))

    for above, below in zip(picture.shapes, picture.shapes[1:], strict=False):
        assert below.words_y >= above.words_y + len(above.lines) * LINE
    assert picture.height > picture.shapes[-1].words_y + LINE


def test_the_speaker_is_named_without_the_office_and_the_figure_as_given() -> None:
    assert draw_story(scale("km", "12 km", "6 km")).shapes[0].lines == ("12 km", "Somebody", "estimate")


def test_a_long_speaker_is_named_whole_on_two_lines() -> None:
    who = "An estimate passed on by Matthew Savill, Royal United Services Institute"
    first, second = draw_story(scale("km^2", "25 km²", "24 km²", who=who)).shapes

    assert first.lines == ("25 km²", "An estimate passed on by", "Matthew Savill", "estimate")
    assert second.words_y >= first.words_y + len(first.lines) * LINE


def test_depth_stands_below_the_areas_on_one_axis_to_one_scale() -> None:
    """Sides of 20 km and 10 km, a depth of 10 km: as long as the smaller side."""
    picture = draw_story(scale("km^2", "400 km²", "100 km²"), [scale("km", "10 km", "5 km")])
    large, small, deep, half = picture.shapes

    assert (large.width, small.width, deep.width, half.width) == (SIDE, SIDE / 2, SIDE / 2, SIDE / 4)
    assert deep.y > large.y + large.height
    assert [words for _x, words in picture.axis.ticks] == ["0", "5", "10", "15", "20\u202fkm"]
    assert [round(x - picture.axis.ticks[0][0], 1) for x, _words in picture.axis.ticks] == [
        0,
        35,
        70,
        105,
        140,
    ]
    assert picture.height > picture.axis.y > half.y + half.height
    assert (
        draw_story(scale("km^2", "400 km²"), [scale("km", "100 km")]).axis is None
    )  # no room beside the words
    assert draw_story(scale("km^2", "400 km²"), [scale("mi", "10 mi")]).axis is None  # another unit
