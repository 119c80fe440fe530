"""What makes a start unsafe: each in a sentence that says what to do. ``doctor`` tells all, a start refuses the grave ones."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from quizapp.basics.config import LOOPBACK, BadSetting, Settings
from quizapp.basics.limits import RELEASED
from quizapp.basics.program import started_as
from quizapp.identity.tokens import keyed_hash, same_token
from quizapp.models import InstanceNote

#: File systems on which locks are not to be relied on, so that a SQLite database comes to harm.
NETWORK_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "fuse.sshfs", "fuse.glusterfs", "ncpfs"}
)
_SECRET_NOTE = "check of the secret"  # noqa: S105  # the name of a note


@dataclass(frozen=True)
class Finding:
    """Something that is wrong, and what to do about it."""

    what: str
    do: str
    #: The program does not start so.
    grave: bool = True

    def __str__(self) -> str:
        return f"{self.what} {self.do}"


def database_file(settings: Settings) -> Path | None:
    """The file of a SQLite database; None on PostgreSQL."""
    url = make_url(settings.url)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def of_files(settings: Settings, mounts: str | None = None) -> Iterator[Finding]:
    """What is wrong with the data folder, before anything in it is touched."""
    folder, database = settings.data_folder, database_file(settings)
    key = folder / "secret.key"
    if database is not None and database.exists():
        if not key.exists() and database.parent.resolve() == folder.resolve():
            yield Finding(
                f"{key} is missing, and the database was made with it.",
                f"Copy it back from a backup. If it is lost: “{started_as()} doctor --accept-secret” makes a new "
                "one; the three words of all students stop working then, their links go on.",
            )
        # Something was written once: the file that writers queue at is there. A first start makes an empty database.
        if database.stat().st_size == 0 and Path(f"{database}-writers").exists():
            yield Finding(
                f"{database} is empty, though the program has run here before.",
                "Restore a backup; to begin anew, delete the file.",
            )
    if os.name == "posix":
        yield from _of_modes(folder, database)
        for path in {folder, database.parent if database else folder}:
            system = file_system(path, mounts)
            if system in NETWORK_SYSTEMS and database is not None:
                yield Finding(
                    f"{path} lies on a network file system ({system}), where SQLite loses data.",
                    "Name a folder on a disk of this machine with QUIZAPP_DATA, or use PostgreSQL.",
                )


def _of_modes(folder: Path, database: Path | None) -> Iterator[Finding]:
    if folder.exists() and stat.S_IMODE(folder.stat().st_mode) & 0o022:
        yield Finding(f"Others can write to {folder}.", f"Run: chmod 700 {folder}")
    if database is not None and database.exists() and stat.S_IMODE(database.stat().st_mode) & 0o077:
        yield Finding(f"Others can read or write {database}.", f"Run: chmod 600 {database}")


def file_system(path: Path, mounts: str | None = None) -> str:
    """The kind of file system that a path lies on; empty where that cannot be told."""
    if mounts is None:
        try:
            mounts = Path("/proc/mounts").read_text("utf-8", "replace")
        except OSError:
            return ""
    there = path.resolve()
    kinds = {}
    for line in mounts.splitlines():
        _device, point, kind, *_rest = line.split(" ")
        kinds[Path(point.replace("\\040", " "))] = kind
    return next((kinds[each] for each in (there, *there.parents) if each in kinds), "")


def of_debugging(settings: Settings) -> Iterator[Finding]:
    debugs = os.environ.get("FLASK_DEBUG", "").lower() not in ("", "0", "false", "no")
    if debugs and settings.host not in LOOPBACK:
        yield Finding(
            "FLASK_DEBUG is on while others can reach the program: they could run code here.",
            "Take FLASK_DEBUG out of the environment.",
        )


def of_calendar(now: datetime) -> Iterator[Finding]:
    """A clock that stands before the program was made is wrong: batteries of small machines run out."""
    if now < RELEASED:
        yield Finding(
            f"The machine's clock says {now:%Y-%m-%d}, which is before this program was made.",
            "Set it (“timedatectl set-ntp true”).",
        )


def of_secret(session: Session, secret: bytes) -> Iterator[Finding]:
    """Whether the secret is the one that the database was made with; a first one is taken as it is."""
    note = session.get(InstanceNote, _SECRET_NOTE, populate_existing=True)
    if note is not None and not same_token(note.value, _check_value(secret)):
        yield Finding(
            "secret.key in the data folder is not the one that this database was made with.",
            f"Copy that one here, from the backup or from the other servers. If it is lost: “{started_as()} doctor "
            "--accept-secret”; the three words of all students stop working then, their links go on.",
        )


def write_note(session: Session, key: str, value: str) -> None:
    """Note a fact of this installation over what was noted; of servers that start at once, one waits for the other."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    noted = insert(InstanceNote).values(key=key, value=value)
    session.execute(noted.on_conflict_do_update(index_elements=[InstanceNote.key], set_={"value": value}))


def accept_secret(session: Session, secret: bytes) -> None:
    """Note which secret belongs to the database."""
    write_note(session, _SECRET_NOTE, _check_value(secret))


def note_secret(session: Session, secret: bytes) -> None:
    """Note which secret belongs to the database, where none is noted; raises BadSetting where it is another."""
    for finding in of_secret(session, secret):
        raise BadSetting(str(finding))
    if session.get(InstanceNote, _SECRET_NOTE, populate_existing=True) is None:
        accept_secret(session, secret)


def _check_value(secret: bytes) -> str:
    return keyed_hash(secret, _SECRET_NOTE, "")


def refuse_unsafe(settings: Settings, now: datetime) -> None:
    """Raise BadSetting, with one sentence, where the program must not start."""
    for finding in (*of_files(settings), *of_debugging(settings), *of_calendar(now)):
        if finding.grave:
            raise BadSetting(str(finding))
