-- SPDX-License-Identifier: MIT
-- Count a wrong password, for the account and for the address.

CREATE FUNCTION login_failed(p_login text, p_address text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO login_throttle AS t (key, failures, last_at)
    SELECT k, 1, app_now()
    FROM unnest(ARRAY['address:' || left(p_address, 64),
        'login:' || left(lower(p_login COLLATE "C"), 64)]) k
    WHERE k IS NOT NULL ORDER BY k
    ON CONFLICT (key) DO UPDATE SET last_at = excluded.last_at,
        failures = CASE
            WHEN t.last_at <= excluded.last_at - interval '15 minutes' THEN 1
            ELSE t.failures + 1 END;
    -- Forget the rest, a few at a time and never waiting for another log-in.
    DELETE FROM login_throttle WHERE key IN (SELECT key FROM login_throttle
        WHERE last_at < app_now() - interval '1 hour'
        ORDER BY last_at LIMIT 100 FOR UPDATE SKIP LOCKED);
END
$$;
