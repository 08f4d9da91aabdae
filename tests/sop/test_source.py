"""The shipped definition against its seed, word by word."""

from collections.abc import Iterator
from itertools import zip_longest

from sapa.sop.definition import Definition

from .depok import DEPOK, SEED

# In the seed the page breaks after step 8, and the headings are printed again.
FIRST_ROW_OF_PAGE_TWO = "T09"


def cells_of_seed() -> list[list[str]]:
    lines = SEED.read_text(encoding="utf-8").splitlines()
    rows = ([cell.strip() for cell in line.split("\t")] for line in lines)
    return [row for row in rows if any(row)]


def headings(sop: Definition) -> Iterator[list[str]]:
    columns = sop.columns
    yield [columns.no, columns.activity, columns.lanes, columns.standard, columns.note]
    yield [*(lane.label for lane in sop.lanes), columns.requires, columns.time, columns.output]


def printed(sop: Definition) -> Iterator[list[str]]:
    yield from headings(sop)
    for step in sop.steps.values():
        if step.id == FIRST_ROW_OF_PAGE_TWO:
            yield from headings(sop)
        if step.no is not None:
            lanes = [""] * len(sop.lanes)
            yield [step.no, step.activity, *lanes, step.requires, step.time_raw, step.output, step.note]


def first_difference(seed: list[list[str]], sheet: list[list[str]]) -> str:
    words = zip_longest(
        (word for row in seed for cell in row for word in cell.split()),
        (word for row in sheet for cell in row for word in cell.split()),
    )
    for number, (theirs, ours) in enumerate(words, start=1):
        if theirs != ours:
            return f"word {number}: the seed says {theirs!r}, the definition says {ours!r}"
    return ""


def test_every_word_of_the_seed_stands_in_the_definition() -> None:
    assert first_difference(cells_of_seed(), list(printed(DEPOK))) == ""


def test_the_first_word_that_differs_is_named() -> None:
    said = first_difference([["1", "membuka akun"]], [["1", "membuka akum"]])
    assert said == "word 3: the seed says 'akun', the definition says 'akum'"


def test_every_row_has_its_cells_where_the_seed_has_them() -> None:
    rows = [row for row in cells_of_seed() if row[0].isdigit()]
    sheet = [row for row in printed(DEPOK) if row[0].isdigit()]
    assert len(rows) == 14
    assert [row[:13] for row in rows] == [row[:13] for row in sheet]


def test_the_ids_are_those_of_the_domain() -> None:
    printed_ids = [step.id for step in DEPOK.steps.values() if step.no is not None]
    assert printed_ids == [f"T{n:02}" for n in range(1, 10)] + ["T10a", "T10b", "T11", "T12", "T13"]


def test_what_the_seed_does_not_have_is_marked_as_a_whole() -> None:
    added = [step for step in DEPOK.steps.values() if step.no is None]
    assert [step.id for step in added] == ["A", "B", "T-X0", "T-X1"]
    assert all(step.assumes("activity") for step in added)


def test_every_wait_limit_is_assumed_and_no_printed_cell_is() -> None:
    assert all(wait.assumes("raw") for wait in DEPOK.waits.values())
    for step in DEPOK.steps.values():
        assert step.wait is None or step.assumes("wait")
        if step.no is not None:
            cells = ("no", "activity", "requires", "output", "note", "time_raw", "lane")
            assert not any(step.assumes(cell) for cell in cells)


def test_every_timer_move_is_assumed() -> None:
    actions = [action for step in DEPOK.steps.values() for action in step.actions.values()]
    assert all(action.assumes("by") for action in actions if "timer" in action.by)


def test_the_identity_page_is_blank() -> None:
    assert not any(vars(DEPOK.identity).values())


def test_the_wait_limits_are_the_published_ones() -> None:
    assert [DEPOK.waits[name].raw for name in "ABC"] == ["3 x 24 jam", "1 hari kerja", "1 hari kerja"]
    assert [DEPOK.steps[step].wait_limit for step in ("A", "T05", "B", "T07", "T08")] == list("ABBCC")


def test_a_blank_time_is_no_limit() -> None:
    assert DEPOK.steps["T13"].time is None
    assert DEPOK.steps["T13"].time_raw == ""
