-- SPDX-License-Identifier: MIT
-- API keys that are good, or were; never the keys themselves.

CREATE FUNCTION key_list()
RETURNS TABLE (id bigint, login text, label text, created_at text,
    expires_at text, revoked_at text, last_used_at text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT k.id, u.login, k.label, instant_text(k.created_at),
        instant_text(k.expires_at), instant_text(k.revoked_at),
        instant_text(k.last_used_at)
    FROM api_key k JOIN app_user u ON u.id = k.user_id ORDER BY k.id
$$;
