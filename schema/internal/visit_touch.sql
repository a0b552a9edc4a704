-- SPDX-License-Identifier: MIT
-- What a job sheet shows beside the visit's own row has changed (job, site,
-- contact, customer): move the live visits of these jobs, which notes them in
-- the feed, and note the jobs that wait in a pool.
--
-- The jobs are locked first, in ascending id, as everybody does who writes
-- visits: so no visit changes hands between here and our commit, and the
-- technician who has it then sees the change.

CREATE FUNCTION visit_touch(p_jobs bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF coalesce(cardinality(p_jobs), 0) = 0 THEN
        RETURN;
    END IF;
    PERFORM FROM job WHERE id = ANY (p_jobs) ORDER BY id FOR NO KEY UPDATE;
    UPDATE visit v SET sequence = v.sequence + 1
    WHERE v.job_id = ANY (p_jobs) AND visit_live(v.state);
    PERFORM sheet_note(p_jobs);     -- and those that ended a few days ago
    WITH pool AS MATERIALIZED (
        SELECT id, territory_id FROM job
        WHERE id = ANY (p_jobs) AND state = 'open'
    ), mark AS (
        INSERT INTO feed_mark
        SELECT pg_current_xact_id() WHERE EXISTS (SELECT FROM pool)
        ON CONFLICT DO NOTHING
    )
    INSERT INTO feed_note (txid, scope_id, kind, object_id)
    SELECT pg_current_xact_id(), s.id, 'job', j.id
    FROM pool j JOIN feed_scope s
        ON s.kind = 'pool' AND s.object_id = j.territory_id;
END
$$;
