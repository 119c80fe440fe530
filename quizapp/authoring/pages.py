"""All pages of authoring: importing this module puts their routes on the blueprint."""

from quizapp.authoring import (
    views,
    views_claims,
    views_disputes,
    views_editor,
    views_pictures,
    views_quizzes,
    views_regrade,
    views_versions,
)
from quizapp.authoring.blueprint import bp

__all__ = [
    "bp",
    "views",
    "views_claims",
    "views_disputes",
    "views_editor",
    "views_pictures",
    "views_quizzes",
    "views_regrade",
    "views_versions",
]
