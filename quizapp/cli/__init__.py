"""Commands: ``quizapp …`` or ``python3 manage.py …``, one module a group."""
