-- SPDX-License-Identifier: MIT
-- The clocks of a job: what each has used, its milestones, and how its due time
-- comes about, line by line with a running sum.

CREATE FUNCTION job_clocks(p_actor bigint, p_id bigint) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_now constant timestamptz := app_now();
BEGIN
    PERFORM require_territory(p_actor, (SELECT territory_id FROM job
        WHERE id = p_id), 'job', p_id);
    RETURN json_build_object('items', coalesce((
        SELECT json_agg(json_build_object('kind', c.kind, 'state', c.state,
            'target_min', c.target_min,
            'used_min', (SELECT coalesce(round(sum(business_minutes_between(
                    coalesce(p.calendar_id, t.calendar_id), t.zone,
                    lower(i.during), coalesce(upper(i.during), v_now))), 3),
                    0) FROM sla_clock_interval i
                WHERE i.clock_id = c.id AND i.state = 'running'),
            'due_at', instant_text(c.due_at),
            'ended_at', instant_text(c.ended_at),
            'overdue', c.state = 'missed'
                OR (c.state = 'running' AND c.due_at < v_now),
            'calendar', b.code, 'zone', t.zone,
            'milestones', (SELECT coalesce(json_agg(json_build_object(
                    'percent', m.percent, 'action', m.action,
                    'level', m.level, 'due_at', instant_text(cm.due_at),
                    'fired_at', instant_text(cm.fired_at))
                    ORDER BY m.percent, m.action), '[]')
                FROM sla_clock_milestone cm
                JOIN sla_milestone m ON m.id = cm.milestone_id
                WHERE cm.clock_id = c.id
                    AND (cm.due_at IS NOT NULL OR cm.fired_at IS NOT NULL)),
            'lines', (SELECT coalesce(json_agg(json_build_object(
                    'from', instant_text(l.starts),
                    'to', instant_text(l.ends), 'what', l.what,
                    'reason', l.reason, 'minutes', l.minutes,
                    'total_min', l.total, 'text', clock_line_text(l.starts,
                        l.ends, t.zone, l.what, l.reason, l.minutes))
                    ORDER BY l.starts), '[]')
                FROM (SELECT x.*, coalesce(sum(x.minutes)
                        OVER (ORDER BY x.starts, x.ends), 0) AS total
                    FROM sla_lines(c.id) x) l)) ORDER BY c.kind DESC)
        FROM sla_clock c
        JOIN job j ON j.id = c.job_id
        JOIN territory t ON t.id = j.territory_id
        LEFT JOIN sla_policy p ON p.id = j.sla_policy_id
        JOIN business_calendar b
            ON b.id = coalesce(p.calendar_id, t.calendar_id)
        WHERE c.job_id = p_id), '[]'));
END
$$;
