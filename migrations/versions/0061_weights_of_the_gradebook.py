"""weights of the gradebook

How a class weighs its quizzes and their categories, and whether what is missing counts 0. Nothing said: each counts once.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0061"
down_revision: str | None = "0060"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("school_class", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("weights", sa.JSON(none_as_null=True), server_default=sa.text("'{}'"), nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("school_class", schema=None) as batch_op:
        batch_op.drop_column("weights")
