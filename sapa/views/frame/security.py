"""Who is asking and what they may do: Flask-AppBuilder's security manager with two queries instead of thirty.

Only the documented extension points are overridden: the user loader (session epoch), `has_access`
(permissions of a role set, kept per version), `register_views` (our sign-in instead of its screens).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from flask import current_app, g, request, session
from flask_appbuilder.security.sqla.manager import SecurityManager
from flask_appbuilder.security.sqla.models import User
from flask_login import current_user
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import lazyload

from sapa import roles, timekeeper
from sapa.db import db
from sapa.models import AccountProfile
from sapa.services import counters, permissions
from sapa.services.actors import Actor, named_for, offices_on, roles_held, units_on
from sapa.views.frame.auth import DeskAuthView
from sapa.views.frame.words import ZONE

EPOCH = "epoch"
#: From one address; a whole office may share it. Tests sign in more often than people.
LOGIN_LIMIT, TEST_LIMIT = "30 per minute", "2000 per minute"


@dataclass(frozen=True)
class Visitor:
    """What a request needs to know about the signed-in account; one query.

    Its roles are those of the account and those of the offices it holds today (definitif, Plt., Plh.).
    """

    user_id: int
    name: str
    role_names: tuple[str, ...]
    grants: frozenset[tuple[str, str]]
    theme: str = "system"
    shortcuts: bool = True
    must_change_password: bool = False
    offices: frozenset[str] = frozenset()
    units: frozenset[int] = frozenset()
    named: frozenset[str] = frozenset()

    @cached_property
    def actor(self) -> Actor:
        """The same person as the services know it."""
        return Actor(self.user_id, self.name, self.role_slugs | self.offices, self.units, self.named)

    @property
    def role_slugs(self) -> frozenset[str]:
        """The roles in the SOP's words."""
        return roles.slugs(self.role_names)

    def may(self, permission: str, view: str) -> bool:
        return (permission, view) in self.grants


def visitor() -> Visitor | None:
    """The account behind this request, or None for nobody."""
    if not current_user.is_authenticated:
        return None
    found: Visitor | None = g.get("visitor")
    return found


def may(permission: str, view: str) -> bool:
    """Whether this request may: may("can_move", "Task"). Also a template global."""
    account = visitor()
    return account is not None and account.may(permission, view)


class DeskSecurityManager(SecurityManager):
    """See the module's first lines."""

    def __init__(self, appbuilder: Any) -> None:
        super().__init__(appbuilder)
        self.grants = permissions.Grants()

    def register_views(self) -> None:
        self.auth_view = DeskAuthView()
        self.appbuilder.add_view_no_menu(self.auth_view)
        self.limiter.limit(_login_limit, methods=["POST"], exempt_when=_not_signing_in)(
            self.auth_view.blueprint
        )

    def load_user(self, pk: Any) -> User | None:
        """The user with roles and profile; None for a session of an older epoch or a closed account.

        One query for all that every page asks: who it is and what changed.
        """
        found = db.session.execute(_account(_today()), {"user": int(pk)}).one_or_none()
        if found is None or not found.User.active:
            return None
        if session.get(EPOCH) != (found.AccountProfile.session_epoch if found.AccountProfile else 1):
            return None
        counters.know(found.stamps)
        g.visitor = self._visitor(found)
        user: User = found.User
        return user

    def _visitor(self, found: Any) -> Visitor:
        user, profile, offices = found.User, found.AccountProfile, frozenset(found.offices)
        held = {roles.BY_SLUG[slug].name for slug in offices if slug in roles.BY_SLUG}
        names = held | set(found.role_names)
        grants = self.grants.of(frozenset(names), (found.stamps or {}).get(permissions.STAMP))
        habits = {}
        if profile is not None:
            habits = {name: getattr(profile, name) for name in ("theme", "shortcuts", "must_change_password")}
        who = user.get_full_name().strip()
        scopes = {"units": frozenset(found.units), "named": named_for(user.username, _today())}
        return Visitor(user.id, who, tuple(sorted(names)), grants, offices=offices, **scopes, **habits)

    def has_access(self, permission_name: str, view_name: str) -> bool:
        return may(permission_name, view_name)

    def is_item_public(self, permission_name: str, view_name: str) -> bool:
        """Nothing of the framework's is public; public pages simply carry no `@has_access`."""
        return False

    def get_user_roles(self, user: Any) -> list[Any]:
        return list(user.roles) if user.is_authenticated else []


@lru_cache(maxsize=2)
def _account(today: date) -> Select[Any]:
    """What a request asks about an account; its roles come as names, without their rows."""
    return (
        select(
            User,
            AccountProfile,
            roles_held().label("role_names"),
            counters.stamps_query.label("stamps"),
            offices_on(today).label("offices"),
            units_on(today).label("units"),
        )
        .outerjoin(AccountProfile, AccountProfile.user_id == User.id)
        .where(User.id == bindparam("user"))
        .options(lazyload(User.roles))
    )


def _today() -> date:
    return timekeeper.now().astimezone(ZONE).date()


def _login_limit() -> str:
    return str(current_app.config["LOGIN_LIMIT"])


def _not_signing_in() -> bool:
    return request.endpoint != "DeskAuthView.login"


def limiter_settings(redis_url: str, testing: bool) -> dict[str, Any]:
    """Rate limits are counted in Redis, in memory while Redis is away."""
    uri = redis_url.replace("unix://", "redis+unix://", 1) if redis_url.startswith("unix://") else redis_url
    return {
        "LOGIN_LIMIT": TEST_LIMIT if testing else LOGIN_LIMIT,
        "RATELIMIT_ENABLED": True,
        "RATELIMIT_STORAGE_URI": "memory://" if testing or not uri else uri,
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
        "RATELIMIT_HEADERS_ENABLED": False,
    }


def forget_visitor() -> None:
    """Before each request: where one context serves several requests nobody inherits the last visitor."""
    for name in (
        "visitor",
        "desk",
        "actor",
        "desk_counts",
        "_login_user",
        "csrf_token",
        "csrf_valid",
    ):
        g.pop(name, None)
