"""For WSGI servers: ``wsgi:app``. Migrate and publish first, with ``python3 manage.py prepare``."""

from quizapp import create_app
from quizapp.serving.housekeeping import keep_house

app = create_app()
keep_house(app)
