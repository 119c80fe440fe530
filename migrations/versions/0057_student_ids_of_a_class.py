"""student IDs of a class

What the school's own system calls a student, from the roster; nobody has one until a list brings it.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0057"
down_revision: str | None = "0056"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("school_id", sa.String(), nullable=True))
        batch_op.create_index("uq_membership_school_id", ["class_id", "school_id"], unique=True)


def downgrade() -> None:
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index("uq_membership_school_id")
        batch_op.drop_column("school_id")
