-- SPDX-License-Identifier: MIT
-- Devices that were revoked within the last so many seconds: each is out, and
-- what waits for news of it ends.

CREATE FUNCTION devices_out(p_seconds integer) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT id FROM device
    WHERE revoked_at > app_now() - p_seconds * interval '1 second'
    ORDER BY id
$$;
