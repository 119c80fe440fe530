"""certainties are checked

The database refuses a certainty that is none. Saves and review events are append-only: SQLite would rebuild their tables
and lose what protects them, so there the program's own type is the check.
"""

from alembic import op

revision: str = "0055"
down_revision: str | None = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("position") as batch:
        batch.create_check_constraint(
            "certainty", "certainty IS NULL OR certainty IN ('guessing', 'fairly sure', 'certain')"
        )


def downgrade() -> None:
    with op.batch_alter_table("position") as batch:
        batch.drop_constraint("certainty", type_="check")
