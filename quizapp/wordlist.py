"""A list of 7,772 plain English words, chosen so that none offends and none is mistaken for another."""

from functools import cache
from importlib.resources import files


@cache
def words() -> tuple[str, ...]:
    """The words in alphabetical order. Three drawn at random carry 38.8 bits."""
    text = files("xkcdpass").joinpath("static/eff-long").read_text(encoding="utf-8")
    listed = (line.split()[-1] for line in text.splitlines() if line.strip())
    return tuple(word for word in listed if word.isalpha())  # not “yo-yo”, which is typed in more than one way
