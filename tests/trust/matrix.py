"""Who reaches what: one line for every endpoint. A route without a line fails the build.

A line names the identities that get an answer. Everybody else must get what the guard says to strangers (the way to
sign in), or 404, the same as for a thing that does not exist.
"""

from dataclasses import dataclass, field

from tests.trust.world import ANONYMOUS, IDENTITIES, STUDENTS, TEACHERS

EVERYBODY = frozenset(IDENTITIES)
OWN = frozenset({"student"})
#: Class 7B: its students and its teachers.
CLASSMATES = frozenset({"student", "classmate"})
ANY_STUDENT = frozenset(STUDENTS)
ANY_TEACHER = frozenset(TEACHERS)
CLASS_TEACHERS = frozenset({"teacher", "co-teacher"})
BANK_OWNER = frozenset({"teacher"})
ADMIN = frozenset({"admin"})


@dataclass(frozen=True)
class Row:
    """Who reaches an endpoint, and a form that it accepts."""

    reach: frozenset[str]
    form: dict[str, str] = field(default_factory=dict)
    #: An act on 7B that has to change a row, for whom; it shows that "nothing was changed" means something.
    changes: str = ""
    #: Whoever may ask gets 404 here, because the world holds no such thing for them.
    empty_handed: bool = False
    #: The guard keeps a long text: whoever is no teacher gets it back on a page, for any address alike.
    gives_back: bool = False


ROWS: dict[str, Row] = {
    "static": Row(EVERYBODY),
    "design_page.design": Row(EVERYBODY),
    # What is made beside the server
    "jobs.show": Row(frozenset({"teacher"})),
    "jobs.how_far": Row(frozenset({"teacher"})),
    "jobs.result": Row(frozenset({"teacher"})),
    # Taking
    "taking.home": Row(EVERYBODY),
    "taking.start_page": Row(CLASSMATES),
    "taking.start": Row(CLASSMATES, changes="classmate"),
    "taking.question": Row(OWN),
    "taking.answer": Row(OWN, {"answer": "0"}, changes="student"),
    "taking.save_draft": Row(OWN, {"answer": "0"}, changes="student"),
    "taking.look_at_draft": Row(OWN),
    "taking.return_here": Row(EVERYBODY, {"words": "one two three"}, changes=ANONYMOUS),
    "taking.feedback_page": Row(OWN),
    "taking.check": Row(OWN),
    "taking.submit": Row(OWN, changes="student"),
    "taking.results": Row(OWN),
    "taking.return_link": Row(ANY_STUDENT),
    "taking.new_return_link": Row(ANY_STUDENT, changes="student"),
    "taking.return_link_done": Row(ANY_STUDENT),
    "taking.arrive": Row(EVERYBODY),
    "taking.arrived": Row(EVERYBODY, changes=ANONYMOUS),
    "taking.come_back": Row(EVERYBODY, {"code": "AAA", "words": "one two three"}, changes=ANONYMOUS),
    "taking.ask_not_you": Row(EVERYBODY),
    "taking.not_you": Row(EVERYBODY, changes="student"),
    # Accounts
    "accounts.new_account": Row(
        EVERYBODY,
        {"username": "newcomer", "display_name": "New", "password": "three long words"},
        changes=ANONYMOUS,
    ),
    "accounts.new_password": Row(EVERYBODY, {"password": "three long words"}, changes=ANONYMOUS),
    "accounts.sign_in": Row(EVERYBODY, {"username": "teacher", "password": "wrong"}, changes=ANONYMOUS),
    "accounts.second_step_page": Row(EVERYBODY, {"code": "000000"}, empty_handed=True),
    "accounts.set_up_second_step": Row(ANY_TEACHER, {"code": "000000"}),
    "accounts.change_second_step": Row(ANY_TEACHER, {"current": "wrong"}),
    "accounts.sign_out": Row(ANY_TEACHER, changes="teacher"),
    "accounts.account": Row(ANY_TEACHER),
    "accounts.save_profile": Row(
        ANY_TEACHER, {"display_name": "Other name", "timezone": ""}, changes="teacher"
    ),
    "accounts.change_password": Row(ANY_TEACHER),
    "accounts.end_other_browsers": Row(ANY_TEACHER, {"current": "wrong"}),
    "accounts.run_site": Row(ADMIN),
    "accounts.save_site": Row(ADMIN, {"name": "Harbour School"}, changes="admin"),
    "accounts.about": Row(EVERYBODY),
    "accounts.logo": Row(EVERYBODY, empty_handed=True),
    "accounts.invite": Row(ADMIN, changes="admin"),
    "accounts.manage": Row(ADMIN, changes="admin"),
    # Classes
    "classes.index": Row(ANY_TEACHER),
    "classes.new": Row(ANY_TEACHER, {"name": "8A", "naming": "free", "timezone": "UTC"}, changes="stranger"),
    "classes.show": Row(CLASS_TEACHERS),
    "classes.settings": Row(
        CLASS_TEACHERS, {"name": "7C", "naming": "free", "timezone": "UTC"}, changes="co-teacher"
    ),
    "classes.new_code": Row(CLASS_TEACHERS, {"shown": "CODE7BXY"}, changes="teacher"),
    "classes.archive": Row(CLASS_TEACHERS, changes="teacher"),
    "classes.poster": Row(CLASS_TEACHERS),
    "classes.qr": Row(CLASS_TEACHERS),
    "classes.teachers": Row(CLASS_TEACHERS),
    "classes.add_teacher": Row(CLASS_TEACHERS, {"username": "stranger"}, changes="teacher"),
    "classes.invite_teacher": Row(CLASS_TEACHERS, changes="teacher"),
    "classes.deadlines": Row(EVERYBODY, empty_handed=True),
    "classes.hand_over": Row(CLASS_TEACHERS, empty_handed=True),
    "classes.remove_teacher": Row(CLASS_TEACHERS, changes="teacher"),
    "classes.audit": Row(CLASS_TEACHERS),
    "classes.choose_quiz": Row(CLASS_TEACHERS),
    "classes.assign": Row(CLASS_TEACHERS),
    "classes.assignment": Row(CLASS_TEACHERS),
    "classes.edit_assignment": Row(CLASS_TEACHERS),
    "classes.archive_assignment": Row(CLASS_TEACHERS, changes="co-teacher"),
    "classes.live": Row(CLASS_TEACHERS),
    "classes.live_json": Row(CLASS_TEACHERS),
    "classes.gradebook": Row(CLASS_TEACHERS),
    "classes.gradebook_file": Row(CLASS_TEACHERS),
    "classes.weights": Row(CLASS_TEACHERS),
    "classes.save_weights": Row(CLASS_TEACHERS, {"missing_counts": "y"}, changes="teacher"),
    "classes.taker": Row(CLASS_TEACHERS),
    "classes.allow": Row(CLASS_TEACHERS, {"time": "25 %", "extra_attempts": "1"}),
    "classes.allowances_page": Row(CLASS_TEACHERS),
    "classes.allow_always": Row(CLASS_TEACHERS),
    "classes.intervene": Row(CLASS_TEACHERS, {"act": "excuse", "reason": "Was ill"}, changes="teacher"),
    "classes.roster": Row(CLASS_TEACHERS),
    "classes.add_roster": Row(CLASS_TEACHERS, {"names": "New Name", "step": "add"}, changes="teacher"),
    "classes.student": Row(CLASS_TEACHERS),
    "classes.rename_student": Row(CLASS_TEACHERS, {"name": "Renamed"}, changes="teacher"),
    "classes.remove_student": Row(CLASS_TEACHERS, changes="teacher"),
    "classes.erase_student": Row(CLASS_TEACHERS, {"sure": "y"}, changes="teacher"),
    "classes.merge_student": Row(CLASS_TEACHERS),
    "classes.reissue_link": Row(CLASS_TEACHERS, changes="teacher"),
    "classes.slip": Row(CLASS_TEACHERS),
    "classes.join": Row(EVERYBODY),
    "classes.join_by_code": Row(EVERYBODY, {"code": "WRONG"}, changes=ANONYMOUS),
    "classes.join_class": Row(EVERYBODY),
    "classes.join_now": Row(EVERYBODY, {"name": "New Student"}, changes=ANONYMOUS),
    "classes.set_quiz": Row(ANY_TEACHER),
    "classes.several": Row(CLASS_TEACHERS),
    "classes.do_several": Row(CLASS_TEACHERS, {"act": "group", "label": "A", "all": "y"}, changes="teacher"),
    "classes.do_several_attempts": Row(
        CLASS_TEACHERS, {"act": "excuse", "reason": "Was ill", "all": "y"}, changes="teacher"
    ),
    "classes.undo_several": Row(CLASS_TEACHERS, changes="teacher"),
    "classes.copy_class": Row(CLASS_TEACHERS, {"name": "7B again"}, changes="teacher"),
    # Authoring
    "authoring.index": Row(ANY_TEACHER),
    "authoring.new": Row(ANY_TEACHER),
    "authoring.upload": Row(ANY_TEACHER),
    "authoring.explain": Row(ANY_TEACHER),
    "authoring.bank_schema": Row(EVERYBODY),
    "marking.disputes": Row(ANY_TEACHER),
    "marking.dispute": Row(OWN, {"reason": "The source says two."}),
    "marking.answer_dispute": Row(CLASS_TEACHERS),
    "marking.regrades": Row(CLASS_TEACHERS),
    "marking.regrade": Row(CLASS_TEACHERS),
    "marking.undo_regrade": Row(CLASS_TEACHERS, empty_handed=True),
    **{
        f"authoring.{name}": Row(BANK_OWNER)
        for name in (
            "bank",
            "upload_into",
            "exports",
            "export",
            "imported",
            "review_import",
            "take_back_import",
            "duplicate",
            "archive",
            "edit",
            "fix",
            "token_json",
            "questions",
            "new_question",
            "edit_question",
            "preview",
            "new_quiz",
            "edit_quiz",
            "quiz",
            "try_quiz",
            "archive_quiz",
            "paper",
            "publish",
            "beside_newest",
            "version",
            "download",
            "download_draft",
            "restore",
            "discard",
            "claims",
            "parts",
            "head",
            "entry",
            "new_entry",
            "article",
            "review_drafts",
            "readers",
            "pictures_of",
            "delete_picture",
            "download_all",
            "sharing_page",
            "archiving",
            "browse",
            "share",
            "hand_over",
        )
    },
    "authoring.picture": Row(BANK_OWNER),
    **{
        f"authoring.{name}": Row(BANK_OWNER, gives_back=True)
        for name in ("save", "autosave", "check_json", "preview_fragment")
    },
    "authoring.search": Row(ANY_TEACHER),
    "authoring.write": Row(ANY_TEACHER),
    # Reports
    "reports.index": Row(ANY_TEACHER),
    "marking.waiting": Row(ANY_TEACHER),
    "reports.definitions": Row(ANY_TEACHER),
    "reports.assignment": Row(CLASS_TEACHERS),
    "reports.question": Row(CLASS_TEACHERS),
    "reports.student": Row(CLASS_TEACHERS),
    "reports.sheet": Row(CLASS_TEACHERS),
    "reports.student_over_time": Row(CLASS_TEACHERS),
    "reports.source_map": Row(CLASS_TEACHERS),
    "reports.export": Row(CLASS_TEACHERS),
    "marking.essays": Row(CLASS_TEACHERS),
    "marking.mark": Row(CLASS_TEACHERS),
    "marking.mark_several": Row(CLASS_TEACHERS, changes="teacher"),
    "marking.unmark_several": Row(CLASS_TEACHERS, changes="teacher"),
    "marking.late": Row(CLASS_TEACHERS),
    "marking.accept_late": Row(CLASS_TEACHERS),
    # Studying
    "studying.today": Row(ANY_STUDENT),
    "studying.answer_today": Row(ANY_STUDENT, empty_handed=True),
    "studying.progress": Row(ANY_STUDENT),
    "studying.calendar": Row(ANY_STUDENT, empty_handed=True),
    "studying.my_data": Row(ANY_STUDENT),
    "studying.privacy": Row(EVERYBODY),
    "studying.erase_me": Row(ANY_STUDENT),
    "studying.class_view": Row(CLASS_TEACHERS),
    "studying.briefing": Row(EVERYBODY),
    "studying.learn": Row(EVERYBODY),
    "studying.anki": Row(EVERYBODY),
    "studying.have_read": Row(ANY_STUDENT),
    "studying.flashcards": Row(ANY_STUDENT),
    "studying.judge_card": Row(ANY_STUDENT, empty_handed=True),
    "studying.lesson": Row(ANY_STUDENT, empty_handed=True),
    "studying.lesson_met": Row(ANY_STUDENT, empty_handed=True),
    "studying.feedback_today": Row(OWN, empty_handed=True),
    "studying.practise": Row(OWN),
    "studying.answer_practice": Row(OWN),
    "studying.feedback_practice": Row(OWN, empty_handed=True),
}

#: What stands in an address: by endpoint and argument, else by feature and argument. ``=`` is said literally.
ARGUMENTS = {
    "static.filename": "=quizapp.css",
    "taking.public_id": "running",
    "taking.attempt": "open",
    "taking.results.attempt": "done",
    "taking.place": "=1",
    "taking.token": "return",
    "classes.deadlines.token": "=none",
    "accounts.new_account.purpose": "=invite",
    "accounts.new_account.token": "setup",
    "accounts.new_password.token": "password",
    "accounts.manage.public_id": "user",
    "accounts.manage.act": "=disable",
    "accounts.change_second_step.act": "=off",
    "classes.public_id": "class",
    "classes.quiz": "quiz",
    "classes.kind": "=csv",
    "classes.code": "code",
    "classes.membership_id": "membership",
    "classes.slip.membership_id": "membership",
    "classes.teacher": "colleague",
    "classes.attempt": "done",
    "classes.archive.act": "=archive",
    "classes.archive_assignment.act": "=archive",
    "classes.remove_student.act": "=remove",
    "authoring.public_id": "private",
    "authoring.act": "=archive",
    "authoring.form": "=gift",
    "authoring.code": "=no-right-answer",
    "jobs.public_id": "job",
    "marking.public_id": "assignment",
    "marking.answer_dispute.public_id": "dispute",
    "marking.attempt": "done",
    "marking.place": "=2",
    "marking.position": "essay position",
    "marking.bulk_id": "marked",
    "classes.bulk_id": "grouped",
    "marking.event": "event",
    "marking.question_id": "=depth",
    "marking.regrade_id": "op",
    "authoring.question_id": "=depth",
    "authoring.number": "=1",
    "authoring.place": "=1",
    "authoring.key": "=jobs",
    "authoring.block": "=claims",
    "authoring.picture.public_id": "picture",
    "authoring.picture": "picture",
    "reports.public_id": "assignment",
    "reports.student_over_time.public_id": "class",
    "reports.membership_id": "membership",
    "reports.question_id": "question",
    "reports.attempt": "done",
    "reports.kind": "=marks.csv",
    "studying.bank": "bank",
    "studying.public_id": "class",
    "studying.attempt": "done",
    "studying.kind": "=json",
    "studying.pattern": "pattern",
    "studying.op": "op",
} | {
    f"authoring.{name}.public_id": "private quiz" for name in ("edit_quiz", "quiz", "try_quiz", "archive_quiz", "paper")
} | {
    f"classes.{name}.public_id": "assignment"
    for name in (
        "assignment", "edit_assignment", "archive_assignment", "live", "live_json", "taker", "allow", "intervene",
        "do_several_attempts",
    )
}  # fmt: skip

#: The schedule of a student catches up with the quizzes they have handed in.
STUDY = {"review_event", "review_answer", "review_state", "study_note"}
#: Pages that are read and yet may write, and the tables they may write to. Each write follows from what is stored
#: already, or counts a wrong try. By endpoint or feature.
READS_THAT_WRITE = {
    "classes.join_class": {"throttle"},
    "taking.results": {"attempt", "attempt_event", "position"} | STUDY,
    "taking.home": STUDY,
    "studying": STUDY,
}
