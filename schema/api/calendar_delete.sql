-- SPDX-License-Identifier: MIT
-- Delete a business calendar that nothing counts by.

CREATE FUNCTION calendar_delete(p_actor bigint, p_request text, p_id bigint,
    p_version bigint, p_why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v        business_calendar;
    v_before json;
BEGIN
    PERFORM require_role(p_actor, 'admin');
    v := calendar_lock(p_id);
    PERFORM require_version('calendar', p_id, v.version, p_version);
    PERFORM require_unused('calendar', p_id, jsonb_build_object(
        'territory', (SELECT jsonb_agg(t.code ORDER BY t.code)
            FROM territory t WHERE t.calendar_id = p_id),
        'SLA policy', (SELECT jsonb_agg(p.code ORDER BY p.code)
            FROM sla_policy p WHERE p.calendar_id = p_id)));
    v_before := calendar_json(v);
    DELETE FROM business_calendar WHERE id = p_id;
    PERFORM master_gone(p_actor, p_request, 'calendar', v_before, p_why);
END
$$;
