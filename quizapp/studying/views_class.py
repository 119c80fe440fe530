"""What a class holds, for its teachers."""

from flask import render_template
from flask.typing import ResponseReturnValue

from quizapp.basics.limits import FEWEST_TO_SHOW
from quizapp.identity import permissions
from quizapp.studying import sentences
from quizapp.studying.blueprint import bp
from quizapp.studying.class_progress import class_standing
from quizapp.studying.learning_path import stories_of_class
from quizapp.web import context, guards
from quizapp.web.database import db


@bp.get("/class/<public_id>")
@guards.teacher_only
def class_view(public_id: str) -> ResponseReturnValue:
    """What a class holds and what is slipping, by claim, with the three claims worth five minutes."""
    school_class = permissions.class_for(db(), public_id, context.user_id())
    return render_template(
        "studying/class.html",
        school_class=school_class,
        standings=class_standing(db(), school_class.id),
        stories=stories_of_class(db(), school_class.id),
        fewest=FEWEST_TO_SHOW,
        privacy=sentences.say_privacy(in_class=True),
    )
