-- SPDX-License-Identifier: MIT
-- What a question for slots asks, made complete: the place, the hours, and the
-- arrival windows that could be offered, as the territory's zone has them; and
-- for a job that is not there yet the rows that the planner would have of it
-- (number 0; by the columns of planning_jobs() and its neighbours, as texts; what
-- is not named is null). Nothing is written.

CREATE FUNCTION slot_question(p_actor bigint, p_body jsonb) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_ask record;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'intake');
    v_ask := slot_read(p_actor, p_body);
    RETURN json_build_object('territory', v_ask.territory,
        'from_s', epoch_s(v_ask.starts), 'to_s', epoch_s(v_ask.ends),
        'job', v_ask.job, 'duration_s', v_ask.duration_s,
        'hold', json_strip_nulls(json_build_object(
            'territory', v_ask.territory, 'job', v_ask.job,
            'site', v_ask.site, 'lat', v_ask.lat, 'lon', v_ask.lon,
            'needs', v_ask.needs)),
        'rows', CASE WHEN v_ask.job IS NULL THEN json_build_object(
            'jobs', json_build_array(json_build_object('id', '0',
                'version', '1', 'lat', v_ask.lat::text,
                'lon', v_ask.lon::text,
                'duration_s', v_ask.duration_s::text,
                'priority', v_ask.priority::text,
                'earliest_s', epoch_s(v_ask.starts)::text,
                'respond_due_s', epoch_s(v_ask.respond)::text,
                'resolve_due_s', epoch_s(v_ask.resolve)::text,
                'crew_size', '1', 'days', '1', 'missing', '1', 'again', 'f',
                'last_technician', (SELECT k.technician_id::text
                    FROM site s JOIN customer_visitor k
                        ON k.customer_id = s.customer_id
                    WHERE s.id = v_ask.site),
                'access', site_windows(v_ask.site, v_ask.zone, v_ask.starts,
                    v_ask.ends + interval '24 hours')::text)),
            'job_skills', coalesce((SELECT json_agg(json_build_object(
                    'job', '0', 'skill', n.skill::text, 'level',
                    n.level::text, 'code', k.code) ORDER BY n.skill)
                FROM slot_needs(v_ask.needs, NULL) n
                JOIN skill k ON k.id = n.skill), '[]'),
            'job_technicians', coalesce((SELECT json_agg(json_build_object(
                    'job', '0', 'technician', e ->> 'technician',
                    'relation', e ->> 'relation'))
                FROM jsonb_array_elements(v_ask.needs -> 'technicians') e),
                '[]'),
            'job_tools', coalesce((SELECT json_agg(json_build_object(
                    'job', '0', 'tool', n.tool_id::text, 'code', l.code)
                    ORDER BY n.tool_id)
                FROM job_type k JOIN job_type_tool n ON n.job_type_id = k.id
                JOIN tool l ON l.id = n.tool_id
                WHERE k.code = v_ask.needs ->> 'type'), '[]'),
            'job_parts', coalesce((SELECT json_agg(json_build_object(
                    'job', '0', 'part', n.part_id::text, 'amount',
                    n.amount::text, 'code', l.code) ORDER BY n.part_id)
                FROM job_type k JOIN job_type_part n ON n.job_type_id = k.id
                JOIN part l ON l.id = n.part_id
                WHERE k.code = v_ask.needs ->> 'type'), '[]')) END,
        'windows', slot_windows(v_ask.territory, v_ask.zone, v_ask.offers,
            v_ask.ends, v_ask.window_min, v_ask.grid_min));
END
$$;
