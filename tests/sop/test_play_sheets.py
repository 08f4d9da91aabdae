"""Scenarios of the other sheets: two calendars, identity, extension, joins, a confidential case, a duty."""

from collections.abc import Iterable

import pytest

from .test_play import _short, played, seen


def test_two_calendars_run_in_one_case() -> None:
    """Bogor's desk may be open when the office of the agency is closed, and each step keeps its own hours."""
    hours = '{weekdays: [1, 2, 3, 4, 5, 6, 7], opens: "08:00", closes: "22:00"}'
    result = played(
        "bogor", "2026-08-15 09:00", "2026-08-15 09:10 | B02 | receive",
        "2026-08-15 09:20 | B03 | complaint | units: [PUPR]",
        head=f"calendars: {{call_center: {{hours: [{hours}]}}}}",
    )  # fmt: skip
    assert seen(result, "step", "due") == [
        ("B01", "08-15 09:10"), ("B02", "08-15 09:30"), ("B03", "08-15 10:10"), ("B04", "08-18 08:00"),
    ]  # fmt: skip


def test_a_second_verification_goes_on_with_the_clock_of_the_first() -> None:
    result = played(
        "bogor", "2026-08-10 08:00", "2026-08-10 08:10 | B02 | receive",
        "2026-08-10 08:30 | B03 | return_to_citizen", "2026-08-12 09:00 | B-M | citizen_replied",
        "2026-08-12 09:45 | B03 | complaint | units: [PUPR]",
    )  # fmt: skip
    rows = seen(result, "step", "visit", "opened", "due", "state")
    assert rows[2] == ("B03", "1", "08-10 08:10", "08-10 09:10", "on_time")
    assert rows[4] == ("B03", "2", "08-12 09:00", "08-12 09:40", "late")


def test_identity_is_asked_for_by_channel() -> None:
    moves = ("2026-08-10 08:10 | B02 | receive", "2026-08-10 08:30 | B03 | complaint | units: [PUPR]")
    lacking = played("bogor", "2026-08-10 08:00", *moves, head="channel: sms\nidentity: [name, phone]")
    paper = played("bogor", "2026-08-10 08:00", *moves, head="channel: surat_kabar\nidentity: []")
    told = played(
        "bogor", "2026-08-10 08:00", moves[0], moves[1] + " | identity: [nik, address]",
        head="channel: sms\nidentity: [name, phone]",
    )  # fmt: skip
    assert [refusal.reason for refusal in lacking.refused] == ["identity"]
    assert not paper.refused
    assert not told.refused


KULON_PROGO = (
    "2026-03-02 09:05 | K01 | accept",
    "2026-03-02 09:10 | K02 | register | klasifikasi: permintaan_informasi",
    "2026-03-02 09:15 | K03 | forward | units: [bidang-data, Dinas Contoh]",
)


def test_ten_days_from_the_register_and_seven_more_once() -> None:
    plain = played("kulon-progo", "2026-03-02 09:00", *KULON_PROGO)
    longer = played(
        "kulon-progo", "2026-03-02 09:00", *KULON_PROGO, "2026-03-13 15:00 | K04 | extend",
        "2026-03-13 15:10 | K04b | extend",
    )  # fmt: skip
    too_late = played("kulon-progo", "2026-03-02 09:00", *KULON_PROGO, "2026-03-17 09:00 | K04 | extend")
    assert [_short(result.as_dict()["cases"][0]["deadline"]) for result in (plain, longer, too_late)] == [
        "03-16 15:00", "04-01 16:00", "03-16 15:00",
    ]  # fmt: skip
    assert [refusal.reason for refusal in longer.refused] == ["extended"]
    assert [refusal.reason for refusal in too_late.refused] == ["too_late"]


def test_a_step_and_its_case_are_late_apart_from_each_other() -> None:
    result = played(
        "kulon-progo", "2026-08-10 08:00", "2026-08-10 08:05 | K01 | accept",
        "2026-08-10 08:30 | K02 | register", "2026-08-10 08:35 | K03 | direct",
        "2026-08-10 08:36 | K05 | decide", "2026-08-10 08:37 | K06 | book",
        "2026-08-10 08:38 | K07 | deliver",
    )  # fmt: skip
    assert [row.step.id for row in result.rows if row.state == "late"] == ["K02"]
    assert not result.late(result.runs[0])


def test_the_decision_opens_when_the_last_input_is_there() -> None:
    result = played(
        "kulon-progo", "2026-03-02 09:00", *KULON_PROGO, "2026-03-03 09:00 | K04 | answer_final",
        "2026-03-05 10:00 | K04b | answer_final",
    )  # fmt: skip
    assert seen(result, "step", "lane", "unit", "opened")[3:] == [
        ("K04", "bidang_data", "bidang-data", "03-02 09:15"),
        ("K04b", "skpd", "Dinas Contoh", "03-02 09:15"),
        ("K05", "ppid", "-", "03-05 10:00"),
    ]


def test_a_suspected_breach_goes_on_as_a_confidential_case() -> None:
    result = played(
        "sms-wa", "2026-08-10 08:00", "2026-08-10 08:05 | S02 | ethics", "2026-08-10 09:00 | S-E1 | examine",
        "2026-08-12 09:00 | S-E2 | conclude",
    )  # fmt: skip
    cases = result.as_dict()["cases"]
    assert [(c["process"], c["confidential"], c["outcome"]) for c in cases] == [
        ("handling", False, "confidential"), ("kode_etik", True, "answered"),
    ]  # fmt: skip
    assert seen(result, "case", "step") == [("1", "S01"), ("1", "S02"), ("2", "S-E1"), ("2", "S-E2")]


def test_the_borrowed_ladder_is_a_switch_of_the_scenario_too() -> None:
    moves = (
        "2026-08-10 08:02 | P02 | pick_up", "2026-08-10 08:05 | P03 | complaint",
        "2026-08-10 08:06 | P04 | cannot_answer", "2026-08-10 08:08 | P06 | not_found",
        "2026-08-10 08:10 | P07 | forward | units: [PUPR]",
    )  # fmt: skip
    without = played("depok-telepon", "2026-08-10 08:00", *moves)
    with_ladder = played("depok-telepon", "2026-08-10 08:00", *moves, head="options: {silence_ladder: true}")
    assert seen(without, "step", "state")[-1] == ("P08", "late")
    assert seen(with_ladder, "step")[-1] == ("P-L6",)


@pytest.mark.parametrize(
    ("moves", "left"),
    [((), ("K-M", "missed", "timer")), (("2026-08-10 07:50 | K-M | opened",), ("K-M", "opened", "skpd"))],
)
def test_a_daily_duty_is_done_or_missed(moves: Iterable[str], left: tuple[str, ...]) -> None:
    head = "process: mailbox\nunit: Dinas Contoh"
    result = played("kulon-progo", "2026-08-10 07:30", *moves, head=head)
    assert seen(result, "step", "action", "by") == [left]
