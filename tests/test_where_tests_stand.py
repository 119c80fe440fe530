"""The test of a module stands where its name says, or here is the file that tests it."""

from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
PROGRAM = TESTS.parent / "quizapp"
ROOMS = ("basics", "domain", "models", "attempts", "identity", "web", "banks", "serving")
CONTRACT = "domain/question_types/test_contract.py"

#: A module that has no test file of its name, and the one in which to look and to add.
TESTED_IN = {
    "models/attempts.py": "test_migrations.py",
    "models/banks.py": "test_migrations.py",
    "models/base.py": "test_migrations.py",
    "models/classes.py": "test_migrations.py",
    "models/identity.py": "test_migrations.py",
    "models/jobs.py": "test_migrations.py",
    "models/studying.py": "test_migrations.py",
    "basics/children.py": "serving/test_runner.py",
    "basics/config.py": "test_setup.py",
    "basics/errors.py": "web/test_catalogue.py",
    "basics/i18n.py": "web/test_languages.py",
    "basics/messages.py": "web/test_catalogue.py",
    "basics/spreadsheets.py": "reports/test_exports.py",
    "basics/program.py": "cli/test_program_name.py",
    "basics/version.py": "test_setup.py",
    "identity/audit_log.py": "classes/test_service.py",
    "identity/permissions.py": "classes/test_service.py",
    "web/jobs.py": "reports/test_files_beside.py",
    "web/downloads.py": "reports/test_exports.py",
    "web/zone_fields.py": "accounts/test_accounts.py",
    "attempts/allowances.py": "classes/test_allowances.py",
    "web/design_page.py": "face/test_looks.py",
    "serving/housekeeping.py": "web/test_monitoring.py",
    "serving/server.py": "reliability/test_stands.py",
    "serving/server_watch.py": "reliability/test_stands.py",
    "domain/bankfile/attribution_checks.py": "domain/lint/test_attribution.py",
    "domain/lint/option_writing.py": "domain/lint/test_attribution.py",
    "domain/drafting/reading.py": "domain/drafting/test_article.py",
    "domain/markdown.py": "web/test_markup.py",
    "domain/answers.py": "attempts/test_packed_answers.py",
    "domain/bankfile/blocks.py": "domain/bankfile/test_mistakes.py",
    "domain/bankfile/cross_checks.py": "domain/bankfile/test_mistakes.py",
    "domain/yaml_reading/encoding.py": "domain/yaml_reading/test_yaml_nodes.py",
    "domain/bankfile/loading.py": "domain/test_bank.py",
    "domain/yaml_reading/problems.py": "domain/bankfile/test_mistakes.py",
    "domain/bankfile/question_entries.py": "domain/bankfile/test_mistakes.py",
    "domain/yaml_reading/yaml_errors.py": "domain/bankfile/test_mistakes.py",
    "domain/bankfile/unknown_keys.py": "domain/bankfile/test_slips.py",
    "domain/yaml_reading/known_words.py": "domain/bankfile/test_slips.py",
    "domain/yaml_reading/pasted_signs.py": "domain/bankfile/test_slips.py",
    "domain/choices.py": "domain/question_types/test_choices.py",
    "domain/option_questions.py": "domain/question_types/test_choices.py",
    "domain/row_questions.py": "domain/question_types/test_rows.py",
    "domain/claims.py": "domain/test_bank.py",
    "domain/exchange.py": "interchange/test_round_trip.py",
    "domain/expected_answers.py": "domain/question_types/test_typed_answers.py",
    "domain/figures/bounds.py": "domain/question_types/test_numeric.py",
    "domain/figures/dates.py": "domain/figures/test_quantities.py",
    "domain/figures/numerals.py": "domain/figures/test_quantities.py",
    "domain/figures/scales.py": "domain/figures/test_quantities.py",
    "domain/gaps.py": "domain/question_types/test_cloze.py",
    "domain/grading.py": CONTRACT,
    "domain/lint/checker.py": "domain/lint/test_item_writing.py",
    "domain/pictures.py": "authoring/test_pictures.py",
    "domain/question.py": CONTRACT,
    "domain/question_types/essay.py": CONTRACT,
    "domain/question_types/matching.py": "domain/question_types/test_rows.py",
    "domain/question_types/multiple_response.py": "domain/question_types/test_choices.py",
    "domain/question_types/ordering.py": "domain/question_types/test_rows.py",
    "domain/question_types/single_choice.py": "domain/question_types/test_choices.py",
    "domain/question_types/sorting.py": "domain/question_types/test_rows.py",
    "domain/question_types/true_false.py": "domain/question_types/test_choices.py",
    "domain/recipes.py": "taking/test_length.py",
    "domain/spacing/events.py": "domain/spacing/test_schedule.py",
    "domain/spacing/practice_round.py": "domain/spacing/test_plan.py",
    "domain/spacing/class_settings.py": "domain/spacing/test_schedule.py",
    "domain/spacing/state.py": "domain/spacing/test_schedule.py",
    "domain/spacing/variants.py": "domain/spacing/test_plan.py",
    "domain/statistics/certainty.py": "domain/statistics/test_learning.py",
    "domain/statistics/columns.py": "reports/test_exports.py",
    "domain/statistics/definitions.py": "domain/statistics/test_what_is_possible.py",
    "domain/statistics/discernment.py": "domain/statistics/test_learning.py",
    "domain/statistics/distributions.py": "domain/statistics/test_intervals.py",
    "domain/statistics/groups.py": "domain/statistics/test_learning.py",
    "domain/statistics/matrix.py": "domain/statistics/test_items.py",
    "domain/statistics/moments.py": "domain/statistics/test_quiz.py",
    "domain/statistics/published.py": "reports/test_verify.py",
    "domain/statistics/sums.py": "domain/statistics/test_quiz.py",
    "domain/try_answer.py": "cli/test_banks_try.py",
    "identity/bulk_acts.py": "classes/test_bulk.py",
    "attempts/assignment_queries.py": "reports/test_parts.py",
    "attempts/offers.py": "taking/test_length.py",
    "attempts/drafts.py": "taking/test_drafts.py",
    "attempts/corrections.py": "studying/test_answers_that_change.py",
    "attempts/erasing.py": "studying/test_personal_data.py",
    "attempts/hand_marks.py": "marking/test_hand_marking.py",
    "attempts/reading.py": "attempts/test_visibility.py",
    "attempts/regrading.py": "marking/test_regrading.py",
    "attempts/review_cards.py": "taking/test_read_back.py",
    "attempts/schedules.py": "studying/test_answers_that_change.py",
    "attempts/scoring.py": "attempts/test_recording.py",
    "attempts/tries.py": "domain/test_tries.py",
    "attempts/trust.py": "studying/test_trust.py",
    "attempts/waiting.py": "marking/test_waiting.py",
    "identity/merged_identities.py": "studying/test_merged_identities.py",
    "identity/names.py": "trust/test_sessions.py",
    "identity/one_time_links.py": "accounts/test_accounts.py",
    "identity/rate_limit.py": "trust/test_sessions.py",
    "identity/return_links.py": "taking/test_words_and_dates.py",
    "identity/tokens.py": "classes/test_students.py",
    "identity/typed_codes.py": "classes/test_joining.py",
    "web/answer_forms.py": "taking/test_drafts.py",
    "web/error_pages.py": "taking/test_busy_database.py",
    "web/cookies.py": "trust/test_headers.py",
    "web/frames.py": "taking/test_frames.py",
    "web/context.py": "trust/test_sessions.py",
    "web/csrf.py": "trust/test_headers.py",
    "web/security_headers.py": "trust/test_headers.py",
    "web/database.py": "trust/test_quick_writes.py",
    "web/forms.py": "taking/test_bad_input.py",
    "web/guards.py": "trust/test_matrix.py",
    "web/hidden_names.py": "classes/test_hidden_names.py",
    "web/page_sections.py": "studying/test_pages.py",
    "web/qr_codes.py": "classes/test_local_time_and_qr_codes.py",
    "web/redirects.py": "trust/test_headers.py",
    "web/report_address.py": "reports/test_pages.py",
    "web/session_cookies.py": "trust/test_sessions.py",
    "web/static_files.py": "trust/test_headers.py",
    "banks/images.py": "authoring/test_pictures.py",
    "banks/publishing.py": "serving/test_serve.py",
    "banks/recipe_json.py": "authoring/test_quiz_builder.py",
    "domain/yaml_reading/broken_lines.py": "domain/bankfile/test_slips.py",
    "domain/yaml_reading/layout.py": "domain/bankfile/test_slips.py",
}


def modules() -> list[str]:
    paths = [path for room in ROOMS for path in sorted((PROGRAM / room).rglob("*.py"))]
    return [path.relative_to(PROGRAM).as_posix() for path in paths if path.name != "__init__.py"]


def own_test(module: str) -> Path:
    folder, _slash, name = module.rpartition("/")
    return TESTS / folder / f"test_{name}"


def test_every_module_has_a_test_of_its_name_or_says_where_its_tests_are():
    missing = [
        f"{module}: write tests/{own_test(module).relative_to(TESTS)}, or add it to TESTED_IN"
        for module in modules()
        if not own_test(module).exists() and module not in TESTED_IN
    ]
    assert not missing, "\n".join(missing)


def test_the_list_names_no_module_that_is_gone():
    stale = [module for module in TESTED_IN if module not in modules()]
    assert not stale, "Take out of TESTED_IN:\n" + "\n".join(stale)


@pytest.mark.parametrize("test", sorted(set(TESTED_IN.values())))
def test_the_files_of_the_list_hold_tests(test):
    assert "def test_" in (TESTS / test).read_text("utf-8")
