"""Signing in and out: the lock after wrong passwords, the session epoch, one's own password and habits."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from werkzeug.security import check_password_hash, generate_password_hash

from sapa.db import db, transaction
from sapa.models import AccountProfile, AdminEvent

#: The rule that the sign-in page states: after this many wrong passwords in a row the account rests.
WRONG_ALLOWED = 5
LOCK = timedelta(minutes=15)
SHORTEST_PASSWORD = 10
#: What people type when a rule asks for ten characters.
COMMON = (
    "1234567890",
    "0123456789",
    "passwordpassword",
    "password123",
    "qwertyuiop",
    "katasandi",
    "rahasia123",
)


class PasswordRefused(Exception):
    """A password was not taken; `reason` is wrong, short, common, name or same."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def sign_in(username: str, password: str, now: datetime) -> User | None:
    """The account, or None for a wrong name, a wrong password, a closed or a locked account alike.

    The profile's row lock makes guesses at one account wait for each other, so five tries are five.
    """
    with transaction():
        # A row cannot hold a NUL, so nobody is called that.
        name = username.replace("\0", " ").strip().lower()
        user = db.session.scalar(select(User).where(func.lower(User.username) == name))
        if user is None or not user.active or not password:
            _spend_the_time()
            return None
        profile = profile_of(user.id)
        if profile.locked_until and profile.locked_until > now:
            _spend_the_time()
            return None
        if check_password_hash(user.password or "", password):
            profile.failed_logins, profile.locked_until = 0, None
            user.last_login = now.replace(tzinfo=None)
            user.login_count = (user.login_count or 0) + 1
            return user
        _count_wrong(profile, now)
        return None


def epoch_of(user_id: int) -> int:
    """The number that a new session of the account carries."""
    return (
        db.session.scalar(select(AccountProfile.session_epoch).where(AccountProfile.user_id == user_id)) or 1
    )


def sign_out(user_id: int) -> None:
    """End every session of the account, also those whose cookie somebody kept."""
    with transaction():
        profile_of(user_id).session_epoch += 1


def change_password(user_id: int, old: str, new: str, now: datetime) -> int:
    """Give the person a new password and end all sessions; the new epoch lets this one go on.

    Raises PasswordRefused.
    """
    with transaction():
        user = db.session.get_one(User, user_id)
        profile = profile_of(user_id)
        if not check_password_hash(user.password or "", old):
            raise PasswordRefused("wrong")
        if old == new:
            raise PasswordRefused("same")
        check_password(new, user.username)
        user.password = hash_password(new)
        profile.session_epoch += 1
        profile.must_change_password = False
        db.session.add(
            AdminEvent(at=now, actor_id=user_id, kind="password_changed", subject=f"user {user_id}", data={})
        )
        return profile.session_epoch


def set_habits(user_id: int, theme: str, shortcuts: bool) -> None:
    """Theme (system, light, dark) and whether single letters act as keys."""
    with transaction():
        profile = profile_of(user_id)
        profile.theme, profile.shortcuts = theme, shortcuts


def check_password(password: str, username: str) -> None:
    """Raise PasswordRefused unless it keeps the rule: ten characters, not a name, not a common one."""
    plain = password.strip().lower()
    if len(password) < SHORTEST_PASSWORD:
        raise PasswordRefused("short")
    if len(username) > 3 and username.lower() in plain:
        raise PasswordRefused("name")
    if plain in COMMON or len(set(plain)) < 4:
        raise PasswordRefused("common")


def hash_password(password: str) -> str:
    """The hash to store; the method is configured because tests need a cheap one."""
    return generate_password_hash(password, current_app.config.get("FAB_PASSWORD_HASH_METHOD", "scrypt"))


def profile_of(user_id: int) -> AccountProfile:
    """The account's profile under its row lock, made on first use."""
    db.session.execute(insert(AccountProfile).values(user_id=user_id).on_conflict_do_nothing())
    return db.session.scalars(
        select(AccountProfile).where(AccountProfile.user_id == user_id).with_for_update()
    ).one()


def _count_wrong(profile: AccountProfile, now: datetime) -> None:
    profile.failed_logins += 1
    if profile.failed_logins >= WRONG_ALLOWED:
        profile.failed_logins, profile.locked_until = 0, now + LOCK
        subject = f"user {profile.user_id}"
        db.session.add(AdminEvent(at=now, actor_id=None, kind="sign_in_locked", subject=subject, data={}))


def _spend_the_time() -> None:
    # An unknown name must not answer faster than a wrong password.
    check_password_hash(current_app.config["AUTH_DB_FAKE_PASSWORD_HASH_CHECK"], "password")
