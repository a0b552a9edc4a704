-- SPDX-License-Identifier: MIT
-- Forget ways that nobody asked about for 200 days (those in use are asked for
-- again after 90), a few at a time; says how many.

CREATE FUNCTION travel_purge(p_limit integer DEFAULT 1000) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_count integer;
BEGIN
    DELETE FROM travel_time WHERE (profile, from_cell, to_cell, source) IN (
        SELECT w.profile, w.from_cell, w.to_cell, w.source
        FROM travel_time w
        WHERE w.asked_at <= app_now() - interval '200 days'
        ORDER BY w.asked_at LIMIT p_limit FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS v_count = ROW_COUNT;
    RETURN v_count;
END
$$;
