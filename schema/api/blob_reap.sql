-- SPDX-License-Identifier: MIT
-- What is to be removed from the disk now: uploads that expired, whole ones
-- that no fact has named for p_orphan_days, what was taken back, and what
-- another daemon took ten minutes ago and did not do. Say so by blob_reaped().

CREATE FUNCTION blob_reap(p_orphan_days integer, p_limit integer)
RETURNS SETOF uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    DELETE FROM blob b WHERE b.uid IN (SELECT g.uid FROM blob g
        WHERE g.state = 'gone' AND g.removed_at < app_now()
            - interval '90 days' LIMIT p_limit FOR UPDATE SKIP LOCKED);
    RETURN QUERY
    UPDATE blob b SET state = 'removing',
        removed_at = app_now() + interval '10 minutes'
    WHERE b.uid IN (SELECT d.uid FROM blob d
        WHERE (d.state = 'open' AND d.expires_at <= app_now())
            OR (d.state = 'removing' AND d.removed_at <= app_now())
            OR (d.state = 'stored'
                AND d.stored_at < app_now()
                    - make_interval(days => p_orphan_days)
                AND NOT EXISTS (SELECT FROM fact f
                    WHERE fact_blob(f.kind, f.body) = d.uid::text))
        LIMIT p_limit FOR UPDATE SKIP LOCKED)
    RETURNING b.uid;
END
$$;
