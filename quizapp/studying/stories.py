"""Stories: the banks that a learner meets on the start page, each with its picture and one place to start."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.attempts.reading import Reading, find_readings
from quizapp.studying import briefing, learning_path
from quizapp.studying.review_items import Deck, load_decks
from quizapp.studying.story_picture import StoryPicture


@dataclass(frozen=True)
class StoryOffer:
    """A bank as the start page shows it."""

    bank: str
    title: str
    #: Whether a class of the learner is set a quiz of it.
    is_theirs: bool
    #: Its first source, as "ITV News" and "13 August 2024"; empty where it names none.
    publisher: str
    date: str
    link: str
    caution: str
    language: str
    #: Whether its briefing is open to this reader.
    has_reading: bool
    #: Of what the reader may see; None where the bank compares nothing, or all of it waits.
    picture: StoryPicture | None


def stories_for(
    session: Session, student_id: int | None, now: datetime, *, everything: bool = False
) -> tuple[StoryOffer, ...]:
    """The stories of a learner, those of their classes first; without a student of anybody; ``everything``: a teacher's."""
    listed = learning_path.list_stories(session, student_id or 0, now)
    found = load_decks(session, [each.public_id for each in listed])
    known = [(each, found[each.public_id]) for each in listed if each.public_id in found]
    banks = [deck.bank_id for _each, deck in known]
    may = {} if everything else find_readings(session, student_id, banks, now)
    return tuple(
        _story(each, deck, Reading(now, everything=True) if everything else may[deck.bank_id])
        for each, deck in known
    )


def _story(listed: learning_path.Story, deck: Deck, reading: Reading) -> StoryOffer:
    source = next(iter(deck.bank.sources.values()), None)
    return StoryOffer(
        bank=listed.public_id,
        title=listed.title,
        is_theirs=listed.is_theirs,
        publisher=source.publisher or source.title if source else "",
        date=source.date if source else "",
        link=source.link if source else "",
        caution=deck.bank.caution,
        language=deck.bank.language,
        has_reading=briefing.may_read(reading, deck).allowed,
        picture=briefing.draw_first(deck, reading),
    )
