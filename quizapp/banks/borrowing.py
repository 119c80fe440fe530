"""The other banks that a bank's quizzes take questions from: which may be named, and which versions are kept."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.bank import Bank as LoadedBank
from quizapp.domain.bankfile.loading import check_bank
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.models import Bank, BankVersion, BorrowedVersion

#: Where a text may name another bank: before a slash, and after "bank:". It finds too many; the reader is exact.
_NAMED = re.compile(r"""(?<![\w.-])([^\W_][\w.-]{0,79})/|\bbank["']?:[ \t]*["']?([^\W_][\w.-]{0,79})""")


@dataclass(frozen=True)
class Others:
    """The banks that a text may take questions from, by name, each in the version that publishing it would keep."""

    versions: Mapping[str, int] = field(default_factory=dict)
    banks: Mapping[str, LoadedBank] = field(default_factory=dict, compare=False)

    def __hash__(self) -> int:
        return hash(frozenset(self.versions.items()))


def named_in(text: str) -> frozenset[str]:
    """What a bank's text may mean by another bank's name."""
    return frozenset(before or after for before, after in _NAMED.findall(text))


def versions_of(session: Session, version_id: int) -> dict[str, int]:
    """The versions of other banks that a version keeps, by the banks' names."""
    found = session.execute(
        select(Bank.name, BankVersion.id)
        .join(BankVersion, BankVersion.bank_id == Bank.id)
        .join(BorrowedVersion, BorrowedVersion.borrowed_id == BankVersion.id)
        .where(BorrowedVersion.bank_version_id == version_id)
        .order_by(Bank.name)
    )
    return {row.name: row.id for row in found}


# --- files ------------------------------------------------------------------------------------------------


def others_beside(path: Path, text: str) -> dict[str, LoadedBank]:
    """The banks without errors among the files beside a bank's file that its text may name."""
    found = {}
    for name in sorted(named_in(text) - {path.stem}):
        for file in (path.with_name(f"{name}{ending}") for ending in (".yaml", ".yml")):
            bank = check_bank(file.read_bytes(), QUESTION_TYPES, name=name).bank if file.is_file() else None
            if bank is not None:
                found[name] = bank
    return found


def others_first(paths: Collection[Path]) -> list[Path]:
    """Files of banks, those first that others of them take questions from."""
    by_name = {path.stem: path for path in paths}
    seen, ordered = set[str](), list[Path]()

    def place(path: Path) -> None:
        if path.stem in seen:
            return
        seen.add(path.stem)
        text = path.read_text("utf-8", errors="replace") if path.is_file() else ""
        for other in sorted(named_in(text) & by_name.keys()):
            place(by_name[other])
        ordered.append(path)

    for path in paths:
        place(path)
    return [*ordered, *(path for path in paths if path not in ordered)]
