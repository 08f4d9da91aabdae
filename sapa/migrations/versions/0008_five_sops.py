"""What five SOPs need: more outcomes, cases that go on as another process, a pause of several kinds."""

from __future__ import annotations

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled below as the vocabulary is served."""


def downgrade() -> None:
    """Nothing to take back yet."""
