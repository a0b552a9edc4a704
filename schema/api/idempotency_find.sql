-- SPDX-License-Identifier: MIT
-- Before a write with a key: what it was answered the first time (no row: this
-- is the first), CO409 while that still runs, CO422 for another request.

CREATE FUNCTION idempotency_find(p_user bigint, p_key_hash bytea,
    p_request_hash bytea)
RETURNS TABLE (body text, version bigint, id bigint, tag text, extra text,
    request text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_row idempotency;
BEGIN
    IF NOT pg_try_advisory_xact_lock_shared(
        idempotency_lock_of(p_user, p_key_hash)) THEN
        PERFORM fail('CO409', 'the first request with this Idempotency-Key '
            'still runs: ask again in a moment', '', 'idempotency_running');
    END IF;
    v_row := idempotency_seen(p_user, p_key_hash, p_request_hash);
    IF v_row.user_id IS NOT NULL THEN
        RETURN QUERY SELECT v_row.answer ->> 'body',
            (v_row.answer ->> 'version')::bigint,
            (v_row.answer ->> 'id')::bigint, v_row.answer ->> 'tag',
            v_row.extra, v_row.request;
    END IF;
END
$$;
