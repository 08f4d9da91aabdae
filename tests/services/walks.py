"""Walks through an SOP: at each moment somebody does something that the SOP allows, or time passes."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sapa.sop.parts import TIMER, Action
from sapa.sop.play import play
from sapa.sop.played import Played, Row
from sapa.sop.scenario import Planned, Scenario

#: Minutes until the next move: mostly short, some long enough for a timer, a weekend or a silent citizen.
GAPS = (1, 2, 3, 4, 5, 5, 5, 9, 10, 10, 10, 30, 60, 60, 60 * 7, 60 * 24, 60 * 24 * 11)
DAY = timedelta(days=1)
Done = Counter[tuple[str, str]]


Moves = set[tuple[str, str]]


def tour(scenario: Scenario, wanted: Moves, *, moves: int, most: int) -> tuple[list[Scenario], Moves]:
    """Walks until each wanted move (step, action) was made in one: the few that do whatever any of them does.

    Second: what no walk of the *most* did.
    """
    rng, done, pool = random.Random(0), Counter(), []
    while len(pool) < most and wanted - done.keys():
        start = scenario.start + rng.randrange(12) * 3 * DAY
        walk = _walk(replace(scenario, start=start), moves, rng, done.copy())
        pool.append((walk, done_in(play(walk))))
        done.update(pool[-1][1])
    return _cover(pool), wanted - done.keys()


def _cover(pool: list[tuple[Scenario, Done]]) -> list[Scenario]:
    found, seen = [], set()
    while True:
        walk, made = max(pool, key=lambda each: len(each[1].keys() - seen))
        if not made.keys() - seen:
            return found
        found.append(walk)
        seen |= made.keys()


def done_in(played: Played) -> Done:
    """What was done: by people as the scenario has it, by timers as the rows tell."""
    refused = {(each.planned.at, each.planned.step, each.planned.action) for each in played.refused}
    moves = ((m.step, m.action) for m in played.scenario.moves if (m.at, m.step, m.action) not in refused)
    timers = ((row.step.id, row.action or "") for row in played.rows if row.by == TIMER)
    return Counter([*moves, *timers])


def _walk(scenario: Scenario, length: int, rng: random.Random, done: Done) -> Scenario:
    for _ in range(length):
        at = _next(scenario, rng)
        planned = _chosen(scenario, play(replace(scenario, until=at - timedelta.resolution)), at, rng, done)
        if planned is None:
            break
        scenario = replace(scenario, moves=(*scenario.moves, planned))
        done[planned.step, planned.action] += 1
    last = scenario.moves[-1].at if scenario.moves else scenario.start
    return replace(scenario, until=last + rng.choice((DAY, 12 * DAY, 30 * DAY)))


def _next(scenario: Scenario, rng: random.Random) -> datetime:
    """Some time after the last move, or a little after the next timer, where nobody is to be in time."""
    last = scenario.moves[-1].at if scenario.moves else scenario.start
    gap = timedelta(minutes=rng.choice(GAPS))
    played = play(replace(scenario, until=last))
    if any(pause.end is None for pause in played.runs[-1].pauses) and rng.random() < 0.3:
        return last + 11 * DAY
    rows = played.rows
    timers = [row.climbs for row in rows if row.left is None and row.climbs is not None]
    return min(timers) + min(gap, DAY / 24) if timers and rng.random() < 0.35 else last + gap


def _chosen(
    scenario: Scenario, played: Played, at: datetime, rng: random.Random, done: Done
) -> Planned | None:
    choices = [(row, action) for row in played.rows for action in _possible(row, played, rng)]
    if not choices:
        return None
    weights = [_wish(row, action, done) for row, action in choices]
    row, action = rng.choices(choices, weights)[0]
    planned = Planned(at, row.step.id, action.slug, unit=row.visit.unit)
    if "promise_date" in action.needs:
        day = (at + rng.choice((DAY, 8 * DAY))).astimezone(ZoneInfo(scenario.tz))
        planned = planned._replace(promised=day.replace(hour=23, minute=59, second=0, microsecond=0))
    if action.per_unit:
        planned = planned._replace(units=_units(scenario, played, action, rng))
    return planned


def _wish(row: Row, action: Action, done: Done) -> float:
    """What was never done is wanted most, the end of the case least, and agencies are to be asked."""
    new = 1 / (1 + done[row.step.id, action.slug]) ** 2
    if action.ends and action.begins is None:
        return 0.03 * new
    return max(new, 1 if action.per_unit else 0.3)


def _possible(row: Row, played: Played, rng: random.Random) -> list[Action]:
    """Moves of people, one in twelve of them out of order; an answer goes back only to who has given one."""
    if row.left is not None:
        return []
    found = [each for each in row.step.actions.values() if each.by != (TIMER,)]
    back = _answered(played)
    found = [each for each in found if not each.sends_back or back]
    return found if rng.random() < 1 / 12 else [each for each in found if _in_order(each, row, played)]


def _in_order(action: Action, row: Row, played: Played) -> bool:
    pauses, seen = played.runs[-1].pauses, row.visit.done
    paused = bool(pauses) and pauses[-1].end is None
    if paused and not (action.resume or action.while_paused):
        return False
    if (action.resume and not paused) or (action.not_after in seen):
        return False
    return action.after is None or action.after in seen


def _answered(played: Played) -> list[int]:
    busy = {row.visit.unit for row in played.rows if row.left is None}
    said = [row.visit.unit for row in played.rows if row.left is not None and _gave_answer(row)]
    return sorted({unit for unit in said if unit is not None} - busy)


def _gave_answer(row: Row) -> bool:
    action = row.step.actions.get(row.action or "")
    return action is not None and action.says in ("final", "meeting")


def _units(scenario: Scenario, played: Played, action: Action, rng: random.Random) -> tuple[int, ...]:
    """Agencies that have no open visit: to forward to; or one whose answer may lie here. Now and then whoever
    comes to mind, several at once or none."""
    if rng.random() < 1 / 8:
        return tuple(rng.sample(sorted(scenario.units), rng.randint(0, 2)))
    if action.sends_back:
        return (rng.choice(_answered(played)),)
    free = sorted(set(scenario.units) - {row.visit.unit for row in played.rows if row.left is None})
    return tuple(rng.sample(free, rng.randint(1, min(len(free), 3)))) if free else ()
