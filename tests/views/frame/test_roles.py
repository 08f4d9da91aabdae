"""The permission table in the database says what `sapa.roles` says, and no more."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask_appbuilder.security.sqla.models import Role
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from sapa import roles
from sapa.services import counters, permissions
from tests.views.frame.conftest import Person


def granted(session: scoped_session, name: str) -> set[tuple[str, str]]:
    session.expire_all()
    role = session.scalars(select(Role).where(Role.name == name)).one()
    return {(grant.permission.name, grant.view_menu.name) for grant in role.permissions}


@pytest.mark.parametrize("role", roles.ROLES, ids=lambda role: role.slug)
def test_the_release_step_grants_exactly_the_table(session: scoped_session, role: roles.Role):
    permissions.sync_roles()
    permissions.sync_roles()
    assert granted(session, role.name) == role.pairs()


def test_a_surplus_permission_is_taken_away(session: scoped_session):
    permissions.sync_roles()
    operator = session.scalars(select(Role).where(Role.name == "Operator")).one()
    admin = session.scalars(select(Role).where(Role.name == "Admin")).one()
    operator.permissions = [*admin.permissions]
    session.commit()
    permissions.sync_roles()
    assert granted(session, "Operator") == roles.BY_SLUG["operator"].pairs()


@pytest.mark.parametrize("role", roles.ROLES, ids=lambda role: role.slug)
def test_no_role_is_granted_what_does_not_exist(role: roles.Role):
    for view, methods in role.grants.items():
        assert set(methods) <= set(roles.PERMISSIONS[view])


def test_a_role_edit_reaches_the_next_request(person: Callable[..., Person], session: scoped_session):
    someone = person("Operator")
    someone.sign_in()
    assert someone.client.get("/profile/").status_code == 200
    role = session.scalars(select(Role).where(Role.name == "Operator")).one()
    role.permissions = []
    counters.touch(permissions.STAMP)
    session.commit()
    assert someone.client.get("/profile/").status_code == 403
    permissions.sync_roles()
    assert someone.client.get("/profile/").status_code == 200


def test_the_admin_makes_no_moves():
    assert not {"Task", "Ticket", "Report", "Letter"} & set(roles.BY_SLUG["admin"].grants)
