"""sharing of banks"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0063"
down_revision: str | None = "0062"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "bank_share",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bank_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("may", sa.Enum("read", "use", "edit", name="bankright", native_enum=False), nullable=False),
        sa.CheckConstraint("may IN ('read', 'use', 'edit')", name=op.f("ck_bank_share_may")),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["bank.id"], name=op.f("fk_bank_share_bank_id_bank"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_bank_share_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_share")),
        sa.UniqueConstraint("bank_id", "user_id", name=op.f("uq_bank_share_bank_id_user_id")),
    )
    with op.batch_alter_table("bank_share", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bank_share_user_id"), ["user_id"], unique=False)
        batch_op.create_index(
            "uq_bank_share_everybody",
            ["bank_id"],
            unique=True,
            sqlite_where=sa.text("user_id IS NULL"),
            postgresql_where=sa.text("user_id IS NULL"),
        )

    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("bank_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_audit_event_bank_id"), ["bank_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_audit_event_bank_id_bank"), "bank", ["bank_id"], ["id"], ondelete="SET NULL"
        )


def downgrade() -> None:
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_audit_event_bank_id_bank"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_audit_event_bank_id"))
        batch_op.drop_column("bank_id")

    with op.batch_alter_table("bank_share", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_bank_share_everybody",
            sqlite_where=sa.text("user_id IS NULL"),
            postgresql_where=sa.text("user_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_bank_share_user_id"))

    op.drop_table("bank_share")
