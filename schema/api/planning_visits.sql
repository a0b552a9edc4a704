-- SPDX-License-Identifier: MIT
-- The live visits of the technicians in the horizon; fixed is what the planner
-- must plan around: also what a neighbour's technician does at home. So are the
-- places that are held: their numbers are negative.

CREATE FUNCTION planning_visits(p_territory bigint, p_from timestamptz,
    p_to timestamptz)
RETURNS TABLE (id bigint, job bigint, technician bigint, start_s bigint,
    end_s bigint, lat double precision, lon double precision,
    fixed boolean, version bigint, promise_from_s bigint,
    promise_to_s bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_reach constant bigint[] := territory_reach(p_territory);
BEGIN
    RETURN QUERY
    SELECT v.id, v.job_id, v.technician_id, epoch_s(lower(v.planned)),
        epoch_s(upper(v.planned)), s.lat, s.lon,
        NOT (coalesce(c.movable, false) AND visit_movable(v, p_from, p_to)),
        v.version, epoch_s(lower(v.arrival_window)),
        epoch_s(upper(v.arrival_window))
    FROM technician t
    JOIN visit v ON v.technician_id = t.id
        AND v.planned && tstzrange(p_from, p_to)
        AND visit_live(v.state)
    JOIN job j ON j.id = v.job_id
    JOIN site s ON s.id = j.site_id
    LEFT JOIN planning_candidates(p_territory, p_from, p_to) c
        ON c.job = v.job_id
    WHERE t.territory_id = ANY (v_reach)
    UNION ALL
    SELECT -h.id, -h.id, h.technician_id, epoch_s(lower(h.planned)),
        epoch_s(upper(h.planned)), h.lat, h.lon, true, h.version,
        NULL, NULL
    FROM technician t
    JOIN slot_hold h ON h.technician_id = t.id
        AND h.planned && tstzrange(p_from, p_to)
        AND hold_live(h.state, h.expires_at)
    WHERE t.territory_id = ANY (v_reach)
    ORDER BY 1;
END
$$;
