"""drafts

What is chosen or typed at a position and was not sent yet, so that nothing is lost on the way off a page.
"""

import sqlalchemy as sa
from alembic import op

from quizapp.models.base import UtcDateTime

revision: str = "0050"
down_revision: str | None = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("position_id", sa.Integer(), nullable=False),
        sa.Column("posted", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("edited_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("unread_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["position_id"], ["position.id"], name=op.f("fk_draft_position_id_position"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("position_id", name=op.f("pk_draft")),
    )


def downgrade() -> None:
    op.drop_table("draft")
