"""The roles of the house and what each may do, as data; code asks for a permission, never for a role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: Every permission there is: class_permission_name -> methods, as Flask-AppBuilder names them.
PERMISSIONS: Mapping[str, tuple[str, ...]] = {
    "Home": ("can_show",),
    "Profile": ("can_show", "can_edit", "can_password"),
    "Ticket": ("can_list", "can_show", "can_intake", "can_note"),
    "Task": ("can_move",),
    "Duty": ("can_show", "can_list"),
    "Complainant": ("can_list", "can_show", "can_edit", "can_reveal"),
    "Report": ("can_list", "can_show", "can_move"),
    "Register": ("can_list", "can_correct", "can_close", "can_print"),
    "SigningKey": ("can_show", "can_issue", "can_revoke"),
    "Letter": ("can_list", "can_show", "can_draft", "can_sign", "can_send"),
    "Compliance": ("can_list",),
    "Monitoring": ("can_list", "can_show", "can_edit", "can_reopen"),
    "StandardAnswer": ("can_list", "can_show", "can_add", "can_edit", "can_delete"),
    "OpdContact": ("can_list", "can_show", "can_add", "can_edit", "can_delete"),
    "Substitute": ("can_list", "can_show", "can_add", "can_edit", "can_delete"),
    "Opd": ("can_list", "can_show", "can_add", "can_edit", "can_delete"),
    "Account": ("can_list", "can_show", "can_add", "can_edit", "can_delete"),
    "Calendar": ("can_list", "can_show", "can_add", "can_edit", "can_delete"),
    "Category": ("can_list", "can_show", "can_add", "can_edit", "can_delete"),
    "Channel": ("can_list", "can_show", "can_add", "can_edit", "can_delete"),
    "Setting": ("can_list", "can_show", "can_add", "can_edit", "can_delete"),
    "Official": ("can_list", "can_show", "can_add", "can_edit", "can_delete"),
    "Sop": ("can_list", "can_show", "can_edit", "can_publish"),
    "Outbox": ("can_list", "can_show"),
    "Job": ("can_list", "can_retry"),
    "Audit": ("can_list",),
}


@dataclass(frozen=True)
class Role:
    """A role: the slug that SOP data names, the name people read, and its permissions."""

    slug: str
    name: str
    grants: Mapping[str, tuple[str, ...]]
    #: "opd": whoever has only this role sees only the cases of its own agencies.
    scope: str | None = None

    def pairs(self) -> frozenset[tuple[str, str]]:
        """Its permissions as pairs (permission, class_permission_name)."""
        return frozenset((method, view) for view, methods in self.grants.items() for method in methods)


def _all(*views: str) -> dict[str, tuple[str, ...]]:
    return {view: PERMISSIONS[view] for view in views}


_SEE = ("can_list", "can_show")
_JUDGE = (*_SEE, "can_edit")
_EVERYBODY = {**_all("Home", "Profile"), "Sop": ("can_show",)}
_CASES = {**_EVERYBODY, "Ticket": (*_SEE, "can_note"), "Task": ("can_move",)}

ROLES: tuple[Role, ...] = (
    Role("operator", "Operator", {
        **_CASES,
        **_all("Ticket", "Complainant", "Report", "StandardAnswer"),
        "Register": ("can_list", "can_correct", "can_print"),
        "OpdContact": _SEE,
        "Outbox": _SEE,
    }),
    Role("koordinator", "Koordinator", {
        **_CASES,
        **_all("Report", "Register", "Compliance", "OpdContact", "SigningKey"),
        "Monitoring": _JUDGE,
        "Complainant": ("can_show", "can_reveal"),
        "Duty": ("can_list",),
        "Letter": _SEE,
        "StandardAnswer": _SEE,
    }),
    Role("pelaksana_harian", "Pelaksana Harian", {
        **_CASES,
        **_all("Report", "Compliance", "SigningKey"),
        "Monitoring": _JUDGE,
        "Register": ("can_list", "can_print"),
        "Letter": (*_SEE, "can_draft", "can_send"),
        "OpdContact": _SEE,
    }),
    Role("koordinator_ppid", "Koordinator PPID", {
        **_EVERYBODY,
        **_all("Report", "Compliance", "SigningKey"),
        "Monitoring": _JUDGE,
        "Register": ("can_list", "can_close", "can_print"),
        "Ticket": _SEE,
        "Letter": _SEE,
    }),
    Role("ppid_utama", "PPID Utama", {
        **_CASES,
        **_all("Report", "Compliance", "SigningKey"),
        "Monitoring": _JUDGE,
        "Register": ("can_list", "can_close", "can_print"),
        "Duty": ("can_list",),
        "Letter": (*_SEE, "can_sign"),
        "OpdContact": _SEE,
    }),
    Role("ppid_pembantu", "PPID Pembantu", {
        **_CASES,
        "Duty": ("can_show",),
        "Letter": _SEE,
        **_all("Compliance", "OpdContact", "Substitute"),
    }, scope="opd"),
    Role("admin", "Admin", {
        **_EVERYBODY,
        **_all("Opd", "Account", "Calendar", "Category", "Channel", "Setting", "Official"),
        **_all("Sop", "Outbox", "Job", "Audit"),
        "SigningKey": ("can_show", "can_revoke"),
        "Compliance": ("can_list",),
        "Monitoring": (*_SEE, "can_reopen"),
    }),
)  # fmt: skip

BY_SLUG: Mapping[str, Role] = {role.slug: role for role in ROLES}
BY_NAME: Mapping[str, Role] = {role.name: role for role in ROLES}
ADMIN = "Admin"
#: Slugs of the roles that see only the cases of their own agencies.
SCOPED = frozenset(role.slug for role in ROLES if role.scope is not None)


def slugs(names: tuple[str, ...] | list[str]) -> frozenset[str]:
    """The role slugs (the SOP's word) of framework role names; names that are not ours are left out."""
    return frozenset(BY_NAME[name].slug for name in names if name in BY_NAME)
