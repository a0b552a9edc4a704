-- SPDX-License-Identifier: MIT
-- A notice as the API, the board and the stream show it.

CREATE FUNCTION notice_json(o notice) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT json_build_object('id', o.id, 'at', instant_text(o.at),
        'territory', o.territory_id, 'kind', o.kind, 'text', o.text,
        'job', o.job_id, 'technician', o.technician_id, 'visits', o.visits,
        'seen_at', instant_text(o.seen_at), 'seen_by', o.seen_by)
$$;
