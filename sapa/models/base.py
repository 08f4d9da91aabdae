"""Column types and the declarative base that all rows share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

from flask_appbuilder import Model
from sqlalchemy import BigInteger, CheckConstraint, Identity, LargeBinary, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import mapped_column

from sapa.db import UtcDateTime

__all__ = [
    "Digest",
    "Id",
    "Instant",
    "Json",
    "LongText",
    "Model",
    "OptInstant",
    "Sha256",
    "Slug",
    "one_of",
]

Id = Annotated[int, mapped_column(BigInteger, Identity(), primary_key=True)]
#: A moment: aware, kept in UTC. WIB exists only on screens and paper.
Instant = Annotated[datetime, mapped_column(UtcDateTime)]
OptInstant = Annotated[datetime | None, mapped_column(UtcDateTime, nullable=True)]
Slug = Annotated[str, mapped_column(String(64))]
LongText = Annotated[str, mapped_column(Text)]
#: Hexadecimal SHA-256 of a stored file or of frozen facts.
Sha256 = Annotated[str, mapped_column(String(64))]
#: 32 raw bytes: a link of a hash chain.
Digest = Annotated[bytes, mapped_column(LargeBinary(32))]
Json = Annotated[dict[str, Any], mapped_column(JSONB)]


def one_of(column: str, values: Iterable[str], name: str) -> CheckConstraint:
    """A CHECK that *column* (NULL allowed where the column allows it) holds one of *values*."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name)
