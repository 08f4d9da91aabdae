"""Facts as JSON, their digest, and the contradictions they refuse."""

import json
from dataclasses import replace
from datetime import datetime

import pytest

from sapa.reports.facts import Cohort, DailyFacts, FactsError, LetterFacts, MonthlyFacts
from sapa.reports.paper import Paper
from tests.reports import letters, samples
from tests.reports.city import PENDING


@pytest.mark.parametrize(
    ("kind", "facts"),
    [(MonthlyFacts, samples.monthly()), (MonthlyFacts, samples.empty()), (DailyFacts, samples.daily()),
     (LetterFacts, letters.letter()), (Paper, Paper())],
)  # fmt: skip
def test_facts_survive_the_database(kind, facts):
    assert kind.from_json(json.loads(json.dumps(facts.to_json()))) == facts


def test_a_paraf_does_not_change_what_it_is_bound_to():
    facts = samples.monthly()
    assert replace(facts, paraf=PENDING, signer=None, dated=None).digest == facts.digest


def test_any_changed_figure_or_word_changes_the_digest():
    facts = samples.monthly()
    digests = {facts.digest, replace(facts, saran="lain").digest, replace(facts, version=4).digest}
    assert len(digests) == 3


def test_a_moment_means_the_same_in_every_zone():
    facts = samples.monthly()
    moved = replace(facts, cutoff=datetime.fromisoformat("2026-11-02T10:20:00+07:00"))
    assert moved.digest == facts.digest


def test_a_number_given_at_signing_keeps_the_paraf_of_a_letter():
    facts = letters.letter()
    assert replace(facts, number=None, dated=None).digest == facts.digest


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(FactsError, match="no time zone"):
        replace(samples.monthly(), cutoff=datetime(2026, 11, 2)).to_json()  # noqa: DTZ001


def test_a_cohort_must_add_up():
    with pytest.raises(FactsError, match="received"):
        Cohort(10, 5, 4, 0, 0)


def test_days_must_add_up_to_the_month():
    with pytest.raises(FactsError, match="days"):
        replace(samples.monthly(), days=samples.days(411))


@pytest.mark.parametrize(
    ("change", "where"),
    [({"version": "3"}, "MonthlyFacts.version"), ({"extra": 1}, "extra"), ({"days": {}}, "MonthlyFacts.days"),
     ({"cutoff": 5}, "MonthlyFacts.cutoff"), ({"city": None}, "MonthlyFacts.city")],
)  # fmt: skip
def test_unreadable_json_names_the_field(change, where):
    with pytest.raises(FactsError, match=where):
        MonthlyFacts.from_json({**samples.monthly().to_json(), **change})


def test_a_missing_field_is_named():
    data = samples.monthly().to_json()
    del data["lag"]
    with pytest.raises(FactsError, match="lag"):
        MonthlyFacts.from_json(data)
