"""Two versions side by side."""

from __future__ import annotations

from sapa.sop.diff import compared


def test_another_order_of_rows_is_a_difference() -> None:
    rows = [{"id": "A", "text": "x"}, {"id": "B", "text": "y"}]
    (found,) = compared({"steps": rows}, {"steps": rows[::-1]})
    assert (found.where, found.old, found.new) == ("steps", "A, B", "B, A")


def test_a_row_that_is_new_changes_no_order() -> None:
    rows = [{"id": "A", "text": "x"}, {"id": "B", "text": "y"}]
    found = compared({"steps": rows}, {"steps": [rows[0], {"id": "C", "text": "z"}, rows[1]]})
    assert [each.where for each in found] == ["steps.C.id", "steps.C.text"]
