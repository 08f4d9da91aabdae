"""Evidence made of papers: a sent letter, the meeting, a report's text, paraf, return and signature."""

from __future__ import annotations

from typing import Any

from sapa.services.evidence.context import Context
from sapa.services.letters import drafting as letters
from sapa.services.reporting import chain as reporting_chain
from sapa.services.reporting import signing as reporting_signing
from sapa.services.reporting import versions as reporting


def check_letter(context: Context) -> Any:
    """T09 is done when a signed letter about this case has been sent."""
    return letters.check_sent(context)


def check_meeting(context: Context) -> Any:
    """T-X0: who came, and what was agreed for this case."""
    return letters.check_meeting(context)


def record_meeting(context: Context, value: Any) -> None:
    letters.record_meeting(context, value)


def check_report_text(context: Context) -> Any:
    """Kendala and saran, which the role adds to the figures."""
    return reporting.check_text(context)


def record_report_text(context: Context, value: Any) -> None:
    reporting.record_text(context, value)


def check_passphrase(context: Context) -> Any:
    """The signer's opened key: used once, in this request, and kept nowhere."""
    return reporting_signing.check_passphrase(context)


def record_signature(context: Context, value: Any) -> None:
    reporting_signing.record_signature(context, value)


def check_paraf(context: Context) -> Any:
    """Who initials, and whether he may."""
    return reporting_chain.check_paraf(context)


def record_paraf(context: Context, value: Any) -> None:
    reporting_chain.record_paraf(context, value)


def record_return(context: Context, value: Any) -> None:
    reporting_chain.record_return(context, value)


def record_sent(context: Context, value: Any) -> None:
    reporting_signing.record_sent(context, value)
