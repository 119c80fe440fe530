"""answers that can be erased

What was answered while studying moves out of the append-only table of events into a table beside it, and a student
can be marked as erased. The events themselves stay as they are: their triggers are in force again afterwards.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0040"
down_revision: str | None = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review_answer",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["review_event.id"], name=op.f("fk_review_answer_event_id_review_event")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_review_answer")),
    )
    op.execute(
        "INSERT INTO review_answer (event_id, value) "
        "SELECT id, response FROM review_event WHERE response IS NOT NULL"
    )
    # Both databases drop a column in place: rebuilding the table would lose its triggers.
    op.execute("ALTER TABLE review_event DROP COLUMN response")
    op.add_column("student", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.execute("ALTER TABLE student DROP COLUMN erased_at")
    op.add_column("review_event", sa.Column("response", sa.JSON(none_as_null=True), nullable=True))
    _refuse_updates(on=False)
    op.execute(
        "UPDATE review_event SET response = "
        "(SELECT value FROM review_answer WHERE review_answer.event_id = review_event.id)"
    )
    _refuse_updates(on=True)
    op.drop_table("review_answer")


def _refuse_updates(*, on: bool) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE review_event {'ENABLE' if on else 'DISABLE'} TRIGGER review_event_no_update")
    elif on:
        op.execute(
            "CREATE TRIGGER review_event_no_update BEFORE UPDATE ON review_event "
            "BEGIN SELECT RAISE(ABORT, 'review_event is append-only'); END"
        )
    else:
        op.execute("DROP TRIGGER review_event_no_update")
