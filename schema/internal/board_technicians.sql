-- SPDX-License-Identifier: MIT
-- The rows of a board: technicians with their shifts and absences; also those
-- who left, while they have live visits there. And its neighbours' technicians
-- who help out: with visits for jobs of this one.

CREATE FUNCTION board_technicians(p_territory bigint, p_from timestamptz,
    p_to timestamptz) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (
        SELECT coalesce(json_agg(board_technician(t, p_from, p_to)
            ORDER BY t.name, t.id), '[]')
        FROM technician t JOIN territory y ON y.id = t.territory_id
        WHERE t.territory_id = p_territory
            AND (t.employed && daterange((p_from AT TIME ZONE y.zone)::date,
                    (p_to AT TIME ZONE y.zone)::date)
                OR EXISTS (SELECT FROM visit v WHERE v.technician_id = t.id
                    AND v.planned && tstzrange(p_from, p_to)
                    AND visit_live(v.state)))
    );
END
$$;

CREATE FUNCTION board_helpers(p_territory bigint, p_from timestamptz,
    p_to timestamptz) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (
        SELECT coalesce(json_agg(json_add(board_technician(t, p_from, p_to),
            'territory', to_jsonb(t.territory_id)) ORDER BY t.name, t.id), '[]')
        FROM technician t
        WHERE t.id IN (SELECT v.technician_id
            FROM board_lent(p_territory, p_from, p_to) v)
    );
END
$$;

-- The visits of neighbours' technicians for jobs of this territory.
CREATE FUNCTION board_lent(p_territory bigint, p_from timestamptz,
    p_to timestamptz) RETURNS SETOF visit
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY
    SELECT v.*
    FROM territory_neighbour n
    JOIN technician t ON t.territory_id = n.neighbour_id
    JOIN visit v ON v.technician_id = t.id
        AND lower(v.planned) < p_to
        AND lower(v.planned) > p_from - interval '240 hours'
        AND upper(v.planned) > p_from
        AND v.state NOT IN ('cancelled', 'declined')
    JOIN job j ON j.id = v.job_id AND j.territory_id = p_territory
    WHERE n.territory_id = p_territory;
END
$$;

CREATE FUNCTION board_technician(t technician, p_from timestamptz,
    p_to timestamptz) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT json_build_object('id', t.id, 'code', t.code, 'name', t.name,
        'shifts', coalesce((SELECT json_agg(json_build_object(
                'id', s.id, 'start', instant_text(lower(s.during)),
                'end', instant_text(upper(s.during)),
                'breaks', coalesce((SELECT json_agg(json_build_object(
                        'from', instant_text(lower(b.within)),
                        'to', instant_text(upper(b.within)),
                        'minutes', b.minutes) ORDER BY b.within)
                    FROM shift_break b WHERE b.shift_id = s.id), '[]'))
                ORDER BY s.during)
            FROM shift s WHERE s.technician_id = t.id
                AND s.during && tstzrange(p_from, p_to)), '[]'),
        'absences', coalesce((SELECT json_agg(json_build_object(
                'id', a.id, 'start', instant_text(lower(a.during)),
                'end', instant_text(upper(a.during)),
                'reason', a.reason) ORDER BY a.during)
            FROM absence a WHERE a.technician_id = t.id
                AND a.during && tstzrange(p_from, p_to)), '[]'))
$$;
