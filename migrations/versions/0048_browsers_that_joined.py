"""browsers that joined

In which browser a student joined a class, as a keyed hash: two seats of one browser are shown to the teacher.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0048"
down_revision: str | None = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("membership", sa.Column("browser", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("membership", "browser")
