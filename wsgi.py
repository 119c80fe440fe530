"""For WSGI servers: ``wsgi:app``. Migrate and publish first, with ``python3 manage.py prepare``."""

from quizapp import create_app

app = create_app()
