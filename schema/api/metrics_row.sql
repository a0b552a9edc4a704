-- SPDX-License-Identifier: MIT
-- Counts for /metrics: one row of whole numbers.

CREATE FUNCTION metrics_row()
RETURNS TABLE (jobs_open bigint, jobs_planned bigint,
    jobs_in_progress bigint, jobs_on_hold bigint, visits_live bigint,
    clocks_overdue bigint, proposals_running bigint,
    proposals_ready bigint, technicians bigint, devices bigint,
    sessions bigint, feed_rows_waiting bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY
    SELECT j.open, j.planned, j.in_progress, j.on_hold,
        (SELECT count(*) FROM visit v WHERE visit_live(v.state)),
        (SELECT count(*) FROM sla_clock c
            WHERE c.state = 'running' AND c.due_at < app_now()),
        p.running, p.ready,
        (SELECT count(*) FROM technician),
        (SELECT count(*) FROM device d WHERE d.revoked_at IS NULL),
        (SELECT count(*) FROM session s WHERE s.expires_at > app_now()),
        (SELECT count(*) FROM feed_note)
    FROM (SELECT count(*) FILTER (WHERE state = 'open') AS open,
            count(*) FILTER (WHERE state = 'planned') AS planned,
            count(*) FILTER (WHERE state = 'in_progress') AS in_progress,
            count(*) FILTER (WHERE state = 'on_hold') AS on_hold
        FROM job WHERE state IN ('open', 'planned', 'in_progress',
            'on_hold')) j,
        (SELECT count(*) FILTER (WHERE state = 'running') AS running,
            count(*) FILTER (WHERE state = 'ready') AS ready
        FROM proposal WHERE state IN ('running', 'ready')) p;
END
$$;
