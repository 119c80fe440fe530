"""allowances of a class

An allowance belongs to a student's place in a class, joined or not, and holds for one quiz or, without one, for every
quiz of the class; minutes, tries and days are new. Those there are stay with their quiz.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0058"
down_revision: str | None = "0057"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_KEPT = "time_factor, extra_attempts, closes_at, reason, assignment_id"


def _replace(rows: str, owner: str, *columns: sa.schema.SchemaItem) -> None:
    """Make the table anew with other columns; ``rows`` are those of the old one with their new owner."""
    op.execute(f"CREATE TABLE kept_allowance AS {rows}")
    op.drop_table("allowance")
    op.create_table(
        "allowance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("time_factor", sa.Double(), nullable=False),
        sa.Column("extra_attempts", sa.Integer(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_allowance_assignment_id_assignment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allowance")),
        *columns,
    )
    op.execute(f"INSERT INTO allowance ({owner}, {_KEPT}) SELECT {owner}, {_KEPT} FROM kept_allowance")  # noqa: S608  # our own words
    op.drop_table("kept_allowance")


def upgrade() -> None:
    _replace(
        """
        SELECT m.id AS membership_id, w.assignment_id, w.time_factor, w.extra_attempts, w.closes_at, w.reason
        FROM allowance w
        JOIN assignment a ON a.id = w.assignment_id
        JOIN membership m ON m.class_id = a.class_id AND m.student_id = w.student_id
        """,
        "membership_id",
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=True),
        sa.Column("extra_minutes", sa.Double(), server_default="0", nullable=False),
        sa.Column("extra_tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("later_days", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("time_factor >= 1 AND extra_minutes >= 0", name=op.f("ck_allowance_factor")),
        sa.CheckConstraint("extra_attempts >= 0 AND extra_tries >= 0", name=op.f("ck_allowance_attempts")),
        sa.CheckConstraint("later_days >= 0", name=op.f("ck_allowance_days")),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["membership.id"],
            name=op.f("fk_allowance_membership_id_membership"),
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint(
            "membership_id", "assignment_id", name=op.f("uq_allowance_membership_id_assignment_id")
        ),
    )
    with op.batch_alter_table("allowance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_allowance_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index(
            "uq_allowance_class",
            ["membership_id"],
            unique=True,
            sqlite_where=sa.text("assignment_id IS NULL"),
            postgresql_where=sa.text("assignment_id IS NULL"),
        )
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.add_column(sa.Column("extra_tries", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_column("extra_tries")
    _replace(
        """
        SELECT m.student_id, w.assignment_id, w.time_factor, w.extra_attempts, w.closes_at, w.reason
        FROM allowance w JOIN membership m ON m.id = w.membership_id
        WHERE m.student_id IS NOT NULL AND w.assignment_id IS NOT NULL
        """,
        "student_id",
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("time_factor >= 1", name=op.f("ck_allowance_factor")),
        sa.CheckConstraint("extra_attempts >= 0", name=op.f("ck_allowance_attempts")),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.id"], name=op.f("fk_allowance_student_id_student"), ondelete="CASCADE"
        ),
        sa.UniqueConstraint(
            "assignment_id", "student_id", name=op.f("uq_allowance_assignment_id_student_id")
        ),
    )
    with op.batch_alter_table("allowance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_allowance_student_id"), ["student_id"], unique=False)
