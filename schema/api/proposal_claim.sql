-- SPDX-License-Identifier: MIT
-- Runs for a daemon, of the territories whose leases it holds: those that wait,
-- those of an earlier holder, and those that fell silent (its answer to an
-- earlier claim was lost). A run is begun twice at most: it may be what its
-- daemon died of. Says what to plan; no jobs or technicians: all.

CREATE FUNCTION proposal_claim(p_holder uuid, p_limit integer)
RETURNS TABLE (id bigint, territory bigint, epoch bigint, horizon_from text,
    horizon_to text, time_ms bigint, move text, jobs text, technicians text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_now constant timestamptz := clock_timestamp();
BEGIN
    RETURN QUERY
    UPDATE proposal p SET epoch = l.epoch, seen_at = v_now,
        tries = p.tries + 1, progress = NULL
    FROM territory_lease l
    WHERE l.territory_id = p.territory_id AND p.id IN (SELECT q.id
        FROM proposal q
        JOIN territory_lease m ON m.territory_id = q.territory_id
        WHERE m.holder = p_holder AND m.expires_at > v_now
            AND q.state = 'running' AND q.seen_at IS NOT NULL
            AND q.tries < proposal_tries_most()
            AND (q.epoch IS NULL OR q.epoch < m.epoch OR q.epoch = m.epoch
                AND proposal_is_silent(q.seen_at))
        ORDER BY q.id LIMIT p_limit FOR NO KEY UPDATE OF q SKIP LOCKED)
    RETURNING p.id, p.territory_id, p.epoch, instant_text(lower(p.horizon)),
        instant_text(upper(p.horizon)), (p.asked ->> 'time_ms')::bigint,
        p.asked ->> 'move', (SELECT string_agg(x.id, ' ')
            FROM jsonb_array_elements_text(p.asked -> 'jobs') x (id)),
        (SELECT string_agg(x.id, ' ')
            FROM jsonb_array_elements_text(p.asked -> 'technicians') x (id));
END
$$;
