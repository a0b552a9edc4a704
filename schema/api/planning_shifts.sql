-- SPDX-License-Identifier: MIT
-- Their working time between two instants, without absences: a shift with a
-- hole is two rows.

CREATE FUNCTION planning_shifts(p_territory bigint, p_from timestamptz,
    p_to timestamptz)
RETURNS TABLE (technician bigint, start_s bigint, end_s bigint,
    shift bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_reach constant bigint[] := territory_reach(p_territory);
BEGIN
    RETURN QUERY
    SELECT s.technician_id, epoch_s(lower(w.piece)), epoch_s(upper(w.piece)),
        s.id
    FROM (SELECT x.id, employed_time(x) AS employed FROM technician x
        WHERE x.territory_id = ANY (v_reach)
        OFFSET 0) t     -- asked once each, not for each shift
    JOIN shift s ON s.technician_id = t.id
        AND s.during && tstzrange(p_from, p_to)
    CROSS JOIN LATERAL unnest(
        tstzmultirange(s.during * tstzrange(p_from, p_to)
            * t.employed)
        - coalesce((SELECT range_agg(a.during) FROM absence a
            WHERE a.technician_id = t.id AND a.during && s.during),
            '{}'::tstzmultirange)) w (piece)
    ORDER BY s.technician_id, lower(w.piece);
END
$$;
