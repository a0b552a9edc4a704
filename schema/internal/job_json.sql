-- SPDX-License-Identifier: MIT
-- A job as the API shows it, with its clocks and visits: one statement. NULL
-- if there is none. PL/pgSQL, as all that has a FROM: it keeps its plan,
-- where an SQL function is planned at each call.

CREATE FUNCTION job_json(p_id bigint) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (
        SELECT json_build_object('id', j.id, 'source', j.source,
            'external_id', j.external_id, 'territory', j.territory_id,
            'title', j.title, 'description', j.description,
            'priority', j.priority, 'state', j.state,
            'hold_reason', j.hold_reason, 'outcome', j.outcome,
            'type', json_build_object('id', k.id, 'code', k.code,
                'name', k.name),
            'customer', json_build_object('id', c.id, 'name', c.name),
            'contact', CASE WHEN o.id IS NOT NULL THEN json_build_object(
                'name', o.name, 'phone', o.phone, 'email', o.email) END,
            'site', json_build_object('id', s.id, 'name', s.name,
                'address', s.address, 'lat', s.lat, 'lon', s.lon,
                'access_notes', s.access_notes),
            'duration_min', j.duration_min, 'crew_size', j.crew_size,
            'days', j.days,
            'skills', coalesce((SELECT json_agg(json_build_object(
                    'skill', q.code, 'level', js.min_level) ORDER BY q.code)
                FROM job_skill js JOIN skill q ON q.id = js.skill_id
                WHERE js.job_id = j.id), '[]'),
            'technicians', coalesce((SELECT json_agg(json_build_object(
                    'technician', jt.technician_id, 'relation', jt.relation)
                    ORDER BY jt.technician_id)
                FROM job_technician jt WHERE jt.job_id = j.id), '[]'),
            'after', coalesce((SELECT json_agg(json_build_object(
                    'job', jp.after_id, 'min_min', jp.min_min,
                    'max_min', jp.max_min) ORDER BY jp.after_id)
                FROM job_precedence jp WHERE jp.job_id = j.id), '[]'),
            'earliest_start', instant_text(j.earliest_start),
            'due_at', instant_text(j.due_at),
            'parts_expected_at', instant_text(j.parts_expected_at),
            'opened_at', instant_text(j.opened_at),
            'completed_at', instant_text(j.completed_at),
            'source_target_at', instant_text(j.source_target_at),
            'source_closed_at', instant_text(j.source_closed_at),
            'sla', coalesce((SELECT json_agg(json_build_object('kind', a.kind,
                    'state', a.state, 'target_min', a.target_min,
                    'due_at', instant_text(a.due_at),
                    'ended_at', instant_text(a.ended_at)) ORDER BY a.kind DESC)
                FROM sla_clock a WHERE a.job_id = j.id), '[]'),
            'visits', coalesce((SELECT json_agg(visit_json(v) ORDER BY v.id)
                FROM visit v WHERE v.job_id = j.id), '[]'),
            'asset', CASE WHEN e.id IS NOT NULL THEN json_build_object(
                'id', e.id, 'name', e.name, 'model', e.model,
                'serial', e.serial) END,
            'tasks', job_tasks(j.id),
            'tools', coalesce((SELECT json_agg(o.code ORDER BY o.code)
                FROM job_tool h JOIN tool o ON o.id = h.tool_id
                WHERE h.job_id = j.id), '[]'),
            'parts', coalesce((SELECT json_agg(json_build_object(
                    'part', o.code, 'amount', h.amount) ORDER BY o.code)
                FROM job_part h JOIN part o ON o.id = h.part_id
                WHERE h.job_id = j.id), '[]'),
            'escalation', j.escalation, 'version', j.version)
        FROM job j
        JOIN job_type k ON k.id = j.job_type_id
        JOIN site s ON s.id = j.site_id
        JOIN customer c ON c.id = s.customer_id
        LEFT JOIN contact o ON o.id = s.contact_id
        LEFT JOIN asset e ON e.id = j.asset_id
        WHERE j.id = p_id
    );
END
$$;
