"""The features' blueprints, one line each."""

from quizapp.accounts.views import bp as accounts
from quizapp.classes.views import bp as classes
from quizapp.studying.views import bp as studying
from quizapp.taking.views import bp as taking

BLUEPRINTS = (accounts, classes, taking, studying)
