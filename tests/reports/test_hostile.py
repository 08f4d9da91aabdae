"""Text that people and machines may send: it must be drawn, visibly and without harm."""

import time
from dataclasses import replace

import pytest

from sapa.reports import draw_daily, draw_letter, draw_monthly
from sapa.reports import text as texts
from sapa.reports.facts import LetterCase
from tests.reports import letters, samples
from tests.reports.city import SIGNER
from tests.reports.reading import text

HOSTILE = (
    "<b>tidak ditutup", "a & b < c > d &amp; &#0;", "</para><para>", '<img src="http://contoh.example/x.png"/>',
    "😀👩‍👩‍👧 banjir", "水災 道路", "\x00\x07\u202eterbalik\u2066", "\ud800", "x" * 10_000, " \n\n\t ", "",
    "e\u0301\u0336" * 50, "baris\r\nbaru\rlagi",
)  # fmt: skip


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_a_monthly_report_draws_any_text(hostile):
    facts = samples.monthly()
    drawn = draw_monthly(replace(
        facts, kendala=hostile, saran=hostile, scope=hostile, title=hostile, notes=(hostile,),
        overdue=tuple(replace(row, title=hostile, number=hostile, opd=hostile) for row in facts.overdue),
        by_opd=tuple(replace(row, label=hostile) for row in facts.by_opd),
        by_kategori=tuple(replace(row, label=hostile) for row in facts.by_kategori),
        steps=tuple(replace(row, activity=hostile, lane=hostile, standard=hostile) for row in facts.steps),
        paraf=tuple(replace(row, name=hostile, note=hostile) for row in facts.paraf),
        letters=tuple(replace(row, number=hostile, opd=hostile, result=hostile) for row in facts.letters),
        signer=replace(SIGNER, name=hostile, jabatan=hostile, pangkat=hostile, nip=hostile),
    ))  # fmt: skip
    assert drawn.pages >= 6
    assert drawn.signature_box.page == drawn.pages - 1


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_letters_and_daily_reports_draw_any_text(hostile):
    facts = letters.letter()
    case = LetterCase(hostile, hostile, facts.cases[0].received, facts.cases[0].forwarded, hostile)
    drawn = draw_letter(replace(
        facts, number=hostile, hal=hostile, sifat=hostile, recipients=(hostile,) * 3, opening=hostile,
        closing=hostile, tembusan=(hostile,) * 2, cases=(case,), signer=replace(SIGNER, name=hostile),
        meeting=replace(facts.meeting, place=hostile, agenda=hostile),
    ))  # fmt: skip
    assert drawn.signature_box is not None
    daily = samples.daily()
    waiting = tuple(replace(row, opd=hostile) for row in daily.waiting)
    assert draw_daily(replace(daily, kendala=hostile, saran=hostile, waiting=waiting)).pages >= 1


def test_markup_is_printed_not_obeyed():
    told = text(draw_monthly(replace(samples.monthly(), kendala="<b>tidak ditutup & <font size=99>")))
    assert "<b>tidak ditutup & <font size=99>" in told


def test_a_missing_glyph_is_seen_as_a_box():
    assert "□ banjir □□" in text(draw_monthly(replace(samples.monthly(), kendala="😀 banjir 水災")))


def test_marks_that_reverse_the_reading_are_dropped():
    assert texts.clean("a\u202eb\x00c", texts.register("Arial")) == "abc"


def test_a_cut_text_ends_visibly_and_fits():
    font = texts.register("Arial")
    cut = texts.fit("Jalan berlubang di depan sekolah", font, 8, 60)
    assert cut.endswith("…")
    assert texts.width(cut, font, 8) <= 60


def test_ten_thousand_letters_without_a_space_take_no_time():
    began = time.perf_counter()
    draw_monthly(replace(samples.monthly(), kendala="x" * 10_000))
    assert time.perf_counter() - began < 3
