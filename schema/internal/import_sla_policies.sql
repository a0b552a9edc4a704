-- SPDX-License-Identifier: MIT
-- SLA policies: a row for each priority of a policy.

CREATE FUNCTION import_sla_policies(p_batch bigint, p_options jsonb)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO import_note (batch, line, col, level, kind, text, hint)
    SELECT p_batch, line, 'priority', 'bad', 'doubled_priority',
        'this policy has that priority on an earlier line',
        'one row for each priority of a policy'
    FROM (SELECT line, row_number() OVER (PARTITION BY cells->>'code',
            cells->>'priority' ORDER BY line) AS nth
        FROM import_row WHERE batch = p_batch) d
    WHERE nth > 1;
    INSERT INTO import_note (batch, line, col, level, kind, text, hint)
    SELECT p_batch, line, 'respond_min', 'bad', 'no_target',
        'there is neither respond_min nor resolve_min', 'one of them, or both'
    FROM import_row
    WHERE batch = p_batch AND NOT cells ?| ARRAY['respond_min', 'resolve_min'];
    PERFORM import_rows_fate(p_batch),
        import_rows_unknown(p_batch, 'calendar', 'business_calendar',
            'business calendar');
    UPDATE import_row r SET fate = 'there'
    FROM sla_policy p JOIN sla_target t ON t.policy_id = p.id
    WHERE r.batch = p_batch AND r.fate = 'new' AND p.code = r.cells->>'code'
        AND t.priority = (r.cells->>'priority')::smallint;

    INSERT INTO sla_policy (code, name, calendar_id)
    SELECT DISTINCT ON (r.cells->>'code') r.cells->>'code',
        coalesce(r.cells->>'name', r.cells->>'code'), c.id
    FROM import_row r
    LEFT JOIN business_calendar c ON c.code = r.cells->>'calendar'
    WHERE r.batch = p_batch AND r.fate = 'new'
    ORDER BY r.cells->>'code', r.line
    ON CONFLICT (code) DO NOTHING;
    INSERT INTO sla_target (policy_id, priority, kind, minutes)
    SELECT p.id, (r.cells->>'priority')::smallint, k.kind,
        (r.cells->>(k.kind || '_min'))::integer
    FROM import_row r JOIN sla_policy p ON p.code = r.cells->>'code',
        (VALUES ('respond'), ('resolve')) AS k (kind)
    WHERE r.batch = p_batch AND r.fate = 'new'
        AND r.cells ? (k.kind || '_min');
END
$$;
