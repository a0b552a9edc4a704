-- SPDX-License-Identifier: MIT
-- A visit as the API shows it. Inlined: the callers pin the search path.

CREATE FUNCTION visit_json(v visit) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT json_build_object('id', v.id, 'uid', v.uid, 'job', v.job_id,
        'technician', v.technician_id, 'state', v.state,
        'start', instant_text(lower(v.planned)),
        'end', instant_text(upper(v.planned)), 'travel_s', v.travel_s,
        'arrival_window', CASE WHEN v.arrival_window IS NOT NULL
            THEN json_build_object(
                'from', instant_text(lower(v.arrival_window)),
                'to', instant_text(upper(v.arrival_window))) END,
        'pinned', v.pinned, 'en_route_at', instant_text(v.en_route_at),
        'on_site_at', instant_text(v.on_site_at),
        'ended_at', instant_text(v.ended_at), 'outcome', v.outcome,
        'outcome_note', v.outcome_note,
        'revised_at', instant_text(v.revised_at), 'version', v.version)
$$;
