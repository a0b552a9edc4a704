-- SPDX-License-Identifier: MIT
-- A proposal as the API shows it. Inlined.

CREATE FUNCTION proposal_json(p proposal) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT json_build_object('id', p.id, 'territory', p.territory_id,
        'state', p.state, 'from', instant_text(lower(p.horizon)),
        'to', instant_text(upper(p.horizon)), 'error', p.error,
        'summary', p.summary, 'created_at', instant_text(p.created_at),
        'ready_at', instant_text(p.ready_at),
        'settled_at', instant_text(p.settled_at), 'version', p.version,
        'visits', coalesce((SELECT json_agg(json_build_object(
                'position', x.position, 'op', x.op, 'job', x.job_id,
                'visit', x.visit_id, 'technician', x.technician_id,
                'start', instant_text(lower(x.planned)),
                'end', instant_text(upper(x.planned)),
                'travel_s', x.travel_s, 'verdict', x.verdict,
                'reason', x.reason) ORDER BY x.position)
            FROM proposal_visit x WHERE x.proposal_id = p.id), '[]'))
$$;
