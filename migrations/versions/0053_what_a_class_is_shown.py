"""what a class is shown

Whether a class sees its own quizzes only, and whether its students are told how many of them got a question right.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0053"
down_revision: str | None = "0052"
branch_labels = None
depends_on = None

COLUMNS = ("own_quizzes_only", "tells_shares")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column(
            "school_class", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    for name in reversed(COLUMNS):
        op.drop_column("school_class", name)
