"""which class an act concerns"""

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("audit_event") as batch:
        batch.add_column(sa.Column("class_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            "fk_audit_event_class_id_school_class", "school_class", ["class_id"], ["id"], ondelete="SET NULL"
        )
        batch.create_index("ix_audit_event_class_id", ["class_id"])


def downgrade() -> None:
    with op.batch_alter_table("audit_event") as batch:
        batch.drop_index("ix_audit_event_class_id")
        batch.drop_constraint("fk_audit_event_class_id_school_class", type_="foreignkey")
        batch.drop_column("class_id")
