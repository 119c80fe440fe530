"""What the documents say of commands, settings, files and links is true."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

import manage
from quizapp.basics.config import BadSetting, Settings, read_settings

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "benchmarks" / "README.md"])
#: Names that are an example, or that a decision was against.
NOT_OURS = {"setup.py", "quizapp/a/b.py", "tests/a/test_b.py"}


def settings_in_readme() -> dict[str, tuple[str, str]]:
    rows = re.findall(
        r"^\| (?:`DATABASE_URL` or )?`QUIZAPP_(\w+)` \|\s*(.*?)\s*\| (.*?) \|$", README, re.MULTILINE
    )
    return {name.lower(): (default.strip("` "), meaning) for name, default, meaning in rows}


def test_the_readme_lists_every_setting_with_its_default():
    told = settings_in_readme()
    assert set(told) == {each.name for each in fields(Settings)}
    for each in fields(Settings):
        assert told[each.name][0] == each.default, each.name


def another(name: str, default: str) -> str:
    """A value that a setting takes and does not have by default: of the same kind as its default."""
    samples = (
        "1" + default if default.isdecimal() else "http://x.example",
        "1",
        "UTC",
        "fr",
        "json",
        "required",
    )
    for value in samples:
        try:
            Settings(**{name: value})
        except BadSetting:
            continue
        if value != default:
            return value
    if name == "language":  # as long as English alone is installed, it takes nothing else
        return default
    raise AssertionError(f"none of {samples} is a value of {name}: add one here")


def test_every_setting_is_read_from_the_environment():
    for each in fields(Settings):
        value = another(each.name, str(each.default))
        assert getattr(read_settings({f"QUIZAPP_{each.name.upper()}": value}), each.name) == value
    assert read_settings({"DATABASE_URL": "postgresql://x/y"}).database_url == "postgresql://x/y"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_of_the_documents_exists(document):
    text = document.read_text(encoding="utf-8")
    known = set(manage.COMMANDS)
    for command in re.findall(r"manage\.py ([a-z]+)", text):
        assert command in known, f"{document.name}: manage.py {command}"
    for module in re.findall(r"python -m (benchmarks\.\w+)", text):
        assert (ROOT / (module.replace(".", "/") + ".py")).is_file(), module


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_of_the_documents_leads_somewhere(document):
    text = re.sub(r"```.*?```|`[^`\n]*`", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#\s]+)", text):
        if not target.startswith(("http://", "https://", "mailto:")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_the_map_of_the_house_names_what_is_there():
    section = README.split("## A map of the house")[1].split("##")[0]
    for place in re.findall(r"`([\w./]+)`", section):
        assert (ROOT / place).exists() or (ROOT / "quizapp" / place).exists(), place


def test_every_file_that_a_document_names_exists():
    """By its whole path or the end of it: ``web/csrf.py`` for ``quizapp/web/csrf.py``."""
    paths = {
        f"/{path.relative_to(ROOT).as_posix()}"
        for folder in (
            "",
            "quizapp",
            "tests",
            "tools",
            "docs",
            "questions",
            "migrations",
            "benchmarks",
            "frontend",
        )
        for path in ((ROOT / folder).rglob("*") if folder else ROOT.glob("*"))
    }
    ends = {path[at:] for path in paths for at in range(len(path)) if path[at] == "/"}
    gone = [
        f"{document.relative_to(ROOT)}: {name}"
        for document in DOCUMENTS
        for name in re.findall(r"`([\w./-]*\w\.(?:py|md|html|css|js|toml))`", document.read_text("utf-8"))
        if f"/{name}" not in ends and name not in NOT_OURS
    ]
    assert not gone, "\n".join(gone)
