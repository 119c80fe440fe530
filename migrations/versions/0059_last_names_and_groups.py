"""last names and groups

What a list of students says besides: the last name, by which a class can be sorted, and a label of a group.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0059"
down_revision: str | None = "0058"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("last_name", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("group_label", sa.String(), nullable=True))

    with op.batch_alter_table("school_class", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("by_last_name", sa.Boolean(), server_default=sa.false(), nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("school_class", schema=None) as batch_op:
        batch_op.drop_column("by_last_name")

    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_column("group_label")
        batch_op.drop_column("last_name")
