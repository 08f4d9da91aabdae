"""The daily report as a PDF."""

from dataclasses import replace

import pytest

from sapa.reports import draw_daily
from sapa.reports.facts import FactsError
from tests.reports import samples
from tests.reports.reading import text


def test_it_tells_who_opened_the_account_and_who_did_not():
    told = text(draw_daily(samples.daily()))
    assert "Giliran pagi: dibuka pukul 08.04 WIB oleh Operator Demo A." in told
    assert "Giliran siang: akun tidak dibuka." in told


def test_it_fits_one_page_on_an_ordinary_day():
    drawn = draw_daily(samples.daily())
    assert drawn.pages == 1
    assert drawn.signature_box is None


def test_the_same_facts_give_the_same_bytes():
    assert draw_daily(samples.daily()).pdf == draw_daily(samples.daily()).pdf


def test_a_holiday_is_named():
    assert "Rabu, 21 Oktober 2026 (Libur Contoh)" in text(
        draw_daily(replace(samples.daily(), off="Libur Contoh"))
    )


def test_a_silent_day_draws():
    facts = replace(
        samples.daily(),
        received=0,
        hours=(0,) * 24,
        triage=(),
        waiting=(),
        overdue=(),
        openings=(),
        drafter=None,
    )
    told = text(draw_daily(facts))
    assert "Tidak ada giliran jaga" in told
    assert "Konsep, belum diselesaikan" in told


def test_a_day_has_twenty_four_hours():
    with pytest.raises(FactsError):
        replace(samples.daily(), hours=(1, 2))
