-- SPDX-License-Identifier: MIT
-- Something that a job sheet shows has changed beside the visit's row, and no
-- calendar shows it: note the visits that devices have (the live ones and
-- those of the last days, as feed_stamp.sql decides), without a new version of
-- their rows. Where a calendar shows it too: visit_touch.sql.
--
-- The jobs are locked first, in ascending id: so no visit changes hands
-- between here and our commit, and whoever has it then sees the change. Who
-- touches the sheets beside a job locks them all at once, at the beginning
-- (sheet_jobs()), else two of them may wait for each other.

CREATE FUNCTION sheet_touch(p_jobs bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF coalesce(cardinality(p_jobs), 0) > 0 THEN
        PERFORM FROM job WHERE id = ANY (p_jobs) ORDER BY id
        FOR NO KEY UPDATE;
        PERFORM sheet_note(p_jobs);
    END IF;
END
$$;

-- The same, where the caller has locked the jobs; or of visits that are over
-- alone.
CREATE FUNCTION sheet_note(p_jobs bigint[], p_over boolean DEFAULT false)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    WITH shown AS MATERIALIZED (
        SELECT v.id, v.technician_id FROM visit v
        WHERE v.job_id = ANY (p_jobs) AND CASE WHEN visit_live(v.state)
            THEN NOT p_over
            ELSE v.revised_at > app_now() - interval '192 hours' END
    ), mark AS (
        INSERT INTO feed_mark
        SELECT pg_current_xact_id() WHERE EXISTS (SELECT FROM shown)
        ON CONFLICT DO NOTHING
    )
    INSERT INTO feed_note (txid, scope_id, kind, object_id)
    SELECT pg_current_xact_id(), s.id, 'visit', v.id
    FROM shown v JOIN feed_scope s
        ON s.kind = 'technician' AND s.object_id = v.technician_id;
END
$$;

-- The jobs at these sites that devices may have sheets of.
CREATE FUNCTION sheet_jobs_at(p_sites bigint[]) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN ARRAY(SELECT j.id FROM job j WHERE j.site_id = ANY (p_sites)
        AND EXISTS (SELECT FROM visit v WHERE v.job_id = j.id
            AND (visit_live(v.state)
                OR v.revised_at > app_now() - interval '192 hours')));
END
$$;

-- These jobs, and those whose sheets may change with the work on them: live
-- ones at the same site or on the same asset, which show it as past.
CREATE FUNCTION sheet_jobs(p_jobs bigint[]) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN ARRAY(SELECT unnest(p_jobs)
        UNION SELECT unnest(sheet_jobs_at(ARRAY(SELECT site_id FROM job
            WHERE id = ANY (p_jobs))))
        UNION SELECT j.id FROM job d
        JOIN job j ON j.asset_id = d.asset_id AND j.completed_at IS NULL
        WHERE d.id = ANY (p_jobs) ORDER BY 1);
END
$$;

-- The last visits of these sites and assets are others now: a live job shows
-- those of its asset, or of its site if it has none.
CREATE FUNCTION past_touch(p_sites bigint[], p_assets bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM sheet_touch(ARRAY(SELECT j.id
        FROM (SELECT id FROM job WHERE site_id = ANY (p_sites)
                AND asset_id IS NULL AND completed_at IS NULL
            UNION SELECT id FROM job WHERE asset_id = ANY (p_assets)
                AND completed_at IS NULL) j
        WHERE EXISTS (SELECT FROM visit v
            WHERE v.job_id = j.id AND visit_live(v.state))));
END
$$;
