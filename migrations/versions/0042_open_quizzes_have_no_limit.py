"""open quizzes have no limit

Early versions wrote a limit of one attempt to the entries of quizzes that anyone may take, and to trial runs. Nobody
chose it and no page can change it: whoever had been there once was sent away.
"""

from alembic import op

revision: str = "0042"
down_revision: str | None = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE assignment SET attempts_allowed = NULL WHERE kind <> 'class'")


def downgrade() -> None:
    """Without a limit is what the version before means, too."""
