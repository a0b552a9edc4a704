-- SPDX-License-Identifier: MIT
-- The blob that a report names, by itself or as what it puts instead of
-- another one's; NULL: none. Written out in an index of the same name.
-- Inlined.

CREATE FUNCTION fact_blob(p_kind text, p_body jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p_kind = 'correction' THEN p_body #>> '{content,blob}'
        ELSE p_body ->> 'blob' END
$$;
