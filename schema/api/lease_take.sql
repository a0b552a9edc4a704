-- SPDX-License-Identifier: MIT
-- A daemon takes part for the next p_ttl_s seconds: keeps the leases that it
-- has, gives back what is more than its share, takes what is free or has
-- expired up to it. Answers with all that it holds afterwards, for how long.
--
-- It waits for no lock: a lease that somebody works under (lease_fence()) is
-- left as it is until the next call. Its own lease is kept with the same epoch
-- also after it expired, if nobody took it meanwhile: nothing came between.

CREATE FUNCTION lease_take(p_holder uuid, p_name text, p_ttl_s integer,
    p_most integer DEFAULT 2147483647)
RETURNS TABLE (territory bigint, epoch bigint, left_ms bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_now    constant timestamptz := clock_timestamp();
    v_until  constant timestamptz := v_now + p_ttl_s * interval '1 second';
    v_share  integer;
    v_wanted bigint;
    v_free   bigint;
    v_own    bigint;
    v_count  bigint;
BEGIN
    IF p_ttl_s NOT BETWEEN 1 AND 600 THEN
        PERFORM fail('CO400', 'a lease lasts 1 to 600 s', '', 'range');
    END IF;
    DELETE FROM lease_holder WHERE holder IN (SELECT h.holder
        FROM lease_holder h
        WHERE h.expires_at < v_now - interval '1 hour'
            AND h.holder <> p_holder FOR UPDATE SKIP LOCKED);
    INSERT INTO lease_holder AS h (holder, name, most, expires_at)
    VALUES (p_holder, p_name, p_most, v_until)
    ON CONFLICT (holder) DO UPDATE SET name = excluded.name,
        most = excluded.most, expires_at = excluded.expires_at;
    UPDATE territory_lease SET expires_at = v_until
    WHERE territory_id IN (SELECT l.territory_id FROM territory_lease l
        WHERE l.holder = p_holder ORDER BY l.territory_id
        FOR NO KEY UPDATE SKIP LOCKED);

    SELECT count(*) FILTER (WHERE l.holder = p_holder),
        count(*) FILTER (WHERE l.expires_at <= v_now)
    INTO v_own, v_free FROM territory_lease l;
    v_share := least(coalesce(lease_share(v_now), p_most), p_most);
    v_wanted := lease_wanted(v_now, lease_share(v_now), p_holder);
    -- Four for three: nobody keeps two while another has none.
    v_count := greatest(v_own - v_share, 0);
    v_count := v_count + (v_wanted > v_free + v_count)::integer;
    UPDATE territory_lease SET holder = NULL, name = NULL, expires_at = v_now
    WHERE territory_id IN (SELECT l.territory_id FROM territory_lease l
        WHERE l.holder = p_holder
            AND NOT EXISTS (SELECT FROM proposal p  -- let the run end first
                WHERE p.territory_id = l.territory_id
                    AND p.state = 'running' AND p.epoch = l.epoch)
        ORDER BY l.territory_id DESC
        LIMIT CASE WHEN v_own < v_share THEN 0 ELSE v_count END
        FOR NO KEY UPDATE OF l SKIP LOCKED);
    GET DIAGNOSTICS v_count = ROW_COUNT;
    IF v_count = 0 THEN
        UPDATE territory_lease l SET holder = p_holder, name = p_name,
            epoch = l.epoch + 1, expires_at = v_until, taken_at = v_now
        WHERE l.territory_id IN (SELECT f.territory_id
            FROM territory_lease f
            WHERE f.holder IS DISTINCT FROM p_holder
                AND f.expires_at <= v_now
            ORDER BY f.territory_id
            LIMIT greatest(v_share - v_own
                - (v_wanted > 0 AND v_wanted >= v_free)::integer, 0)
            FOR NO KEY UPDATE SKIP LOCKED);
    END IF;
    RETURN QUERY
    SELECT l.territory_id, l.epoch,
        (extract(epoch FROM l.expires_at - v_now) * 1000)::bigint
    FROM territory_lease l
    WHERE l.holder = p_holder AND l.expires_at > v_now
    ORDER BY l.territory_id;
END
$$;
