"""words of questions

For searching: FTS5 on SQLite, kept by triggers; an index of its own search on PostgreSQL. The start fills them.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0065"
down_revision: str | None = "0064"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "question_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bank_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("stem", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["bank.id"], name=op.f("fk_question_text_bank_id_bank"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_text")),
    )
    with op.batch_alter_table("question_text", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_text_bank_id"), ["bank_id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE INDEX question_words ON question_text USING gin (to_tsvector('simple', question_text.words))"
        )
        return
    op.execute(
        "CREATE VIRTUAL TABLE question_words "
        "USING fts5(words, content='question_text', content_rowid='id', tokenize='unicode61 remove_diacritics 0')"
    )
    gone = "INSERT INTO question_words (question_words, rowid, words) VALUES ('delete', old.id, old.words);"
    come = "INSERT INTO question_words (rowid, words) VALUES (new.id, new.words);"
    for act, does in (("INSERT", come), ("DELETE", gone), ("UPDATE", gone + come)):
        op.execute(
            f"CREATE TRIGGER question_text_{act.lower()} AFTER {act} ON question_text BEGIN {does} END"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX question_words")
    else:
        for act in ("insert", "delete", "update"):
            op.execute(f"DROP TRIGGER question_text_{act}")
        op.execute("DROP TABLE question_words")
    with op.batch_alter_table("question_text", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_text_bank_id"))

    op.drop_table("question_text")
