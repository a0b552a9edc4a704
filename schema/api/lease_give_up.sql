-- SPDX-License-Identifier: MIT
-- A daemon is about to stop: its leases are free at once, and its runs wait
-- for the next holder. Says how many leases.

CREATE FUNCTION lease_give_up(p_holder uuid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_count bigint;
BEGIN
    PERFORM FROM territory_lease l WHERE l.holder = p_holder
    ORDER BY l.territory_id FOR NO KEY UPDATE;
    PERFORM FROM proposal p
    JOIN territory_lease l ON l.territory_id = p.territory_id
        AND l.epoch = p.epoch
    WHERE l.holder = p_holder AND p.state = 'running'
    ORDER BY p.id FOR NO KEY UPDATE OF p;
    UPDATE proposal p SET epoch = NULL, progress = NULL,
        seen_at = clock_timestamp(), tries = greatest(p.tries - 1, 0)
    FROM territory_lease l
    WHERE l.holder = p_holder AND l.territory_id = p.territory_id
        AND l.epoch = p.epoch AND p.state = 'running';
    UPDATE territory_lease SET holder = NULL, name = NULL,
        expires_at = clock_timestamp()
    WHERE holder = p_holder;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    DELETE FROM lease_holder WHERE holder = p_holder;
    RETURN v_count;
END
$$;
