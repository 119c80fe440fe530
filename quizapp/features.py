"""The features' blueprints, one line each."""

from quizapp.accounts.views import bp as accounts
from quizapp.authoring.pages import bp as authoring
from quizapp.classes.views import bp as classes
from quizapp.design_page import bp as design_page
from quizapp.reports.views import bp as reports
from quizapp.studying.views import bp as studying
from quizapp.taking.views import bp as taking

BLUEPRINTS = (accounts, classes, authoring, taking, studying, reports, design_page)
