-- SPDX-License-Identifier: MIT
-- Edit a job, put it on hold (its visits go, its clocks pause) or open it
-- again. Only the keys that are there change. With another priority or policy
-- its clocks count towards other targets.

CREATE FUNCTION job_update(p_actor bigint, p_request text, p_id bigint,
    p_version bigint, p_body jsonb)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_old   job;
    v_new   job;
    v_state text;
    v_relations jsonb;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher');
    PERFORM body_keys(p_body, 'title', 'description', 'priority',
        'sla_policy', 'duration_min', 'crew_size', 'days', 'earliest_start',
        'due_at', 'parts_expected_at', 'asset', 'tasks', 'technicians',
        'after', 'state', 'hold_reason');
    v_old := job_lock(p_actor, p_id);
    PERFORM require_version('job', p_id, v_old.version, p_version);
    v_new := v_old;
    v_state := coalesce(body_text(p_body, 'state', 20), v_old.state);
    IF v_state <> v_old.state AND v_state NOT IN ('on_hold', 'open') THEN
        PERFORM fail('CO422', 'state can be set to on_hold or open here',
            '/state', 'state');
    END IF;
    IF p_body ? 'title' THEN
        v_new.title := body_text(p_body, 'title', 200, true);
    END IF;
    IF p_body ? 'description' THEN
        v_new.description :=
            coalesce(body_text(p_body, 'description', 8192), '');
    END IF;
    IF p_body ? 'priority' THEN
        v_new.priority := body_number(p_body, 'priority', 1, 5, true, true);
    END IF;
    IF p_body ? 'sla_policy' THEN
        v_new.sla_policy_id := (SELECT id FROM sla_policy
            WHERE code = body_text(p_body, 'sla_policy', 64));
        IF v_new.sla_policy_id IS NULL AND p_body ->> 'sla_policy' IS NOT NULL
        THEN
            PERFORM fail('CO422', format('there is no SLA policy "%s"',
                p_body ->> 'sla_policy'), '/sla_policy', 'unknown');
        END IF;
    END IF;
    IF p_body ? 'earliest_start' THEN
        v_new.earliest_start := body_instant(p_body, 'earliest_start');
    END IF;
    IF p_body ? 'due_at' THEN
        v_new.due_at := body_instant(p_body, 'due_at');
    END IF;
    v_new.asset_id := patch_asset(p_body, v_old.asset_id, v_old.site_id);
    IF p_body ? 'parts_expected_at' THEN
        v_new.parts_expected_at := body_instant(p_body, 'parts_expected_at');
    END IF;
    IF p_body ? 'duration_min' THEN
        v_new.duration_min :=
            body_number(p_body, 'duration_min', 1, 14400, true, true);
    END IF;
    v_new := job_resize(v_new, p_body);
    IF p_body ?| ARRAY['technicians', 'after', 'tasks'] THEN
        v_relations := job_relations(p_id);
        PERFORM job_relate(p_actor, p_id, p_body);
        PERFORM job_tasks_put(p_id, p_body);
        v_new.relations := v_old.relations
            + (job_relations(p_id) <> v_relations)::integer;
    END IF;
    IF v_new.due_at <= v_new.earliest_start THEN
        PERFORM fail('CO422', 'due_at must be after earliest_start',
            '/due_at', 'window');
    END IF;
    IF v_state = 'on_hold' THEN
        v_new.hold_reason := coalesce(body_text(p_body, 'hold_reason', 500,
            v_old.state <> 'on_hold'), v_old.hold_reason);
        IF v_old.state IN ('open', 'planned') THEN
            PERFORM visits_withdraw(p_actor, p_request, p_id,
                v_new.hold_reason);
        END IF;
    ELSE
        v_new.hold_reason := NULL;
    END IF;
    IF v_state = 'open' AND v_old.state = 'planned' THEN
        PERFORM visits_withdraw(p_actor, p_request, p_id, 'opened again');
    END IF;
    UPDATE job j SET title = v_new.title, description = v_new.description,
        priority = v_new.priority, sla_policy_id = v_new.sla_policy_id,
        earliest_start = v_new.earliest_start,
        due_at = v_new.due_at, duration_min = v_new.duration_min,
        crew_size = v_new.crew_size, days = v_new.days,
        parts_expected_at = v_new.parts_expected_at,
        asset_id = v_new.asset_id,
        relations = v_new.relations, state = v_state,
        hold_reason = v_new.hold_reason,
        completed_at = CASE v_state WHEN 'completed' THEN j.completed_at END
    WHERE j.id = p_id RETURNING * INTO v_new;
    IF v_state = 'on_hold' AND v_old.state <> 'on_hold' THEN
        PERFORM sla_pause(p_id, v_new.hold_reason);
    ELSIF v_old.state = 'on_hold' AND v_state <> 'on_hold' THEN
        PERFORM sla_resume(p_id);
    END IF;
    IF v_new.priority <> v_old.priority
        OR v_new.sla_policy_id IS DISTINCT FROM v_old.sla_policy_id THEN
        PERFORM sla_retarget(p_id);
    END IF;
    IF v_new.version <> v_old.version THEN
        PERFORM audit_change(p_actor, p_request, 'job.changed', 'job', p_id,
            to_jsonb(v_old) || coalesce(v_relations, '{}'),
            to_jsonb(v_new) || CASE WHEN v_relations IS NULL THEN '{}'
                ELSE job_relations(p_id) END);
    END IF;
    RETURN QUERY SELECT job_json(p_id), v_new.version;
END
$$;
