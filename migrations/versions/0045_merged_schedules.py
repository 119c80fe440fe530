"""merged schedules

A merge of two identities of one student used to take the last answer from every schedule of the kept one, which hid
them all, and to leave out the answers of the other. They are replayed at the student's next visit.
"""

from alembic import op

revision: str = "0045"
down_revision: str | None = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "UPDATE review_state SET scheduler_version = 'to be replayed' WHERE last_event_id = 0 OR student_id IN "
        "(SELECT merged_into_id FROM student WHERE merged_into_id IS NOT NULL)"
    )


def downgrade() -> None:
    """A schedule that is to be replayed is replayed by the version before, too."""
