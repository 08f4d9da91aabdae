"""Plans a month of the demo city from a seed: its tweets and what people do about each; pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from random import Random
from zoneinfo import ZoneInfo

from sapa.demo.acts import (
    Act,
    Attendee,
    Contact,
    Evidence,
    Kind,
    LetterPlan,
    Meeting,
    Reply,
    Source,
    Story,
)
from sapa.demo.pieces import Draft
from sapa.demo.script import write
from sapa.demo.shapes import NotOurs, Place, Template
from sapa.demo.texts import city, words

__all__ = [
    "WEIGHTS", "Act", "Attendee", "Contact", "Evidence", "Kind", "LetterPlan", "Meeting", "Reply",
    "ReportText", "Source", "Story", "daily_words", "monthly_words", "plan_month",
]  # fmt: skip

#: Out of the sum, how many stories go which way.
WEIGHTS: dict[Kind, int] = {
    Kind.ANSWERED_AT_ONCE: 35,
    Kind.OPD_ANSWERS: 30,
    Kind.PROMISED: 8,
    Kind.RETURNED_INADEQUATE: 4,
    Kind.NOT_OURS: 3,
    Kind.INCOMPLETE: 5,
    Kind.SILENT_TO_KOORDINATOR: 5,
    Kind.SILENT_TO_PPID_UTAMA: 3,
    Kind.SILENT_TO_UNDANGAN: 2,
    Kind.NOT_COMPLAINT: 4,
    Kind.SPAM: 2,
    Kind.DUPLICATE: 2,
    Kind.OUT_OF_AUTHORITY: 4,
    Kind.EMERGENCY: 1,
}
#: Tweets by hour of the day, WIB: before work, at noon, and most of all in the evening.
HOURS = (2, 1, 1, 0, 1, 3, 8, 10, 9, 8, 7, 7, 9, 7, 6, 6, 7, 8, 10, 12, 12, 9, 6, 4)
#: Tweets by weekday, Monday first.
WEEKDAYS = (10, 10, 10, 10, 9, 8, 7)
#: Kinds whose stories a neighbour may report once more.
REPEATED = frozenset({
    Kind.OPD_ANSWERS, Kind.PROMISED, Kind.RETURNED_INADEQUATE, Kind.NOT_OURS, Kind.SILENT_TO_KOORDINATOR,
    Kind.SILENT_TO_PPID_UTAMA, Kind.SILENT_TO_UNDANGAN,
})  # fmt: skip
#: Accounts of citizens that are plainly made up; three digits follow and X allows 15 characters.
PEOPLE = (
    "warga_contoh",
    "ibu_contoh",
    "bapak_contoh",
    "ojol_contoh",
    "anak_contoh",
    "contoh_dpk",
    "mamah_contoh",
)
WIB = ZoneInfo("Asia/Jakarta")


@dataclass(frozen=True)
class ReportText:
    """Kendala and saran for a report."""

    kendala: str
    saran: str


@dataclass
class _Desk:
    """Draws templates so that none comes back before all of its pile were used."""

    rng: Random
    piles: dict[str, list[Template]] = field(default_factory=dict)

    def draw(self, name: str, among: Sequence[Template]) -> Template:
        if not self.piles.get(name):
            self.piles[name] = self.rng.sample(among, len(among))
        return self.piles[name].pop()


def plan_month(seed: int | str, year: int, month: int, n: int = 150) -> tuple[Story, ...]:
    """`n` stories of a month in order of their tweets; the same for the same arguments."""
    rng = Random(f"{seed}/{year}/{month}/{n}")  # noqa: S311  a plan, not a secret
    desk, stories = _Desk(rng), list[Story]()
    moments = sorted(_moment(rng, year, month) for _ in range(n))
    for index, (said_at, kind) in enumerate(zip(moments, _kinds(rng, n), strict=True)):
        stories.append(_story(desk, kind, said_at, index, stories))
    return tuple(stories)


def daily_words(seed: int | str, day: date) -> ReportText:
    """Kendala and saran of the daily report of `day` (they belong together)."""
    rng, told = Random(f"{seed}/{day}"), words().reports  # noqa: S311  a plan, not a secret
    return ReportText(*rng.choice(list(zip(told.daily_kendala, told.daily_saran, strict=True))))


def monthly_words(seed: int | str, year: int, month: int) -> ReportText:
    """Kendala and saran of the monthly report: two paragraphs each."""
    rng, told = Random(f"{seed}/{year}/{month}/report"), words().reports  # noqa: S311  a plan, not a secret
    kendala, saran = rng.sample(told.monthly_kendala, 2), rng.sample(told.monthly_saran, 2)
    return ReportText("\n\n".join(kendala), "\n\n".join(saran))


def _kinds(rng: Random, n: int) -> list[Kind]:
    """Exactly n kinds in the shares of WEIGHTS (largest remainders), shuffled; no duplicate comes first."""
    total = sum(WEIGHTS.values())
    counts = {kind: n * weight // total for kind, weight in WEIGHTS.items()}
    by_rest = sorted(WEIGHTS, key=lambda kind: -(n * WEIGHTS[kind] % total))
    for kind in by_rest[: n - sum(counts.values())]:
        counts[kind] += 1
    kinds = [kind for kind, count in counts.items() for _ in range(count)]
    rng.shuffle(kinds)
    early = n // 10
    return sorted(kinds[:early], key=lambda kind: kind is Kind.DUPLICATE) + kinds[early:]


def _moment(rng: Random, year: int, month: int) -> datetime:
    """A moment of the month when citizens tweet, in UTC."""
    days = [date(year, month, day + 1) for day in range(monthrange(year, month)[1])]
    day = rng.choices(days, [WEEKDAYS[day.weekday()] for day in days])[0]
    hour = rng.choices(range(24), HOURS)[0]
    local = datetime(day.year, day.month, day.day, hour, rng.randrange(60), rng.randrange(60), tzinfo=WIB)
    return local.astimezone(UTC)


def _story(desk: _Desk, kind: Kind, said_at: datetime, index: int, before: list[Story]) -> Story:
    rng = desk.rng
    original = _original(rng, before) if kind is Kind.DUPLICATE else None
    if kind is Kind.DUPLICATE and original is None:
        kind = Kind.NOT_COMPLAINT
    draft = _draft(desk, kind, f"900{said_at.astimezone(WIB):%Y%m}{index + 1:010d}", before, original)
    return Story(
        kind=kind,
        tweet_id=draft.tweet_id,
        handle=draft.handle,
        text=_text(draft, original),
        said_at=said_at,
        entered_delay=_entered(rng, kind, original),
        title=draft.title,
        category=draft.template.category,
        klasifikasi=draft.klasifikasi,
        place=draft.place,
        opds=draft.opds,
        acts=write(draft),
    )


def _draft(desk: _Desk, kind: Kind, tweet_id: str, before: list[Story], original: Story | None) -> Draft:
    rng, template = desk.rng, _template(desk, kind)
    place, jalan = rng.choice(city().places), rng.choice(city().streets)
    replies = kind is not Kind.INCOMPLETE or rng.random() < 0.6
    said = template.text + (template.citizen if replies else "")
    return Draft(
        rng=rng,
        kind=kind,
        template=template,
        tweet_id=tweet_id,
        handle=f"{rng.choice(PEOPLE)}{rng.randint(1, 240):03d}",
        title=_title(template, said, jalan, place),
        place=place.slug if template.category and "{kelurahan}" in said else None,
        jalan=jalan,
        kelurahan=place.spoken,
        opds=_opds(rng, kind, template) if replies else (),
        klasifikasi=_klasifikasi(template),
        letter_number=_letter_number(int(tweet_id[7:9]), before),
        duplicate_of=original.tweet_id if original else None,
        replies=replies,
    )


def _template(desk: _Desk, kind: Kind) -> Template:
    """A template of the pile that suits the kind of story."""
    said = words()
    if kind is Kind.ANSWERED_AT_ONCE:
        if desk.rng.random() < 0.7:
            return desk.draw("questions", said.questions)
        return desk.draw("standard", [row for row in said.complaints if row.standard])
    if kind is Kind.NOT_OURS:
        return desk.draw("not_ours", [row for row in said.complaints if _not_ours(row)])
    if kind is Kind.SILENT_TO_UNDANGAN:
        return desk.draw("street", [row for row in said.complaints if _in_the_street(row)])
    if kind in REPEATED:
        return desk.draw("complaints", said.complaints)
    return desk.draw(kind, getattr(said, kind))


def _in_the_street(template: Template) -> bool:
    """Work at a place that the citizen named: what the words of the meetings are about."""
    return city().category(template.category).field and "{jalan}" in template.text


def _not_ours(template: Template) -> NotOurs | None:
    """The words with which an OPD declines just this complaint, if there are any."""
    rows = (
        row for row in words().not_ours if row.category == template.category and template.title in row.titles
    )
    return next(rows, None)


def _opds(rng: Random, kind: Kind, template: Template) -> tuple[str, ...]:
    """The OPDs in order of appearance; only where all goes well are there two at once."""
    if kind not in REPEATED | {Kind.INCOMPLETE}:
        return ()
    asked = template.opds or (city().category(template.category).opd,)
    declined = _not_ours(template)
    if kind is Kind.NOT_OURS and declined:
        chain = (city().category(template.category).opd, declined.opd, declined.then)
        return chain if rng.random() < 0.25 else chain[:2]
    return asked if kind is Kind.OPD_ANSWERS else asked[:1]


def _klasifikasi(template: Template) -> str:
    if not template.category:
        return ""
    return template.klasifikasi or city().category(template.category).klasifikasi


def _title(template: Template, said: str, jalan: str, place: Place) -> str:
    """The Operator's heading: the matter, and the place as far as the citizen named it."""
    if template.title and "{jalan}" in said:
        return f"{template.title} di {jalan}, {place.spoken}"
    return f"{template.title}, {place.spoken}" if template.title and "{kelurahan}" in said else template.title


def _text(draft: Draft, original: Story | None) -> str:
    """The tweet as posted: placeholders filled, the city's account named in front or behind."""
    matter = original.title if original else ""
    text = draft.template.text.format(
        jalan=draft.jalan,
        kelurahan=draft.kelurahan,
        handle=original.handle if original else "",
        judul=matter if matter[1:2].isupper() else matter[:1].lower() + matter[1:],
    )
    if "@pemkotdepok" in text:
        return text
    return f"@pemkotdepok {text}" if draft.rng.random() < 0.75 else f"{text} @pemkotdepok"


def _original(rng: Random, before: list[Story]) -> Story | None:
    """An earlier story of the last thirty whose matter and place a neighbour would know."""
    known = [
        story for story in before[-30:] if story.kind in REPEATED and story.place and "Contoh" in story.title
    ]
    return rng.choice(known) if known else None


def _entered(rng: Random, kind: Kind, original: Story | None) -> int:
    """Open minutes until the tweet is pasted; an emergency at once, a duplicate never before its original."""
    if kind is Kind.EMERGENCY:
        return rng.randint(1, 3)
    if original:
        return original.entered_delay + rng.randint(20, 40)
    low, high = rng.choices(((3, 25), (25, 60), (60, 180)), (65, 25, 10))[0]
    return rng.randint(low, high)


def _letter_number(month: int, before: list[Story]) -> str:
    """A number as from the agenda: one per story that ends in a letter, none twice in a year."""
    used = sum(story.kind is Kind.SILENT_TO_UNDANGAN for story in before)
    pattern = str(city().setting("letter.number_pattern"))
    return pattern.format(
        kode=city().setting("letter.code"), urut=100 * month + used + 1, unit=city().setting("letter.unit")
    )
