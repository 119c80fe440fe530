"""What whoever runs the installation looks at: its teachers, the settings in force, how much is stored; and what they write."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, make_url, select, text
from sqlalchemy.orm import Session

from quizapp.banks.images import Drawn
from quizapp.basics.config import Settings
from quizapp.basics.messages import msg
from quizapp.models import Attempt, Bank, ClassTeacher, SchoolClass, Site, Student, User, WebSession

#: Settings whose values open something by themselves.
_SECRET = {"metrics_token"}


@dataclass(frozen=True)
class TeacherLine:
    """A teacher with what hangs on the account."""

    user: User
    classes: int
    banks: int
    #: When they were last here in a browser that is still signed in.
    seen_at: datetime | None


def teacher_lines(session: Session) -> list[TeacherLine]:
    """All teachers, by name."""
    of_user = User.id
    classes = select(func.count()).where(ClassTeacher.user_id == of_user).scalar_subquery()
    banks = select(func.count()).where(Bank.owner_id == of_user).scalar_subquery()
    seen = select(func.max(WebSession.seen_at)).where(WebSession.user_id == of_user).scalar_subquery()
    rows = session.execute(select(User, classes, banks, seen).order_by(User.display_name, User.id))
    return [TeacherLine(*row) for row in rows]


def settings_in_force(settings: Settings) -> list[tuple[str, str, str]]:
    """Each setting with its value and meaning; secrets are told to be set, never shown."""
    lines = []
    for each in fields(settings):
        value = str(getattr(settings, each.name))
        if each.name in _SECRET and value:
            value = "…"
        if each.name == "database_url" and value:
            value = _without_password(value)
        lines.append((f"QUIZAPP_{each.name.upper()}", value, str(each.metadata["meaning"])))
    return lines


def _without_password(address: str) -> str:
    """A database's address without its password, which may stand before the host or in the query."""
    url = make_url(address)
    query = {name: "…" if "pass" in name.casefold() else value for name, value in url.query.items()}
    shown = url.set(password=None if url.password is None else "…", query=query)
    return shown.render_as_string(hide_password=False).replace("%E2%80%A6", "…")


def storage(session: Session, settings: Settings) -> list[tuple[str, int]]:
    """What is stored: numbers by what they count, then bytes of the database and free on its disk."""
    counted: Mapping[str, type[SchoolClass | Student | Bank | Attempt]] = {
        msg("Classes"): SchoolClass,
        msg("Students"): Student,
        msg("Banks"): Bank,
        msg("Attempts"): Attempt,
    }
    return [
        (name, session.scalar(select(func.count()).select_from(table)) or 0) for name, table in counted.items()
    ] + [(msg("MB in the database"), _bytes(session, settings) // 1_000_000),
         (msg("MB free on the disk of the data folder"), shutil.disk_usage(settings.data_folder).free // 1_000_000)]  # fmt: skip


def _bytes(session: Session, settings: Settings) -> int:
    if session.get_bind().dialect.name == "postgresql":
        return session.scalar(text("SELECT pg_database_size(current_database())")) or 0
    path = Path(settings.url.removeprefix("sqlite:///"))
    return sum(part.stat().st_size for part in path.parent.glob(f"{path.name}*") if part.is_file())


def write_site(
    session: Session,
    name: str,
    imprint: str,
    privacy_contact: str,
    logo: Drawn | None,
    now: datetime,
    *,
    without_logo: bool,
) -> Site:
    """Keep what students are told of who runs the installation; without a new logo the old one stays, unless it is to go."""
    site = session.get(Site, 1)
    if site is None:
        site = Site(id=1)
        session.add(site)
    site.name, site.imprint, site.privacy_contact, site.changed_at = name, imprint, privacy_contact, now
    if logo is not None:
        site.logo, site.logo_mime = logo.content, logo.mime
    elif without_logo:
        site.logo, site.logo_mime = None, ""
    session.flush()
    return site
