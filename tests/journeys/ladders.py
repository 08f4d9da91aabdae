"""Cases that agencies stay silent about, brought up the ladder through the services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sapa.services import sweep
from tests.journeys.house import House
from tests.journeys.navigators.koordinator import CALL
from tests.support.seeds import City

#: What the people on the way do at a rung, where a journey starts above it.
ACTS = {
    "T04": ("escalate", "operator", {}), "T05": ("contacted", "koordinator", CALL),
    "T06": ("resend", "koordinator", {}), "T07": ("contacted", "utama", CALL),
}  # fmt: skip
MINUTE = timedelta(minutes=1)


@dataclass
class Ladder:
    """One complaint passed on to an agency that says nothing."""

    house: House
    number: str

    @classmethod
    def begun(cls, house: House, title: str, agency: str = "dishub") -> Ladder:
        """Forwarded a moment ago."""
        now = house.now()

        def work(city: City) -> str:
            number = city.tweet(f"@pemkotdepok {title}", now - 5 * MINUTE)
            city.sort(number, now - 2 * MINUTE, title)
            city.forward(number, now - MINUTE, agency)
            return number

        return cls(house, house.do(work))

    def at(self, step: str) -> bool:
        return (step,) in self.house.rows(
            "SELECT step FROM task JOIN cases ON cases.id = case_id JOIN ticket ON ticket.id = ticket_id "
            "WHERE number = %s AND task.closed_at IS NULL",
            self.number,
        )

    def silence_to(self, step: str) -> Ladder:
        """Nobody does anything until that rung opens."""
        while not self.at(step):
            moment = self.house.do(lambda city: sweep.next_due(self.house.now()))
            assert moment is not None, f"{self.number} never reaches {step}"
            self.house.silence_until(moment)
        return self

    def climbs_to(self, step: str) -> Ladder:
        """The house acts on every rung below, the agency stays silent."""
        for rung, (action, who, fields) in ACTS.items():
            if rung >= step:
                break
            self.silence_to(rung)
            now = self.house.now()
            self.house.do(lambda city: city.do(self.number, action, now, who, **fields))  # noqa: B023 - called at once
        return self.silence_to(step)

    def letter(self) -> int:
        """The surat undangan on which this case stands."""
        query = (
            "SELECT letter_id FROM letter_case JOIN cases ON cases.id = case_id "
            "JOIN ticket ON ticket.id = ticket_id WHERE number = %s ORDER BY letter_id DESC"
        )
        return int(self.house.rows(query, self.number)[0][0])
