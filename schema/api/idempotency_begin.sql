-- SPDX-License-Identifier: MIT
-- Within a write with a key, before its work: true, once. Waits for another
-- one with the key; if that was committed, this one is refused by the rule
-- idempotency_done, and asks for its answer.

CREATE FUNCTION idempotency_begin(p_user bigint, p_key_hash bytea,
    p_request_hash bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_row idempotency;
BEGIN
    PERFORM pg_advisory_xact_lock(idempotency_lock_of(p_user, p_key_hash));
    v_row := idempotency_seen(p_user, p_key_hash, p_request_hash);
    IF v_row.user_id IS NOT NULL THEN
        PERFORM fail('CO409', 'this was done already', '',
            'idempotency_done');
    END IF;
    RETURN true;
END
$$;
