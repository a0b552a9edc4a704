-- SPDX-License-Identifier: MIT
-- A review as lists and the stream show it, and whole: with what the reports
-- said that led to it.

-- What may be decided, the same for all of a kind.
CREATE FUNCTION review_decisions(p_kind text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p_kind IN ('conflict', 'contact', 'out_of_scope')
            THEN '{technician,dispatcher}'::text[]
        WHEN p_kind IN ('window', 'address', 'followup')
            THEN '{accept,refuse}'
        WHEN p_kind = 'quarantine' THEN '{accept,seen}'
        ELSE '{seen}' END
$$;

CREATE FUNCTION review_head(r review) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT json_build_object('id', r.id, 'at', instant_text(r.at),
        'territory', r.territory_id, 'kind', r.kind, 'text', r.text,
        'job', r.job_id, 'visit', r.visit_id, 'technician', r.technician_id,
        'reports', jsonb_array_length(r.facts), 'theirs', r.theirs,
        'ours', r.ours, 'decisions', review_decisions(r.kind),
        'state', r.state, 'decision', r.decision, 'settled_by', r.settled_by,
        'settled_at', instant_text(r.settled_at), 'note', r.note,
        'result', r.result, 'version', r.version)
$$;

CREATE FUNCTION review_json(r review) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT (review_head(r)::jsonb || jsonb_build_object('facts', coalesce((
        SELECT jsonb_agg(fact_json(f)::jsonb ORDER BY f.received_at,
            f.device_id, f.seq)
        FROM jsonb_array_elements(r.facts) e
        JOIN fact f ON f.device_id = (e ->> 'device')::bigint
            AND f.seq = (e ->> 'seq')::bigint), '[]')))::json
$$;

-- A report, as it came.
CREATE FUNCTION fact_json(f fact) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT json_build_object('device', f.device_id, 'seq', f.seq,
        'uid', f.uid, 'kind', f.kind, 'visit', f.visit_id,
        'technician', f.technician_id, 'body', f.body, 'of', f.of,
        'at', instant_text(f.at), 'received_at', instant_text(f.received_at),
        'clock_skew_ms', f.clock_skew_ms, 'verdict', f.verdict,
        'verdict_text', f.verdict_text)
$$;
