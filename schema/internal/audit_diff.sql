-- SPDX-License-Identifier: MIT
-- What of one state of an object differs in another: {} becomes NULL. Inlined.

CREATE FUNCTION audit_diff(p_of jsonb, p_against jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(p_of) e
    WHERE e.value IS DISTINCT FROM p_against -> e.key
$$;
