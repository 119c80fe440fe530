"""Every setting once: name, type, default, meaning. A start with a bad setting fails before the first request."""

import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from quizapp.basics.i18n import installed
from quizapp.basics.limits import DEFAULTS, LARGEST_SETTING

#: Names under which a machine reaches itself.
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class BadSetting(Exception):
    """A setting that the program cannot start with; the text names it and says what to write."""


def setting(default: object, meaning: str) -> str:
    return field(default=default, metadata={"meaning": meaning})  # type: ignore[return-value]


def limit(name: str, meaning: str) -> str:
    """A setting that is a limit: ``limits.py`` reads it from the environment, when the program starts."""
    return setting(str(DEFAULTS[name]), meaning)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What an operator can set, each as the environment variable ``QUIZAPP_<NAME>``; DATABASE_URL too."""

    data: str = setting("data", "Folder for the database, the secret and uploads. Made on first start.")
    database_url: str = setting("", "postgresql://… to use PostgreSQL; empty: SQLite in the data folder.")
    questions: str = setting("questions", "Folder whose banks are published at the start; empty: none.")
    host: str = setting("127.0.0.1", "Address to listen on.")
    port: str = setting("8000", "Port to listen on.")
    base_url: str = setting("", "Address that links and QR pictures carry; empty: http://host:port.")
    timezone: str = setting("Europe/London", "Time zone of dates where a class has none of its own.")
    language: str = setting("en", "Language of pages where the browser asks for none that is installed.")
    plain_http: str = setting("", "1 lets students sign in over plain HTTP from other machines (see README).")
    trusted_proxies: str = setting("0", "How many proxies stand in front and set X-Forwarded-*.")
    trusted_hosts: str = setting(
        "", "Comma-separated host names that requests may carry; empty: base_url's and this machine's own."
    )
    threads: str = setting("16", "Threads of the server; connections to the database follow from it.")
    log: str = setting("", "json writes one line for each request to standard output, without personal data.")
    metrics_token: str = setting("", "Whoever sends it as a bearer token may read /metrics; empty: nobody.")
    backup_passphrase_file: str = setting(
        "", "The file with the passphrase that backups are encrypted with (by GnuPG); empty: they are not."
    )
    keep_months: str = setting(
        "13", "Months after which whoever has left and was not here is forgotten; 0: never."
    )
    second_step: str = setting("", "required makes every teacher sign in with a code besides the password.")
    upload_mb: str = limit(
        "upload_mb", "Megabytes that a teacher may send at once: a bank with its pictures."
    )
    teacher_idle_minutes: str = limit(
        "teacher_idle_minutes", "Minutes without a visit after which a teacher is signed out."
    )
    teacher_longest_hours: str = limit(
        "teacher_longest_hours", "Hours after which a teacher signs in anew, however busy."
    )
    student_days: str = limit(
        "student_days", "Days without a visit after which a student's own device forgets them."
    )
    free_tries: str = limit(
        "free_tries", "Wrong passwords from one address that cost no wait: a staff room shares one."
    )
    design_page: str = setting("", "1 shows the design system at /design.")

    def __post_init__(self) -> None:
        for name in ("port", "trusted_proxies", "threads", "keep_months"):
            value = getattr(self, name)
            if not value.isdecimal() or int(value) > 65535:
                raise BadSetting(f"QUIZAPP_{name.upper()} must be a whole number, not {value!r}.")
        for name in DEFAULTS:
            value = getattr(self, name)
            if not value.isdecimal() or not 1 <= int(value) <= LARGEST_SETTING:
                raise BadSetting(
                    f"QUIZAPP_{name.upper()} must be a whole number from 1 to {LARGEST_SETTING}, not {value!r}."
                )
        if self.second_step not in ("", "required"):
            raise BadSetting(f"QUIZAPP_SECOND_STEP must be required or empty, not {self.second_step!r}.")
        if self.log not in ("", "json"):
            raise BadSetting(f"QUIZAPP_LOG must be json or empty, not {self.log!r}.")
        try:
            ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise BadSetting(
                f"QUIZAPP_TIMEZONE {self.timezone!r} is unknown. Write it like Europe/London."
            ) from None
        if self.language not in installed():
            raise BadSetting(
                f"QUIZAPP_LANGUAGE {self.language!r} is not installed. Installed: {', '.join(installed())}."
            )
        if self.base_url and urlsplit(self.base_url).scheme not in ("http", "https"):
            raise BadSetting("QUIZAPP_BASE_URL must begin with http:// or https://.")

    @property
    def data_folder(self) -> Path:
        return Path(self.data)

    @property
    def url(self) -> str:
        """The database's address as SQLAlchemy reads it."""
        return self.database_url or f"sqlite:///{(self.data_folder / 'quizapp.db').resolve().as_posix()}"

    @property
    def public_url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.base_url or f"http://{host}:{self.port}").rstrip("/")

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def hosts(self) -> tuple[str, ...]:
        """The host names that requests may carry; empty where any may, because we cannot know our own."""
        if self.trusted_hosts:
            return tuple(name.strip() for name in self.trusted_hosts.split(",") if name.strip())
        if not self.base_url and self.host not in LOOPBACK:
            return ()
        own = (urlsplit(self.public_url).hostname or "", *LOOPBACK)
        return tuple(f"[{name}]" if ":" in name else name for name in own)

    @property
    def opens_here_only(self) -> bool:
        """Whether links open on this very computer alone: its own names for itself, or "every address" (0.0.0.0)."""
        host = urlsplit(self.public_url).hostname or ""
        try:
            address = ip_address(host)
        except ValueError:
            return host == "localhost" or host.endswith(".localhost")
        return address.is_loopback or address.is_unspecified

    def prepare_data_folder(self) -> None:
        """Make the data folder, readable by its owner alone; BadSetting where it cannot be made or written to."""
        try:
            self.data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise BadSetting(
                f"The data folder {self.data} cannot be made: {error.strerror}. Name another with --data."
            ) from None
        if not os.access(self.data_folder, os.W_OK | os.X_OK):
            raise BadSetting(f"The data folder {self.data} cannot be written to. Name another with --data.")

    def secret(self) -> bytes:
        """The instance's own secret: 32 random bytes in a file that only its owner can read.

        Raises BadSetting when the file is too short or open to others.
        """
        self.prepare_data_folder()
        path = self.data_folder / "secret.key"
        try:
            descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(descriptor, "wb") as made:
                made.write(secrets.token_bytes(32))
                made.flush()
                os.fsync(made.fileno())
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise BadSetting(f"{path} can be read by others. Run: chmod 600 {path}")
        secret = path.read_bytes()
        if len(secret) < 32:
            raise BadSetting(
                f"{path} is too short to be safe. Delete it; a new one is made at the next start."
            )
        return secret


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this environment; raises BadSetting with one sentence."""
    environ = os.environ if environ is None else environ
    values = {}
    for each in fields(Settings):
        value = environ.get(f"QUIZAPP_{each.name.upper()}")
        if value is not None:
            values[each.name] = value.strip()
    if environ.get("DATABASE_URL"):
        values.setdefault("database_url", environ["DATABASE_URL"].strip())
    return Settings(**values)
