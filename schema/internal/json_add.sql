-- SPDX-License-Identifier: MIT
-- An object (not an empty one) with one more member at its end; the order of
-- the others stays.

CREATE FUNCTION json_add(p_object json, p_key text, p_value jsonb)
RETURNS json
LANGUAGE sql IMMUTABLE AS $$
    SELECT (left(rtrim(p_object::text), -1) || ', ' || to_json(p_key)::text
        || ' : ' || p_value::text || '}')::json
$$;
