-- SPDX-License-Identifier: MIT
-- The answer that a key has got within a day, or no row. Another request with
-- the same key is refused.

CREATE FUNCTION idempotency_seen(p_user bigint, p_key_hash bytea,
    p_request_hash bytea) RETURNS idempotency
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_row idempotency;
BEGIN
    SELECT i.* INTO v_row FROM idempotency i
    WHERE i.user_id = p_user AND i.key_hash = p_key_hash
        AND i.created_at > app_now() - interval '24 hours';
    IF v_row.request_hash <> p_request_hash THEN
        PERFORM fail('CO422', 'this Idempotency-Key came with another '
            'request: a new request needs a new key', '',
            'idempotency_key');
    END IF;
    RETURN v_row;
END
$$;

-- The lock of a key: held by the transaction that writes under it.
CREATE FUNCTION idempotency_lock_of(p_user bigint, p_key_hash bytea)
RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
    SELECT hashtextextended(encode(p_key_hash, 'hex'), p_user)
$$;
