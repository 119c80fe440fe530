"""Backups that nobody reads without a passphrase, by GnuPG: what it writes is opened without this program, too."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quizapp.basics.config import BadSetting

_NAME = "QUIZAPP_BACKUP_PASSPHRASE_FILE"


def encrypt(plain: Path, target: Path, passphrase: Path) -> None:
    """Write a file's content to a new one of the same folder, readable with the passphrase that stands in a file alone.

    Raises BadSetting with a sentence where GnuPG or the passphrase is missing.
    """
    _run(passphrase, "--symmetric", "--cipher-algo", "AES256", "--output", str(target), str(plain))
    target.chmod(0o600)
    with target.open("rb") as written:
        os.fsync(written.fileno())


@contextmanager
def readable(backup: Path, passphrase: str) -> Iterator[Path]:
    """The backup as it was before it was encrypted, for as long as it is read; itself, where it is not encrypted."""
    if not backup.is_file() or not is_encrypted(backup):
        yield backup
        return
    if not passphrase:
        raise BadSetting(
            f"{backup} is encrypted. Name the file that holds its passphrase with {_NAME} and try again."
        )
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain"
        _run(Path(passphrase), "--decrypt", "--output", str(plain), str(backup))
        yield plain


def is_encrypted(backup: Path) -> bool:
    """Whether a file begins as one that GnuPG encrypted with a passphrase."""
    with backup.open("rb") as file:
        return file.read(1) in (
            b"\x8c",
            b"\xc3",
        )  # RFC 9580, 5.3: a session key behind a passphrase comes first


def _run(passphrase: Path, *command: str) -> None:
    if not passphrase.is_file() or not passphrase.read_bytes().split(b"\n")[0].strip():
        raise BadSetting(f"{passphrase} holds no passphrase. Write one into it, or empty {_NAME}.")
    program = shutil.which("gpg")
    if program is None:
        raise BadSetting("To encrypt a backup, install GnuPG (Debian: apt-get install gpg), and try again.")
    with tempfile.TemporaryDirectory() as home:  # keys and settings of whoever runs this do not matter
        done = subprocess.run(
            [program, "--batch", "--quiet", "--no-tty", "--homedir", home, "--pinentry-mode", "loopback",
             "--passphrase-file", str(passphrase.resolve()), *command],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    if done.returncode != 0:
        raise BadSetting(
            f"{command[-1]} was encrypted with another passphrase than {passphrase} holds, or it is damaged."
            if "--decrypt" in command
            else f"GnuPG cannot encrypt: {done.stderr.strip().splitlines()[-1]}"
        )
