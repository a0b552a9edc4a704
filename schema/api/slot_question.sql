-- SPDX-License-Identifier: MIT
-- What a question for slots asks, made complete: the place, the hours, and the
-- arrival windows that could be offered, as the territory's zone has them; and
-- for a job that is not there yet the rows that the planner would have of it
-- (number 0; as planning_jobs() and its neighbours give them, texts). Nothing
-- is written.

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
            'jobs', json_build_array(json_build_array('0', '1',
                v_ask.lat::text, v_ask.lon::text, v_ask.duration_s::text,
                v_ask.priority::text, epoch_s(v_ask.starts)::text, NULL,
                epoch_s(v_ask.respond)::text, epoch_s(v_ask.resolve)::text,
                '1', '1', '1', (SELECT k.technician_id::text
                    FROM site s JOIN customer_visitor k
                        ON k.customer_id = s.customer_id
                    WHERE s.id = v_ask.site),
                NULL, NULL, NULL, NULL, NULL, NULL, NULL, site_windows(
                    v_ask.site, v_ask.zone, v_ask.starts, v_ask.ends
                        + interval '24 hours')::text)),
            'job_skills', coalesce((SELECT json_agg(json_build_array('0',
                    n.skill::text, n.level::text, k.code) ORDER BY n.skill)
                FROM slot_needs(v_ask.needs, NULL) n
                JOIN skill k ON k.id = n.skill), '[]'),
            'job_technicians', coalesce((SELECT json_agg(json_build_array(
                    '0', e ->> 'technician', e ->> 'relation'))
                FROM jsonb_array_elements(v_ask.needs -> 'technicians') e),
                '[]'),
            'job_tools', coalesce((SELECT json_agg(json_build_array('0',
                    n.tool_id::text, l.code) ORDER BY n.tool_id)
                FROM job_type k JOIN job_type_tool n ON n.job_type_id = k.id
                JOIN tool l ON l.id = n.tool_id
                WHERE k.code = v_ask.needs ->> 'type'), '[]'),
            'job_parts', coalesce((SELECT json_agg(json_build_array('0',
                    n.part_id::text, n.amount::text, l.code)
                    ORDER BY n.part_id)
                FROM job_type k JOIN job_type_part n ON n.job_type_id = k.id
                JOIN part l ON l.id = n.part_id
                WHERE k.code = v_ask.needs ->> 'type'), '[]')) END,
        'windows', slot_windows(v_ask.territory, v_ask.zone, v_ask.offers,
            v_ask.ends, v_ask.window_min, v_ask.grid_min));
END
$$;
