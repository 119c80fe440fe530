"""no count of hints

Nothing ever wrote how many hints a student opened, yet their data to take away named the number, always as 0.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0049"
down_revision: str | None = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("position", "hints_used")


def downgrade() -> None:
    op.add_column("position", sa.Column("hints_used", sa.Integer(), nullable=False, server_default="0"))
