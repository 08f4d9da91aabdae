"""The SQL that invents two years of complaints: one statement a table, each reading the stories made before."""

# ruff: noqa: E501 (SQL is easier to read in the lines of its clauses)

#: Tables of this session only: what the stories choose from.
CHOICES = (
    "CREATE TEMP TABLE visit (kind text, pos int, step text, action text, lane text, role text, answerable bool,"
    " level int, by_timer bool, after float, took float, allowed float)",
    "CREATE TEMP TABLE pick (kind text, low float, high float)",
    "CREATE TEMP TABLE halt (kind text, pos int, low float, high float)",
    "CREATE TEMP TABLE ending (kind text, outcome text)",
    "CREATE TEMP TABLE word (at int, said text, title text, slug text)",
    "CREATE TEMP TABLE street (at int, name text)",
)

#: Who, what, when: one row a ticket, older tickets first. "halt_pos" is the open visit of those still open.
STORIES = (
    "SET LOCAL jit = off",
    "SELECT setseed(0.2026)",
    # Weekdays weigh twice a weekend, the rains add half, and every fortieth day is a day of heavy rain.
    """
    CREATE TEMP TABLE days AS
    SELECT day, weight, round(:size * sum(weight) OVER (ORDER BY day) / sum(weight) OVER ()) AS upto
    FROM (SELECT day, (CASE WHEN extract(isodow FROM day) > 5 THEN 0.5 ELSE 1 END)
                 * (1 + 0.4 * cos(2 * pi() * extract(doy FROM day)::float / 365))
                 * (CASE WHEN n % 40 = 7 THEN 1.8 ELSE 1 END) AS weight
          FROM generate_series(0, 729) n, LATERAL (SELECT CAST(:now AS timestamptz) - (730 - n) * interval '1 day') d(day)) weighed
    """,
    """
    CREATE TEMP TABLE made AS
    SELECT row_number() OVER (ORDER BY said) AS n, said, least(said + r1 * r1 * interval '3 hours', :now) AS entered, r2, r3, r4, r5, r6
    FROM (SELECT day + (CASE WHEN random() < 0.85 THEN 0.02 + random() * 0.58 ELSE random() END) * interval '23 hours' AS said,
                 random() r1, random() r2, random() r3, random() r4, random() r5, random() r6
          FROM (SELECT day, upto - coalesce(lag(upto) OVER (ORDER BY day), 0) AS many FROM days) d,
               LATERAL generate_series(1, d.many::int)) spread
    """,
    """
    CREATE TEMP TABLE story AS
    SELECT m.n AS id, m.said, m.entered, m.r4, m.r5, m.r6,
           CASE WHEN is_open THEN h.kind ELSE p.kind END AS kind, CASE WHEN is_open THEN h.pos END AS halt_pos,
           w.title || ' di ' || kel.name AS title, replace(replace(w.said, '{jalan}', s.name), '{kelurahan}', kel.name) AS text, k.id AS kategori, kel.kecamatan_id, kel.id AS kelurahan_id,
           o.id AS opd, op.id AS operator, '@warga_contoh' || floor(60000 * m.r5 * m.r5) AS handle
    FROM (SELECT *, r2 < exp(-extract(epoch FROM CAST(:now AS timestamptz) - entered) / 86400 / 36.0) AS is_open FROM made) m
    JOIN pick p ON m.r3 >= p.low AND m.r3 < p.high
    JOIN halt h ON m.r3 >= h.low AND m.r3 < h.high
    JOIN word w ON w.at = floor(m.r4 * (SELECT count(*) FROM word))::int
    JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS at FROM kelurahan) kel ON kel.at = floor(m.r5 * (SELECT count(*) FROM kelurahan))::int
    JOIN street s ON s.at = floor(m.r6 * (SELECT count(*) FROM street))::int
    JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS at FROM opd) o ON o.at = floor(m.r6 * m.r6 * (SELECT count(*) FROM opd))::int
    LEFT JOIN category k ON k.slug = w.slug
    CROSS JOIN (SELECT u.id FROM ab_user u WHERE u.username = 'operator') op
    """,
    "CREATE UNIQUE INDEX ON story (id)",
    "ANALYZE story",
    # Every visit of every story. An open one began lately enough that the sweep has nothing to do yet.
    """
    CREATE TEMP TABLE stay AS
    SELECT row_number() OVER (ORDER BY s.id, v.pos) AS id, s.id AS ticket, v.pos, v.step, v.action, v.lane, v.role, v.answerable,
           v.level, v.by_timer, v.allowed * interval '1 hour' AS allowed, s.operator,
           CASE WHEN v.answerable THEN s.opd END AS opd, s.halt_pos IS NOT NULL AND v.pos = s.halt_pos AS is_open,
           row_number() OVER (PARTITION BY s.id, v.step ORDER BY v.pos) AS visit_no,
           CASE WHEN s.halt_pos IS NOT NULL AND v.pos = s.halt_pos AND v.allowed IS NOT NULL
                THEN greatest(least(s.entered + v.after * interval '1 hour', CAST(:now AS timestamptz)), CAST(:now AS timestamptz) - s.r6 * (CASE WHEN v.role = 'ppid_pembantu' THEN 0.97 ELSE 1.4 END) * v.allowed * interval '1 hour')
                ELSE least(s.entered + v.after * interval '1 hour', CAST(:now AS timestamptz)) END AS opened,
           CASE WHEN s.halt_pos IS NULL OR v.pos < s.halt_pos THEN least(s.entered + (v.after + v.took * (0.5 + s.r4 / 2)) * interval '1 hour', CAST(:now AS timestamptz)) END AS closed
    FROM story s JOIN visit v ON v.kind = s.kind AND (s.halt_pos IS NULL OR v.pos <= s.halt_pos)
    """,
    "CREATE INDEX ON stay (ticket)",
    "ANALYZE stay",
    """
    CREATE TEMP TABLE fate AS
    SELECT s.*, CASE WHEN s.halt_pos IS NULL THEN last.closed END AS closed, CASE WHEN s.halt_pos IS NULL THEN e.outcome END AS outcome,
           last.level, last.used, last.visits, s.kind NOT IN ('spam', 'not_complaint', 'duplicate', 'elsewhere', 'incomplete') AS sorted,
           'DPK-' || extract(year FROM s.entered) || '-' || to_char(s.id, 'FM000000') AS number,
           (ARRAY['pengaduan', 'pengaduan', 'pengaduan', 'permintaan_informasi', 'aspirasi', 'berkadar_pengawasan'])[1 + floor(6 * s.r5 * s.r5)] AS klasifikasi
    FROM story s
    JOIN (SELECT ticket, max(closed) AS closed, max(level) AS level, count(*) AS visits,
                 jsonb_object_agg(action || ':' || coalesce(opd::text, ''), 1) FILTER (WHERE NOT is_open) AS used
          FROM stay GROUP BY ticket) last ON last.ticket = s.id
    JOIN ending e ON e.kind = s.kind
    """,
    "CREATE UNIQUE INDEX ON fate (id)",
    "ANALYZE fate",
)

#: The rows that every ticket has.
ROWS = (
    "INSERT INTO complainant (id, channel, handle, created_at) SELECT row_number() OVER (ORDER BY min(id)), 'twitter', handle, min(entered) FROM story GROUP BY handle",
    "INSERT INTO raw_message (id, channel, external_id, payload_sealed, received_at) SELECT id, 'twitter', 'bench-' || id, :payload, entered FROM story",
    """
    INSERT INTO ticket (id, number, title, channel, klasifikasi, category_id, kecamatan_id, kelurahan_id, place_unknown, opened_at, entered_at, closed_at, outcome, merged_into_id, level, search)
    SELECT id, number, left(title, 200), 'twitter', CASE WHEN sorted THEN klasifikasi END, CASE WHEN sorted THEN kategori END, CASE WHEN sorted THEN kecamatan_id END,
           CASE WHEN sorted THEN kelurahan_id END, NOT sorted, said, entered, closed, outcome, CASE WHEN outcome = 'duplicate' THEN greatest(id - 1, 1) END, level,
           to_tsvector('indonesian', number || ' ' || handle || ' ' || title || ' ' || text)
    FROM fate ORDER BY id
    """,
    """
    INSERT INTO complaint (id, ticket_id, raw_message_id, complainant_id, channel, external_id, url, text, said_at, entered_at, entered_by)
    SELECT f.id, f.id, f.id, c.id, 'twitter', 'bench-' || f.id, 'https://x.com/' || substr(f.handle, 2) || '/status/' || f.id, f.text, f.said, f.entered, f.operator
    FROM fate f JOIN complainant c ON c.handle = f.handle ORDER BY f.id
    """,
    """
    INSERT INTO cases (id, sop_version_id, sop_code, process, ticket_id, started_at, deadline_at, deadline_sum, closed_at, outcome, level, used, head, events_count)
    SELECT id, :sop, 'depok-twitter', 'handling', id, said, said + interval '20 days', CAST(:due_sum AS jsonb), closed, outcome, level, coalesce(used, '{}'), sha256(('end' || id)::bytea),
           2 + visits
    FROM fate ORDER BY id
    """,
    "UPDATE cases SET deadline_breached_at = deadline_at WHERE coalesce(closed_at, :now) > deadline_at",
    """
    INSERT INTO task (id, case_id, step, lane, role, opd_id, agency_open, visit_no, opened_at, due_at, due_sum, wait_until, warn_at, breached_at, next_at, closed_at, action, actor_id, by_timer, record)
    SELECT id, ticket, step, lane, role, opd, answerable AND opd IS NOT NULL, visit_no, opened, opened + allowed, CASE WHEN allowed IS NOT NULL THEN CAST(:due_sum AS jsonb) END,
           CASE WHEN role = 'ppid_pembantu' THEN opened + allowed END, opened + allowed * 0.75,
           CASE WHEN opened + allowed < coalesce(closed, :now) THEN opened + allowed END,
           CASE WHEN is_open AND opened + allowed > :now THEN opened + allowed END,
           closed, CASE WHEN closed IS NOT NULL THEN action END, CASE WHEN closed IS NOT NULL AND NOT by_timer THEN operator END, closed IS NOT NULL AND by_timer,
           CASE WHEN closed IS NOT NULL AND by_timer AND step IN ('T05', 'T07') THEN 'not_contacted' END
    FROM stay ORDER BY id
    """,
    # One entry at the opening, one for each move, one at the end: chained by number.
    """
    INSERT INTO event (case_id, seq, at, recorded_at, kind, task_id, actor_id, lane, data, prev, hash)
    SELECT ticket, seq, at, at, kind, task, actor, lane, data, sha256(('e' || ticket || ':' || seq - 1)::bytea), sha256(('e' || ticket || ':' || seq)::bytea)
    FROM (SELECT id AS ticket, 1 AS seq, said AS at, 'opened' AS kind, NULL::bigint AS task, operator AS actor, NULL AS lane, jsonb_build_object('process', 'handling', 'sop', 'depok-twitter/1') AS data FROM fate
          UNION ALL
          SELECT ticket, pos + 2, closed, CASE WHEN by_timer THEN 'climbed' ELSE 'moved' END, id, CASE WHEN NOT by_timer THEN operator END, lane,
                 jsonb_strip_nulls(jsonb_build_object('step', step, 'action', action, 'opd', opd)) FROM stay WHERE NOT is_open
          UNION ALL
          SELECT id, 100, closed, 'closed', NULL, operator, NULL, jsonb_build_object('outcome', outcome) FROM fate WHERE closed IS NOT NULL) told
    ORDER BY ticket, seq
    """,
)

#: Ids were given above: the sequences go on behind them.
NUMBERS = tuple(
    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
    for table in ("complainant", "raw_message", "ticket", "complaint", "cases", "task")
)

#: What only some of them have.
REST = (
    "INSERT INTO forward (ticket_id, opd_id, note, at, user_id) SELECT s.ticket, f.opd, '', s.closed, s.operator FROM stay s JOIN fate f ON f.id = s.ticket WHERE s.action = 'forward' AND NOT s.is_open ORDER BY s.id",
    """
    INSERT INTO answer (ticket_id, task_id, opd_id, kind, text, at, user_id, delivered_at, returned_at, return_reason)
    SELECT s.ticket, s.id, s.opd, CASE s.action WHEN 'answer' THEN 'own' WHEN 'answer_final' THEN 'final' WHEN 'record_meeting' THEN 'meeting' ELSE 'not_ours' END,
           'Tim kami sudah meninjau lokasi; pekerjaan dilakukan dua hari kerja mulai besok pagi.', s.closed, s.operator,
           CASE WHEN f.kind = 'returned' AND s.pos = 2 THEN NULL ELSE f.closed END,
           CASE WHEN f.kind = 'returned' AND s.pos = 2 THEN s.closed END, CASE WHEN f.kind = 'returned' AND s.pos = 2 THEN 'Belum menjawab pertanyaan' END
    FROM stay s JOIN fate f ON f.id = s.ticket WHERE s.action IN ('answer', 'answer_final', 'not_ours', 'record_meeting') AND NOT s.is_open ORDER BY s.id
    """,
    """
    INSERT INTO contact_record (ticket_id, task_id, opd_id, person_sealed, jabatan, number_sealed, medium, result, at, user_id)
    SELECT ticket, id, opd, :person, 'Kepala Bidang', :number, 'phone', 'Dijanjikan jawaban besok pagi.', closed, operator FROM stay WHERE action = 'contacted' AND NOT is_open ORDER BY id
    """,
    """
    INSERT INTO delivery (complaint_id, task_id, text, reply_url, at, user_id)
    SELECT ticket, id, 'Terima kasih laporannya. Lokasi sudah ditinjau dan dikerjakan.', 'https://x.com/pemkotdepok/status/' || id, closed, operator FROM stay WHERE action = 'deliver' AND NOT is_open ORDER BY id
    """,
    """
    INSERT INTO notice (key, kind, role, opd_id, case_id, task_id, created_at, visible_at)
    SELECT 'turn:' || id, 'turn', role, opd, ticket, id, opened, opened FROM stay WHERE role <> 'operator' ORDER BY id
    """,
    "INSERT INTO notice_read (user_id, read_until) SELECT id, CAST(:now AS timestamptz) - interval '2 hours' FROM ab_user",
    """
    INSERT INTO outbox (key, kind, envelope_sealed, case_id, opd_id, created_at, not_before, attempts, sent_at)
    SELECT 'forward:' || s.id, 'email', :envelope, s.ticket, f.opd, s.closed, s.closed, 1, s.closed FROM stay s JOIN fate f ON f.id = s.ticket WHERE s.action = 'forward' AND NOT s.is_open
    """,
    "INSERT INTO note (ticket_id, text, at, user_id) SELECT id, 'Sudah ditelepon, menunggu kabar dari lapangan.', entered + interval '1 hour', operator FROM fate WHERE r5 < 0.1",
    # One in twenty of those still open waits for the citizen.
    """
    INSERT INTO pause (case_id, task_id, reason, question, started_at, expires_at, next_at)
    SELECT ticket, id, 'citizen', 'Di jalan apa, Kak?', opened, opened + interval '10 days', CAST(:now AS timestamptz) + interval '3 days' FROM stay WHERE is_open AND ticket % 20 = 3
    """,
    """
    INSERT INTO pause (case_id, task_id, reason, question, started_at, expires_at, ended_at)
    SELECT ticket, id, 'citizen', 'Di jalan apa, Kak?', opened, opened + interval '10 days', closed FROM stay WHERE action = 'citizen_silent' AND NOT is_open
    """,
    """
    INSERT INTO letter (kind, opd_id, state, sifat, hal, recipient, place, agenda, opening, closing, tembusan, drafted_at)
    SELECT DISTINCT ON (opd) 'undangan', opd, 'draft', 'Segera', 'Undangan', 'Kepala', 'Ruang Rapat', 'Pembahasan', '-', '-', '[]', opened FROM stay WHERE is_open AND step = 'T09'
    """,
    "INSERT INTO letter_case (letter_id, case_id, task_id) SELECT l.id, s.ticket, s.id FROM stay s JOIN letter l ON l.opd_id = s.opd WHERE s.is_open AND s.step = 'T09'",
    # A report for each day; the latest month waits at each desk of the chain, under a scope of its own.
    """
    INSERT INTO report (kind, scope, period_start, period_end, state, version, drafted_at)
    SELECT 'daily', 'call_center', day::date, day::date + 1, 'finished', 1, day + interval '1 day' FROM days
    """,
    """
    INSERT INTO report (kind, scope, period_start, period_end, state, version, drafted_at)
    SELECT 'monthly', step, date_trunc('month', CAST(:now AS timestamptz) - interval '1 month')::date, date_trunc('month', CAST(:now AS timestamptz))::date, CASE WHEN step = 'T10b' THEN 'drafting' ELSE 'checking' END, 1, :now
    FROM unnest(ARRAY['T10b', 'T11', 'T12', 'T13']) step
    """,
    """
    INSERT INTO cases (sop_version_id, sop_code, process, report_id, started_at, closed_at, outcome, used, head, events_count)
    SELECT :sop, 'depok-twitter', kind || '_report', id, drafted_at, CASE WHEN kind = 'daily' THEN drafted_at END, CASE WHEN kind = 'daily' THEN 'finished' END, '{}', sha256('r'::bytea), 0 FROM report
    """,
    """
    INSERT INTO task (case_id, step, lane, role, opened_at, due_at, closed_at, action, actor_id)
    SELECT c.id, v.step, v.role, v.role, c.started_at, c.started_at + interval '2 hours', c.closed_at, CASE WHEN c.closed_at IS NOT NULL THEN 'finish' END,
           CASE WHEN c.closed_at IS NOT NULL THEN (SELECT id FROM ab_user WHERE username = 'operator') END
    FROM cases c JOIN report r ON r.id = c.report_id
    JOIN (VALUES ('T10a', 'operator'), ('T10b', 'koordinator'), ('T11', 'pelaksana_harian'), ('T12', 'koordinator_ppid'), ('T13', 'ppid_utama')) v (step, role)
         ON v.step = CASE WHEN r.kind = 'daily' THEN 'T10a' ELSE r.scope END
    """,
)
