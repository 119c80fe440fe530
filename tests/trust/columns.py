"""What every column holds, in four kinds. A column without a line fails the build.

``none``          says nothing of a person: rules, texts of banks, times of things, keys between such rows
``pseudonymous``  belongs to a person without a name: numbers that lead to one, answers' marks, times of what somebody did
``personal``      says who somebody is, or holds what they wrote or answered: goes when they are erased
``staff``         the same of a teacher: stays as long as the account
``secret``        proves something: a hash, a sealed seed, a code; on no page but where it is meant, in no log and no export
"""

NONE, PSEUDONYMOUS, PERSONAL, STAFF, SECRET = "none", "pseudonymous", "personal", "staff", "secret"

#: Columns by table and kind.
COLUMNS: dict[str, dict[str, str]] = {
    "allowance": {
        NONE: "id assignment_id",
        PSEUDONYMOUS: "membership_id time_factor extra_minutes extra_attempts extra_tries closes_at later_days",
        PERSONAL: "reason",
    },
    "assignment": {
        NONE: "id public_id kind class_id quiz_id title bank_version_id opens_at closes_at attempts_allowed "
        "shuffle_questions show_score show_answers show_explanations read_first time_limit_seconds time_factor "
        "pass_mark counts draws created_at archived_at",
        STAFF: "created_by_id",
    },
    "attempt": {
        NONE: "assignment_id draw_id bank_version_id length max_marks",
        PSEUDONYMOUS: "id public_id student_id number state started_at deadline_at submitted_at score scores outcomes "
        "tenths excused_at extra_tries",
    },
    "attempt_event": {PSEUDONYMOUS: "id attempt_id at what", STAFF: "user_id", PERSONAL: "reason"},
    "audit_event": {NONE: "id at act class_id bank_id", STAFF: "user_id", PERSONAL: "about reason"},
    "bank": {NONE: "id public_id name title created_at archived_at", STAFF: "owner_id"},
    "bank_draft": {NONE: "id bank_id text text_before revision based_on_id saved_at", STAFF: "saved_by_id"},
    "bank_image": {NONE: "id public_id bank_id name alt mime content width height uploaded_at"},
    "bank_share": {NONE: "id bank_id may", STAFF: "user_id"},
    "bank_version": {
        NONE: "id public_id bank_id number text sha256 based_on_id published_at note first_names",
        STAFF: "published_by_id",
    },
    "borrowed_version": {NONE: "bank_version_id borrowed_id"},
    "bulk_act": {NONE: "id public_id class_id act at undone_at", PERSONAL: "done", STAFF: "user_id"},
    "class_teacher": {NONE: "id class_id role", STAFF: "user_id"},
    "dispute": {
        NONE: "id public_id",
        PSEUDONYMOUS: "position_id raised_at answered_at",
        PERSONAL: "reason answer",
        STAFF: "answered_by_id",
    },
    "draft": {PSEUDONYMOUS: "position_id edited_at unread_at", PERSONAL: "posted"},
    "draw": {NONE: "id assignment_id bank_version_id shared question_ids rules"},
    "hand_mark": {
        PSEUDONYMOUS: "id position_id fraction points marked_at",
        PERSONAL: "comment",
        STAFF: "marked_by_id",
    },
    "instance_note": {NONE: "key", SECRET: "value"},
    "job": {
        NONE: "id public_id kind address body_type looking state begun done total created_at seen_at finished_at "
        "said name mimetype leads_to",
        STAFF: "user_id",
        PERSONAL: "body content",
    },
    "membership": {
        NONE: "id public_id class_id",
        PSEUDONYMOUS: "student_id joined_at removed_at",
        PERSONAL: "name name_key browser school_id last_name group_label",
    },
    "one_time_link": {
        NONE: "id purpose class_id created_at expires_at used_at",
        STAFF: "user_id",
        SECRET: "token_hash",
    },
    "position": {
        NONE: "question_id order marks",
        PSEUDONYMOUS: "id attempt_id position kind revision tries locked_at fraction credit",
        PERSONAL: "response certainty answered_at seconds",
    },
    "published_file": {NONE: "path sha256 bank_version_id"},
    "question_text": {NONE: "id bank_id question_id stem words"},
    "quiz": {NONE: "id public_id bank_id key title rules created_at archived_at", STAFF: "owner_id"},
    "recovery_code": {NONE: "id used_at", STAFF: "user_id", SECRET: "code_hash"},
    "regrade": {
        NONE: "id public_id assignment_id question_id change policy applied_at undone_at",
        STAFF: "reason applied_by_id undone_by_id",
    },
    "regrade_mark": {
        PSEUDONYMOUS: "id regrade_id position_id fraction_before fraction_after credit_before credit_after "
        "marks_before marks_after"
    },
    "response_event": {
        PSEUDONYMOUS: "id attempt_id position op_id body_hash kind late_kind certainty revision received_at value_id "
        "value_hash prev_hash hash"
    },
    "response_value": {NONE: "id", PERSONAL: "value raw salt"},
    "return_link": {PSEUDONYMOUS: "id student_id created_at revoked_at", SECRET: "token_hash words_hash"},
    "review_answer": {PSEUDONYMOUS: "event_id", PERSONAL: "value"},
    "review_event": {
        PSEUDONYMOUS: "id student_id bank_id item question_id bank_version_id op_id answered_at right fraction "
        "certainty typed origin order"
    },
    "review_state": {PERSONAL: "id student_id bank_id item due state scheduler_version last_event_id"},
    "school_class": {
        NONE: "id public_id name naming timezone shared_computers remember_until created_at archived_at "
        "tells_shares own_quizzes_only by_last_name weights",
        SECRET: "join_code",
    },
    "second_step": {STAFF: "user_id set_up_at", SECRET: "sealed last_step"},
    "site": {NONE: "id name logo logo_mime changed_at", STAFF: "imprint privacy_contact"},
    "student": {
        PSEUDONYMOUS: "id public_id merged_into_id created_at erased_at is_demo",
        PERSONAL: "name",
        STAFF: "user_id",
    },
    "study_note": {PERSONAL: "id student_id bank_id key at"},
    "throttle": {PSEUDONYMOUS: "key failures blocked_until updated_at"},
    "user": {
        STAFF: "id public_id username username_key display_name is_admin timezone created_at disabled_at",
        SECRET: "password_hash",
    },
    "web_session": {
        NONE: "id is_shared",
        PSEUDONYMOUS: "student_id created_at seen_at expires_at",
        STAFF: "user_id",
        SECRET: "token_hash",
    },
}


def columns_of(kind: str) -> set[tuple[str, str]]:
    """Table and column of everything of a kind."""
    return {(table, name) for table, kinds in COLUMNS.items() for name in kinds.get(kind, "").split()}


def declared() -> list[tuple[str, str]]:
    return [
        (table, name)
        for table, kinds in COLUMNS.items()
        for names in kinds.values()
        for name in names.split()
    ]
