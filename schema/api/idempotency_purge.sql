-- SPDX-License-Identifier: MIT
-- Forget answers that are older than a day, a few at a time; says how many.

CREATE FUNCTION idempotency_purge(p_limit integer DEFAULT 1000)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_count bigint;
BEGIN
    DELETE FROM idempotency WHERE (user_id, key_hash) IN (
        SELECT i.user_id, i.key_hash FROM idempotency i
        WHERE i.created_at <= app_now() - interval '24 hours'
        ORDER BY i.created_at LIMIT p_limit FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS v_count = ROW_COUNT;
    RETURN v_count;
END
$$;
