-- SPDX-License-Identifier: MIT
-- What a question for slots asks, made complete: the place, what the job
-- needs, how long it takes, and the arrival windows that could be offered, as
-- the territory's zone and the site's access hours have them. The evaluator
-- goes on from here; nothing is written.
--
-- The windows begin on a grid of the local day (so on a day of a clock change
-- too), within the hours in which anybody works.

CREATE FUNCTION slot_question(p_actor bigint, p_body jsonb) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_ask record;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'intake');
    v_ask := slot_read(p_actor, p_body);
    RETURN json_build_object('territory', v_ask.territory,
        'zone', v_ask.zone, 'from', instant_text(v_ask.starts),
        'to', instant_text(v_ask.ends), 'lat', v_ask.lat, 'lon', v_ask.lon,
        'site', v_ask.site, 'job', v_ask.job,
        'job_version', v_ask.job_version, 'duration_s', v_ask.duration_s,
        'priority', v_ask.priority,
        'earliest_s', epoch_s(v_ask.earliest), 'due_s', epoch_s(v_ask.due),
        'respond_due_s', epoch_s(v_ask.respond),
        'resolve_due_s', epoch_s(v_ask.resolve),
        'needs', v_ask.needs,
        'skills', coalesce((SELECT json_agg(json_build_array(n.skill,
                n.level) ORDER BY n.skill)
            FROM slot_needs(v_ask.needs, v_ask.job) n), '[]'),
        'technicians', coalesce(v_ask.technicians, '[]'),
        'access', site_windows(v_ask.site, v_ask.zone, v_ask.starts,
            v_ask.ends),
        'windows', slot_windows(v_ask.territory, v_ask.zone, v_ask.starts,
            v_ask.ends, v_ask.window_min, v_ask.grid_min));
END
$$;
