"""shared computers

Whether a signed-in browser stands on a computer that others use, and whether a class mostly works on such.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0051"
down_revision: str | None = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "web_session", sa.Column("is_shared", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(
        "school_class",
        sa.Column("shared_computers", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    op.drop_column("school_class", "shared_computers")
    op.drop_column("web_session", "is_shared")
