"""the text before the last step of an import's review"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0054"
down_revision: str | None = "0053"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("bank_draft", schema=None) as batch_op:
        batch_op.add_column(sa.Column("text_before", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("bank_draft", schema=None) as batch_op:
        batch_op.drop_column("text_before")
