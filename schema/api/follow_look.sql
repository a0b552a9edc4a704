-- SPDX-License-Identifier: MIT
-- What following a territory's day starts from: its policy, who is away today,
-- and the jobs that nobody has and that matter now: what is due by tomorrow's
-- end or urgent, the most pressing first. Jobs of several people or days, or
-- after others, are planned by proposals.

CREATE FUNCTION follow_look(p_territory bigint) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_most  constant integer := 50;
    v_zone  text;
    v_today date;
    v_from  timestamptz;
    v_to    timestamptz;
BEGIN
    SELECT t.zone, (app_now() AT TIME ZONE t.zone)::date INTO v_zone, v_today
    FROM territory t WHERE t.id = p_territory;
    v_from := v_today::timestamp AT TIME ZONE v_zone;
    v_to := (v_today + 1)::timestamp AT TIME ZONE v_zone;
    RETURN (SELECT json_build_object('automatic', p.automatic,
        'day', v_today, 'freeze_s', p.freeze_min * 60,
        'moves_max', p.moves_max, 'move_cost_s', (p.move_cost * 60)::integer,
        'promise_s', p.promise_min * 60,
        'jobs', (SELECT coalesce(json_agg(json_build_array(o.id, o.version,
                o.title, o.presses) ORDER BY o.presses DESC, o.rank, o.id),
                '[]')
            FROM (SELECT j.id, j.version, j.title,
                    j.priority <= 2 OR coalesce(d.due < v_to, false)
                        AS presses,
                    coalesce(d.due, j.opened_at
                        + j.priority * interval '4 hours') AS rank
                FROM job j
                CROSS JOIN LATERAL (SELECT job_due(j) AS due) d
                WHERE j.territory_id = p_territory AND j.state = 'open'
                    AND j.completed_at IS NULL
                    AND j.crew_size = 1 AND j.days = 1
                    AND coalesce(greatest(j.earliest_start,
                        j.parts_expected_at) < v_to, true)
                    AND (j.priority <= 2
                        OR d.due < v_to + interval '1 day')
                    AND NOT (j.outcome IS NOT DISTINCT FROM 'no_part'
                        AND j.parts_expected_at IS NULL AND job_waits(j))
                    AND NOT EXISTS (SELECT FROM job_precedence r
                        WHERE r.job_id = j.id OR r.after_id = j.id)
                    AND NOT EXISTS (SELECT FROM slot_hold h
                        WHERE h.job_id = j.id
                            AND hold_live(h.state, h.expires_at))
                ORDER BY presses DESC, rank, j.id LIMIT v_most) o),
        'absent', (SELECT coalesce(json_agg(json_build_array(t.id,
                epoch_s(lower(a.during)), epoch_s(upper(a.during)),
                CASE a.reason WHEN 'sick' THEN 'is ill'
                    WHEN 'leave' THEN 'is on leave'
                    WHEN 'training' THEN 'is at a training'
                    ELSE 'is absent' END) ORDER BY a.id), '[]')
            FROM technician t
            JOIN absence a ON a.technician_id = t.id
                AND a.during && tstzrange(v_from, v_to)
            WHERE t.territory_id = p_territory))
        FROM policy p WHERE p.territory_id = p_territory);
END
$$;
