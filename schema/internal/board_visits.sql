-- SPDX-License-Identifier: MIT
-- The bars of a board: visits of the territory's technicians, and of those who
-- are lent to it for its jobs, but for those that were called off. A visit lasts ten days at most (job.duration_min), so
-- the index on its start finds it.

CREATE FUNCTION board_visits(p_territory bigint, p_from timestamptz,
    p_to timestamptz) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (
        SELECT json_build_object('columns', json_build_array('id', 'job',
                'technician', 'state', 'start', 'end', 'travel_s', 'pinned',
                'title', 'priority', 'site', 'lat', 'lon', 'due', 'version',
                'escalation'),
            'rows', coalesce(json_agg(visit_row(v, j, s)
                ORDER BY v.technician_id, lower(v.planned), v.id), '[]'))
        FROM (SELECT v.id
            FROM technician t
            JOIN visit v ON v.technician_id = t.id
                AND lower(v.planned) < p_to
                AND lower(v.planned) > p_from - interval '240 hours'
                AND upper(v.planned) > p_from
                AND v.state NOT IN ('cancelled', 'declined')
            WHERE t.territory_id = p_territory
            UNION ALL
            SELECT l.id FROM board_lent(p_territory, p_from, p_to) l) b
        JOIN visit v ON v.id = b.id
        JOIN job j ON j.id = v.job_id
        JOIN site s ON s.id = j.site_id
    );
END
$$;
