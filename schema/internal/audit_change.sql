-- SPDX-License-Identifier: MIT
-- A row of the trail with only what differs between two states of an object.

CREATE FUNCTION audit_change(p_actor bigint, p_request text, p_action text,
    p_kind text, p_id bigint, p_before jsonb, p_after jsonb,
    p_why text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM audit_write(p_actor, p_request, p_action, p_kind, p_id,
        audit_diff(p_before, p_after), audit_diff(p_after, p_before), p_why);
END
$$;
