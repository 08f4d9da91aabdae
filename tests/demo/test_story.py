"""A planned month: the same for the same seed, complete in words, and spread as a call centre knows it."""

from collections import Counter
from datetime import UTC, date
from pathlib import Path

import pytest

from sapa.clock import Basis
from sapa.demo.story import WEIGHTS, WIB, Kind, daily_words, monthly_words, plan_month
from sapa.demo.texts import city
from sapa.sop.loader import load

SOP = Path(__file__).parents[2] / "sapa/sop/data/depok-twitter-v1.yaml"


@pytest.fixture(scope="module")
def stories():
    return plan_month(1, 2026, 9)


def acts(stories, action):
    return [act for story in stories for act in story.acts if act.action == action]


def test_the_same_seed_plans_the_same_month():
    assert plan_month(1, 2026, 9) == plan_month(1, 2026, 9)
    assert plan_month(1, 2026, 9) != plan_month(2, 2026, 9)


def test_kinds_are_spread_as_weighed(stories):
    counts, total = Counter(story.kind for story in stories), sum(WEIGHTS.values())
    assert len(stories) == 150
    for kind, weight in WEIGHTS.items():
        assert abs(counts[kind] - 150 * weight / total) <= 1


@pytest.mark.parametrize("n", [0, 1, 12, 400])
def test_a_month_of_any_size_can_be_planned(n):
    assert len(plan_month("x", 2026, 2, n)) == n


def test_tweets_fall_into_the_month_at_all_times_of_day(stories):
    local = [story.said_at.astimezone(WIB) for story in stories]
    assert all(story.said_at.tzinfo is UTC for story in stories)
    assert {(moment.year, moment.month) for moment in local} == {(2026, 9)}
    assert local == sorted(local)
    assert sum(moment.weekday() > 4 for moment in local) > 15
    assert sum(moment.hour >= 17 for moment in local) > 30


def test_every_tweet_is_one_and_names_the_city(stories):
    assert len({story.tweet_id for story in stories}) == 150
    for story in stories:
        assert "@pemkotdepok" in story.text
        assert len(story.text) <= 280
        assert len(story.handle) <= 15
        assert "contoh" in story.handle


def test_no_placeholder_is_left_anywhere(stories):
    assert not [story for story in stories if "{" in repr(story.acts).replace("{}", "") or "{" in story.text]


def test_replies_fit_a_tweet_and_carry_their_own_link(stories):
    replies = [act.given.reply for act in acts(stories, "deliver")]
    assert all(len(reply.text("DPK-2026-00001")) <= 280 for reply in replies)
    urls = [reply.url for reply in replies]
    assert len(set(urls)) == len(urls)
    assert all(url.startswith("https://x.com/pemkotdepok/status/90") for url in urls)
    assert not {story.tweet_id for story in stories} & {url.rsplit("/", 1)[1] for url in urls}


def test_every_act_is_one_that_the_sop_allows(stories):
    sop = load(SOP.read_text(encoding="utf-8"))
    for story in stories:
        for act in story.acts:
            action = sop.steps[act.step].actions[act.action]
            needs = {"promise_days" if need == "promise_date" else need for need in action.needs}
            assert act.lane in action.by
            assert needs <= set(act.given.given())


def test_steps_that_climb_at_once_are_never_acted_on_late(stories):
    prompt = [act for story in stories for act in story.acts if act.step in {"T04", "T06"}]
    assert prompt
    assert all(act.minutes < 10 for act in prompt)


def test_most_triage_is_inside_ten_minutes_and_some_is_late(stories):
    late = [act for act in acts(stories, "complaint") if act.minutes > 10]
    assert 0 < len(late) < 0.25 * len(acts(stories, "complaint"))


def test_what_an_opd_says_within_wait_limit_a_comes_before_it_ends(stories):
    said = [
        act for story in stories for act in story.acts if act.step == "A" and story.kind is not Kind.PROMISED
    ]
    assert {act.basis for act in said} == {Basis.WORKING, Basis.CALENDAR}
    assert all(act.agency and act.unit for act in said)
    assert all(act.minutes < (450 if act.basis is Basis.WORKING else 3 * 1440) for act in said)


def test_an_opd_without_account_speaks_through_the_operator(stories):
    members = {row.opd for row in city().accounts if "ppid_pembantu" in row.roles}
    said = [act for story in stories for act in story.acts if act.agency]
    assert all((act.lane == "operator") == (act.source is not None) for act in said)
    assert all(act.source for act in said if act.unit not in members)


def test_a_kept_promise_is_kept_before_its_day(stories):
    for story in stories:
        pledge = next((act for act in story.acts if act.action == "answer_promise"), None)
        after = [act for act in story.acts if act.step == "A" and act.action == "answer_final"]
        if pledge and after:
            assert after[0].minutes < pledge.given.promise_days * 1440


def test_a_duplicate_follows_its_original_and_is_entered_after_it(stories):
    known = {story.tweet_id: story for story in stories}
    pairs = [
        (story, known[story.acts[0].given.duplicate_of]) for story in stories if story.kind is Kind.DUPLICATE
    ]
    assert pairs
    for story, original in pairs:
        assert story.said_at >= original.said_at
        assert story.entered_delay > original.entered_delay
        assert original.kind is not Kind.DUPLICATE


def test_some_complaints_go_to_two_opds_and_some_are_declined_twice():
    stories = [story for month in range(1, 7) for story in plan_month(1, 2026, month)]
    assert any(len(act.given.opds) == 2 for act in acts(stories, "forward"))
    assert {len(story.opds) for story in stories if story.kind is Kind.NOT_OURS} == {2, 3}


def test_some_citizens_never_complete_what_they_said():
    stories = [story for month in range(1, 5) for story in plan_month(1, 2026, month)]
    ends = Counter(story.acts[-1].action for story in stories if story.kind is Kind.INCOMPLETE)
    assert ends["deliver"] > ends["ask_citizen"] > 0


def test_letter_numbers_are_never_used_twice_in_a_year():
    stories = [story for month in range(1, 13) for story in plan_month(1, 2026, month)]
    numbers = [act.given.letter.number for act in acts(stories, "send_letter")]
    assert len(set(numbers)) == len(numbers) >= 24


def test_report_words_are_the_same_for_the_same_period():
    assert daily_words(1, date(2026, 9, 3)) == daily_words(1, date(2026, 9, 3))
    assert monthly_words(1, 2026, 9) == monthly_words(1, 2026, 9)
    assert monthly_words(1, 2026, 9).kendala.count("\n\n") == 1
