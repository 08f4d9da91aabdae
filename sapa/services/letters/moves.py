"""What a letter does to its cases: sending it and holding its meeting make the SOP's moves, all or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from sapa.db import db, transaction
from sapa.models import Attendance, Letter, LetterCase, Task
from sapa.services import cases, moves
from sapa.services.actors import Actor
from sapa.services.errors import Conflict
from sapa.services.letters import drafting as letters
from sapa.services.letters import mail as letter_mail
from sapa.services.letters import meetings
from sapa.services.letters.drafting import Line
from sapa.services.letters.meetings import Attendee
from sapa.services.letters.rights import need_lane, need_state, need_time
from sapa.services.runs import Run
from sapa.services.typed import Typed
from sapa.sop.definition import Action, Step

#: Evidence of the SOP's vocabulary by which the moves of a letter are found; slugs are the city's own.
LETTER, MEETING, REASON = "letter", "meeting", "reason"


def send(letter_id: int, actor: Actor, now: datetime) -> None:
    """Send the signed letter to the OPD: every case on it makes the SOP's move, and the e-mail goes out, or
    nothing.

    Raises NotAllowed, Conflict (not signed, sent already, meeting past, no open case).
    """
    with transaction():
        letter, rows, runs = _with_cases(letter_id)
        need_lane(letter, rows, actor, "can_send")
        need_state(letter, "signed")
        need_time(letter, now)
        standing = [line for line in rows if line.is_open and not runs[line.case.id].paused]
        if not standing:
            raise Conflict("letter_nothing_open")
        letters.drop((line.row for line in rows if not line.is_open), "answered_before")
        letter.state, letter.sent_at, letter.sent_by = "sent", now, actor.user_id
        db.session.flush()
        for line in standing:
            _go_on(runs[line.case.id], line, actor, now)
        letter_mail.invite(letter, [line.ticket for line in standing], now)


def hold(
    letter_id: int,
    actor: Actor,
    now: datetime,
    attendance: Iterable[Attendee | Mapping[str, Any]],
    minutes: str,
    results: Mapping[int, str | None],
) -> None:
    """T-X0 for the whole letter: who came, the notula, and for each open case the answer agreed on, or None.

    A case with an answer goes to the Operator; one without is invited again. Raises NotAllowed, Conflict,
    Invalid
    (fields attendance, minutes, answer_<case id>).
    """
    with transaction():
        letter, rows, runs = _with_cases(letter_id)
        need_lane(letter, rows, actor, "can_send")
        need_state(letter, "sent")
        tasks = {case_id: _meeting_task(run, letter) for case_id, run in runs.items()}
        waiting = {case_id: task for case_id, task in tasks.items() if task is not None}
        came, notes = _minutes(attendance, minutes, results, waiting)
        letter.state, letter.held_at, letter.minutes = "held", now, notes
        db.session.add_all(
            Attendance(letter_id=letter.id, name=each.name, jabatan=each.jabatan, agency=each.agency)
            for each in came
        )
        _close_answered(rows, runs, waiting)
        db.session.flush()
        for line in rows:
            if (task := waiting.get(line.case.id)) is not None:
                _decide(letter, runs[line.case.id], line, task, results[line.case.id], actor, now)


def _with_cases(letter_id: int) -> tuple[Letter, list[Line], dict[int, Run]]:
    """The letter and all its cases, locked: cases first and in the order of their ids, as everybody does."""
    letters.get(letter_id)
    ids = db.session.scalars(
        select(LetterCase.case_id)
        .where(LetterCase.letter_id == letter_id, LetterCase.included)
        .order_by(LetterCase.case_id)
    ).all()
    runs = {run.case.id: run for run in cases.lock_many(ids)}
    letter = letters.get(letter_id, lock=True)
    rows = sorted(letters.lines(letter_id), key=lambda line: line.case.id)
    return letter, [line for line in rows if line.case.id in runs], runs


def _go_on(run: Run, line: Line, actor: Actor, now: datetime) -> None:
    """The move that sends the letter; the case then stands on it by the task of the meeting."""
    slug = _action(run.sop.steps[line.task.step], LETTER).slug
    opened = moves.perform(run, line.task.id, slug, actor, now, {}).opened
    db.session.flush()  # the new task's row before the one that points at it
    line.row.task_id = opened[0]


def _decide(
    letter: Letter, run: Run, line: Line, task: Task, answer: str | None, actor: Actor, now: datetime
) -> None:
    """The answer that was agreed, or the move that leads back to the step which orders a letter."""
    step = run.sop.steps[task.step]
    if answer is not None:
        moves.perform(run, task.id, _action(step, MEETING).slug, actor, now, {"answer": answer})
        return
    again = next(each for each in step.actions.values() if REASON in each.needs and _drafts(run, each))
    moves.perform(run, task.id, again.slug, actor, now, {"reason": letter.minutes[:1000]})
    line.row.result = "again"


def _drafts(run: Run, action: Action) -> bool:
    """True for an action that leads back to a step which orders a letter."""
    return any(run.sop.steps[step].draft is not None for step in action.steps)


def _action(step: Step, evidence: str) -> Action:
    return next(each for each in step.actions.values() if evidence in each.needs)


def _meeting_task(run: Run, letter: Letter) -> Task | None:
    """The open task of the meeting with this OPD; None where the OPD has answered, or the case is paused."""
    if run.paused:
        return None
    return next(
        (
            task
            for task in run.tasks
            if task.opd_id == letter.opd_id
            and any(MEETING in each.needs for each in run.sop.steps[task.step].actions.values())
        ),
        None,
    )


def _minutes(
    attendance: Iterable[Attendee | Mapping[str, Any]],
    minutes: str,
    results: Mapping[int, str | None],
    waiting: Mapping[int, Task],
) -> tuple[tuple[Attendee, ...], str]:
    came = meetings.attendees(attendance)
    form = Typed({"minutes": minutes})
    text = form.text("minutes", 10_000, shortest=10)
    if not came:
        form.fault("attendance", "required")
    elif any(not (each.name and each.jabatan) for each in came):
        form.fault("attendance", "attendee_incomplete")
    elif any(max(len(each.name), len(each.jabatan), len(each.agency)) > 160 for each in came):
        form.fault("attendance", "too_long", longest=160)
    for case_id in waiting:
        if case_id not in results:
            form.fault(f"answer_{case_id}", "case_undecided")
        elif (answer := results[case_id]) is not None and not 3 <= len(answer.strip()) <= 5000:
            form.fault(f"answer_{case_id}", "too_long" if len(answer) > 5000 else "required", longest=5000)
    form.check()
    return came, text


def _close_answered(rows: list[Line], runs: Mapping[int, Run], waiting: Mapping[int, Task]) -> None:
    """Cases whose agency answered between the letter and the meeting."""
    for line in rows:
        if line.case.id not in waiting and not runs[line.case.id].paused:
            line.row.result = "answered_meanwhile"
