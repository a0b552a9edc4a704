-- SPDX-License-Identifier: MIT
-- Within a write with a key, after its work: keep the row that it answers.
-- A key that is older than a day is a new one.

CREATE FUNCTION idempotency_keep(p_user bigint, p_key_hash bytea,
    p_request_hash bytea, p_request text, p_extra text, p_answer json)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    DELETE FROM idempotency i WHERE i.user_id = p_user
        AND i.key_hash = p_key_hash
        AND i.created_at <= app_now() - interval '24 hours';
    INSERT INTO idempotency (user_id, key_hash, request_hash, request, answer,
        extra, created_at)
    VALUES (p_user, p_key_hash, p_request_hash, p_request, p_answer, p_extra,
        app_now());
    RETURN true;
END
$$;
