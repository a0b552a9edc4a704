-- SPDX-License-Identifier: MIT
-- The tray of a board: the open jobs, the most urgent first (priority, then
-- what is due first, then the oldest), 2,000 at most, and how many there are
-- in all. What is due is the customer's window or the next promise.

CREATE FUNCTION board_unplanned(p_territory bigint) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (
        SELECT json_build_object('columns', json_build_array('id', 'title',
                'priority', 'state', 'type', 'site', 'lat', 'lon', 'due',
                'opened', 'version', 'escalation'),
            'rows', coalesce((SELECT json_agg(unplanned_row(u.j, u.due, k, s)
                    ORDER BY (u.j).priority, u.due, (u.j).opened_at, (u.j).id)
                FROM (SELECT j, job_due(j) AS due
                    FROM job j
                    WHERE j.territory_id = p_territory AND j.state = 'open'
                        AND j.completed_at IS NULL
                    ORDER BY j.priority, due, j.opened_at, j.id
                    LIMIT 2000) u
                JOIN job_type k ON k.id = (u.j).job_type_id
                JOIN site s ON s.id = (u.j).site_id), '[]'),
            'total', (SELECT count(*) FROM job j
                WHERE j.territory_id = p_territory AND j.state = 'open'
                    AND j.completed_at IS NULL))
    );
END
$$;
