"""Who may open what, written down by hand and never derived from the code: a new route needs a line here.

One letter per role: o Operator, k Koordinator, h Pelaksana Harian, p Koordinator PPID, u PPID Utama,
b PPID Pembantu, a Admin.
"""

from __future__ import annotations

LETTERS = {
    "o": "operator",
    "k": "koordinator",
    "h": "pelaksana",
    "p": "kppid",
    "u": "utama",
    "b": "dishub",
    "a": "admin",
}
#: Open to the world: the way in, the check of papers, and files that say nothing about anybody.
PUBLIC = {
    "DeskAuthView.login",
    "VerifyView.ask",
    "VerifyView.show",
    "VerifyView.check",
    "static",
    "appbuilder.static",
}
#: They show nothing: they lead on to another page, or have nothing to lead to.
SIGNPOSTS = {"DeskAuthView.logout", "DeskIndex.index", "LocaleView.index", "UtilView.back"}

EVERYBODY = "okhpuba"
RIGHTS = {
    "HomeView.show": EVERYBODY,
    "HomeView.news": EVERYBODY,
    "ProfileView.show": EVERYBODY,
    "ProfileView.habits": EVERYBODY,
    "ProfileView.password": EVERYBODY,
    "NoticeView.show": EVERYBODY,
    "NoticeView.read": EVERYBODY,
    "FileView.show": EVERYBODY,
    # Complaints: whoever has a part in handling them; the Admin has none.
    "TicketView.list": "okhpub",
    "TicketView.case": "okhpub",
    "TicketView.preview": "okhpub",
    "TicketView.note": "okhub",
    "TicketView.deliver": "o",
    "TaskView.move": "okhub",
    "TaskView.draft": "okhub",
    "IntakeView.show": "o",
    "IntakeView.discard": "o",
    "RevealView.reveal": "ok",
    "ComplainantView.list": "o",
    "ComplainantView.show": "ok",
    "ComplainantView.edit": "o",
    # Reports and their chain: the house, not the agencies.
    "ReportView.list": "okhpu",
    "ReportView.show": "okhpu",
    "ReportView.move": "okhpu",
    "ReportView.sign": "okhpu",
    "ReportView.text": "okhpu",
    # The register: kept by the desk, closed by those above it, never the agencies'.
    "RegisterView.list": "okhpu",
    "RegisterView.show": "okhpu",
    "RegisterView.folio": "okhpu",
    "RegisterView.correct": "ok",
    "RegisterView.close": "kpu",
    # Daily duties: done by the agency, looked over by the Koordinator and the PPID Utama.
    "DutyView.show": "b",
    "DutyView.do": "b",
    "DutyMonthView.list": "ku",
    "DutyMonthView.paper": "ku",
    # Papers of steps: of a case for whoever sees it, the recap of a month for whoever sees the reports.
    "PrintoutView.case": "okhpub",
    "RecapView.month": "okhpu",
    "PaperView.file": "okhpu",
    "PaperView.picture": "okhpu",
    # Letters: written and sent by the Pelaksana Harian; the service asks for the signer whom the paper names.
    "LetterView.list": "khpub",
    "LetterView.show": "khpub",
    "LetterView.pdf": "khpub",
    "LetterView.picture": "khpub",
    "LetterView.save": "h",
    "LetterView.check": "h",
    "LetterView.recall": "h",
    "LetterView.send": "h",
    "LetterView.hold": "h",
    "LetterView.give_back": "khpub",
    "LetterView.sign": "khpub",
    # Compliance: figures of the whole house, or of one's own agency; the form is judged by the house.
    "ComplianceView.list": "khpuba",
    "ComplianceView.cases": "khpuba",
    "MonitoringView.list": "khpua",
    "MonitoringView.show": "khpua",
    "MonitoringView.paper": "khpua",
    "MonitoringView.save": "khpu",
    # The service asks for the one who finished the form, or for the Admin.
    "MonitoringView.reopen": "khpua",
    "ReportCasesView.list": "okhpu",
    # Certificates of those who sign.
    "KeyView.show": "khpua",
    "KeyView.issue": "khpu",
    "KeyView.revoke": "khpua",
    # What the desks keep for themselves.
    "StandardAnswerView.list": "ok",
    "StandardAnswerView.show": "ok",
    "StandardAnswerView.add": "o",
    "StandardAnswerView.edit": "o",
    "StandardAnswerView.delete": "o",
    "OpdContactView.list": "okhub",
    "OpdContactView.show": "okhub",
    "OpdContactView.add": "kb",
    "OpdContactView.edit": "kb",
    "OpdContactView.delete": "kb",
    "SubstituteView.list": "b",
    "SubstituteView.show": "b",
    "SubstituteView.add": "b",
    "SubstituteView.edit": "b",
    "SubstituteView.delete": "b",
    "OutboxView.list": "oa",
    "OutboxView.show": "oa",
    "OutboxView.attachment": "oa",
    # The Admin's.
    "AccountView.list": "a",
    "AccountView.show": "a",
    "AccountView.add": "a",
    "AccountView.edit": "a",
    "AccountView.reset_password": "a",
    "AccountView.end_sessions": "a",
    "AuditView.list": "a",
    "OperationsView.list": "a",
    "OperationsView.retry_job": "a",
    "OperationsView.retry_message": "a",
    "OperationsView.retry_task": "a",
    "SettingView.list": "a",
    "SettingView.show": "a",
    "SettingView.change": "a",
    "SettingView.withdraw": "a",
    "SopView.list": "a",
    "SopView.file": "a",
    "SopView.compare": "a",
    "SopDraftView.copy": "a",
    "SopDraftView.take_in": "a",
    "SopDraftView.edit": "a",
    "SopDraftView.row": "a",
    "SopDraftView.delete": "a",
    "SopPartsView.lanes": "a",
    "SopPartsView.front": "a",
    "SopPartsView.rules": "a",
    "SopTrialView.play": "a",
    "SopTrialView.replay": "a",
    "SopApprovalView.approve": "a",
    "SopApprovalView.withdraw": "a",
    "SopView.show": EVERYBODY,
    "SopView.sheet": EVERYBODY,
    **{
        f"{name}View.{verb}": "a"
        for name in ("Opd", "Category", "Channel", "Calendar", "Hours", "Holiday", "Official")
        for verb in ("list", "show", "add", "edit", "delete")
    },
}
