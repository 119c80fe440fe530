"""One act done to many at once, and undone at once: what was changed is kept with what it was before."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.basics.errors import NotFound, Refused
from quizapp.basics.limits import UNDONE_FOR
from quizapp.models import BulkAct, SchoolClass

#: Does one thing; gives what it was before, or None where nothing was changed.
DoOne = Callable[[str, str], str | None]


def do_many(
    session: Session,
    school_class: SchoolClass,
    act: str,
    targets: Mapping[str, str],
    do_one: DoOne,
    public_id: str,
    user_id: int,
    now: datetime,
) -> BulkAct:
    """Do an act to each target with its value; who refuses stays as it is. The same form sent twice is done once."""
    wanted = select(BulkAct).where(BulkAct.public_id == public_id)
    if (found := session.scalar(wanted)) is not None:
        return found
    made = BulkAct(public_id=public_id, class_id=school_class.id, user_id=user_id, act=act, at=now, done=[])
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # the other press of the button was first
        return session.scalars(wanted).one()
    made.done = _each(targets.items(), do_one)
    session.flush()
    return made


def _each(targets: Iterable[tuple[str, str]], do_one: DoOne) -> list[list[str]]:
    done = []
    for key, value in targets:
        try:
            before = do_one(key, value)
        except Refused:
            continue
        if before is not None:
            done.append([key, before])
    return done


def find_bulk(session: Session, school_class: SchoolClass, public_id: str) -> BulkAct | None:
    """What was done to many of a class, if it has not been undone; an empty id names nothing."""
    if not public_id:
        return None
    return session.scalar(
        select(BulkAct).where(
            BulkAct.public_id == public_id,
            BulkAct.class_id == school_class.id,
            BulkAct.undone_at.is_(None),
        )
    )


def get_bulk(session: Session, school_class: SchoolClass, public_id: str) -> BulkAct:
    """The same, undone or not; NotFound for what is not of this class."""
    found = session.scalar(
        select(BulkAct)
        .where(BulkAct.public_id == public_id, BulkAct.class_id == school_class.id)
        .with_for_update()
    )
    if found is None:
        raise NotFound()
    return found


def undo_many(bulk: BulkAct, do_one: DoOne, now: datetime) -> int:
    """Give each what it was before; says how many. Undone already: nothing happens."""
    if bulk.undone_at is not None:
        return len(bulk.done)
    bulk.undone_at = now
    return len(_each([(key, before) for key, before in bulk.done], do_one))


def forget_old(session: Session, now: datetime) -> None:
    """Forget what can no longer be undone; the class's history keeps that it was done."""
    session.execute(delete(BulkAct).where(BulkAct.at < now - UNDONE_FOR))
