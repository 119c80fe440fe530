"""A hundred and twenty attacks, each with what is tried and what shows that it gets nowhere.

A row names the tests that hold it, wherever they stand, or says in a sentence why there is nothing to hold: ``absent`` where
the program has no such thing, ``built`` where nothing else is possible, ``open`` where nothing holds it yet.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Attack:
    id: str
    tried: str
    tests: tuple[str, ...] = ()
    absent: str = ""
    built: str = ""
    open: str = ""


_MATRIX = (
    "test_who_may_read_reads_and_nobody_else_learns_that_it_exists",
    "test_who_may_act_acts_and_for_nobody_else_is_anything_changed",
)
_CANARIES = (
    "test_before_and_during_an_attempt_nobody_sees_a_canary",
    "test_a_quiz_that_is_done_opens_nothing_of_the_next",
)
_POLICY = ("test_every_answer_has_the_policy_the_headers_and_a_nonce_of_its_own",)
_HOSTILE = ("test_a_hostile_file_is_refused_or_made_harmless_with_little_time_and_memory",)
_YAML = ("test_a_hostile_file_is_refused",)


def tested(number: str, tried: str, *tests: str) -> Attack:
    return Attack(number, tried, tests)


ATTACKS: tuple[Attack, ...] = (
    # Anonymous, and the network
    tested("A01", "any page without a session", *_MATRIX, "test_every_route_says_who_may_come_in"),
    tested("A02", "next= to another site", "test_after_signing_in_nobody_is_sent_elsewhere"),
    tested("A03", "another Host, forwarded headers", "test_a_request_for_another_host_is_refused", "test_a_forwarded_host_of_nobody_we_trust_is_ignored"),
    tested("A04", "signing a victim in as somebody else", "test_a_form_that_is_not_ours_changes_nothing"),
    tested("A05", "a token planted before signing in", "test_a_token_planted_before_signing_in_is_worth_nothing", "test_every_signing_in_gets_a_token_of_its_own_and_ends_the_one_before"),
    tested("A06", "finding out which accounts there are", "test_a_wrong_name_and_a_wrong_password_are_told_alike", "test_a_password_is_hashed_also_where_there_is_nobody_to_compare_it_with"),
    tested("A07", "guessing one password", "test_five_wrong_passwords_are_free_and_then_the_wait_doubles", "test_wrong_passwords_from_elsewhere_keep_no_teacher_out_of_a_device_they_use"),
    tested("A08", "one password for many accounts", "test_one_address_that_tries_many_accounts_is_slowed_down"),
    tested("A09", "guessing codes", "test_very_many_wrong_codes_make_wait_and_a_class_that_mistypes_does_not"),
    tested("A10", "timing of a compared token", "test_the_database_does_not_hold_the_token", "test_the_database_does_not_hold_the_link"),
    tested("A11", "a one-time link used again", "test_a_password_link_works_once_ends_every_session_and_every_other_link", "test_a_link_runs_out"),
    tested("A12", "role= or id= in a form", "test_an_invited_teacher_has_an_account_and_no_say_over_others", "test_the_house_keeps_its_rules"),
    tested("A13", "names that look alike, are long, or hold odd marks", "test_no_two_teachers_have_names_that_look_alike", "test_a_name_that_looks_like_another_is_that_other"),
    tested("A14", "huge bodies, many fields", "test_ten_thousand_fields_are_read_and_refused", "test_only_teachers_may_send_more_than_a_megabyte"),
    tested("A15", "slow headers, bodies, readers; idle connections", "test_two_thousand_idle_clients_keep_nobody_out", "test_a_slow_form_keeps_nobody_out"),
    tested("A16", "the debugger", "test_debugging_where_others_can_reach_it_is_refused", "test_the_debugger_is_not_offered_to_other_machines"),
    tested("A17", "files outside", "test_no_trick_of_an_address_reaches_a_file", "test_a_file_s_page_is_the_file_and_nothing_else_is_served_from_there"),
    tested("A18", "other methods", "test_other_methods_are_refused", "test_a_header_does_not_change_the_method"),
    tested("A19", "error pages that tell", "test_an_error_page_says_what_to_do_and_nothing_of_the_inside"),
    tested("A20", "framing", *_POLICY),
    tested("A21", "reading from another site", *_POLICY, "test_a_form_that_is_not_ours_changes_nothing"),
    tested("A22", "a cache that serves a private page", *_POLICY),
    tested("A23", "HTTPS stripped", "test_strict_transport_is_said_over_https_only", "test_cookies_are_bound_to_the_host_hidden_from_scripts_and_sent_to_no_other_site"),
    tested("A24", "a health page that tells too much", "test_a_program_says_that_it_lives_and_whether_its_database_is_ready", "test_metrics_are_for_whoever_has_the_token"),
    tested("A25", "SQL in every parameter", "test_nothing_typed_as_a_name_or_code_makes_the_server_fail", "test_what_no_page_of_ours_sends_is_refused_or_read_as_text_and_never_fails"),
    # A student against the quiz
    tested("B01", "the key in the page's source", *_CANARIES),
    tested("B02", "the key in JSON, script, files", *_CANARIES, "test_no_static_file_holds_a_canary"),
    tested("B03", "the order of options tells", "test_reading_an_answer_back_tells_nothing_of_the_banks_order"),
    Attack("B04", "grading takes longer where it is right", built="where feedback waits, nothing is graded in the request (attempts/recording.py); where it is shown at once there is nothing to hide"),
    tested("B05", "length or ETag of a right answer", "test_before_the_close_results_hold_no_canary", *_POLICY),
    tested("B06", "the first attempt's feedback for the second", "test_between_two_attempts_results_hold_no_canary", "test_who_may_begin_again_sees_no_key_in_between"),
    tested("B07", "statistics before the close", "test_before_the_close_results_hold_no_canary"),
    tested("B08", "the key in a download", *_CANARIES, "test_what_is_not_shown_yet_is_not_in_the_download"),
    tested("B09", "results in a second tab", "test_between_two_attempts_results_hold_no_canary", "test_an_attempt_under_way_holds_back_its_own_questions_alone"),
    tested("B10", "the same thing as another format", *_CANARIES, "test_from_before_it_opens_until_its_answers_are_shown"),
    tested("B11", "searching the bank", "test_a_bank_is_there_for_those_whom_a_quiz_of_it_concerns", *_MATRIX),
    tested("B12", "background saves as an oracle", "test_before_and_during_an_attempt_nobody_sees_a_canary"),
    tested("B13", "a question that the attempt does not have", "test_a_question_that_the_attempt_does_not_have_is_unknown"),
    tested("B14", "an answer after handing in, after time, before opening", "test_an_answer_after_handing_in_is_kept_as_late", "test_a_late_answer_is_refused_kept_and_changes_nothing", "test_none_begins_outside_its_time"),
    tested("B15", "an old request, a client's clock that lies", "test_an_answer_on_its_way_when_time_ran_out_counts", "test_the_same_save_twice_is_one_save"),
    tested("B16", "a longer deadline by a form or a restart", "test_the_deadline_is_the_limit_with_extra_time_or_the_close_if_that_is_sooner", "test_a_second_start_goes_on_with_the_running_attempt"),
    tested("B17", "a second attempt by a race or a second name", "test_thirty_two_starts_at_once_never_go_over_the_limit", "test_two_names_of_one_browser_are_shown_to_the_teacher_and_one_pupil_each_are_not"),
    tested("B18", "beginning again for easier questions", "test_one_draw_serves_all_students_of_a_class", "test_a_second_start_goes_on_with_the_running_attempt"),
    Attack("B19", "predicting the draw", built="draws come from SystemRandom (app.py); a rule of the house keeps other chance out"),
    Attack("B20", "going back where that is forbidden", absent="every question may be gone back to until it is locked"),
    tested("B21", "NaN, infinity, huge and odd numbers", "test_an_unreadable_figure_comes_back_with_what_was_typed", "test_what_no_page_of_ours_sends_is_refused_or_read_as_text_and_never_fails"),
    tested("B22", "lists for single values, parameters twice", "test_what_no_page_of_ours_sends_is_refused_or_read_as_text_and_never_fails"),
    tested("B23", "two tabs", "test_in_two_tabs_the_last_answer_stands_and_both_are_kept"),
    tested("B24", "a thousand saves a minute", "test_a_flood_of_saves_is_refused_and_the_last_one_can_be_sent_again"),
    tested("B25", "a megabyte for each answer", "test_what_one_attempt_can_store_has_an_end", "test_of_what_is_posted_only_the_question_s_own_fields_are_kept"),
    tested("B26", "script in an answer or name", "test_markup_in_an_answer_is_text_on_every_page", "test_script_in_every_text_that_is_typed_stays_text"),
    tested("B27", "formulas in a table", "test_no_cell_runs_as_a_formula", "test_a_cell_that_could_run_as_a_formula_is_made_inert"),
    tested("B28", "pictures that are something else", "test_what_is_no_picture_is_refused_with_a_sentence", "test_nothing_of_a_photo_is_left_but_what_it_shows"),
    tested("B29", "a forged cookie, a cookie after signing out", "test_a_made_up_token_is_nobody_s", "test_signing_out_ends_the_session_for_whoever_kept_its_cookie"),
    tested("B30", "poisoning what a shared computer keeps", "test_a_page_left_open_while_somebody_else_signed_in_changes_nothing_of_theirs", "test_signing_out_wipes_the_device"),
    tested("B31", "reading the next pupil's answers there", "test_signing_out_wipes_the_device", "test_the_next_person_at_a_shared_computer_gets_nothing_of_the_one_before"),
    tested("B32", "a new password without the old", "test_a_password_is_changed_only_with_the_current_one"),
    tested("B33", "a GET that changes something", "test_no_page_changes_anything_by_being_looked_at"),
    tested("B34", "forms of another site", "test_a_form_that_is_not_ours_changes_nothing", "test_the_same_form_with_its_token_does_change_something"),
    tested("B35", "an attempt's address passed on", "test_somebody_else_s_attempt_is_as_unknown_as_none"),
    tested("B36", "line breaks in a name for the log", "test_a_line_of_log_names_route_and_id_and_nobody", "test_a_failing_page_writes_one_line_for_its_address"),
    # Another student, another teacher, somebody who has left
    tested("C01", "somebody else's attempt", *_MATRIX),
    tested("C02", "guessing ids", *_MATRIX, "test_a_number_beyond_all_bounds_is_an_unknown_address"),
    tested("C03", "another teacher's class or bank", "test_another_teacher_finds_nothing_and_changes_nothing", "test_somebody_elses_bank_is_not_there"),
    tested("C04", "a filter of another class", "test_what_belongs_to_two_classes_is_not_mixed"),
    tested("C05", "one foreign id among many", "test_an_attempt_is_changed_under_the_address_of_its_own_assignment_only"),
    tested("C06", "somebody who was removed", "test_a_teacher_who_was_taken_out_has_no_access_from_the_next_request_on", "test_a_removed_student_comes_back_to_their_own_results_and_to_nothing_else"),
    tested("C07", "a teacher who is a student elsewhere", "test_a_student_is_never_a_teacher", "test_a_teacher_does_not_join_by_mistake"),
    tested("C08", "a co-teacher who removes the owner", "test_who_may_act_acts_and_for_nobody_else_is_anything_changed"),
    tested("C09", "a download's address passed on", *_MATRIX),
    Attack("C10", "seeing as a pupil, and writing", absent="nobody sees as somebody else; a teacher's trial run is their own"),
    tested("C11", "names of other pupils", "test_nobody_learns_the_names_of_others"),
    tested("C12", "joining by another's or an old code", "test_the_code_of_an_archived_class_opens_nothing", "test_a_wrong_code_comes_back_with_a_sentence"),
    # A malicious author
    tested("D01", "HTML and links in Markdown", "test_script_in_any_text_stays_text"),
    tested("D02", "template signs in a text", "test_script_in_any_text_stays_text", "test_the_house_keeps_its_rules"),
    Attack("D03", "calculated questions", absent="no question calculates: figures are read by a parser of numbers and units"),
    Attack("D04", "patterns that never end", absent="authors write no patterns"),
    tested("D05", "a question that breaks the page", "test_script_in_any_text_stays_text", "test_markup_in_an_answer_is_text_on_every_page"),
    tested("D06", "changing a key to fail one pupil", "test_a_bank_published_under_a_running_assignment_stands_there", "test_a_bank_that_every_teacher_uses_is_put_away_by_the_administrator_alone", "test_a_later_edit_of_the_bank_does_not_reach_a_running_attempt"),
    tested("D07", "following pupils by a remote picture", *_POLICY, "test_a_picture_has_to_be_there_and_nowhere_else"),
    Attack("D08", "the server made to fetch something", built="the server fetches nothing: no address that somebody writes is opened"),
    tested("D09", "file names that lead elsewhere", "test_a_bank_titled_like_a_path_or_a_script_is_only_a_title", "test_a_path_in_an_archive_leads_nowhere"),
    tested("D10", "very large banks", "test_a_binary_a_huge_and_an_empty_file_are_reported_and_not_raised", *_YAML),
    tested("D11", "script in the editor's preview", "test_script_in_every_text_that_is_typed_stays_text"),
    Attack("D12", "LaTeX", absent="there is none"),
    # A malicious file
    tested("E01", "tags of YAML", *_YAML),
    tested("E02", "aliases that multiply", *_YAML),
    tested("E03", "nesting without end", *_YAML),
    tested("E04", "scalars that become something else", "test_a_trap_is_told_with_its_place", "test_texts_that_look_like_yaml_stay_texts"),
    tested("E05", "a key twice", "test_a_trap_is_told_with_its_place", "test_a_broken_bank_raises_nothing_else"),
    tested("E06", "anchors to themselves, odd keys", *_YAML),
    tested("E07", "encodings, several documents, bidirectional marks", "test_another_encoding_is_told_with_its_place", "test_a_forbidden_sign_does_not_hide_the_other_mistakes"),
    tested("E08", "entities in XML", *_HOSTILE),
    tested("E09", "archives that unpack without end or lead out", *_HOSTILE, "test_an_entry_that_leads_out_of_its_archive_is_named_and_never_opened"),
    tested("E10", "a hostile list of names", "test_what_is_no_list_is_refused_with_a_sentence", "test_names_that_do_not_fit_are_added_not_at_all"),
    tested("E11", "workbooks with links and macros", "test_a_file_that_is_no_list_is_refused_with_what_to_do", *_HOSTILE),
    tested("E12", "a line of a megabyte", "test_a_line_of_ten_megabytes_is_too_large", *_HOSTILE),
    tested("E13", "a backup of an attacker", "test_a_damaged_backup_is_refused_wherever_the_damage_is"),
    tested("E14", "an import over another's quiz", "test_a_version_that_came_between_leaves_two_ways_out", "test_somebody_elses_bank_is_not_there"),
    tested("E15", "a SQLite file with a schema of its own", "test_every_connection_is_durable", *_HOSTILE),
    # Mistakes of operators, and what stands below
    tested("F01", "a weak or open secret", "test_a_secret_that_others_can_read_or_guess_stops_the_start"),
    tested("F02", "debugging in the open", "test_debugging_where_others_can_reach_it_is_refused"),
    tested("F03", "a database that others can read", "test_only_its_owner_can_read_the_database", "test_an_unsafe_start_is_refused_in_a_sentence_and_the_doctor_says_the_same"),
    tested("F04", "a network file system, two versions", "test_a_network_file_system_is_told", "test_a_database_of_a_newer_program_is_refused"),
    tested("F05", "another secret", "test_another_secret_is_refused_by_a_second_server", "test_a_lost_secret_can_be_given_up"),
    tested("F06", "a wrong clock", "test_a_jump_is_not_believed_and_seconds_go_on", "test_after_a_restart_with_a_clock_that_is_behind_time_goes_on"),
    tested("F07", "sessions revived by an old backup", "test_a_backup_brings_back_no_session_of_a_teacher_and_nobody_who_was_erased_since"),
    tested("F08", "a proxy that is trusted too much", "test_a_forwarded_host_of_nobody_we_trust_is_ignored"),
    tested("F09", "a connection cut while it commits", "test_the_same_save_twice_is_one_save", "test_a_save_that_wrote_no_row_is_not_acknowledged"),
    tested("F10", "temporary files", "test_every_connection_is_durable"),
    tested("F11", "a dependency taken over", "test_a_pin_without_a_hash_is_found", "test_it_installs_by_hash_starts_the_program_and_the_next_time_only_starts_it"),
    tested("F12", "a class deleted by mistake", "test_a_class_is_archived_and_restored"),
    tested("F13", "an edited log", "test_what_was_changed_behind_the_program_s_back_is_found"),
    tested("F14", "an erased pupil comes back from a backup", "test_a_backup_brings_back_no_session_of_a_teacher_and_nobody_who_was_erased_since"),
    Attack("F15", "mail", absent="the program sends no mail"),
    tested("F16", "open metrics", "test_metrics_are_for_whoever_has_the_token"),
    tested("F17", "a fork with an open connection", "test_a_process_that_forks_after_its_first_request_shares_no_connection"),
    tested("F18", "the live database opened as a file", "test_the_house_keeps_its_rules"),
    tested("F19", "the log's disk fills first", "test_a_log_that_can_be_written_no_more_stops_nobody"),
    tested("F20", "an hour that comes twice", "test_a_time_without_a_zone_is_refused", "test_times_come_back_in_utc"),
)  # fmt: skip
