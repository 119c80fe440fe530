"""Every command that a document names is run by a test; this table says by which."""

import re
from pathlib import Path

import pytest

from tests.docs.test_readme import DOCUMENTS

ROOT = Path(__file__).resolve().parents[2]
#: The first words of a command, and the test that runs it; the longest that fits counts.
RUN_BY = {
    "run": "tests/serving/test_serve.py::test_the_start_says_where_it_listens_and_how_a_teacher_begins",
    "run --demo": "tests/test_command_line.py::test_run_demo_fills_a_class_of_thirty",
    "run --debug": "tests/test_command_line.py::test_run_debug_prepares_serves_and_loads_changed_code_anew",
    "test": "tests/test_test_run.py::test_long_tests_run_only_when_asked_for",
    "deep": "tests/tools/test_deep.py::test_",
    "check": "tests/test_setup.py::test_every_check_runs_also_after_one_failed",
    "format": "tests/test_setup.py::test_every_check_runs_also_after_one_failed",
    "shell": "tests/test_command_line.py::test_the_shell_has_the_models_a_session_and_the_present_instant_at_hand",
    "routes": "tests/test_command_line.py::test_routes_lists_every_address_with_the_view_that_answers",
    "db revision": "tests/tools/test_revision.py::test_it_has_the_next_number_is_formatted_and_makes_what_the_models_have",
    "db upgrade": "tests/test_command_line.py::test_db_upgrade_and_users_link_do_what_they_say",
    "users": "tests/test_command_line.py::test_db_upgrade_and_users_link_do_what_they_say",
    "prepare": "tests/serving/test_serve.py::test_prepare_migrates_publishes_and_may_be_run_again",
    "backup": "tests/operations/test_operations.py::test_a_backup_restored_elsewhere_is_the_same_installation",
    "restore": "tests/operations/test_operations.py::test_a_backup_restored_elsewhere_is_the_same_installation",
    "verify": "tests/operations/test_operations.py::test_what_was_changed_behind_the_program_s_back_is_found",
    "doctor": "tests/operations/test_operations.py::test_an_unsafe_start_is_refused_in_a_sentence_and_the_doctor_says_the_same",
    "upgrade": "tests/operations/test_operations.py::test_an_upgrade_makes_a_backup_first_and_can_go_back",
    "drill": "tests/operations/test_operations.py::test_a_drill_backs_up_restores_and_verifies_and_leaves_nothing",
    "sweep": "tests/reliability/test_stands.py::test_",
    "banks": "tests/docs/test_banks_guide.py::test_every_command_runs",
    "banks import": "tests/interchange/test_import_command.py::test_a_file_becomes_a_bank_and_the_exit_status_says_that_all_came_in",
    "study": "tests/studying/test_progress.py::test_the_command_rebuilds_and_finds_what_is_not_as_replayed",
    "reports": "tests/reports/test_exports.py::test_the_commands_export_and_recompute",
    "lock": "tests/test_setup.py::test_newer_releases_are_taken_when_asked_for",
    "screenshots": "tests/tools/test_screenshots.py::test_the_pictures_of_the_documents_can_be_drawn",
    "imports": "tests/tools/test_imports.py::test_the_picture_of_the_imports_is_current",
    "messages": "tests/face/test_words.py::test_",
    "bench": "tests/tools/test_benchmarks.py::test_the_command_names_them_all_and_refuses_any_other",
    "vendor": "tests/tools/test_vendor.py::test_the_vendored_files_are_those_of_the_manifest",
}


def documented() -> list[tuple[str, str]]:
    """Every command with the document that names it."""
    return [
        (command, document.name)
        for document in DOCUMENTS
        for command in re.findall(r"manage\.py ([a-z]+(?: [\w-]+)*)", document.read_text("utf-8"))
    ]


def entry(command: str) -> str:
    fitting = [name for name in RUN_BY if f"{command} ".startswith(f"{name} ")]
    return max(fitting, key=len, default="")


def test_every_command_of_a_document_has_a_test_that_runs_it():
    missing = [f"{name}: {command}" for command, name in documented() if not entry(command)]
    assert not missing, "Add the test that runs it to RUN_BY:\n" + "\n".join(missing)


@pytest.mark.parametrize("command", RUN_BY)
def test_the_test_that_runs_a_command_exists(command):
    path, _colons, name = RUN_BY[command].partition("::")
    text = (ROOT / path).read_text("utf-8")
    assert f"def {name}" in text
