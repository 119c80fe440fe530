"""The features: every module of views is named here. Importing one puts its routes on its feature's blueprint, ``bp``."""

import quizapp.accounts.views
import quizapp.accounts.views_second_step
import quizapp.accounts.views_site
import quizapp.authoring.views
import quizapp.authoring.views_article
import quizapp.authoring.views_blocks
import quizapp.authoring.views_claims
import quizapp.authoring.views_editor
import quizapp.authoring.views_exports
import quizapp.authoring.views_finding
import quizapp.authoring.views_imports
import quizapp.authoring.views_pictures
import quizapp.authoring.views_questions
import quizapp.authoring.views_quizzes
import quizapp.authoring.views_sharing
import quizapp.authoring.views_versions
import quizapp.classes.views
import quizapp.classes.views_allowances
import quizapp.classes.views_assignments
import quizapp.classes.views_attempts
import quizapp.classes.views_bulk
import quizapp.classes.views_deadlines
import quizapp.classes.views_gradebook
import quizapp.classes.views_join
import quizapp.classes.views_roster
import quizapp.classes.views_setting
import quizapp.classes.views_students
import quizapp.marking.views
import quizapp.marking.views_disputes
import quizapp.marking.views_regrade
import quizapp.reports.views
import quizapp.studying.views
import quizapp.studying.views_bank
import quizapp.studying.views_class
import quizapp.studying.views_mine
import quizapp.taking.views
import quizapp.taking.views_questions
import quizapp.web.design_page
import quizapp.web.jobs

VIEWS = (
    quizapp.accounts.views,
    quizapp.accounts.views_second_step,
    quizapp.accounts.views_site,
    quizapp.authoring.views,
    quizapp.authoring.views_article,
    quizapp.authoring.views_blocks,
    quizapp.authoring.views_claims,
    quizapp.authoring.views_editor,
    quizapp.authoring.views_exports,
    quizapp.authoring.views_finding,
    quizapp.authoring.views_imports,
    quizapp.authoring.views_pictures,
    quizapp.authoring.views_questions,
    quizapp.authoring.views_quizzes,
    quizapp.authoring.views_sharing,
    quizapp.authoring.views_versions,
    quizapp.classes.views,
    quizapp.classes.views_assignments,
    quizapp.classes.views_attempts,
    quizapp.classes.views_gradebook,
    quizapp.classes.views_join,
    quizapp.classes.views_allowances,
    quizapp.classes.views_bulk,
    quizapp.classes.views_deadlines,
    quizapp.classes.views_roster,
    quizapp.classes.views_setting,
    quizapp.classes.views_students,
    quizapp.web.design_page,
    quizapp.web.jobs,
    quizapp.marking.views,
    quizapp.marking.views_disputes,
    quizapp.marking.views_regrade,
    quizapp.reports.views,
    quizapp.studying.views,
    quizapp.studying.views_bank,
    quizapp.studying.views_class,
    quizapp.studying.views_mine,
    quizapp.taking.views,
    quizapp.taking.views_questions,
)
BLUEPRINTS = tuple(dict.fromkeys(module.bp for module in VIEWS))
