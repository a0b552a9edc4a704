-- SPDX-License-Identifier: MIT
-- A UUID out of what a device sent; NULL for anything else.

CREATE FUNCTION blob_uid(p_text text) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p_text ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
        THEN p_text::uuid END
$$;
