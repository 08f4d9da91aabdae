"""Loads the demo city's YAML: its master data (`city()`) and the words people say in it (`words()`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

from sapa.demo.shapes import (
    City,
    DemoAccount,
    DemoCategory,
    DemoChannel,
    DemoContact,
    DemoOfficial,
    DemoOpd,
    DemoSetting,
    Destination,
    FolderAnswer,
    MeetingText,
    NotOurs,
    Pair,
    Place,
    ReportWords,
    Template,
    Thin,
    Words,
)

DATA = Path(__file__).parent / "data"
#: Longest body of a reply: with the account in front and the case number behind it stays within a tweet.
BODY_LIMIT = 230
TWEET_LIMIT = 280

Row = TypeVar("Row")


@cache
def city() -> City:
    """The demo city's master data, read once."""
    regions, settings = _read("regions"), _read("settings")
    return City(
        opds=_all(DemoOpd, _read("opd")["opd"]),
        destinations=_all(Destination, _read("destinations")["destinations"]),
        places=_places(regions["kecamatan"]),
        streets=tuple(regions["streets"]),
        categories=_all(DemoCategory, _read("categories")["categories"]),
        channels=_all(DemoChannel, _read("channels")["channels"]),
        accounts=_all(DemoAccount, _read("accounts")["accounts"]),
        contacts=_all(DemoContact, _read("contacts")["contacts"]),
        officials=_all(DemoOfficial, _read("officials")["officials"]),
        settings=_all(DemoSetting, settings["settings"]),
        klasifikasi=tuple((row["slug"], row["name"]) for row in settings["klasifikasi"]),
        folder=_all(FolderAnswer, _read("standard_answers")["answers"]),
    )


@cache
def words() -> Words:
    """All tweets, answers, replies and report paragraphs, read once."""
    said, told = _read("complaints"), _read("answers")
    return Words(
        complaints=_by_category(said["complaints"]),
        questions=_by_category(said["questions"], klasifikasi="permintaan_informasi"),
        incomplete=_all(Template, said["incomplete"]),
        not_complaint=_all(Template, said["not_complaint"]),
        spam=tuple(Template(text) for text in said["spam"]),
        duplicate=tuple(Template(text) for text in said["duplicate"]),
        out_of_authority=_all(Template, said["out_of_authority"]),
        emergency=_all(Template, said["emergency"]),
        answers={slug: _all(Pair, rows) for slug, rows in told["answers"].items()},
        supporting=_all(Pair, told["supporting"]),
        promises={manner: tuple(rows) for manner, rows in told["promises"].items()},
        received=tuple(told["received"]),
        inadequate={manner: _all(Thin, rows) for manner, rows in told["inadequate"].items()},
        not_ours=_all(NotOurs, told["not_ours"]),
        contact_answered=tuple(told["contacts"]["answered"]),
        contact_silent=tuple(told["contacts"]["silent"]),
        media=tuple(told["media"]),
        meetings=_all(MeetingText, told["meetings"]),
        reports=_report_words(told["reports"]),
    )


def tweet_reply(handle: str, body: str, number: str = "") -> str:
    """The reply as it is posted: account, body, case number; ValueError beyond 280 characters."""
    text = f"@{handle} {body}" + (f" No. {number}" if number else "")
    if len(text) > TWEET_LIMIT:
        raise ValueError(f"reply of {len(text)} characters: {text}")
    return text


def _read(name: str) -> Any:
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


def _frozen(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}


def _all(kind: type[Row], rows: Iterable[Mapping[str, Any]]) -> tuple[Row, ...]:
    return tuple(kind(**_frozen(row)) for row in rows)


def _by_category(groups: Mapping[str, list[dict[str, Any]]], **default: str) -> tuple[Template, ...]:
    return tuple(
        Template(**{**default, "category": slug, **_frozen(row)})
        for slug, rows in groups.items()
        for row in rows
    )


def _places(rows: list[dict[str, Any]]) -> tuple[Place, ...]:
    return tuple(
        Place(kelurahan["slug"], kelurahan["name"], kecamatan["name"])
        for kecamatan in rows
        for kelurahan in kecamatan["kelurahan"]
    )


def _report_words(told: Mapping[str, Any]) -> ReportWords:
    daily, monthly = told["daily"], told["monthly"]
    return ReportWords(
        daily_kendala=tuple(daily["kendala"]),
        daily_saran=tuple(daily["saran"]),
        monthly_kendala=tuple(monthly["kendala"]),
        monthly_saran=tuple(monthly["saran"]),
        paraf_notes=tuple(told["paraf_notes"]),
        return_notes=tuple(told["return_notes"]),
    )
