"""Plays months of the demo city through the services, jumping from one due moment to the next."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sapa.channels.twitter import from_paste
from sapa.clock import Basis, Calendar, Duration, add
from sapa.db import db
from sapa.demo import invitations
from sapa.demo.acts import Act, LetterPlan, Story
from sapa.demo.morning import Timed
from sapa.demo.neighbours import answer_neighbours
from sapa.demo.office import Office
from sapa.demo.people import People, fields
from sapa.demo.stage import Playing, case_of, fits, open_tasks
from sapa.models import Task
from sapa.services import intake, moves, sweep
from sapa.services.errors import Conflict

#: What is checked in the last hour waits for the visitor to sign it.
VISITORS_SHARE = timedelta(hours=1)

Progress = Callable[[datetime], None]


@dataclass
class Player:
    """The stage: people, calendar, stories that are running, and tweets still to come."""

    people: People
    calendar: Calendar
    office: Office
    visitor_comes: datetime
    tweets: list[tuple[datetime, int, Story]]
    playing: dict[int, Playing] = field(default_factory=dict)
    opds: dict[int, str] = field(default_factory=dict)

    def play(self, until: datetime, progress: Progress) -> None:
        """Everything that happens up to *until*, in the order of time."""
        while (moment := self._next(until)) is not None:
            self._at(moment)
            progress(moment)

    def _next(self, until: datetime) -> datetime | None:
        """The next moment at which anything happens, or None when nothing does before *until*."""
        moments = [self.tweets[0][0]] if self.tweets else []
        moments += [found[0] for each in self.playing.values() if (found := each.next())]
        due = sweep.next_due(datetime.min.replace(tzinfo=UTC))
        moments += [due] if due is not None else []
        moments += self.office.next_moments()
        found = min(moments, default=None)
        return found if found is not None and found <= until else None

    def _at(self, now: datetime) -> None:
        self.office.at(now)
        changed: set[int] = set()
        while self.tweets and self.tweets[0][0] <= now:
            _, _, story = heapq.heappop(self.tweets)
            changed |= self._receive(story, now)
        for each in list(self.playing.values()):
            found = each.next()
            if found is not None and found[0] <= now:
                changed |= self._act(each, found[1], now)
        # People are quicker than the clock: a move that is due together with a timer is made first.
        swept = sweep.sweep(now)
        if swept.climbed or swept.ended:
            changed |= set(self.playing)
        self._plan(changed)

    def _receive(self, story: Story, now: datetime) -> set[int]:
        inbound = from_paste(story.url, story.handle, story.text, story.said_at)
        received = intake.receive(inbound, now, self.people.actors["operator"])
        case_id = case_of(received.ticket_id)
        self.playing[case_id] = Playing(story, received.ticket_id, case_id, received.number, list(story.acts))
        return {case_id}

    def _act(self, playing: Playing, act: Act, now: datetime) -> set[int]:
        tasks = open_tasks([playing.case_id])[playing.case_id]
        task = next((each for each in tasks if fits(act, each, self.opds)), None)
        playing.played(act, task.id if task else 0, now)
        if task is not None:
            self._move(playing, act, task, now)
        return {playing.case_id}

    def _move(self, playing: Playing, act: Act, task: Task, now: datetime) -> None:
        actor = self.people.actor(act)
        if act.given.letter is not None:
            self._invite(act.given.letter, task, now)
            return
        if act.given.meeting is not None:
            invitations.hold(self.people, task, act.given.meeting, self._agreed, now)
            return
        typed = fields(self.people, playing.story, act, playing.number, now)
        try:
            moved = moves.make(task.id, act.action, actor, now, typed)
        except Conflict:
            # A promise was given before, or a duplicate closed the case: real desks meet that too.
            db.session.rollback()
            return
        if moved.outcome is not None and act.given.reply is not None:
            answer_neighbours(playing.number, actor, now)

    def _invite(self, plan: LetterPlan, task: Task, now: datetime) -> None:
        invitations.check(self.people, task, plan, now)
        if now < self.visitor_comes - VISITORS_SHARE:
            invitations.send(self.people, task, self.office.passphrases["ppid_utama"], now)

    def _agreed(self, case_id: int) -> str | None:
        """The answer that a case's own story wants from its meeting."""
        playing = self.playing.get(case_id)
        meetings = [act.given.meeting for act in playing.left if act.given.meeting] if playing else []
        return meetings[0].answer if meetings else None

    def _plan(self, case_ids: set[int]) -> None:
        known = [case_id for case_id in case_ids if case_id in self.playing]
        for case_id, tasks in open_tasks(known).items():
            if tasks:
                self.playing[case_id].plan(tasks, self.opds, self.calendar)
            else:
                del self.playing[case_id]


def player(stories: tuple[Story, ...], timed: list[Timed], office: Office, visitor_comes: datetime) -> Player:
    """A stage on which *stories* are going to be played, and those that were *timed* already."""
    tie = itertools.count()
    entered = [*((_entered(story, office.calendar), story) for story in stories), *timed]
    tweets = [(at, next(tie), story) for at, story in entered]
    heapq.heapify(tweets)
    people = office.people
    opds = {value: code for code, value in people.opds.items()}
    return Player(people, office.calendar, office, visitor_comes, tweets, opds=opds)


def _entered(story: Story, calendar: Calendar) -> datetime:
    """When the Operator pastes the tweet: so many open minutes after it was said."""
    return add(calendar, story.said_at, Duration("", story.entered_delay, Basis.WORKING))
