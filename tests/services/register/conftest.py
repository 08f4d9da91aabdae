"""What tests of the register share: a way to break it that the database itself would refuse."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, text

from sapa.db import db
from sapa.models import RegisterLine


@pytest.fixture
def tamper(session) -> Callable[[str], None]:
    """Run a statement as somebody would who owns the database: with the triggers switched off."""

    def run(statement: str) -> None:
        db.session.execute(text("ALTER TABLE register_line DISABLE TRIGGER USER"))
        db.session.execute(text(statement))
        db.session.commit()
        db.session.expire_all()

    return run


@pytest.fixture
def written(session) -> Callable[..., list[RegisterLine]]:
    """The lines of a kind, in their order."""

    def find(kind: str) -> list[RegisterLine]:
        query = select(RegisterLine).where(RegisterLine.kind == kind).order_by(RegisterLine.id)
        return list(db.session.scalars(query))

    return find
