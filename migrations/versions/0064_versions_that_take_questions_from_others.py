"""versions that take questions from others"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0064"
down_revision: str | None = "0063"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_TABLE = "borrowed_version"


def upgrade() -> None:
    op.create_table(
        "borrowed_version",
        sa.Column("bank_version_id", sa.Integer(), nullable=False),
        sa.Column("borrowed_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_version_id"],
            ["bank_version.id"],
            name=op.f("fk_borrowed_version_bank_version_id_bank_version"),
        ),
        sa.ForeignKeyConstraint(
            ["borrowed_id"], ["bank_version.id"], name=op.f("fk_borrowed_version_borrowed_id_bank_version")
        ),
        sa.PrimaryKeyConstraint("bank_version_id", "borrowed_id", name=op.f("pk_borrowed_version")),
    )
    with op.batch_alter_table("borrowed_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_borrowed_version_borrowed_id"), ["borrowed_id"], unique=False)
    for act in ("UPDATE", "DELETE"):  # as with the versions themselves: what was taken stays
        begin = f"CREATE TRIGGER {_TABLE}_no_{act.lower()} BEFORE {act} ON {_TABLE} "
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"{begin}FOR EACH ROW EXECUTE FUNCTION refuse_change()")
        else:
            op.execute(f"{begin}BEGIN SELECT RAISE(ABORT, '{_TABLE} is append-only'); END")


def downgrade() -> None:
    with op.batch_alter_table("borrowed_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_borrowed_version_borrowed_id"))

    op.drop_table("borrowed_version")
