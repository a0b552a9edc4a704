-- SPDX-License-Identifier: MIT
-- Whom a login names, and whether it may try now. Always one row: for an
-- unknown login too the daemon hashes a password, so that time tells nothing.
-- Only ASCII is folded: were the Kelvin sign a k, an account would have as many
-- throttles as it has spellings.

CREATE FUNCTION login_find(p_login text, p_address text)
RETURNS TABLE (user_id bigint, name text, role text, password_hash text,
    disabled boolean, retry_after_s integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY
    SELECT u.id, u.name, u.role, u.password_hash, u.disabled_at IS NOT NULL,
        coalesce(login_wait(p_login, p_address), 0)
    FROM (VALUES (lower(p_login COLLATE "C"))) l (login)
    LEFT JOIN app_user u ON u.login = l.login;
END
$$;
