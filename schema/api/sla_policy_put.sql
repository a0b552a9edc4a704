-- SPDX-License-Identifier: MIT
-- A new SLA policy (p_id is NULL), or a change of one. A clock keeps the
-- target that was promised when it began; with apply_to_running the live ones
-- count on towards the new targets. What clocks count by and what happens on
-- their way (calendar, milestones) is read as it stands, so that a change of
-- it follows at once.

CREATE FUNCTION sla_policy_put(p_actor bigint, p_request text, p_id bigint,
    p_version bigint, p_body jsonb)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v          sla_policy;
    v_before   json;
    v_calendar bigint;
    v_targets  boolean := false;
    v_steps    boolean := false;
BEGIN
    PERFORM require_role(p_actor, 'admin');
    PERFORM body_keys(p_body, 'code', 'name', 'calendar', 'targets',
        'milestones', 'apply_to_running', 'retired', 'why');
    IF p_id IS NOT NULL THEN
        v := sla_policy_lock(p_id);
        PERFORM require_version('SLA policy', p_id, v.version, p_version);
        v_before := sla_policy_json(v);
    END IF;
    v_calendar := v.calendar_id;
    v.code := patch_code(p_body, v.code);
    v.name := patch_text(p_body, 'name', v.name, 200, true);
    v.calendar_id := patch_calendar(p_body, v.calendar_id, false);
    v.retired_at := patch_retired(p_body, v.retired_at);
    BEGIN
        IF p_id IS NULL THEN
            INSERT INTO sla_policy (code, name, calendar_id, retired_at)
            VALUES (v.code, v.name, v.calendar_id, v.retired_at)
            RETURNING * INTO v;
            PERFORM sla_targets_put(v.id, p_body),
                sla_milestones_put(v.id, p_body);
        ELSE
            v_targets := sla_targets_put(p_id, p_body);
            v_steps := sla_milestones_put(p_id, p_body);
            UPDATE sla_policy p SET code = v.code, name = v.name,
                calendar_id = v.calendar_id, retired_at = v.retired_at,
                version = p.version + (v_targets OR v_steps)::integer
            WHERE p.id = p_id RETURNING * INTO v;
        END IF;
    EXCEPTION WHEN unique_violation THEN
        PERFORM taken_fail('SLA policy', p_body, 'code');
    END;
    IF p_id IS NOT NULL
        AND patch_bool(p_body, 'apply_to_running', false) THEN
        PERFORM sla_retarget_all(p_id);
    ELSIF p_id IS NOT NULL AND (v_steps
        OR v.calendar_id IS DISTINCT FROM v_calendar) THEN
        PERFORM sla_recount(sla_jobs(NULL, NULL, p_id));
    END IF;
    PERFORM master_note(p_actor, p_request, 'sla_policy', v_before,
        sla_policy_json(v), p_body);
    RETURN QUERY SELECT sla_policy_json(v), v.version;
END
$$;
