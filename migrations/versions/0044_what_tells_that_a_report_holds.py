"""what tells that a report holds

An index of all that a kept report is compared by, so that asking does not read the vectors of every attempt; and
one of the few saves that came late, which every look at a report asks for.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0044"
down_revision: str | None = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_attempt_fingerprint",
        "attempt",
        ["assignment_id", "state", "student_id", "excused_at", "score", "max_marks"],
    )
    late = sa.text("kind = 'late'")
    op.create_index(
        "ix_response_event_late",
        "response_event",
        ["attempt_id"],
        sqlite_where=late,
        postgresql_where=late,
    )


def downgrade() -> None:
    op.drop_index("ix_response_event_late", table_name="response_event")
    op.drop_index("ix_attempt_fingerprint", table_name="attempt")
