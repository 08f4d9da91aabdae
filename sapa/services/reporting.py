"""Daily and monthly reports: drafted from the figures, completed by the role, frozen, initialled, signed."""

from __future__ import annotations

from typing import Any

from sapa.services.evidence.context import Context


def check_text(context: Context) -> Any:
    """Kendala and saran of a report."""
    return {"kendala": context.text("kendala"), "saran": context.text("saran")}


def record_text(context: Context, value: Any) -> None:
    """Freeze the report's facts and text as its next version."""


def check_passphrase(context: Context) -> Any:
    """The signer's passphrase."""


def record_signature(context: Context, value: Any) -> None:
    """Sign the paper that was read."""
