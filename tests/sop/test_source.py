"""The shipped definitions that were tables, each against its seed, word by word."""

import re
from collections.abc import Callable, Iterator
from itertools import zip_longest

import pytest

from sapa.sop.definition import Definition
from sapa.sop.parts import Step

from .depok import ALL, BOGOR, DEPOK, KULON_PROGO, PHONE, SMS, seed

TABLES = (DEPOK, PHONE, BOGOR, SMS)
MARKUP = re.compile(r"<[^>]*>|[|]|-{2,}")
NUMBERED = ("dasar_hukum", "kualifikasi", "keterkaitan", "peralatan")
# In the seed of the Twitter SOP the page breaks after step 8, and the headings are printed again.
FIRST_ROW_OF_PAGE_TWO = "T09"

IDS = {
    "depok-twitter": [*(f"T{n:02}" for n in range(1, 10)), "T10a", "T10b", "T11", "T12", "T13"],
    "depok-telepon": [f"P{n:02}" for n in range(1, 15)],
    "bogor": [f"B{n:02}" for n in range(1, 10)],
    "sms-wa": [f"S{n:02}" for n in range(1, 8)],
    "kulon-progo": ["K01", "K02", "K03", "K04", "K04b", "K05", "K06", "K07"],
}


def words_of_seed(sop: Definition) -> list[str]:
    """The words of the seed without the table's lines and the marks of its scan."""
    return MARKUP.sub(" ", seed(sop)).split()


def section(sop: Definition, name: str) -> Iterator[str]:
    for number, text in enumerate(getattr(sop.identity, name), start=1):
        yield f"{number}. {text}" if name in NUMBERED else text


def front(sop: Definition, *rows: tuple[str, ...]) -> Iterator[str]:
    """The identity page; each row of it prints its captions first and what they head afterwards."""
    yield from sop.identity.letterhead
    for name in ("nomor", "tanggal_pembuatan", "tanggal_revisi", "tanggal_efektif", "pengesahan", "nama"):
        yield from (getattr(sop.labels, name), getattr(sop.identity, name))
    for row in rows:
        yield from (getattr(sop.labels, name) for name in row)
        for name in row:
            yield from section(sop, name)


def no_front(_sop: Definition) -> Iterator[str]:
    yield from ()


def phone_front(sop: Definition) -> Iterator[str]:
    names = ("dasar_hukum", "kualifikasi", "keterkaitan", "peralatan", "peringatan", "pencatatan")
    return front(sop, *((name,) for name in names))


def bogor_front(sop: Definition) -> Iterator[str]:
    rows = (("dasar_hukum", "kualifikasi"), ("keterkaitan", "peralatan"), ("peringatan", "pencatatan"))
    return front(sop, *rows)


def title_alone(sop: Definition) -> Iterator[str]:
    yield sop.identity.nama


FRONTS: dict[str, Callable[[Definition], Iterator[str]]] = {
    "depok-twitter": no_front,
    "depok-telepon": phone_front,
    "bogor": bogor_front,
    "sms-wa": title_alone,
}


def headings(sop: Definition) -> Iterator[str]:
    columns = sop.columns
    yield from (columns.no, columns.activity, columns.lanes, columns.standard, columns.note)
    yield from (lane.label for lane in sop.lanes if lane.printed)
    yield from (columns.requires, columns.time, columns.output)


def cells(step: Step) -> list[str]:
    return [step.no or "", step.activity, step.mark, step.requires, step.time_raw, step.output, step.note]


def printed(sop: Definition) -> Iterator[str]:
    yield from FRONTS[sop.code](sop)
    yield from headings(sop)
    for step in sop.rows.values():
        if step.id == FIRST_ROW_OF_PAGE_TWO:
            yield from headings(sop)
        if step.no is not None:
            yield from cells(step)


def first_difference(theirs: list[str], ours: list[str]) -> str:
    for number, (seed_word, word) in enumerate(zip_longest(theirs, ours), start=1):
        if seed_word != word:
            return f"word {number}: the seed says {seed_word!r}, the definition says {word!r}"
    return ""


@pytest.mark.parametrize("sop", TABLES, ids=lambda sop: sop.code)
def test_every_word_of_the_seed_stands_in_the_definition(sop: Definition) -> None:
    ours = [word for text in printed(sop) for word in text.split()]
    assert first_difference(words_of_seed(sop), ours) == ""


def test_the_first_word_that_differs_is_named() -> None:
    said = first_difference(["1", "membuka", "akun"], ["1", "membuka", "akum"])
    assert said == "word 3: the seed says 'akun', the definition says 'akum'"


def test_a_word_too_many_is_named_too() -> None:
    assert first_difference(["1"], ["1", "2"]) == "word 2: the seed says None, the definition says '2'"


def rows_of_seed(sop: Definition) -> list[list[str]]:
    """The filled cells of each numbered row, as the seed's own separator cuts them."""
    lines = (re.split(r"\t|[|]", line) for line in seed(sop).splitlines())
    rows = ([cell.strip() for cell in line if cell.strip()] for line in lines)
    table = (row for row in rows if row and re.fullmatch(r"[0-9]+\.?", row[0]))
    return [row for row in table if len(row) > 1]


@pytest.mark.parametrize("sop", TABLES, ids=lambda sop: sop.code)
def test_every_row_is_cut_into_the_cells_of_the_seed(sop: Definition) -> None:
    ours = [[cell for cell in cells(step) if cell] for step in sop.rows.values() if step.no is not None]
    assert ours == rows_of_seed(sop)


@pytest.mark.parametrize("sop", [*TABLES, KULON_PROGO], ids=lambda sop: sop.code)
def test_the_ids_are_those_of_the_domain(sop: Definition) -> None:
    assert [step.id for step in sop.rows.values() if step.no is not None] == IDS[sop.code]


@pytest.mark.parametrize("sop", [*TABLES, KULON_PROGO], ids=lambda sop: sop.code)
def test_what_the_seed_does_not_have_is_marked_as_a_whole(sop: Definition) -> None:
    added = [step for step in sop.rows.values() if step.no is None]
    assert all(step.assumes("activity") for step in added)
    hidden = [lane for lane in sop.lanes if not lane.printed]
    assert all(lane.assumes("label") for lane in hidden)
    assert all(option.assumes("on") for option in sop.options.values())


@pytest.mark.parametrize("sop", TABLES, ids=lambda sop: sop.code)
def test_no_printed_cell_is_assumed(sop: Definition) -> None:
    for step in sop.rows.values():
        if step.no is not None:
            named = ("no", "activity", "requires", "output", "note", "time_raw", "mark")
            assert not any(step.assumes(cell) for cell in named)


@pytest.mark.parametrize("sop", ALL, ids=lambda sop: sop.code)
def test_our_own_readings_are_marked(sop: Definition) -> None:
    """No sheet names a wait, a timer, a role, a unit's scope or a pause: each of them is assumed."""
    assert all(wait.assumes("raw") for wait in sop.waits.values())
    assert all(lane.assumes("role") for lane in sop.lanes if lane.role)
    assert all(lane.assumes("scope") for lane in sop.lanes if lane.scope)
    for step in sop.rows.values():
        for name in ("wait", "on_timeout", "join", "pause", "option", "per_unit", "answerable"):
            default = type(step).__dataclass_fields__[name].default
            assert getattr(step, name) == default or step.assumes(name), f"{step.id}.{name}"
        for action in step.actions.values():
            where = f"{step.id}.{action.slug}"
            assert "timer" not in action.by or action.assumes("by"), where
            assert not action.pause or action.assumes("pause"), where
            assert not action.needs or action.assumes("needs"), where


def test_the_actors_that_no_step_names_are_assumed() -> None:
    assert all(step.assumes("lane") for step in (*SMS.rows.values(), *BOGOR.rows.values()))
    assert not any(PHONE.rows[f"P{n:02}"].assumes("lane") for n in range(1, 14))


def test_the_scars_of_the_sources_are_kept() -> None:
    assert "196701241986021000" in PHONE.identity.pengesahan
    assert "tweeter" in DEPOK.steps["T10a"].activity
    assert [DEPOK.steps[step].no for step in ("T10a", "T10b")] == ["10", "10"]
    assert {sop.steps[step].requires for sop, step in ((DEPOK, "T10a"), (PHONE, "P11"))} == {
        "form laporan bulanan"
    }
    assert "kapid" in PHONE.steps["P12"].activity
    assert "Dilindaklanjuti" in BOGOR.steps["B06"].requires
    shifted = [(PHONE.steps[step].time_raw, PHONE.steps[step].output) for step in ("P12", "P13", "P14")]
    assert shifted == [
        ("1 jam", "laporan harian"),
        ("2 jam", "laporan bulanan"),
        ("2 jam", "draft laporan bulanan"),
    ]


def test_the_identity_pages_are_as_full_as_their_sources() -> None:
    assert not any(vars(DEPOK.identity).values())
    filled = [name for name, value in vars(BOGOR.identity).items() if value]
    assert set(vars(BOGOR.identity)) - set(filled) == {"keterkaitan", "pencatatan", "cover"}
    assert (PHONE.identity.nomor, PHONE.identity.tanggal_efektif) == ("", "")


def test_the_wait_limits_are_the_published_ones() -> None:
    assert [DEPOK.waits[name].raw for name in "ABC"] == ["3 x 24 jam", "1 hari kerja", "1 hari kerja"]
    assert [DEPOK.steps[step].wait_limit for step in ("A", "T05", "B", "T07", "T08")] == list("ABBCC")
    assert {name: wait.raw for name, wait in PHONE.waits.items()} == {n: DEPOK.waits[n].raw for n in "ABC"}


def test_a_blank_time_is_no_limit() -> None:
    assert DEPOK.steps["T13"].time is None
    assert DEPOK.steps["T13"].time_raw == ""
