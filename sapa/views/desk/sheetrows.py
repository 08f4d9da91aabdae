"""One row of the SOP sheet beside the step that runs by it: verbatim, with what is ours marked as such."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from sapa.services.desk.casepage import CasePage
from sapa.sop.definition import Action, Step
from sapa.sop.parts import EVERYTHING, Question


@dataclass(frozen=True)
class Cell:
    """A column of the row: its heading, its words, and whether the source says them."""

    label: str
    text: str
    is_assumed: bool = False


def cells(page: CasePage, step: Step) -> list[Cell]:
    """The columns of a step in the order of the sheet; blank ones fall away."""
    heads = page.sop.columns
    found = [
        Cell(heads.activity, step.activity, step.assumes("activity")),
        Cell(heads.lanes or _("Pelaksana"), _lanes(page, step), step.assumes("lane")),
        Cell(heads.requires or _("Kelengkapan"), step.requires, step.assumes("requires")),
        Cell(heads.time, step.time_raw, step.assumes("time_raw")),
        Cell(heads.output, step.output, step.assumes("output")),
        Cell(heads.note or _("Keterangan"), step.note, step.assumes("note")),
        *(_asked(step, each) for each in step.decisions),
        *_wait(page, step),
        *_switched_off(page, step),
    ]
    return [cell for cell in found if cell.text]


def is_assumed(action: Action) -> bool:
    """True for a move that the sheet does not know at all."""
    return EVERYTHING in action.assumed


def _lanes(page: CasePage, step: Step) -> str:
    return ", ".join(page.sop.lane(each).label for each in (step.lane, *step.also))


def _asked(step: Step, question: Question) -> Cell:
    yes, no = (_labels(step, slugs) for slugs in (question.yes, question.no))
    text = _("yes: %(move)s", move=yes)
    text = _("%(text)s; no: %(move)s", text=text, move=no) if no else text
    return Cell(question.ask, text, question.assumes("ask"))


def _labels(step: Step, slugs: tuple[str, ...]) -> str:
    return _(" or ").join(step.actions[slug].label for slug in slugs if slug in step.actions)


def _wait(page: CasePage, step: Step) -> list[Cell]:
    if step.wait_limit is None:
        return []
    wait = page.sop.waits[step.wait_limit]
    return [Cell(wait.label or _("Wait limit"), wait.raw, True)]


def _switched_off(page: CasePage, step: Step) -> list[Cell]:
    """Additions of ours that this version has switched off, and that would otherwise go on from here."""
    names = {each.option for each in page.sop.rows[step.id].actions.values() if each.option}
    options = [page.sop.options[name] for name in sorted(names)]
    return [Cell(_("Switched off in this version"), each.label, True) for each in options if not each.on]
