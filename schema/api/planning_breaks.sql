-- SPDX-License-Identifier: MIT
-- The breaks of those shifts: so long, somewhere between two instants.

CREATE FUNCTION planning_breaks(p_territory bigint, p_from timestamptz,
    p_to timestamptz)
RETURNS TABLE (technician bigint, from_s bigint, to_s bigint,
    duration_s bigint, shift bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_reach constant bigint[] := territory_reach(p_territory);
BEGIN
    RETURN QUERY
    SELECT s.technician_id, epoch_s(lower(b.within)),
        epoch_s(upper(b.within)), b.minutes * 60::bigint, s.id
    FROM technician t
    JOIN shift s ON s.technician_id = t.id
        AND s.during && tstzrange(p_from, p_to)
    JOIN shift_break b ON b.shift_id = s.id
    WHERE t.territory_id = ANY (v_reach)
    ORDER BY s.technician_id, lower(b.within);
END
$$;
