"""From a copy to the sheet in force, while cases run."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import pytest
from sqlalchemy import select

from sapa.models import AdminEvent, SopVersion
from sapa.services import sops
from sapa.services.actors import Actor
from sapa.services.errors import Conflict, Invalid, NotAllowed, NotFound
from sapa.services.publishing import bodies, casefacts, drafts, edits, lanes, lifecycle, overview, rowedits
from sapa.sop.loader import shipped
from tests.clock.moments import at
from tests.support.world import World

NOW = at("Mon 2026-08-03 08:00")
PAPER = {
    "nomor": "065/12-Diskominfo/2026",
    "approved_on": date(2026, 8, 3),
    "effective_from": date(2026, 8, 5),
}


@pytest.fixture
def admin(world: World) -> Actor:
    return world.people["operator"]


def shipped_id(session, code: str = "depok-twitter") -> int:
    return session.scalars(
        select(SopVersion.id).where(SopVersion.code == code, SopVersion.version == 1)
    ).one()


def changed_copy(session, admin, **typed: str) -> SopVersion:
    pk = drafts.copy(shipped_id(session), admin, NOW)
    row = drafts.draft(pk)
    body = edits.matrix(row.body, {name.replace("__", "."): [value] for name, value in typed.items()})
    drafts.save(pk, row.revision, body, admin, NOW)
    return drafts.draft(pk)


def log(session) -> list[tuple[str, dict]]:
    rows = session.scalars(select(AdminEvent).where(AdminEvent.kind.like("sop%")).order_by(AdminEvent.id))
    return [(row.kind, row.data) for row in rows]


def test_running_cases_keep_their_version_and_new_ones_take_the_new(world, session, admin) -> None:
    old = world.tweet("Mon 2026-08-03 08:50")
    draft = changed_copy(session, admin, T02__time="90 menit")
    lifecycle.approve(draft.id, draft.revision, PAPER, admin, NOW)
    between = world.tweet("Tue 2026-08-04 09:00")
    new = world.tweet("Wed 2026-08-05 09:00")
    versions = [story.case.sop_version_id for story in (old, between, new)]
    assert versions == [shipped_id(session), shipped_id(session), draft.id]
    minutes = (new.task("T02").due_at - new.task("T02").opened_at).seconds / 60
    assert minutes == 90
    assert (old.task("T02").due_at - old.task("T02").opened_at).seconds / 60 < 90
    old.sent_to("dishub", when="Wed 2026-08-05 10:00")
    assert old.places() == ["A dishub"]
    assert {task.step for task in new.tasks()} == {"T02"}


def test_a_row_that_an_administrator_put_in_is_worked_by_its_own_lane(world, session, admin) -> None:
    pk = drafts.copy(shipped_id(session), admin, NOW)
    typed = {
        "lane.new.label": ["Sekretariat"],
        "lane.new.role": ["pelaksana_harian"],
        "lane.new.printed": ["1"],
    }
    body, fresh = edits.add_row(lanes.add(drafts.draft(pk).body, typed), "T08")
    body = rowedits.row(body, fresh, {"row.lane": ["sekretariat"], "row.time": ["30 menit"], "row.no": ["9"]})
    drafts.save(pk, 1, body, admin, NOW)
    old = world.tweet("Tue 2026-08-04 09:00").sent_to("dishub", when="Tue 2026-08-04 09:10")
    lifecycle.approve(pk, 2, PAPER, admin, NOW)
    new = world.tweet("Wed 2026-08-05 09:00").sent_to("dishub", when="Wed 2026-08-05 09:10")
    for day in range(10, 29):
        world.sweep(f"{date(2026, 8, day):%a} 2026-08-{day} 15:30")
    assert (old.places(), new.places()) == (["T09 dishub"], [f"{fresh} dishub"])
    with pytest.raises(NotAllowed):
        new.do(fresh, "continue", when="Mon 2026-08-31 09:00", who="koordinator")
    new.do(fresh, "continue", when="Mon 2026-08-31 09:00", who="pelaksana_harian")
    assert new.places() == ["T09 dishub"]


def test_the_states_follow_the_days(session, admin, world) -> None:
    draft = changed_copy(session, admin)
    first = shipped_id(session)

    def states(day: str) -> list[str]:
        found = overview.lines(date.fromisoformat(day))["depok-twitter"]
        return [line.state for line in found]

    assert states("2026-08-03") == ["draf", "efektif"]
    lifecycle.approve(draft.id, draft.revision, PAPER, admin, NOW)
    assert states("2026-08-04") == ["disahkan", "efektif"]
    assert states("2026-08-05") == ["efektif", "dicabut"]
    lines = overview.lines(date(2026, 8, 4))["depok-twitter"]
    assert (lines[1].id, lines[1].until, lines[0].nomor) == (first, date(2026, 8, 5), PAPER["nomor"])
    lifecycle.withdraw(draft.id, None, admin, at("Tue 2026-08-04 10:00"))
    assert states("2026-08-05") == ["dicabut", "efektif"]
    assert sops.current("depok-twitter", date(2026, 8, 6)).id == first


def test_the_paper_bears_number_and_day_and_the_digest_is_that_of_the_body(session, admin) -> None:
    draft = changed_copy(session, admin)
    lifecycle.approve(draft.id, draft.revision, PAPER, admin, NOW)
    row = session.get(SopVersion, draft.id)
    sop = sops.definition(row.id)
    assert (sop.identity.nomor, sop.identity.tanggal_efektif) == (PAPER["nomor"], "5 Agustus 2026")
    assert row.digest == sop.digest == bodies.digest(row.body)
    assert [kind for kind, _ in log(session)] == ["sop_copied", "sop_approved"]
    assert log(session)[-1][1]["effective_from"] == "2026-08-05"


def test_a_draft_with_faults_is_saved_but_not_approved(session, admin) -> None:
    draft = changed_copy(session, admin, T02__time="sebentar")
    assert bodies.step(draft.body, "T02")["time"] == "sebentar"
    with pytest.raises(Conflict, match="sop_has_faults"):
        lifecycle.approve(draft.id, draft.revision, PAPER, admin, NOW)
    assert drafts.find(draft.id).state == "draf"


def test_whoever_saves_second_is_told_of_the_first(session, admin, world) -> None:
    draft = changed_copy(session, admin)
    mine = edits.matrix(draft.body, {"T02.note": ["punya saya"]})
    theirs = edits.matrix(draft.body, {"T03.note": ["punya dia"]})
    opened = draft.revision
    drafts.save(draft.id, opened, theirs, world.people["koordinator"], NOW)
    with pytest.raises(Conflict, match="sop_changed_elsewhere") as refused:
        drafts.save(draft.id, opened, mine, admin, NOW)
    assert refused.value.params["name"] == world.people["koordinator"].name
    assert "punya saya" not in str(drafts.draft(draft.id).body)
    with pytest.raises(Conflict, match="sop_changed_since_read"):
        lifecycle.approve(draft.id, opened, PAPER, admin, NOW)


def test_saving_nothing_new_is_no_change(session, admin) -> None:
    draft = changed_copy(session, admin)
    assert drafts.save(draft.id, draft.revision, draft.body, admin, NOW) == draft.revision
    assert [kind for kind, _ in log(session)] == ["sop_copied"]


@pytest.mark.parametrize(
    ("typed", "field", "code"),
    [
        ({"nomor": ""}, "nomor", "required"),
        ({"approved_on": None}, "approved_on", "required"),
        ({"approved_on": date(2026, 8, 4)}, "approved_on", "approved_later"),
        ({"effective_from": date(2026, 8, 2)}, "effective_from", "in_the_past"),
    ],
)
def test_numbers_and_dates_that_cannot_be_are_named(session, admin, typed, field, code) -> None:
    draft = changed_copy(session, admin)
    with pytest.raises(Invalid) as refused:
        lifecycle.approve(draft.id, draft.revision, PAPER | typed, admin, NOW)
    assert refused.value.fields[field].code == code


def test_what_was_approved_is_neither_saved_nor_deleted_nor_approved_again(session, admin) -> None:
    draft = changed_copy(session, admin)
    lifecycle.approve(draft.id, draft.revision, PAPER, admin, NOW)
    for again in (
        lambda: drafts.save(draft.id, draft.revision, {}, admin, NOW),
        lambda: drafts.delete(draft.id, admin, NOW),
        lambda: lifecycle.approve(draft.id, draft.revision, PAPER, admin, NOW),
    ):
        with pytest.raises(Conflict, match="sop_not_draft"):
            again()


def test_a_draft_can_go_without_a_trace_but_the_log(session, admin) -> None:
    draft = changed_copy(session, admin)
    pk = draft.id
    copied = drafts.copy(pk, admin, NOW)
    drafts.delete(pk, admin, NOW)
    with pytest.raises(NotFound):
        drafts.find(pk)
    assert drafts.find(copied).version == 3
    assert log(session)[-1][0] == "sop_removed"


def test_the_version_in_force_cannot_be_withdrawn_while_messages_come_in(session, admin) -> None:
    with pytest.raises(Conflict, match="sop_needed"):
        lifecycle.withdraw(shipped_id(session), date(2026, 9, 1), admin, NOW)


def test_one_that_nobody_needs_ends_tomorrow_at_the_earliest(world, session, admin) -> None:
    world.set("routes", {}, "2026-01-01")
    pk = shipped_id(session, "bogor")
    with pytest.raises(Invalid):
        lifecycle.withdraw(pk, date(2026, 8, 3), admin, NOW)
    lifecycle.withdraw(pk, date(2026, 8, 4), admin, NOW)
    assert sops.current("bogor", date(2026, 8, 3)).id == pk
    with pytest.raises(NotFound):
        sops.current("bogor", date(2026, 8, 4))
    with pytest.raises(Conflict, match="sop_not_approved"):
        lifecycle.withdraw(pk, date(2026, 8, 4), admin, NOW)


def test_a_file_becomes_a_draft_with_the_next_number(session, admin) -> None:
    raw = files("sapa.sop").joinpath("data", "bogor-v1.yaml").read_bytes()
    pk, found = drafts.take_in(raw, admin, NOW)
    assert (drafts.draft(pk).version, found.faults) == (2, ())
    assert (
        drafts.draft(pk).body["steps"] == next(s for s in shipped() if s.code == "bogor").to_json()["steps"]
    )


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"a: &x [1]\nb: *x", "anchor"),
        (b"!!python/object/apply:os.system ['id']", "tag"),
        (b"\xff\xfe\x00", "wrong_encoding"),
        (b"x" * 1_000_001, "too_large"),
        (b"a: [", "not_yaml"),
    ],
)
def test_a_hostile_file_changes_nothing_and_is_refused_in_one_sentence(session, admin, raw, code) -> None:
    pk, found = drafts.take_in(raw, admin, NOW)
    assert (pk, [fault.code for fault in found.faults]) == (None, [code])


def test_real_cases_of_a_month_are_judged_anew(world, session, admin) -> None:
    for day in ("Mon 2026-08-03 09:00", "Tue 2026-08-04 09:00"):
        world.tweet(day).complaint(day.replace("09:00", "09:04"))
    world.tweet("Wed 2026-09-02 09:00")
    draft = changed_copy(session, admin, T02__time="2 menit")
    sop = bodies.judged(draft.body, ("office", "call_center")).definition
    found = casefacts.try_on_month(sop, date(2026, 8, 1), at("Tue 2026-08-04 09:05"))
    assert (found.cases, found.late_draft) == (2, 2)
    judging = found.steps["T02"]
    assert (judging.visits, judging.late_now, judging.late_draft) == (2, 0, 2)
    assert casefacts.try_on_month(sop, date(2026, 7, 1), NOW).cases == 0


def test_a_process_that_messages_or_reports_need_cannot_be_missing(session, admin) -> None:
    draft = changed_copy(session, admin)
    body = dict(draft.body)
    body["processes"] = [each for each in body["processes"] if each["name"] != "shift"]
    body["steps"] = [each for each in body["steps"] if each["process"] != "shift"]
    revision = drafts.save(draft.id, draft.revision, body, admin, NOW)
    with pytest.raises(Conflict, match="sop_process_missing") as refused:
        lifecycle.approve(draft.id, revision, PAPER, admin, NOW)
    assert refused.value.params["names"] == "shift"
