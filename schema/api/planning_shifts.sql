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
    FROM technician t
    JOIN shift s ON s.technician_id = t.id
        AND s.during && tstzrange(p_from, p_to)
    CROSS JOIN LATERAL unnest(
        tstzmultirange(s.during * tstzrange(p_from, p_to)
            * employed_time(t))
        - coalesce((SELECT range_agg(a.during) FROM absence a
            WHERE a.technician_id = t.id AND a.during && s.during),
            '{}'::tstzmultirange)) w (piece)
    WHERE t.territory_id = ANY (v_reach)
    ORDER BY s.technician_id, lower(w.piece);
END
$$;
