"""A monthly report over 10,000 complaints: facts, PDF, signature. Run: python -m bench.monthly"""

from __future__ import annotations

import resource
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import text

from bench.ground import HEADING, empty_house, line, measured
from sapa.db import db
from sapa.models import Report
from sapa.reports import draw_monthly
from sapa.reports.facts import Signer
from sapa.services.figures import city as figures_city
from sapa.services.reporting import flow as report_flow
from sapa.services.reporting import versions as reporting
from sapa.services.signatures import documents
from sapa.signing import ca
from sapa.signing.credential import open_credential
from sapa.signing.pades import sign
from sapa.signing.stamp import Placement

N = 10_000
COMMAND = "python -m bench.monthly"
NOVEMBER = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
PASSPHRASE = "kalimat rahasia bench"

# ruff: noqa: E501 (SQL)
# Of ten complaints six were answered, two wait for an agency, one is not sorted yet, one was spam.
FILL = (
    "INSERT INTO opd (code, name, short_name, email) SELECT 'opd' || n, 'Perangkat Daerah ' || n, 'OPD ' || n, ''"
    " FROM generate_series(1, 10) n",
    "INSERT INTO category (slug, name, active) SELECT 'k' || n, 'Kategori ' || n, true FROM generate_series(1, 18) n",
    "INSERT INTO kecamatan (name) SELECT 'Kecamatan ' || n FROM generate_series(1, 11) n",
    "INSERT INTO ab_user (id, first_name, last_name, username, password, active, email) VALUES"
    " (1, 'Operator', 'Bench', 'operator', '', true, 'o@x.example')",
    """
    INSERT INTO ticket (number, title, channel, klasifikasi, category_id, kecamatan_id, opened_at, entered_at,
                        closed_at, outcome)
    SELECT 'B-' || n, 'Pengaduan ' || n, 'twitter', CASE WHEN n % 10 < 8 THEN 'pengaduan' END,
           CASE WHEN n % 10 < 8 THEN 1 + n % 18 END, CASE WHEN n % 10 < 8 THEN 1 + n % 11 END, at,
           at + n % 50 * interval '1 minute',
           CASE WHEN n % 10 < 6 THEN at + interval '9 hours' WHEN n % 10 = 9 THEN at + interval '1 hour' END,
           CASE WHEN n % 10 < 6 THEN 'answered' WHEN n % 10 = 9 THEN 'spam' END
    FROM (SELECT n, timestamptz '2026-10-01 01:00+00' + n * 4.3 * interval '1 minute' AS at
          FROM generate_series(1, :n) n) made
    """,
    """
    INSERT INTO cases (sop_version_id, sop_code, process, ticket_id, started_at, deadline_at, closed_at, outcome, used,
                       head, events_count)
    SELECT v.id, v.code, 'handling', t.id, t.opened_at, t.opened_at + interval '14 days', t.closed_at, t.outcome, '{}',
           decode(repeat('00', 32), 'hex'), 0
    FROM ticket t, sop_version v WHERE v.code = 'depok-twitter'
    """,
    """
    INSERT INTO task (case_id, step, lane, role, opd_id, agency_open, opened_at, due_at, closed_at, action, actor_id)
    SELECT c.id, s.step, s.lane, s.lane, CASE WHEN s.step = 'A' THEN 1 + t.id % 10 END, s.step = 'A',
           t.opened_at + s.after, t.opened_at + s.after + s.time,
           CASE WHEN s.step <> 'A' AND (t.outcome = 'answered' OR s.step <> 'T-X1')
                THEN t.opened_at + s.after + t.id % 15 * interval '1 minute' END,
           CASE WHEN s.step <> 'A' AND (t.outcome = 'answered' OR s.step <> 'T-X1') THEN 'done' END, 1
    FROM cases c JOIN ticket t ON t.id = c.ticket_id
    CROSS JOIN (VALUES ('T02', 'operator', interval '1 hour', interval '10 minutes'),
                       ('T03', 'operator', interval '2 hours', interval '10 minutes'),
                       ('A', 'ppid_pembantu', interval '3 hours', interval '3 days'),
                       ('T-X1', 'operator', interval '8 hours', interval '1 hour')) AS s (step, lane, after, time)
    WHERE t.klasifikasi IS NOT NULL AND (s.step <> 'A' OR t.outcome IS NULL) AND (s.step <> 'T-X1' OR t.outcome IS NOT NULL)
    """,
    "INSERT INTO forward (ticket_id, opd_id, note, at) SELECT id, 1 + id % 10, '', opened_at + interval '3 hours'"
    " FROM ticket WHERE klasifikasi IS NOT NULL AND outcome IS NULL",
    "ANALYZE",
)


def main() -> None:
    """Print one table line per measurement."""
    print(HEADING)
    with empty_house():
        _fill()
        _measure()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line("peak memory of all this", N, f"{peak:.0f} MB", "250 MB", COMMAND)


def _fill() -> None:
    for statement in FILL:
        db.session.execute(text(statement), {"n": N} if ":n" in statement else {})
    db.session.commit()
    report_flow.draft_due(NOVEMBER)


def _measure() -> None:
    report = db.session.query(Report).filter_by(kind="monthly").one()
    seconds, (facts, _basis) = measured(lambda: reporting.derive(report, 1, NOVEMBER))
    assert facts.received.received == N, facts.received
    line("facts of a month", N, f"{seconds:.2f} s", "1 s", COMMAND)
    sheet = figures_city.paper(date(2026, 11, 2))
    seconds, drawn = measured(lambda: draw_monthly(facts, sheet))
    line(f"its PDF, {drawn.pages} pages", N, f"{seconds:.2f} s", "2 s", COMMAND)
    signer = Signer("PPID Utama", "Pejabat Bench")
    seconds, _signed = measured(_signer(drawn, documents.of_report(report.id).id, signer))
    line("its signature, key opened", N, f"{seconds:.2f} s", "0.5 s", COMMAND)


def _signer(drawn: Any, document_id: str, signer: Signer) -> Callable[[], bytes]:
    now = datetime.now(UTC)
    authority = ca.create_authority("Bench", now, "rahasia")
    person = ca.Person(signer.name, signer.jabatan, "Bench")
    issued = ca.issue_signer(authority, "rahasia", person, PASSPHRASE, now)
    url = figures_city.verify_url(document_id)
    place = Placement(**drawn.signature_box._asdict(), lines=(signer.jabatan, signer.name), qr_text=url)

    def work() -> bytes:
        crl = ca.make_crl(authority, "rahasia", [], now)
        opened = open_credential(issued.p12, PASSPHRASE, now=now, crl=crl)
        return sign(drawn.pdf, place, opened, reason="Bench", location="Depok", signed_at=now, crl=crl)

    return work


if __name__ == "__main__":
    main()
