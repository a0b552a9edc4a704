-- SPDX-License-Identifier: MIT
-- The places that are held on a board: as bars, but nobody's job yet.

CREATE FUNCTION hold_row(h slot_hold) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN h.id IS NOT NULL THEN json_build_array(h.id,
        h.technician_id, instant_text(lower(h.planned)),
        instant_text(upper(h.planned)), h.travel_s,
        instant_text(lower(h.arrival_window)),
        instant_text(upper(h.arrival_window)), h.customer, h.lat, h.lon,
        h.job_id, instant_text(h.expires_at), h.version) END
$$;

CREATE FUNCTION board_holds(p_territory bigint, p_from timestamptz,
    p_to timestamptz) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (
        SELECT json_build_object('columns', json_build_array('id',
                'technician', 'start', 'end', 'travel_s', 'window_from',
                'window_to', 'customer', 'lat', 'lon', 'job', 'expires',
                'version'),
            'rows', coalesce(json_agg(hold_row(h)
                ORDER BY h.technician_id, lower(h.planned), h.id), '[]'))
        FROM slot_hold h
        WHERE (h.territory_id = p_territory
                OR h.technician_id IN (SELECT t.id FROM technician t
                    WHERE t.territory_id = p_territory))
            AND hold_live(h.state, h.expires_at)
            AND h.planned && tstzrange(p_from, p_to)
    );
END
$$;
