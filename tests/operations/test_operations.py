"""Backup, restore, verify, doctor: what they promise, and the damage that they must see."""

import os
import shutil
import stat
import tarfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, text, update

from quizapp.__main__ import program
from quizapp.attempts.erasing import erase_student
from quizapp.basics.config import BadSetting, Settings
from quizapp.cli import backups, clock_mark, safety, verifying
from quizapp.identity import sessions
from quizapp.models import Attempt, Position, ResponseEvent, ResponseValue, Student, WebSession
from quizapp.models.db import SQLITE, Sessions, make_engine, migrate, newest_revision
from tests.support.clock import START
from tests.support.people import make_student, make_teacher
from tests.support.quizzes import publish, save, start


@pytest.fixture
def settings(db_url, tmp_path) -> Settings:
    """An installation whose database is in its data folder, or on PostgreSQL; with one attempt and three saves."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    if db_url.startswith("sqlite"):
        (tmp_path / "quizapp.db").rename(data / "quizapp.db")
        settings = Settings(data=str(data), questions="")
    else:
        settings = Settings(data=str(data), questions="", database_url=db_url)
    secret = settings.secret()
    with opened(settings) as session:
        safety.note_secret(session, secret)
        attempt = start(session, publish(session, START).entry, make_student(session, START), START)
        for place, answer in ((1, 2), (2, 1), (1, 0)):
            save(session, attempt, place, answer, START)
        session.commit()
    return settings


class opened:  # noqa: N801  # reads like a function
    """A session that writes to an installation's database."""

    def __init__(self, settings: Settings) -> None:
        self.engine = make_engine(settings.url, 2)
        self.session = Sessions(self.engine).write()

    def __enter__(self):
        return self.session

    def __exit__(self, *_error) -> None:
        self.session.close()
        self.engine.dispose()


def run(settings: Settings, *arguments: str, **environment: str):
    """A command as it is called; none may end in a traceback."""
    given = {name: None for name in os.environ if name.startswith("QUIZAPP_") or name == "DATABASE_URL"}
    given |= {
        "QUIZAPP_DATA": settings.data,
        "QUIZAPP_QUESTIONS": "",
        "QUIZAPP_DATABASE_URL": settings.database_url,
    }
    done = CliRunner().invoke(program, [str(each) for each in arguments], env=given | environment)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def count(settings: Settings) -> list[int]:
    with opened(settings) as session:
        return [
            session.scalars(select(func.count()).select_from(table)).one()
            for table in (Student, Attempt, Position, ResponseEvent, ResponseValue)
        ]


# Backup and restore


def test_a_backup_restored_elsewhere_is_the_same_installation(settings, tmp_path):
    backup = tmp_path / "one.backup"
    made = run(settings, "backup", backup)
    assert made.exit_code == 0, made.output
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    elsewhere = Settings(data=str(tmp_path / "elsewhere"), questions="")
    restored = run(elsewhere, "restore", backup)

    assert restored.exit_code == 0, restored.output
    assert count(elsewhere) == count(settings)
    assert elsewhere.secret() == settings.secret()
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in Path(elsewhere.data).iterdir()} == {0}
    assert run(elsewhere, "verify").exit_code == 0
    assert run(elsewhere, "doctor").exit_code == 0, run(elsewhere, "doctor").output
    with opened(elsewhere) as session:  # it goes on: new rows get new numbers
        make_student(session, START, "Noor")


@pytest.mark.databases("sqlite")
@pytest.mark.skipif(shutil.which("gpg") is None, reason="GnuPG is not installed here: apt-get install gpg")
def test_an_encrypted_backup_says_nothing_without_its_passphrase(settings, tmp_path):
    passphrase, another = tmp_path / "passphrase", tmp_path / "another"
    passphrase.write_text("harbour light and salt\n")
    another.write_text("harbour light and pepper\n")
    with opened(settings) as session:
        make_student(session, START, "Mira Sand")
        session.commit()
    backup = tmp_path / "one.backup"
    setting = {"QUIZAPP_BACKUP_PASSPHRASE_FILE": str(passphrase)}
    made = run(settings, "backup", backup, **setting)

    assert made.exit_code == 0, made.output
    assert b"Mira Sand" not in backup.read_bytes()
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    elsewhere = Settings(data=str(tmp_path / "elsewhere"), questions="")
    without = run(elsewhere, "restore", backup)
    wrong = run(elsewhere, "restore", backup, QUIZAPP_BACKUP_PASSPHRASE_FILE=str(another))
    empty = run(elsewhere, "restore", backup, QUIZAPP_BACKUP_PASSPHRASE_FILE=str(tmp_path / "none"))
    assert [each.exit_code for each in (without, wrong, empty)] == [78] * 3
    assert "is encrypted. Name the file" in without.output
    assert "another passphrase" in wrong.output
    assert "holds no passphrase" in empty.output
    restored = run(elsewhere, "restore", backup, "--erased-in", backup, **setting)
    assert restored.exit_code == 0, restored.output
    assert count(elsewhere) == count(settings)
    assert run(settings, "drill", **setting).exit_code == 0
    assert [path.name for path in tmp_path.glob("tmp*")] == [], "nothing readable is left"


@pytest.mark.databases("sqlite")
def test_a_backup_brings_back_no_session_of_a_teacher_and_nobody_who_was_erased_since(settings, tmp_path):
    backup, later = tmp_path / "one.backup", tmp_path / "later.backup"
    with opened(settings) as session:
        teacher = make_teacher(session, START)
        stays = make_student(session, START, "Mira Sand")
        sessions.sign_in(session, START, user_id=teacher.id)
        sessions.sign_in(session, START, student_id=stays.id)
        leaves = make_student(session, START, "Ismael Quill").id
        session.commit()
    run(settings, "backup", backup)
    with opened(settings) as session:
        erase_student(session, leaves, START)
        session.commit()
    run(settings, "backup", later)
    for number, source in enumerate((later, Path(settings.data) / "quizapp.db")):
        elsewhere = Settings(data=str(tmp_path / f"elsewhere{number}"), questions="")
        restored = run(elsewhere, "restore", backup, "--erased-in", source)

        assert restored.exit_code == 0, restored.output
        with opened(elsewhere) as session:
            names = set(session.scalars(select(Student.name)))
            kept = session.execute(select(WebSession.user_id, WebSession.student_id)).all()
        assert "Mira Sand" in names
        assert "Ismael Quill" not in names
        assert [tuple(row) for row in kept] == [(None, stays.id)]
        assert b"Ismael Quill" not in (Path(elsewhere.data) / "quizapp.db").read_bytes()
    wrong = run(Settings(data=str(tmp_path / "no")), "restore", backup, "--erased-in", __file__)
    assert (wrong.exit_code, "neither a backup" in wrong.output) == (78, True)


@pytest.mark.databases("postgresql")
def test_a_backup_of_sqlite_goes_into_postgresql_and_goes_on_there(settings, tmp_path, empty_db_url):
    backup = tmp_path / "one.backup"
    run(settings, "backup", backup)
    server = Settings(data=str(tmp_path / "server"), questions="", database_url=empty_db_url)
    restored = run(server, "restore", backup)

    assert restored.exit_code == 0, restored.output
    assert count(server) == count(settings)
    assert run(server, "verify").exit_code == 0
    with opened(server) as session:
        make_student(session, START, "Noor")
    again = run(
        Settings(data=str(tmp_path / "third"), questions="", database_url=empty_db_url), "restore", backup
    )
    assert (again.exit_code, "not empty" in again.output) == (78, True)


@pytest.mark.databases("sqlite")
def test_a_copy_that_is_not_equal_is_refused(settings, tmp_path):
    """One row too few, or one that says something else: the move to PostgreSQL says so."""
    for fault, said in (
        ("UPDATE position SET revision = 0 WHERE revision > 0", "behind its log"),
        ("DELETE FROM instance_note", "instance_note"),
    ):
        source, target = make_engine(settings.url, 1), make_engine(f"sqlite:///{tmp_path / said[:6]}.db", 1)
        migrate(target)
        backups.copy_rows(source, target)
        backups.refuse_unequal(source, target)
        with Sessions(target).write() as session:
            session.execute(text(fault))
            session.commit()
        with pytest.raises(BadSetting, match=said):
            backups.refuse_unequal(source, target)
        source.dispose()
        target.dispose()


def test_a_drill_backs_up_restores_and_verifies_and_leaves_nothing(settings):
    before = sorted(path.name for path in Path(settings.data).iterdir())
    done = run(settings, "drill")

    assert (done.exit_code, done.output) == (0, "A backup was made, restored and verified.\n")
    left = sorted(path.name for path in Path(settings.data).iterdir())
    assert [name for name in left if "-" not in name] == [name for name in before if "-" not in name]


@pytest.mark.databases("sqlite")
def test_a_backup_is_never_put_over_anything(settings, tmp_path):
    backup = tmp_path / "one.backup"
    assert run(settings, "backup", backup).exit_code == 0
    second, over = run(settings, "backup", backup), run(settings, "restore", backup)

    assert (second.exit_code, "exists" in second.output) == (78, True)
    assert (over.exit_code, "empty folder" in over.output) == (78, True)
    stale = tmp_path / "stale"
    stale.mkdir(mode=0o700)
    (stale / "quizapp.db-wal").write_bytes(b"of another database")
    refused = run(Settings(data=str(stale)), "restore", backup)
    assert (refused.exit_code, "quizapp.db-wal exists" in refused.output) == (78, True)


@pytest.mark.databases("sqlite")
def test_a_damaged_backup_is_refused_wherever_the_damage_is(settings, tmp_path):
    backup = tmp_path / "one.backup"
    run(settings, "backup", backup)
    whole = backup.read_bytes()
    with tarfile.open(backup) as packed:
        inside = [(membership_id.offset_data, membership_id.size) for membership_id in packed.getmembers()]
    places = [begin + size // 2 for begin, size in inside] + [
        inside[-1][0] + 4096 * each for each in range(1, 8)
    ]
    for place in places:
        backup.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        done = run(Settings(data=str(tmp_path / f"into-{place}")), "restore", backup)
        assert (done.exit_code, "damaged" in done.output) == (78, True), place
        assert not (tmp_path / f"into-{place}" / "quizapp.db").exists()
    for short in (b"", whole[:700], whole[: len(whole) // 2]):
        backup.write_bytes(short)
        assert run(Settings(data=str(tmp_path / "into")), "restore", backup).exit_code == 78
    assert run(Settings(data=str(tmp_path / "into")), "restore", tmp_path / "none").exit_code == 78


@pytest.mark.databases("sqlite")
def test_no_backup_is_made_of_a_broken_database(settings, tmp_path):
    tamper(settings, "UPDATE response_value SET value = '1'")
    done = run(settings, "backup", tmp_path / "one.backup")

    assert (done.exit_code, "was changed" in done.output) == (78, True)
    assert not (tmp_path / "one.backup").exists()


# Verify


def tamper(settings: Settings, *statements: str) -> None:
    with opened(settings) as session:
        for statement in statements:
            session.execute(text(statement))
        session.commit()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE response_value SET value = '1' WHERE id = 1", "answer to question 1 was changed"),
        ("UPDATE response_event SET certainty = 'certain' WHERE id = 1", "save at question 1 was changed"),
        (
            "UPDATE response_event SET received_at = '2025-03-01' WHERE id = 2",
            "save at question 2 was changed",
        ),
        ("DELETE FROM response_event WHERE id = 2", "what stood before the save at question 1"),
        ("UPDATE position SET response = '1' WHERE position = 1", "an answer that is not in its log"),
        ("UPDATE position SET revision = 1 WHERE position = 1", "behind its log"),
    ],
)
def test_what_was_changed_behind_the_program_s_back_is_found(settings, statement, said):
    assert run(settings, "verify").output == "Whole: every save is as it was made.\n"
    if settings.database_url:
        off = ["ALTER TABLE response_event DISABLE TRIGGER USER"]
    else:
        off = ["DROP TRIGGER response_event_no_update", "DROP TRIGGER response_event_no_delete"]
    tamper(settings, *off, statement)
    done = run(settings, "verify")

    assert done.exit_code == 1
    assert said in done.output
    assert "Restore the last backup" in done.output


def test_an_erased_answer_leaves_the_log_whole(settings):
    with opened(settings) as session:
        session.execute(update(ResponseValue).values(value=None, raw=None, salt=None))
        session.execute(update(Student).values(erased_at=START))
        session.execute(update(Position).values(kind="blank", response=None))
        session.commit()

    assert run(settings, "verify").exit_code == 0


# Doctor, and starts that are refused


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda data: (data / "secret.key").unlink(), "secret.key is missing"),
        (lambda data: (data / "secret.key").chmod(0o644), "can be read by others"),
        (
            lambda data: (data / "secret.key").write_bytes(b"x" * 32),
            "not the one that this database was made with",
        ),
        (lambda data: (data / "secret.key").write_bytes(b"short"), "too short"),
        (lambda data: (data / "quizapp.db").chmod(0o666), "Others can read or write"),
        (lambda data: data.chmod(0o777), "Others can write to"),
        (lambda data: (data / "quizapp.db").write_bytes(b""), "is empty, though"),
        (lambda data: (data / "quizapp.db").write_bytes(b"no database " * 500), "not a database"),
        (lambda data: os.truncate(data / "quizapp.db", 8192), "malformed"),
    ],
)
def test_an_unsafe_start_is_refused_in_a_sentence_and_the_doctor_says_the_same(settings, harm, said):
    harm(Path(settings.data))
    begun, looked = run(settings, "prepare"), run(settings, "doctor")

    assert begun.exit_code == 78, begun.output
    assert said in begun.output
    assert len(begun.stderr.strip().splitlines()) == 1, begun.output
    assert looked.exit_code in (1, 78)
    assert said in looked.output


@pytest.mark.databases("sqlite")
def test_debugging_where_others_can_reach_it_is_refused(settings):
    done = run(settings, "prepare", FLASK_DEBUG="1", QUIZAPP_HOST="0.0.0.0")  # noqa: S104  # what must be refused

    assert (done.exit_code, "FLASK_DEBUG" in done.output) == (78, True)


def test_a_network_file_system_is_told(tmp_path):
    settings = Settings(data=str(tmp_path))
    mounts = f"proc /proc proc rw 0 0\nserver:/home {tmp_path.parent} nfs4 rw 0 0\n/dev/sda1 / ext4 rw 0 0\n"

    assert [finding.what for finding in safety.of_files(settings, mounts) if "nfs4" in finding.what]
    assert not [f for f in safety.of_files(settings, "/dev/sda1 / ext4 rw 0 0\n") if "network" in f.what]


@pytest.mark.databases("sqlite")
def test_a_lost_secret_can_be_given_up(settings):
    (Path(settings.data) / "secret.key").unlink()
    assert run(settings, "doctor", "--accept-secret").exit_code == 0
    assert run(settings, "prepare").exit_code == 0


def test_another_secret_is_refused_by_a_second_server(settings, tmp_path):
    other = Settings(data=str(tmp_path / "second"), database_url=settings.url)
    with opened(settings) as session, pytest.raises(BadSetting, match="from the other servers"):
        safety.note_secret(session, other.secret())


# Upgrade


@pytest.mark.databases("sqlite")
def test_an_upgrade_makes_a_backup_first_and_can_go_back(settings, tmp_path):
    assert "already" in run(settings, "upgrade").output
    with opened(settings) as session:
        migrate(session.get_bind(), "-1")
    done = run(settings, "upgrade")
    assert done.exit_code == 0, done.output
    [backup] = Path(settings.data).glob("before-upgrade-*.backup")
    assert run(settings, "verify").exit_code == 0

    assert run(Settings(data=str(tmp_path / "back")), "restore", backup).exit_code == 0
    with SQLITE.connect(tmp_path / "back" / "quizapp.db") as old:
        assert old.execute("SELECT version_num FROM alembic_version").fetchone() < (newest_revision(),)


def test_a_chain_is_checked_by_what_made_it():
    """The names that are hashed are those that the recorder hashes: a new one must be added in both."""
    assert set(verifying._CHAINED) == {
        column.name
        for column in ResponseEvent.__table__.columns
        if column.name not in ("id", "hash", "value_id")
    }
    assert backups._DATABASE != backups._SECRET


@pytest.mark.databases("sqlite")
def test_a_clock_that_cannot_be_right_is_refused_and_one_that_is_behind_is_told(settings):
    with pytest.raises(BadSetting, match="before this program was made"):
        safety.refuse_unsafe(settings, datetime(1970, 1, 2, tzinfo=UTC))
    with opened(settings) as session:
        clock_mark.note(session, datetime.now(UTC) + timedelta(days=2))
        session.commit()
    assert "the database has seen" in run(settings, "doctor").output
    assert "the database has seen" not in run(settings, "doctor", "--accept-clock").output
