"""first names of questions

A question renamed twice keeps its schedule and its card. Versions of before stay as they are: none is known.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0056"
down_revision: str | None = "0055"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("bank_version", sa.Column("first_names", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("bank_version", "first_names")
