"""A list of 7,746 plain English words, chosen so that none offends and none is mistaken for another."""

from functools import cache
from importlib.resources import files

#: Words of the EFF's list that do not belong on a student's note, least of all beside a quiz on a war.
LEFT_OUT = frozenset(
    """
    army buckshot casualty enslave graves graveyard groin handgun lustfully lustily lustiness lusty mammogram opium
    overkill pantyhose pelvis poison postwar prewar pureblood tank thong undead unisexual womb
    """.split()
)


@cache
def words() -> tuple[str, ...]:
    """The words in alphabetical order. Three drawn at random carry 38.8 bits."""
    text = files("xkcdpass").joinpath("static/eff-long").read_text(encoding="utf-8")
    listed = (line.split()[-1] for line in text.splitlines() if line.strip())
    # Without “yo-yo” and its like, which are typed in more than one way.
    return tuple(word for word in listed if word.isalpha() and word not in LEFT_OUT)
