"""All rows of the complaints' work, told without the numbers that a repeated transaction draws anew."""

from __future__ import annotations

from typing import Any

import psycopg

from sapa.db import libpq_url

#: Tasks by their place in their case: ids have gaps where a transaction was lost.
PLACES = """
WITH place AS (
    SELECT task.id, ticket.number || '/' || row_number() OVER (PARTITION BY case_id ORDER BY task.id) AS spot
    FROM task JOIN cases ON cases.id = case_id JOIN ticket ON ticket.id = ticket_id
)
"""
#: Table -> what is told of it; ids, seals with fresh nonces and the columns of a lease are left out.
TOLD = {
    "ticket": "SELECT to_jsonb(t) - '{id,merged_into_id}'::text[] FROM ticket t",
    "cases": """SELECT number, to_jsonb(c) - '{id,ticket_id,head}'::text[]
        FROM cases c JOIN ticket ON ticket.id = c.ticket_id""",
    "task": "SELECT spot, to_jsonb(t) - '{id,case_id}'::text[] FROM task t JOIN place USING (id)",
    "event": """SELECT number, seq, spot, to_jsonb(e) - '{id,case_id,task_id,prev,hash}'::text[]
        FROM event e JOIN cases ON cases.id = case_id JOIN ticket ON ticket.id = ticket_id
        LEFT JOIN place ON place.id = task_id""",
    "notice": """SELECT spot, n.kind, n.role, n.opd_id, n.created_at::text, n.visible_at::text
        FROM notice n LEFT JOIN place ON place.id = n.task_id""",
    "pause": """SELECT spot, to_jsonb(p) - '{id,case_id,task_id}'::text[]
        FROM pause p JOIN place ON place.id = task_id""",
    "answer": """SELECT spot, to_jsonb(a) - '{id,ticket_id,task_id,person_sealed}'::text[]
        FROM answer a JOIN place ON place.id = task_id""",
    "forward": "SELECT number, opd_id, note, at::text FROM forward JOIN ticket ON ticket.id = ticket_id",
    "complaint": """SELECT number, external_id, url, text, said_at::text, c.entered_at::text
        FROM complaint c JOIN ticket ON ticket.id = ticket_id""",
    "raw_message": "SELECT channel, external_id, received_at::text FROM raw_message",
    "complainant": "SELECT channel, handle FROM complainant",
    "outbox": """SELECT number, o.opd_id, o.created_at::text, not_before::text, sent_at::text, parked_at::text
        FROM outbox o JOIN cases ON cases.id = case_id JOIN ticket ON ticket.id = ticket_id""",
    "register_line": """SELECT r.sop_code, r.year, seq, r.number, r.kind, r.day::text, r.at::text, t.number
        FROM register_line r LEFT JOIN ticket t ON t.id = r.ticket_id""",
    "counter": "SELECT name, year, value FROM counter WHERE year > 0",
}


def dump(url: str) -> dict[str, list[str]]:
    """Table -> its rows as sorted text."""
    with psycopg.connect(libpq_url(url)) as connection:
        return {
            table: sorted(_text(row) for row in connection.execute(PLACES + query))
            for table, query in TOLD.items()
        }


def _text(row: tuple[Any, ...]) -> str:
    return " | ".join(repr(sorted(each.items())) if isinstance(each, dict) else str(each) for each in row)
