"""Rows: every table of the house, imported here so that the metadata is whole."""

import flask_appbuilder.security.sqla.models  # noqa: F401  (rows point at its users)

from sapa.models.accounts import AccountProfile, AccountUnit, Authority, Official, SigningKey
from sapa.models.answers import Answer, ContactRecord, Delivery, Forward
from sapa.models.base import Model
from sapa.models.cases import Case, Event, Pause, Seal, Task
from sapa.models.city import (
    Category,
    Channel,
    Holiday,
    Kecamatan,
    Kelurahan,
    Opd,
    OpdContact,
    Setting,
    StandardAnswer,
    WorkCalendar,
    WorkHours,
)
from sapa.models.complaints import (
    Attachment,
    Complainant,
    Complaint,
    Draft,
    Note,
    RawMessage,
    StoredFile,
    Ticket,
)
from sapa.models.letters import Attendance, Letter, LetterCase
from sapa.models.monitoring import Monitoring, MonitoringEdition, MonitoringLine
from sapa.models.ops import AdminEvent, Counter, JobRun, Reveal
from sapa.models.outgoing import Notice, NoticeRead, OutboxMessage
from sapa.models.register import RegisterBook, RegisterLine
from sapa.models.reports import Document, PageRead, Paraf, Report, ReportReturn, ReportVersion
from sapa.models.sop import SopVersion

__all__ = [
    "AccountProfile", "AccountUnit", "AdminEvent", "Answer", "Attachment", "Attendance", "Authority", "Case",
    "Category", "Channel", "Complainant", "Complaint", "ContactRecord", "Counter", "Delivery", "Document",
    "Draft",
    "Event", "Forward", "Holiday", "JobRun", "Kecamatan", "Kelurahan", "Letter", "LetterCase", "Model",
    "Monitoring", "MonitoringEdition", "MonitoringLine",
    "Note",
    "Notice", "NoticeRead", "Official", "Opd", "OpdContact", "OutboxMessage", "PageRead", "Paraf", "Pause",
    "RawMessage", "RegisterBook", "RegisterLine",
    "Report", "ReportReturn", "ReportVersion", "Reveal", "Seal", "Setting", "SigningKey", "SopVersion",
    "StandardAnswer", "StoredFile", "Task", "Ticket", "WorkCalendar", "WorkHours",
]  # fmt: skip
