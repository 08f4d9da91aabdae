"""Loads the demo city's master data: agencies, places, people, answers, signing keys."""

from __future__ import annotations

import json
import secrets
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask_appbuilder.security.sqla.models import Role, User
from sqlalchemy import select

from sapa.db import db, transaction
from sapa.demo.texts import city
from sapa.models import (
    AccountProfile,
    AccountUnit,
    Category,
    Channel,
    Kecamatan,
    Kelurahan,
    Official,
    Opd,
    OpdContact,
    Setting,
    StandardAnswer,
)
from sapa.roles import BY_SLUG
from sapa.services import settings, units, ways
from sapa.services.actors import load_actor
from sapa.services.calendars import local_day
from sapa.services.counters import touch
from sapa.services.house import house
from sapa.services.signatures import keys
from sapa.services.signin import hash_password

#: Our keys of settings for the demo's.
SETTINGS = {
    "city.name": "city_name",
    "city.short": "city_place",
    "paper.size": "paper_size",
    "letter.code": "letter_code",
    "letter.unit": "letter_unit",
    "letter.number_source": "letter_numbering",
    "letter.signer_role": "letter_signer_role",
    "letter.copies": "letter_tembusan",
    "meeting.place": "letter_place",
    "citizen.remind_days": "citizen_remind_days",
    "citizen.silent_days": "citizen_end_days",
    "ethics.people": "named_people",
}
#: Who signs with a certificate of the city's own authority.
SIGNER = "ppid_utama"


def load(var: Path, now: datetime, real_now: datetime) -> None:
    """Everything needed before the first tweet. Passwords are drawn here and kept in var/demo.json."""
    with transaction():
        opds = _opds()
        _places()
        categories = _categories(opds)
        _channels()
        _settings(now)
        units.lay_routed(local_day(now))
        _folder(categories)
        _contacts(opds)
        people = _accounts(opds)
        _officials(people, now)
    _keys(people, now, real_now)
    _write(var, people)


def secrets_of(var: Path) -> dict[str, Any]:
    """Logins with their passwords, and the signer's passphrase, as they were drawn."""
    found: dict[str, Any] = json.loads((var / "demo.json").read_text("utf-8"))
    return found


def _opds() -> dict[str, int]:
    rows = {
        each.code: Opd(
            code=each.code,
            name=each.name,
            short_name=each.short_name,
            email=each.email,
            valid_from=each.valid_from,
            valid_to=each.valid_to,
        )
        for each in city().opds
    }
    if "setda" not in rows:
        rows["setda"] = Opd(
            code="setda", name="Sekretariat Daerah", short_name="Setda", email="setda@depok.example"
        )
    db.session.add_all(rows.values())
    db.session.flush()
    return {code: row.id for code, row in rows.items()}


def _places() -> None:
    kecamatan: dict[str, Kecamatan] = {}
    for place in city().places:
        if place.kecamatan not in kecamatan:
            kecamatan[place.kecamatan] = Kecamatan(name=place.kecamatan)
            db.session.add(kecamatan[place.kecamatan])
            db.session.flush()
        db.session.add(Kelurahan(kecamatan_id=kecamatan[place.kecamatan].id, name=place.kelurahan))


def _categories(opds: dict[str, int]) -> dict[str, int]:
    rows = [Category(slug=each.slug, name=each.name, opd_id=opds.get(each.opd)) for each in city().categories]
    db.session.add_all(rows)
    db.session.flush()
    return {row.slug: row.id for row in rows}


def _channels() -> None:
    for each in city().channels:
        db.session.add(
            Channel(slug=each.slug, label=each.label, account=each.account or "", active=each.active)
        )
    touch(ways.STAMP)


def _settings(now: datetime) -> None:
    # Older than the months that are played, so that they hold from the first day.
    since = date(now.year - 1, 1, 1)
    for each in city().settings:
        if each.key in SETTINGS:
            db.session.add(
                Setting(key=SETTINGS[each.key], value=each.value, valid_from=since, set_at=now, set_by=None)
            )
    touch(settings.STAMP)


def _folder(categories: dict[str, int]) -> None:
    for each in city().folder:
        db.session.add(
            StandardAnswer(title=each.title, category_id=categories.get(each.category), text=each.text)
        )


def _contacts(opds: dict[str, int]) -> None:
    seal = house().vault.encrypt
    for each in city().contacts:
        db.session.add(
            OpdContact(
                opd_id=opds[each.opd],
                name=each.name,
                jabatan=each.jabatan,
                phone_sealed=seal(each.phone, "opd_contact.phone"),
                email=each.email,
            )
        )


def _accounts(opds: dict[str, int]) -> list[dict[str, Any]]:
    roles = {row.name: row for row in db.session.scalars(select(Role))}
    people = []
    for each in city().accounts:
        password = f"contoh-{secrets.token_hex(4)}"
        user = User(
            first_name=each.name,
            last_name="",
            username=each.login,
            email=f"{each.login}@depok.example",
            active=True,
            password=hash_password(password),
            roles=[roles[BY_SLUG[slug].name] for slug in each.roles],
        )
        db.session.add(user)
        db.session.flush()
        db.session.add(AccountProfile(user_id=user.id))
        db.session.add(AccountUnit(user_id=user.id, opd_id=opds[each.opd]))
        people.append(
            {
                "user_id": user.id,
                "login": each.login,
                "name": each.name,
                "jabatan": each.jabatan,
                "roles": list(each.roles),
                "opd": each.opd,
                "password": password,
            }
        )
    return people


def _officials(people: list[dict[str, Any]], now: datetime) -> None:
    users = {each["login"]: each["user_id"] for each in people}
    for each in city().officials:
        if each.login is None:
            continue
        db.session.add(
            Official(
                role=each.role,
                user_id=users[each.login],
                name=each.name,
                jabatan=each.jabatan,
                pangkat=" ".join(filter(None, (each.pangkat, each.golongan and f"({each.golongan})"))),
                nip=each.nip or "",
                standing=each.standing,
                valid_from=date(now.year - 1, 1, 1),
            )
        )


def _keys(people: list[dict[str, Any]], now: datetime, real_now: datetime) -> None:
    """The signer's certificate; its passphrase is drawn like a password and shown with the accounts."""
    for each in people:
        if SIGNER in each["roles"]:
            each["passphrase"] = f"frasa-{secrets.token_hex(4)}"
            signer = load_actor(each["user_id"], local_day(now))
            keys.issue(signer, each["passphrase"], each["passphrase"], now, real_now)


def _write(var: Path, people: list[dict[str, Any]]) -> None:
    path = var / "demo.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps({"accounts": people}, ensure_ascii=False, indent=1), "utf-8")
