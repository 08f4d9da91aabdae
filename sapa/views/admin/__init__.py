"""Screens of the administrators and of the roles that own rows: generated forms in front of services."""

from __future__ import annotations

from flask_appbuilder import AppBuilder

from sapa.views.admin import (
    accounts,
    audit,
    calendars,
    complainants,
    contacts,
    folder,
    masterdata,
    officials,
    operations,
    outbox,
    settings,
    sops,
    sops_approval,
    sops_drafts,
    sops_parts,
    sops_trial,
)


def register(appbuilder: AppBuilder) -> None:
    """All of them, in the order of the menu."""
    for part in (folder, complainants, contacts, accounts, officials, masterdata, calendars, settings, sops,
                 sops_drafts, sops_parts, sops_trial, sops_approval, outbox, operations, audit):  # fmt: skip
        part.register(appbuilder)
