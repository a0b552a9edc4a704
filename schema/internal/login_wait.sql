-- SPDX-License-Identifier: MIT
-- How long this account, or this address, must wait before it may try a
-- password again. The first failures are free; each one after that doubles
-- the wait, up to the 15 minutes after which all is forgotten.

CREATE FUNCTION login_wait(p_login text, p_address text) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (SELECT greatest(0, max(ceil(extract(epoch FROM t.last_at
            + least(5 * 2 ^ least(t.failures - l.free, 20), 900)
                * interval '1 second' - app_now()))))
        FROM (VALUES ('login:' || left(lower(p_login COLLATE "C"), 64), 5),
            ('address:' || left(p_address, 64), 20)) l (key, free)
        JOIN login_throttle t ON t.key = l.key AND t.failures >= l.free);
END
$$;
