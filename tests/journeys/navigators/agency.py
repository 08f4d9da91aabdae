"""PPID Pembantu: an agency's own account, which sees its own cases only."""

from __future__ import annotations

from tests.journeys.navigators.person import Person


class Agency(Person):
    """Dinas Perhubungan, unless another login is given."""

    login = "dishub"

    def answers(self, number: str, answer: str) -> None:
        """The final answer."""
        self.opens_the_case(number)
        self.moves("answer_final", answer=answer)

    def promises(self, number: str, day: str, answer: str = "") -> None:
        self.opens_the_case(number)
        self.moves("answer_promise", promise_date=day, answer=answer)

    def says_it_is_not_theirs(self, number: str, reason: str) -> None:
        self.opens_the_case(number)
        self.moves("not_ours", reason=reason)
