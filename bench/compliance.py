"""Compliance of a month with 100,000 tasks, between months of the same size. Run: python -m bench.compliance"""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import text

from bench.ground import HEADING, empty_house, line, measured
from sapa.db import db
from sapa.services.actors import Actor
from sapa.services.compliance import spans
from sapa.services.compliance.breakdowns import DIMENSIONS, table
from sapa.services.compliance.listing import visits
from sapa.services.compliance.visits import Wish

N, STEPS, MONTHS = 100_000, 4, 3
CASES = N * MONTHS // STEPS
COMMAND = "python -m bench.compliance"
NOW = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
OCTOBER = spans.around("month", date(2026, 10, 15))
READER = Actor(1, "Bench", frozenset({"koordinator"}))

# ruff: noqa: E501 (SQL)
# Each complaint is sorted, forwarded, answered by its agency and delivered; one of ten waited for its citizen.
FILL = (
    "INSERT INTO opd (code, name, short_name, email) SELECT 'opd' || n, 'Perangkat Daerah ' || n, 'OPD ' || n, ''"
    " FROM generate_series(1, 40) n",
    "INSERT INTO category (slug, name, active) SELECT 'k' || n, 'Kategori ' || n, true FROM generate_series(1, 18) n",
    "INSERT INTO ab_user (id, first_name, last_name, username, password, active, email) VALUES"
    " (1, 'Operator', 'Bench', 'operator', '', true, 'o@x.example')",
    """
    INSERT INTO ticket (number, title, channel, klasifikasi, category_id, place_unknown, opened_at, entered_at, closed_at,
                        outcome)
    SELECT 'B-' || n, 'Pengaduan ' || n, (ARRAY['twitter', 'whatsapp', 'phone'])[1 + n % 3], 'pengaduan', 1 + n % 18, true,
           at, at, at + interval '9 hours', 'answered'
    FROM (SELECT n, timestamptz '2026-09-01 00:00+00' + n * interval '91 days' / :cases AS at
          FROM generate_series(1, :cases) n) made
    """,
    "INSERT INTO complainant (channel, handle, created_at) VALUES ('twitter', '@warga', now())",
    "INSERT INTO raw_message (channel, external_id, payload_sealed, received_at) VALUES ('twitter', '1', '', now())",
    """
    INSERT INTO cases (sop_version_id, sop_code, process, ticket_id, started_at, deadline_at, closed_at, outcome, used,
                       head, events_count)
    SELECT v.id, v.code, 'handling', t.id, t.opened_at, t.opened_at + interval '14 days', t.closed_at, t.outcome, '{}',
           decode(repeat('00', 32), 'hex'), 0
    FROM ticket t, sop_version v WHERE v.code = 'depok-twitter'
    """,
    """
    INSERT INTO task (case_id, step, lane, role, opd_id, opened_at, due_at, breached_at, closed_at, action, actor_id, by_timer,
                      due_sum)
    SELECT c.id, s.step, s.lane, s.lane, CASE WHEN s.step = 'A' THEN 1 + t.id % 40 END, t.opened_at + s.after,
           t.opened_at + s.after + s.time, CASE WHEN t.id % 15 > 9 THEN t.opened_at + s.after + s.time END,
           t.opened_at + s.after + t.id % 15 * interval '1 minute' + s.took, s.action, 1, false,
           jsonb_build_object('due', t.opened_at, 'lines', repeat('buka Senin 08.00-15.00; ', 20))
    FROM cases c JOIN ticket t ON t.id = c.ticket_id
    CROSS JOIN (VALUES
        ('T02', 'operator', interval '1 minute', interval '10 minutes', interval '1 second', 'complaint'),
        ('T03', 'operator', interval '20 minutes', interval '10 minutes', interval '2 seconds', 'forward'),
        ('A', 'ppid_pembantu', interval '1 hour', interval '3 days', interval '7 hours', 'answer_final'),
        ('T-X1', 'operator', interval '8 hours', interval '1 hour', interval '3 seconds', 'deliver'))
        AS s (step, lane, after, time, took, action)
    """,
    "INSERT INTO forward (ticket_id, opd_id, note, at) SELECT c.ticket_id, 1 + c.ticket_id % 40, '', t.closed_at FROM task t"
    " JOIN cases c ON c.id = t.case_id WHERE t.step = 'T03'",
    "INSERT INTO answer (ticket_id, task_id, opd_id, kind, text, at, user_id) SELECT c.ticket_id, t.id, t.opd_id, 'final',"
    " 'Sudah.', t.closed_at, 1 FROM task t JOIN cases c ON c.id = t.case_id WHERE t.step = 'A'",
    """
    INSERT INTO complaint (ticket_id, raw_message_id, complainant_id, channel, external_id, text, said_at, entered_at)
    SELECT t.id, r.id, 1, t.channel, t.number, 'Lampu jalan mati', t.opened_at, t.opened_at FROM ticket t, raw_message r
    """,
    "INSERT INTO delivery (complaint_id, task_id, text, reply_url, at, user_id) SELECT m.id, t.id, 'Sudah.', '', t.closed_at, 1"
    " FROM task t JOIN cases c ON c.id = t.case_id JOIN complaint m ON m.ticket_id = c.ticket_id WHERE t.step = 'T-X1'",
    """
    INSERT INTO pause (case_id, task_id, reason, question, started_at, expires_at, ended_at)
    SELECT t.case_id, t.id, 'citizen', 'Di mana?', t.opened_at + interval '1 second', t.opened_at + interval '10 days',
           t.opened_at + interval '5 minutes'
    FROM task t WHERE t.step = 'T-X1' AND t.case_id % 10 = 0
    """,
    "ANALYZE",
)


def main() -> None:
    """Print one table line per measurement."""
    print(HEADING)
    with empty_house():
        for statement in FILL:
            db.session.execute(text(statement), {"cases": CASES} if ":cases" in statement else {})
        db.session.commit()
        _measure()


def _measure() -> None:
    for by in DIMENSIONS:
        seconds, found = measured(lambda by=by: table(Wish(OCTOBER), by, READER, NOW))
        line(f"compliance of a month by {by}", found.whole.seen, f"{seconds:.2f} s", "1 s", COMMAND)
    seconds, listed = measured(lambda: visits(Wish(OCTOBER, step="T02"), "late", READER, NOW))
    line("the visits behind one figure", listed.visits, f"{seconds:.2f} s", "1 s", COMMAND)
    half = Wish(spans.around("half", OCTOBER.first))
    seconds, found = measured(lambda: table(half, "step", READER, NOW))
    line("compliance of three such months", found.whole.seen, f"{seconds:.2f} s", "", COMMAND)


if __name__ == "__main__":
    main()
