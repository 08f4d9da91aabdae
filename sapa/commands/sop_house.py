"""`sapa sop versions|publish|withdraw`, and CODE@N for the others: SOPs as they stand in the house; needs its
servers."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from sapa import timekeeper
from sapa.commands import sop_text as wording
from sapa.commands.ground import standing
from sapa.config import Config, ConfigError
from sapa.db import db
from sapa.models import SopVersion
from sapa.release import release
from sapa.services import calendars
from sapa.services.actors import Actor, load_actor
from sapa.services.errors import Invalid, NotFound, ServiceError
from sapa.services.publishing import drafts, lifecycle, overview
from sapa.sop.definition import Definition
from sapa.sop.faults import DefinitionError
from sapa.views.frame.acting import say

#: The folder of a house's own database.
HOUSE = "postgres"
_NUMBER = re.compile(r"[0-9]{1,6}")
Read = Callable[[Path], bytes]


def add(actions: argparse._SubParsersAction[argparse.ArgumentParser], read: Read) -> None:
    """Register the actions; `read` gives the bytes of a file."""
    listing = actions.add_parser("versions", help="semua versi SOP di basis data dengan keadaannya")
    listing.set_defaults(command=versions)
    publishing = actions.add_parser("publish", help="jadikan berkas SOP versi baru dan sahkan")
    publishing.add_argument("file", type=Path, metavar="BERKAS.yaml")
    publishing.add_argument("--nomor", required=True, help="nomor SOP pada naskah")
    for name, text in (("disahkan", "tanggal pengesahan"), ("berlaku", "tanggal mulai berlaku")):
        publishing.add_argument(f"--{name}", type=_day, required=True, metavar="TTTT-BB-HH", help=text)
    publishing.add_argument("--akun", required=True, help="akun yang mencatat pengesahan")
    publishing.set_defaults(command=lambda config, options: publish(config, options, read))
    ending = actions.add_parser("withdraw", help="cabut satu versi SOP")
    ending.add_argument("sop", metavar="KODE@VERSI")
    ending.add_argument("--mulai", type=_day, metavar="TTTT-BB-HH", help="hari pertama tidak berlaku")
    ending.add_argument("--akun", required=True, help="akun yang mencatat pencabutan")
    ending.set_defaults(command=withdraw)


def versions(config: Config, options: argparse.Namespace) -> int:
    """One line for each version: code, number, state, and its days."""
    with _house(config):
        for lines in overview.lines(calendars.local_day(timekeeper.now())).values():
            for line in lines:
                since = line.effective_from.isoformat() if line.effective_from else "-"
                until = line.until.isoformat() if line.until else "-"
                print(f"{line.code}@{line.version}  {line.state:9}  {since}  {until}  {line.nomor or '-'}")
    return 0


def publish(config: Config, options: argparse.Namespace, read: Read) -> int:
    """Take a file in and approve it; 1, with every fault of the file, where it cannot be used."""
    raw = read(options.file)
    with _house(config):
        actor, now = _actor(options.akun), timekeeper.now()
        made, found = drafts.take_in(raw, actor, now)
        if made is None:
            for line in wording.faults(str(options.file), found.faults):
                print(line)
            return 1
        row = drafts.draft(made)
        paper = {"nomor": options.nomor, "approved_on": options.disahkan, "effective_from": options.berlaku}
        try:
            lifecycle.approve(made, row.revision, paper, actor, now)
        except ServiceError:
            drafts.delete(made, actor, now)
            raise
        print(f"{row.code}@{row.version} disahkan, berlaku mulai {options.berlaku.isoformat()}.")
    return 0


def withdraw(config: Config, options: argparse.Namespace) -> int:
    """Withdraw one version, or call it off before its day."""
    code, _, number = options.sop.partition("@")
    with _house(config):
        wanted = select(SopVersion.id).where(SopVersion.code == code)
        pk = db.session.scalar(wanted.where(SopVersion.version == int(number))) if number.isdigit() else None
        if pk is None:
            raise NotFound("sop_unknown", id=options.sop)
        lifecycle.withdraw(pk, options.mulai, _actor(options.akun), timekeeper.now())
        print(f"{options.sop} dicabut.")
    return 0


def stored(config: Config, name: str) -> Definition | None:
    """The version CODE@N as it lies in the database, drafts too; None where there is no house or no such
    version. Raises ConfigError for a draft that has faults."""
    code, _, number = name.partition("@")
    if not _NUMBER.fullmatch(number) or not (config.database_url or (config.var / HOUSE).exists()):
        return None
    with _house(config):
        query = select(SopVersion.body).where(SopVersion.code == code, SopVersion.version == int(number))
        body = db.session.scalar(query)
    try:
        return None if body is None else Definition.from_json(body)
    except DefinitionError:
        raise ConfigError(
            f"{name} di basis data masih punya kesalahan; perbaiki dulu pada panel Admin."
        ) from None


@contextmanager
def _house(config: Config) -> Iterator[None]:
    """The released application; what its services refuse becomes one sentence."""
    with standing(config) as ready, release(ready).app_context():
        try:
            yield
        except Invalid as refusal:
            raise ConfigError("; ".join(say(wrong) for wrong in refusal.fields.values())) from None
        except ServiceError as refusal:
            raise ConfigError(say(refusal)) from None


def _actor(name: str) -> Actor:
    found = db.session.scalar(select(User.id).where(User.username == name, User.active.is_(True)))
    if found is None:
        raise ConfigError(f'Akun "{name}" tidak dikenal.')
    return load_actor(found, calendars.local_day(timekeeper.now()))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} bukan tanggal; contoh: 2026-11-19") from None
