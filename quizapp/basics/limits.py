"""Every number that a person can run into: limits, lifetimes, sizes, lengths and graces.

Each with its unit and its reason; each group says which modules read it. What a formula needs stands beside the formula. Those
that an operator may change are settings too: ``by_operator`` reads them once, at the start. Texts that mention a limit take it
from here.
"""

import os
from datetime import UTC, datetime, timedelta

#: What an operator may change, with what holds otherwise: ``QUIZAPP_UPLOAD_MB`` and so on, whole numbers from 1.
DEFAULTS = {
    "upload_mb": 10,
    "teacher_idle_minutes": 120,
    "teacher_longest_hours": 12,
    "student_days": 90,
    "free_tries": 50,
}
#: The largest number that one of them may be set to: a time beyond it would run off the calendar.
LARGEST_SETTING = 10_000


def by_operator(name: str) -> int:
    """The operator's number, or the default; ``config.py`` refuses a start with what is no number."""
    value = os.environ.get(f"QUIZAPP_{name.upper()}", "").strip()
    return int(value) if value.isdecimal() and int(value) else DEFAULTS[name]


#: Bytes of a megabyte, in texts.
MB = 1_000_000

# Requests. Read by: app, web.error_pages.

#: Bytes of one request of a student or visitor: the longest essay is a tenth of it.
REQUEST_BYTES = 1024 * 1024
#: Bytes of one request of a teacher: a bank with its pictures. README's client_max_body_size lies above it, so that
#: the program refuses in a sentence and not the server in front.
UPLOAD_BYTES = by_operator("upload_mb") * 1024 * 1024
#: Fields of one form: more than any page of ours has. It keeps parsing cheap.
REQUEST_PARTS = 500

# Signing in. Read by: accounts.devices, accounts.passwords, accounts.second_step, accounts.service,
# accounts.views_signing_in, app, classes.joining, classes.views_join, identity.one_time_links,
# identity.rate_limit, identity.return_links, identity.sessions, taking.service, web.languages.

#: A teacher who does nothing for so long is signed out: staff rooms share computers.
TEACHER_IDLE = timedelta(minutes=by_operator("teacher_idle_minutes"))
#: A teacher signs in anew at least once a school day.
TEACHER_LONGEST = timedelta(hours=by_operator("teacher_longest_hours"))
#: Without a visit in so long a student's own device forgets them; each visit begins it anew. Everything here depends on
#: coming back, over holidays too. The cookie lasts as long.
STUDENT_KNOWN = timedelta(days=by_operator("student_days"))
#: On a shared computer whoever does nothing for so long is signed out: two lessons.
SHARED_IDLE = timedelta(hours=2)
#: A shared computer forgets everybody once a school day, if its browser was not closed before.
SHARED_LONGEST = timedelta(hours=12)
#: The time of the last request is written down no more often: reading a page stays reading.
SESSION_TOUCH_EVERY = timedelta(minutes=5)
#: How long a one-time link works: an invitation waits in an inbox, a new password is wanted now.
ONE_TIME_LINK_LASTS = {
    "setup": timedelta(days=7),
    "invite": timedelta(days=7),
    "password": timedelta(minutes=30),
}
#: Letters of a password: long enough that no rule about digits and marks is needed (NIST SP 800-63B).
PASSWORD_SHORTEST = 12
#: Letters of a password: hashing longer ones costs time and adds nothing.
PASSWORD_LONGEST = 128
#: Ways to read three words that were typed without spaces: more would make one guess many.
WORDS_READINGS = 4
#: Wrong tries that cost nothing; then the wait doubles from one second on.
FREE_FAILURES = 5
#: Wrong passwords from one address that cost nothing: a staff room shares one.
FREE_FAILURES_OF_ADDRESS = by_operator("free_tries")
#: Wrong words from one address that cost nothing: a school's pupils share one, and three words are hard to guess.
FREE_FAILURES_OF_WORDS = 100
#: Wrong codes from one address that cost nothing: a class that mistypes together shares one, and a code has 39.6
#: bits, so many tries are no danger.
FREE_FAILURES_OF_CODES = 300
#: Codes that let a teacher in who has lost the telephone.
RECOVERY_CODES = 10
#: Between the password and the code of the second step: enough to look for the telephone.
SECOND_STEP_WITHIN = timedelta(minutes=10)
#: A device on which a teacher has signed in is known for as long as a term and its holidays.
DEVICE_REMEMBERED = timedelta(days=200)
#: Teachers of one staff-room computer who are known on it.
DEVICE_TEACHERS = 12
#: The longest wait after failed tries.
LONGEST_WAIT = timedelta(minutes=15)
#: After this long without a failure the count begins anew.
FAILURES_FORGOTTEN_AFTER = timedelta(hours=1)
#: Letters that are looked at for three words: no three of the list have so many.
WORDS_LETTERS = 60
#: A browser that joined a class is known for as long as a term and its holidays.
BROWSER_REMEMBERED = timedelta(days=200)
#: A browser keeps the language that was chosen for a year.
LANGUAGE_REMEMBERED = timedelta(days=365)
#: A form that is sent again within this time is the same press of the button.
SAME_PRESS = timedelta(minutes=2)

# Texts that people write. Read by: accounts.forms, authoring.article_sheet, authoring.bank_text,
# authoring.forms, authoring.quiz_forms, authoring.views_finding, authoring.views_quizzes,
# classes.allowance_forms, classes.bulk_forms, classes.forms, classes.joining, classes.roster,
# classes.roster_tables, classes.setting_forms, classes.weight_form, marking.forms,
# marking.regrade_forms, reports.report_options, taking.forms.

#: Letters of a student's or a class's name: a row of a table has room for them.
NAME_LETTERS = 60
#: Letters of a student ID of a school's own system: an address of mail fits.
SCHOOL_ID_LETTERS = 64
#: Letters of a group's label within a class.
GROUP_LETTERS = 40
#: Columns of a list of students that are looked at.
ROSTER_COLUMNS = 20
#: Letters of a class's name and of a teacher's, as students see it.
DISPLAY_NAME_LETTERS = 80
#: Letters of an assignment's title.
QUIZ_TITLE_LETTERS = 120
#: Letters of a user name.
USER_NAME_LETTERS = 64
#: Letters of a user name at least: one or two are typed by mistake.
USER_NAME_SHORTEST = 3
#: Letters of what is typed for a code: it is shorter, and that is said.
CODE_LETTERS = 64
#: Letters of what is typed for a password that is checked, not chosen.
SENT_PASSWORD_LETTERS = 1000
#: Letters of a title, a short reason and of other single lines.
LINE_LETTERS = 200
#: A category of the gradebook is the heading of a narrow column.
LABEL_LETTERS = 40
#: What a quiz or a category may weigh: more than any scale in use, and small enough to sum exactly.
MOST_WEIGHT = 10_000
#: Letters of a date in words.
DATE_LETTERS = 60
#: Letters of the shares that tries are worth.
CREDIT_LETTERS = 100
#: Letters of an alternative text, and of a note on what has changed.
NOTE_LETTERS = 300
#: Letters of what a claim's record has in one field, and of an answer that becomes right.
CLAIM_LETTERS = 500
#: Letters of a paragraph that students read, and of an address on the web.
PARAGRAPH_LETTERS = 1000
#: Letters of a reason that others will read: half a page.
REASON_LETTERS = 2000
#: Letters of a comment on a student's answer: a page.
COMMENT_LETTERS = 4000
#: Letters of a bank's name: with an ending it stays a file name everywhere.
BANK_NAME_LETTERS = 60

# Answers. Read by: attempts.drafts, attempts.reading, attempts.recording, attempts.scoring,
# attempts.starting, cli.verifying, domain.bankfile.confusable_words, domain.expected_answers,
# domain.figures.numerals, domain.question_types.essay, marking.regrade_forms, studying.recording,
# taking.views.

#: An answer that was on its way when time ran out still counts.
ANSWER_GRACE = timedelta(seconds=30)
#: Saves of one attempt in a minute: nobody answers twice a second for so long.
SAVES_A_MINUTE = 120
#: Saves of one attempt for each of its questions: nobody changes an answer more often, and it bounds what is stored.
SAVES_A_QUESTION = 50
#: Attempts that one student begins in an hour: nobody reads one question of each.
STARTS_AN_HOUR = 60
#: A pause longer than this is not time spent on a question.
PAUSE_SECONDS = 1800.0
#: Letters that are kept of what was posted: more are no answer to a question.
RAW_ANSWER_LETTERS = 65_536
#: Letters of a typed answer: a longer one is no short text.
TYPED_ANSWER_LETTERS = 300
#: Letters that a form is filled with again after an answer that could not be read.
SHOWN_AGAIN_LETTERS = 4000
#: Letters of an essay: some ten printed pages.
ESSAY_LETTERS = 20_000
#: Letters of a figure, after trimming: longer texts are sentences.
FIGURE_LETTERS = 120
#: More digits than any figure has.
FIGURE_DIGITS = 40
#: Powers of ten beyond this are typing mistakes (the shortest time has 10^-43 s, the universe 10^53 kg).
FIGURE_EXPONENT = 60
#: The most that a question may be worth after a change of its key.
MARKS_OF_A_QUESTION = 1000

# Classes, quizzes and reports. Read by: attempts.offers, attempts.shares,
# attempts.waiting, authoring.quiz_builder, authoring.searching, authoring.views_finding,
# banks.sharing, classes.assignment_progress, classes.attempt_actions, classes.blueprint,
# classes.joining, classes.roster, classes.views, classes.views_assignments,
# classes.views_gradebook, classes.views_setting, identity.bulk_acts,
# marking.hand_marking, reports.class_page, reports.report, reports.teaching,
# reports.views, studying.class_progress, studying.planning, studying.views_class,
# taking.set_quizzes.

#: Questions, banks, quizzes, students on a page of search: whoever sees as many writes another word.
FOUND_OF_A_KIND = 30
#: What a class is copied over: whole weeks, so that every date keeps its day of the week.
SCHOOL_YEAR = timedelta(weeks=52)
#: Students of one class: more names are a mistake in the pasted text.
CLASS_SIZE = 2_000
#: How long what was done to many at once can be undone.
UNDONE_FOR = timedelta(days=30)
#: What a student gets to finish a reopened attempt whose time had run out.
REOPENED_FOR = timedelta(days=1)
#: Whoever has an attempt open and gave no answer for so long has stopped working on it.
STOPPED_AFTER = timedelta(minutes=15)
#: Late answers and stopped students may stay as they are: after so long nobody is reminded of them.
REMINDED_FOR = timedelta(days=14)
#: Closed quizzes of their classes on a student's home page: the newest, folded. Results of all stand under the student's own.
CLOSED_SHOWN = 20
#: Students on one page of a long table.
ROWS_OF_A_PAGE = 100
#: More dots than this are a cloud that shows nothing.
DOTS_OF_A_CHART = 400
#: How many earlier comments are offered while marking.
COMMENTS_OFFERED = 8
#: A page reads single answers of at most so many attempts for what most missed. Beyond, counts must do.
ATTEMPTS_READ_BY_ANSWER = 2000
#: Reports kept in memory; a small class has some kilobytes, a very large one some tens of megabytes.
REPORTS_KEPT = 24
#: Ways to look at one report that are kept as they were drawn, of a fifth of a megabyte each.
PAGES_OF_A_REPORT_KEPT = 8
#: Seconds that a question takes on average, for "about 8 minutes".
SECONDS_A_QUESTION = 45
#: Seconds that an item of a round takes with its feedback, for "about 2 minutes", until it has been measured.
SECONDS_A_REVIEW_ITEM = 45
#: A claim is shown to a teacher once so many students have met it: fewer would be single students.
FEWEST_TO_SHOW = 3
#: Students who gave one wrong answer before it is called a mistaken idea of the class.
FEWEST_ALIKE = 2
#: Students of a class who have answered a question before its members are told how many were right.
FEWEST_TO_COMPARE = 10
#: The same of readers of an open quiz, who are told in tens.
FEWEST_READERS = 20
#: Claims worth five minutes of the next lesson.
CLAIMS_WORTH_A_LESSON = 3

# Reviews. Read by: domain.spacing.events, domain.spacing.pace, domain.spacing.plan,
# domain.spacing.practice_round, domain.spacing.schedule, domain.spacing.class_settings, studying.briefing,
# studying.planning, studying.views, studying.views_bank.

#: Items of one round, be it the day's review, practice or cards: some five minutes.
ROUND_ITEMS = 10
#: How often an item is asked in a round: once, and once more where it is missed.
ROUND_ASKS = 2
#: Seconds after which somebody has gone elsewhere: a longer wait is not time spent on an item of a round.
ROUND_PAUSE_SECONDS = 300.0
#: Items of a learner's own rounds from which on their pace is known; until then everybody's is taken.
PACE_ITEMS = 10
#: Answers that are looked at for a pace: the newest ones.
PACE_ANSWERS = 300
#: Longest gap in days where no date is set until which to remember.
LONGEST_GAP_DAYS = 120
#: Words of a briefing before anything is opened: two minutes at the pace of a reader of thirteen.
BRIEFING_WORDS = 400
#: Of these, what its frame may take: headings, names of topics, words of the picture.
BRIEFING_FRAME_WORDS = 120
#: The hour at which a school day ends: who studies past midnight has not slept on it.
DAY_ENDS = 4

# Banks. Read by: authoring.article_sheet, authoring.bank_archives, authoring.bank_text,
# authoring.differences, authoring.editor_checks, authoring.forms, authoring.key_forms,
# authoring.quiz_forms, authoring.views_editor, banks.images, classes.allowance_forms,
# classes.forms, cli.banks, domain.bankfile.blocks, domain.bankfile.loading,
# domain.bankfile.question_entries, domain.comparisons, domain.yaml_reading.encoding,
# domain.yaml_reading.entry_reader, domain.yaml_reading.known_words,
# domain.yaml_reading.layout, domain.yaml_reading.pasted_signs,
# domain.yaml_reading.problems, domain.yaml_reading.yaml_nodes.

#: Answers that are tried at once in the editor: a page of them.
ANSWERS_TRIED = 50
#: Letters of a key or word beyond which no slip is looked for: a teacher reads what it was taken for, and no key is longer.
SLIP_MOST_LETTERS = 80
#: Letters below which another letter makes another word, and no slip; the same letter twice does not.
SLIP_FEWEST_LETTERS = 4
#: Spaces by which a line can be off and still be known for a slip: beyond, it stands under another level.
INDENT_MOST_OFF = 3
#: Lines in which a quotation mark is looked for that closes a text: no text of ours is longer.
QUOTED_LINES = 200
#: How often a bank is mended by what is surely meant and looked at again, to tell all of its slips at once.
LOOKS_AS_MEANT = 4
#: Bytes of one bank's file, as UTF-8: some thousands of questions, read in a few seconds.
BANK_BYTES = 5_000_000
#: Levels of nesting in a bank's file: none of ours needs ten.
BANK_DEPTH = 20
#: Texts, lists and mappings of a bank's file together: keeps memory bounded.
BANK_NODES = 500_000
#: After a mistake of grammar the question it is in is left out and the file read again, so often at most.
BANK_READINGS = 25
#: Letters of the label by which a question stands in rows and lists: more do not fit beside a figure on a phone.
SHORT_LETTERS = 24
#: Letters of an article from which claims are proposed: a long magazine piece; the rules read it within a second.
ARTICLE_LETTERS = 60_000
#: Claims proposed on one page; a longer article is gone through in parts. With the other sentences, of nine fields each, they
#: stay below REQUEST_PARTS.
PROPOSALS_AT_ONCE = 30
#: Other sentences on such a page.
SENTENCES_AT_ONCE = 15
#: Items of one list of a question: more make no question, and would take forever to compare.
LIST_ITEMS = 100
#: Questions of one quiz.
QUIZ_QUESTIONS = 500
#: From so many questions on, “set the quiz” is no button of the form: a quiz of all of them is hardly meant.
QUIZ_BY_FORM = 40
#: Questions that one rule of a quiz may draw.
RULE_QUESTIONS = 200
#: Tries for one question.
TRIES = 9
#: Attempts that an assignment gives, and that a student gets besides: more is "as many as they like".
ATTEMPTS = 100
#: Minutes of a time limit: a week.
TIME_LIMIT_MINUTES = 10_000
#: How many times as long the time may be made, for all or for one student.
TIME_FACTOR = 10
#: Days that quizzes close later for one student: more is another date for all.
ALLOWED_DAYS = 60
#: Rows for rules of a quiz: as many as a list of rules in a bank may have (LIST_ITEMS). One more is shown than are filled.
QUIZ_RULES = 100
#: A file may hold any number of mistakes; after so many of one kind the rest is only counted.
PROBLEMS_OF_A_KIND = 100
#: Claims of one comparison: more shapes in one picture tell nothing.
COMPARED_CLAIMS = 6
#: Lines of a listing with numbers: it helps to find a line, beyond this it only makes the page heavy.
LISTED_LINES = 4_000
#: Beyond so many changed lines a comparison of versions helps nobody, and takes long.
COMPARED_LINES = 6_000
#: Bytes of an uploaded picture.
PICTURE_BYTES = 5_000_000
#: Pixels of a picture as it comes: beyond this, unpacking it costs too much memory.
PICTURE_PIXELS = 25_000_000
#: Pixels of the longer side of a picture as it is kept: enough for a wide screen.
PICTURE_SIDE = 1600
#: Pictures of one bank.
BANK_PICTURES = 200

# Files of other programs. Read by: authoring.import_choices, authoring.views_imports, cli.interchange, interchange.anki,
# interchange.apart, interchange.archives, interchange.contract, interchange.flashcard_files,
# interchange.importing, interchange.plainyaml, interchange.csv_and_workbooks.

#: Bytes of a file as it comes, packed: a quiz with its pictures.
IMPORT_BYTES = 20_000_000
#: Bytes of a packed file once unpacked: a small file can hold a very large one.
IMPORT_UNPACKED_BYTES = 50_000_000
#: Files in a packed file.
IMPORT_ENTRIES = 1_000
#: Rows of a sheet that are looked at.
IMPORT_ROWS = 25_000
#: Columns of a sheet that are looked at.
IMPORT_COLUMNS = 60
#: Letters of one line: a longer one is no text that a person wrote.
IMPORT_LINE_LETTERS = 200_000
#: Questions of one file: more are read one quiz at a time.
IMPORT_QUESTIONS = 2_000
#: Documents of one YAML file that are looked at.
IMPORT_DOCUMENTS = 2_000
#: Questions on one page of an import's review: 300 of them never make a page that a slow line waits for.
REVIEWED_QUESTIONS = 25
#: Seconds of work that reading one file may cost: the largest takes a few.
IMPORT_WORK_SECONDS = 10
#: Seconds on the clock that reading one file may take, on a busy machine, too.
IMPORT_SECONDS = 20.0
#: Bytes of memory that reading one file may take: libraries take a third.
IMPORT_MEMORY_BYTES = 400_000_000
#: Letters of a card's back that becomes a typed answer: nobody types a longer one the same way.
TYPED_BACK_LETTERS = 60

# Server and database. Read by: cli.clock_mark, cli.operations, cli.safety, basics.clock, models.db, serving.housekeeping, serving.server.

#: More open connections than this slow each answer down, since all are looked at in each round.
OPEN_CONNECTIONS = 4000
#: The same where the system has no ``poll``: ``select`` takes 512 in all.
SELECTED_CONNECTIONS = 400
#: Seconds that a connection may be silent.
SILENT_SECONDS = 20
#: Seconds between two looks for silent connections.
LOOK_EVERY_SECONDS = 5
#: Seconds that requests may take which are being worked on when the server is told to stop.
STOP_SECONDS = 25.0
#: A clock that moves by more than this was set by somebody: it is not believed before the next start.
CLOCK_JUMP = timedelta(minutes=1)
#: No clock is right that stands before this.
RELEASED = datetime(2026, 1, 1, tzinfo=UTC)
#: Seconds between two rounds that hand in attempts whose time is over.
SWEEP_SECONDS = 60.0
#: Between two rounds in which what need not be kept is forgotten.
FORGET_EVERY = timedelta(days=1)
#: Seconds that a writer waits for its turn before it gives up: behind other threads and processes, then for whoever
#: holds the database without queueing; and that a request waits for a connection.
BUSY_SECONDS = 10
#: Seconds that PostgreSQL waits for a row that somebody else holds.
LOCK_SECONDS = 5
#: Seconds of one statement on PostgreSQL.
STATEMENT_SECONDS = 30
#: Seconds that a transaction on PostgreSQL may do nothing.
IDLE_SECONDS = 120
#: Less room than this on the disk is told by the doctor: saving stops where there is none.
ROOM_BYTES = 200 * MB
#: Seconds for reaching PostgreSQL.
CONNECT_SECONDS = 5

# What runs beside the server. Read by: attempts.jobs, authoring.views, reports.views, serving.runner.

#: Answers of a report from which on a file of them all is made beside the server: fewer take a second of its work.
ANSWERS_AT_ONCE = 5_000
#: A file of questions that weighs more is read beside the server.
IMPORT_BYTES_AT_ONCE = 1_000_000
#: Seconds between two looks for jobs that another process has left.
JOB_LOOK_SECONDS = 15.0
#: Seconds between two signs of life of a job.
JOB_BEAT_SECONDS = 5.0
#: A job without a sign of life for so long is begun again.
JOB_SILENT = timedelta(seconds=60)
#: How often a job is begun: what ends its process three times would do so for ever.
JOB_TRIES = 3
#: Seconds that a job may take.
JOB_SECONDS = 900.0
#: Jobs of one teacher that may wait at once.
JOBS_WAITING = 5
#: How long what came of a job can be fetched.
JOB_KEPT = timedelta(days=1)

# What is kept in memory. Read by: authoring.publishing, banks.publishing, classes.views_assignments,
# taking.views_questions, web.drawing, web.frames, web.notice_cookie.

#: Questions of all banks that are kept as they were loaded: about seven kilobytes each. Beyond it the bank that was not
#: used for longest goes.
QUESTIONS_KEPT = 20_000
#: Texts of banks that are kept with what the checker says of them: those that two or three teachers are writing now.
TEXTS_EXAMINED = 3
#: Texts of the pages in all languages in use, as markup.
TEXTS_KEPT = 8_000
#: Addresses of pages.
ADDRESSES_KEPT = 4_000
#: Cookies of notices that were checked: those of a class in a lesson.
NOTICES_KEPT = 500
#: Parts of pages, of two or three kilobytes: a class at one quiz has a question in every order of its options, and with
#: every answer. A rarely seen one is drawn again.
PIECES_KEPT = 4_000
#: Answers to live pages, of which the next says only what has changed: a class of a thousand has a fifth of a megabyte.
LIVE_TEXTS_KEPT = 40
#: Pages of students, drawn with gaps: one for each way they can look.
FRAMES_KEPT = 200
#: Letters of a typed answer with which a question's page is kept: a word or a figure that many type, not a text.
TYPED_KEPT_LETTERS = 20
