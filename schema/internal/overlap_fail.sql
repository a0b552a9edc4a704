-- SPDX-License-Identifier: MIT
-- The database refused two visits at once: say who and what is in the way.

CREATE FUNCTION overlap_fail(p_technician bigint, p_planned tstzrange,
    p_but bigint) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_other record;
BEGIN
    SELECT v.id, v.planned, j.title, t.name, y.zone INTO v_other
    FROM visit v
    JOIN job j ON j.id = v.job_id
    JOIN technician t ON t.id = v.technician_id
    JOIN territory y ON y.id = t.territory_id
    WHERE v.technician_id = p_technician AND v.planned && p_planned
        AND v.id IS DISTINCT FROM p_but
        AND visit_live(v.state)
    ORDER BY lower(v.planned) LIMIT 1;
    PERFORM fail('CO409', format('%s is at visit %s ("%s") from %s to %s: '
        'choose another time or move that one', v_other.name, v_other.id,
        v_other.title,
        to_char(lower(v_other.planned) AT TIME ZONE v_other.zone, 'HH24:MI'),
        to_char(upper(v_other.planned) AT TIME ZONE v_other.zone, 'HH24:MI')),
        '/start', 'visit_no_overlap');
END
$$;
