-- SPDX-License-Identifier: MIT
-- A new business calendar (p_id is NULL), or a change of one: the clocks that
-- run by it are due at other times at once.

CREATE FUNCTION calendar_put(p_actor bigint, p_request text, p_id bigint,
    p_version bigint, p_body jsonb)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v        business_calendar;
    v_before json;
    v_moved  boolean := false;
BEGIN
    PERFORM require_role(p_actor, 'admin');
    PERFORM body_keys(p_body, 'code', 'name', 'hours', 'holidays', 'retired',
        'why');
    IF p_id IS NOT NULL THEN
        v := calendar_lock(p_id);
        PERFORM require_version('calendar', p_id, v.version, p_version);
        v_before := calendar_json(v);
    END IF;
    v.code := patch_code(p_body, v.code);
    v.name := patch_text(p_body, 'name', v.name, 200, true);
    v.retired_at := patch_retired(p_body, v.retired_at);
    BEGIN
        IF p_id IS NULL THEN
            INSERT INTO business_calendar (code, name, retired_at)
            VALUES (v.code, v.name, v.retired_at) RETURNING * INTO v;
            PERFORM calendar_hours_put(v.id, p_body),
                calendar_holidays_put(v.id, p_body);
        ELSE
            v_moved := calendar_hours_put(p_id, p_body);
            v_moved := calendar_holidays_put(p_id, p_body) OR v_moved;
            UPDATE business_calendar c SET code = v.code, name = v.name,
                retired_at = v.retired_at,
                version = c.version + v_moved::integer
            WHERE c.id = p_id RETURNING * INTO v;
        END IF;
    EXCEPTION WHEN unique_violation THEN
        PERFORM taken_fail('calendar', p_body, 'code');
    END;
    IF v_moved THEN
        PERFORM sla_recount(sla_jobs(p_id, NULL, NULL));
    END IF;
    PERFORM master_note(p_actor, p_request, 'calendar', v_before,
        calendar_json(v), p_body);
    RETURN QUERY SELECT calendar_json(v), v.version;
END
$$;
