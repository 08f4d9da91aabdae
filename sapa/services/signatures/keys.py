"""Keys of signers: the city's authority, one live certificate a person, a pen for one signature.

Certificates, revocations and signatures live in real time, whatever a demo's clock says; locks after wrong
passphrases live in the product's time.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select

from sapa.db import db, transaction
from sapa.models import AdminEvent, SigningKey
from sapa.models import Authority as AuthorityRow
from sapa.services import settings
from sapa.services.actors import Actor
from sapa.services.calendars import local_day
from sapa.services.errors import Conflict, Invalid, NotAllowed, NotFound, Wrong
from sapa.services.figures.city import official, titled
from sapa.services.house import house
from sapa.signing import ca
from sapa.signing.ca import Authority, Person, Revoked
from sapa.signing.credential import Credential, open_credential
from sapa.signing.errors import SigningError, WrongPassphrase

WRONG_ALLOWED = 5
LOCK = timedelta(minutes=15)
#: A passphrase alone stands before the key: longer than a password, and a sentence is welcome.
SHORTEST_PASSPHRASE = 12
LONGEST_PASSPHRASE = 200
_SEAL = "authority.key"
#: Any number of ours: two first signers at once must not make two authorities.
_LOCK = 7_226_001


@dataclass(frozen=True)
class Pen:
    """An opened key, for one signature at one real moment; its repr shows no secret."""

    user_id: int
    moment: datetime
    credential: Credential = field(repr=False)
    crl: bytes = field(repr=False)


def ensure_authority(real_now: datetime) -> AuthorityRow:
    """The city's authority, made at first need. Commits nothing."""
    found = _authority()
    if found is not None:
        return found
    db.session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    return _authority() or _new_authority(real_now)


def issue(actor: Actor, passphrase: str, again: str, now: datetime, real_now: datetime) -> SigningKey:
    """Give *actor* a certificate under a passphrase of his choice; the one he had is withdrawn (renewal).

    Only somebody who holds an office may have one. Raises NotAllowed, Invalid.
    """
    _check_passphrase(passphrase, again)
    with transaction():
        # Name and jabatan come from the office that the actor holds, not from what he types.
        person = office_of(actor, now)
        if person is None:
            raise NotAllowed("no_office")
        row = ensure_authority(real_now)
        authority, secret = _opened(row)
        issued = ca.issue_signer(authority, secret, person, passphrase, real_now, rounds=_rounds())
        if (before := _live(actor.user_id)) is not None:
            before.revoked_at = real_now
            db.session.flush()
        key = SigningKey(
            user_id=actor.user_id,
            authority_id=row.id,
            pkcs12=issued.p12,
            certificate_pem=issued.cert_pem.decode(),
            serial=issued.serial,
            not_before=issued.not_before,
            not_after=issued.not_after,
            created_at=real_now,
        )
        db.session.add(key)
        db.session.flush()
        row.crl = _crl(row, real_now)
        _log(actor, "key_issued", key, now)
        return key


def revoke(actor: Actor, key_id: int, now: datetime, real_now: datetime, *, compromised: bool) -> None:
    """Withdraw a certificate for good: one's own, or anybody's for an Admin.

    *compromised*: the key was in other hands, so no signature made with it counts any more.
    """
    with transaction():
        key = db.session.get(SigningKey, key_id, with_for_update=True)
        if key is None:
            raise NotFound("key_unknown", id=key_id)
        if key.user_id != actor.user_id and "admin" not in actor.roles:
            raise NotAllowed("not_your_key")
        key.revoked_at = key.revoked_at or real_now
        key.compromised = key.compromised or compromised
        db.session.flush()
        row = ensure_authority(real_now)
        row.crl = _crl(row, real_now)
        _log(actor, "key_revoked", key, now, compromised=compromised)


def open_pen(actor: Actor, passphrase: str, now: datetime, real_now: datetime) -> Pen:
    """Open the actor's key for one signature, in its own transaction, so that a wrong try counts for good.

    Raises Conflict (no key, locked, expired, revoked, damaged) and Invalid on field "passphrase"; an empty
    field is no try.
    """
    if not passphrase:
        raise Invalid({"passphrase": Wrong("required")})
    with transaction():
        key = _live(actor.user_id)
        if key is None:
            raise Conflict("no_key")
        if key.locked_until is not None and key.locked_until > now:
            raise Conflict("key_locked", until=key.locked_until)
        crl = _crl(db.session.get_one(AuthorityRow, key.authority_id), real_now)
        try:
            credential = open_credential(key.pkcs12, passphrase, now=real_now, crl=crl)
        except WrongPassphrase:
            refusal: Exception = _count_wrong(key, now)
        except SigningError as fault:
            raise Conflict(fault.code) from None
        else:
            key.failed_attempts, key.locked_until = 0, None
            return Pen(key.user_id, real_now, credential, crl)
    raise refusal


def live_key(user_id: int | None) -> SigningKey | None:
    """The one certificate of a person that is not withdrawn."""
    return db.session.scalars(
        select(SigningKey).where(SigningKey.user_id == user_id, SigningKey.revoked_at.is_(None))
    ).first()


def listed() -> list[tuple[SigningKey, str]]:
    """Every certificate with its owner's name, the newest first."""
    rows = db.session.execute(
        select(SigningKey, User.first_name, User.last_name)
        .join(User, User.id == SigningKey.user_id)
        .order_by(SigningKey.id.desc())
    )
    return [(key, f"{first} {last}".strip()) for key, first, last in rows]


def office_of(actor: Actor, now: datetime) -> Person | None:
    """Name and jabatan that the actor's certificate would bear; None for somebody without an office."""
    today = local_day(now)
    held = [row for role in sorted(actor.roles) if (row := official(role, today, actor.user_id)) is not None]
    if not held:
        return None
    return Person(held[0].name, titled(held[0]), f"Pemerintah {settings.get('city_name', today)}")


def is_compromised(serial: str) -> bool:
    """True where that certificate's key was in other hands."""
    found = select(SigningKey.compromised).where(SigningKey.serial == serial)
    return bool(db.session.scalar(found))


def roots() -> list[bytes]:
    """Certificates that our signatures are checked against (PEM)."""
    return [pem.encode() for pem in db.session.scalars(select(AuthorityRow.certificate_pem))]


def crls() -> list[bytes]:
    """The newest revocation list of each authority (DER)."""
    return [crl for crl in db.session.scalars(select(AuthorityRow.crl)) if crl is not None]


def _authority() -> AuthorityRow | None:
    return db.session.scalars(select(AuthorityRow).order_by(AuthorityRow.id.desc()).limit(1)).first()


def _new_authority(real_now: datetime) -> AuthorityRow:
    city = settings.get("city_name", local_day(real_now))
    name, secret = f"Otoritas Sertifikat {city} (sapa)", secrets.token_urlsafe(32)
    made = ca.create_authority(name, real_now, secret, organisation=f"Pemerintah {city}")
    sealed = json.dumps({"pem": made.key_pem_encrypted.decode(), "secret": secret})
    row = AuthorityRow(
        name=name,
        certificate_pem=made.cert_pem.decode(),
        key_sealed=house().vault.encrypt(sealed, _SEAL),
        created_at=real_now,
    )
    db.session.add(row)
    db.session.flush()
    return row


def _opened(row: AuthorityRow) -> tuple[Authority, str]:
    kept = json.loads(house().vault.decrypt(row.key_sealed, _SEAL))
    return Authority(row.certificate_pem.encode(), kept["pem"].encode()), kept["secret"]


def _crl(row: AuthorityRow, real_now: datetime) -> bytes:
    """A list as of this moment; what was signed carries it along, so that it can be checked for ever."""
    authority, secret = _opened(row)
    keys = db.session.scalars(
        select(SigningKey)
        .where(SigningKey.authority_id == row.id, SigningKey.revoked_at.is_not(None))
        .order_by(SigningKey.id)
    )
    revoked = [Revoked(key.serial, key.revoked_at, key.compromised) for key in keys if key.revoked_at]
    return ca.make_crl(authority, secret, revoked, real_now)


def _live(user_id: int | None) -> SigningKey | None:
    """The live key under its row lock: guesses at one key wait for each other, so five tries are five."""
    return db.session.scalars(
        select(SigningKey)
        .where(SigningKey.user_id == user_id, SigningKey.revoked_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()


def _check_passphrase(passphrase: str, again: str) -> None:
    wrong = {}
    if len(passphrase) < SHORTEST_PASSPHRASE:
        wrong["passphrase"] = Wrong("too_short", {"shortest": SHORTEST_PASSPHRASE})
    elif len(passphrase) > LONGEST_PASSPHRASE:
        wrong["passphrase"] = Wrong("too_long", {"longest": LONGEST_PASSPHRASE})
    elif len(set(passphrase)) < 5:
        wrong["passphrase"] = Wrong("too_plain")
    elif passphrase != again:
        wrong["again"] = Wrong("differs")
    if wrong:
        raise Invalid(wrong)


def _count_wrong(key: SigningKey, now: datetime) -> Exception:
    key.failed_attempts += 1
    left = WRONG_ALLOWED - key.failed_attempts
    if left > 0:
        return Invalid({"passphrase": Wrong("wrong_passphrase", {"left": left})})
    key.failed_attempts, key.locked_until = 0, now + LOCK
    db.session.add(
        AdminEvent(at=now, actor_id=key.user_id, kind="key_locked", subject=f"key {key.serial}", data={})
    )
    return Conflict("key_locked", until=key.locked_until)


def _rounds() -> int:
    # Tests issue many keys; how hard a passphrase is to guess is not what they ask.
    return 10 if house().config.env == "test" else ca.ROUNDS


def _log(actor: Actor, kind: str, key: SigningKey, now: datetime, **data: bool) -> None:
    subject = f"key {key.serial}"
    db.session.add(AdminEvent(at=now, actor_id=actor.user_id, kind=kind, subject=subject, data=data))
