"""Permissions in the database: the release step writes them, a process reads a role set once per version."""

from __future__ import annotations

from threading import Lock

from flask_appbuilder.security.sqla.models import (
    Permission,
    PermissionView,
    Role,
    ViewMenu,
    assoc_permissionview_role,
)
from sqlalchemy import delete, insert, select

from sapa import roles
from sapa.db import db, transaction
from sapa.services import counters

Grant = tuple[str, str]
#: The change stamp that every edit of a role raises (`counters.touch`).
STAMP = "permissions"


def sync_roles() -> None:
    """Make the database say what `sapa.roles` says: the release step, any number of times.

    Roles that an administrator added are left alone; ours are set exactly, surplus permissions removed.
    """
    with transaction():
        ids = _permission_ids(_vocabulary())
        for role in roles.ROLES:
            _set_grants(_role_id(role.name), {ids[pair] for pair in role.pairs()})
        counters.touch(STAMP)


def _vocabulary() -> frozenset[Grant]:
    return frozenset((method, view) for view, methods in roles.PERMISSIONS.items() for method in methods)


def _permission_ids(pairs: frozenset[Grant]) -> dict[Grant, int]:
    methods = _named(Permission, {method for method, _ in pairs})
    views = _named(ViewMenu, {view for _, view in pairs})
    found = {
        (row.permission_id, row.view_menu_id): row.id for row in db.session.scalars(select(PermissionView))
    }
    for method, view in sorted(pairs):
        key = (methods[method], views[view])
        if key not in found:
            row = PermissionView(permission_id=key[0], view_menu_id=key[1])
            db.session.add(row)
            db.session.flush()
            found[key] = row.id
    return {(method, view): found[methods[method], views[view]] for method, view in pairs}


def _named(model: type[Permission] | type[ViewMenu], names: set[str]) -> dict[str, int]:
    present = {row.name: row.id for row in db.session.execute(select(model.name, model.id))}
    for name in sorted(names - present.keys()):
        row = model(name=name)
        db.session.add(row)
        db.session.flush()
        present[name] = row.id
    return present


def _role_id(name: str) -> int:
    row = db.session.scalar(select(Role).where(Role.name == name))
    if row is None:
        row = Role(name=name)
        db.session.add(row)
        db.session.flush()
    return row.id


def _set_grants(role_id: int, wanted: set[int]) -> None:
    table = assoc_permissionview_role
    present = set(db.session.scalars(select(table.c.permission_view_id).where(table.c.role_id == role_id)))
    if surplus := present - wanted:
        db.session.execute(
            delete(table).where(table.c.role_id == role_id, table.c.permission_view_id.in_(surplus))
        )
    if missing := wanted - present:
        db.session.execute(
            insert(table), [{"role_id": role_id, "permission_view_id": grant} for grant in sorted(missing)]
        )


class Grants:
    """What role sets may do, read once per version and kept in this process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._version: int | None = None
        self._kept: dict[frozenset[str], frozenset[Grant]] = {}

    def of(self, names: frozenset[str], version: int | None) -> frozenset[Grant]:
        """The permissions of the roles of these names: one query the first time, none afterwards."""
        with self._lock:
            if version != self._version:
                self._kept, self._version = {}, version
            found = self._kept.get(names)
        if found is None:
            found = _read(names)
            with self._lock:
                if version == self._version:
                    self._kept[names] = found
        return found


def _read(names: frozenset[str]) -> frozenset[Grant]:
    table = assoc_permissionview_role
    rows = db.session.execute(
        select(Permission.name, ViewMenu.name)
        .select_from(table)
        .join(PermissionView, PermissionView.id == table.c.permission_view_id)
        .join(Permission, Permission.id == PermissionView.permission_id)
        .join(ViewMenu, ViewMenu.id == PermissionView.view_menu_id)
        .join(Role, Role.id == table.c.role_id)
        .where(Role.name.in_(names))
    )
    return frozenset((permission, view) for permission, view in rows)
