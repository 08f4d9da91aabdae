"""Sums, lines, groups and codes in words."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace

from flask import Flask

from sapa.clock import Basis, Duration, default_calendars, explain_add
from sapa.services.errors import Conflict, Wrong
from sapa.views.desk import grouping, listing, spark, sums
from sapa.views.frame import wording
from tests.support.seeds import NOW


def test_a_sum_tells_the_break_that_is_not_counted(app: Flask) -> None:
    calendar = default_calendars(())["call_center"]
    start = NOW - timedelta(minutes=114)  # 11.48 WIB
    found = explain_add(calendar, start, Duration("60 menit", 60, Basis.WORKING))
    with app.test_request_context():
        rows = sums.rows(found.as_dict())
    assert rows[0] == ("Dihitung dari Sel 10 Nov", "11.48")
    assert ("Sel 10 Nov 11.48–12.00 jam layanan", "12 menit") in rows
    assert ("Sel 10 Nov 12.00–13.00 istirahat", "tidak dihitung") in rows
    assert rows[-1] == ("Waktu habis Sel 10 Nov", "13.48")


def test_no_deadline_has_no_sum(app: Flask) -> None:
    assert sums.rows(None) == []


def test_rows_fall_into_the_groups_of_the_clock() -> None:
    def name(due: datetime | None, paused: datetime | None = None) -> str:
        return grouping._name(SimpleNamespace(due_at=due, paused_at=paused), NOW)

    assert name(NOW) == "late"
    assert name(NOW + timedelta(minutes=29)) == "soon"
    assert name(NOW + timedelta(minutes=30)) == "today"
    assert name(NOW + timedelta(hours=11)) == "tomorrow"
    assert name(NOW + timedelta(days=3)) == "later"
    assert name(None) == "open"
    assert name(NOW, NOW) == "paused"


def test_a_fault_is_a_sentence_with_its_figures(app: Flask) -> None:
    with app.test_request_context():
        assert wording.fault(Wrong("too_long", {"longest": 280, "length": 300})) == (
            "Terlalu panjang: paling banyak 280 karakter."
        )
        assert wording.fault(Wrong("nobody_worded_this")) == "nobody_worded_this"
        assert (
            wording.refusal(Conflict("nobody_worded_this")) == "Tidak dapat dilakukan (nobody_worded_this)."
        )


def test_a_count_at_its_bound_has_a_plus() -> None:
    assert (listing.bounded(99), listing.bounded(100)) == (99, "99+")


def test_a_line_runs_from_edge_to_edge_and_bridges_a_gap() -> None:
    path, x, y = spark.line([1.0, None, 3.0]) or ("", 0, 0)
    assert path == "M0.0 29.0 48.0 29.0 96.0 3.0" and (x, y) == (96.0, 3.0)
    assert spark.line([None, 2.0]) is None
