-- SPDX-License-Identifier: MIT
-- A row of the trail with only what differs between two states of an object.

CREATE FUNCTION audit_change(p_actor bigint, p_request text, p_action text,
    p_kind text, p_id bigint, p_before jsonb, p_after jsonb,
    p_why text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM audit_write(p_actor, p_request, p_action, p_kind, p_id,
        (SELECT jsonb_object_agg(b.key, b.value) FROM jsonb_each(p_before) b
            WHERE b.value IS DISTINCT FROM p_after -> b.key),
        (SELECT jsonb_object_agg(a.key, a.value) FROM jsonb_each(p_after) a
            WHERE a.value IS DISTINCT FROM p_before -> a.key), p_why);
END
$$;
