"""Which version of an SOP is in force on a day, and what cannot be changed any more."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from sapa.models import SopVersion
from sapa.services import counters, sops
from sapa.services.sops import Version, in_force

SHIPPED = Version(1, "uji", 1, "Uji", None, None)
SECOND = Version(2, "uji", 2, "Uji", date(2026, 9, 1), None)
THIRD = Version(3, "uji", 3, "Uji", date(2026, 10, 1), None)
OFF = Version(3, "uji", 3, "Uji", date(2026, 10, 1), date(2026, 10, 1))
GONE = Version(3, "uji", 3, "Uji", date(2026, 10, 1), date(2026, 11, 1))


@pytest.mark.parametrize(
    ("known", "day", "expected"),
    [
        ((SHIPPED,), date(2000, 1, 1), 1),
        ((SHIPPED, SECOND, THIRD), date(2026, 8, 31), 1),
        ((SHIPPED, SECOND, THIRD), date(2026, 9, 1), 2),
        ((SHIPPED, SECOND, THIRD), date(2026, 12, 1), 3),
        ((SHIPPED, SECOND, OFF), date(2026, 12, 1), 2),
        ((SHIPPED, SECOND, GONE), date(2026, 10, 31), 3),
        ((SHIPPED, SECOND, GONE), date(2026, 11, 1), None),
        ((SECOND,), date(2026, 8, 31), None),
    ],
)
def test_the_version_that_began_last_is_in_force(known, day, expected) -> None:
    found = in_force(known, "uji", day)
    assert (found.id if found else None) == expected
    assert in_force(known, "lain", day) is None


def test_a_later_release_does_not_push_aside_what_the_city_has_published() -> None:
    shipped_later = Version(9, "uji", 9, "Uji", None, None)
    assert in_force((SECOND, shipped_later), "uji", date(2026, 9, 1)) == SECOND


def test_a_draft_is_neither_current_nor_read_as_a_definition(session) -> None:
    row = _copy(session, "bogor", state="draf")
    assert row.id not in sops.every()
    with pytest.raises(sops.NotFound):
        sops.definition(row.id)


def test_a_new_version_is_current_once_the_stamp_has_changed(session) -> None:
    before = sops.current("bogor", date(2026, 9, 1))
    row = _copy(session, "bogor", state="disahkan", effective_from=date(2026, 9, 1))
    assert sops.current("bogor", date(2026, 9, 1)) == before
    counters.touch(sops.STAMP)
    assert sops.current("bogor", date(2026, 9, 1)).id == row.id
    assert sops.current("bogor", date(2026, 8, 31)) == before


@pytest.mark.parametrize(
    "change",
    [
        update(SopVersion).values(body={"code": "lain"}),
        update(SopVersion).values(digest="0" * 64),
        update(SopVersion).values(version=77),
        update(SopVersion).values(effective_from=date(2026, 1, 1)),
        update(SopVersion).values(state="draf"),
        delete(SopVersion),
    ],
)
def test_an_approved_version_is_frozen(session, change) -> None:
    pk = _copy(session, "bogor", state="disahkan").id
    with pytest.raises(IntegrityError, match="frozen"), session.begin_nested():
        session.execute(change.where(SopVersion.id == pk))


def test_a_draft_may_be_changed_and_deleted(session) -> None:
    pk = _copy(session, "bogor", state="draf").id
    session.execute(update(SopVersion).where(SopVersion.id == pk).values(body={}))
    assert session.execute(delete(SopVersion).where(SopVersion.id == pk)).rowcount == 1


def _copy(session, code, **values) -> SopVersion:
    found = session.query(SopVersion).filter_by(code=code, version=1).one()
    row = SopVersion(
        code=code, version=2, title=found.title, body={**found.body, "version": 2}, digest=found.digest,
        loaded_at=datetime(2026, 8, 1, tzinfo=UTC), **values,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row
