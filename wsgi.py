"""For WSGI servers: ``wsgi:app``. Migrate and publish first, with ``python3 manage.py prepare``."""

from quizapp import create_app
from quizapp.serving.housekeeping import keep_house
from quizapp.serving.runner import keep_jobs

app = create_app()
keep_house(app)
keep_jobs(app)
