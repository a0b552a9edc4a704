-- SPDX-License-Identifier: MIT
-- An SLA policy as the API shows it, its row for a change, its parts; and the
-- policy that a body names.

CREATE FUNCTION sla_policy_json(p sla_policy) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT json_build_object('id', p.id, 'code', p.code, 'name', p.name,
        'calendar', (SELECT c.code FROM business_calendar c
            WHERE c.id = p.calendar_id),
        'targets', coalesce((SELECT json_agg(json_build_object(
                'priority', t.priority, 'kind', t.kind,
                'minutes', t.minutes) ORDER BY t.priority, t.kind)
            FROM sla_target t WHERE t.policy_id = p.id), '[]'),
        'milestones', coalesce((SELECT json_agg(json_build_object(
                'kind', m.kind, 'percent', m.percent, 'action', m.action,
                'level', m.level) ORDER BY m.kind, m.percent, m.action)
            FROM sla_milestone m WHERE m.policy_id = p.id), '[]'),
        'retired', p.retired_at IS NOT NULL, 'version', p.version)
$$;

CREATE FUNCTION sla_policy_lock(p_id bigint) RETURNS sla_policy
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v sla_policy;
BEGIN
    SELECT * INTO v FROM sla_policy WHERE id = p_id FOR UPDATE;
    IF v.id IS NULL THEN
        PERFORM fail('CO404', format('there is no SLA policy %s', p_id));
    END IF;
    RETURN v;
END
$$;

CREATE FUNCTION patch_sla_policy(p_body jsonb, p_old bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_code constant text := body_text(p_body, 'sla_policy', 64);
    v_id   bigint;
BEGIN
    IF v_code IS NULL THEN
        RETURN CASE WHEN NOT p_body ? 'sla_policy' THEN p_old END;
    END IF;
    SELECT p.id INTO v_id FROM sla_policy p
    WHERE p.code = v_code AND (p.retired_at IS NULL OR p.id = p_old)
    FOR KEY SHARE;
    IF v_id IS NULL THEN
        PERFORM fail('CO422', format('there is no SLA policy "%s"', v_code),
            '/sla_policy', 'unknown');
    END IF;
    RETURN v_id;
END
$$;

-- Targets and milestones are replaced as lists; each of these returns whether
-- they are others now. What stays keeps its row: a milestone that a clock has
-- fired stays fired.
CREATE FUNCTION sla_targets_put(p_policy bigint, p_body jsonb)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_gone bigint;
    v_new  bigint;
BEGIN
    IF NOT p_body ? 'targets' THEN
        RETURN false;
    END IF;
    PERFORM require_distinct(p_body, 'targets', 'priority', 'kind');
    DELETE FROM sla_target t WHERE t.policy_id = p_policy
        AND NOT EXISTS (SELECT FROM body_targets(p_body) b
            WHERE b.priority = t.priority AND b.kind = t.kind);
    GET DIAGNOSTICS v_gone = ROW_COUNT;
    INSERT INTO sla_target AS t (policy_id, priority, kind, minutes)
    SELECT p_policy, b.priority, b.kind, b.minutes FROM body_targets(p_body) b
    ON CONFLICT (policy_id, priority, kind)
    DO UPDATE SET minutes = excluded.minutes
    WHERE t.minutes <> excluded.minutes;
    GET DIAGNOSTICS v_new = ROW_COUNT;
    RETURN v_gone + v_new > 0;
END
$$;

CREATE FUNCTION sla_milestones_put(p_policy bigint, p_body jsonb)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_gone bigint;
    v_new  bigint;
BEGIN
    IF NOT p_body ? 'milestones' THEN
        RETURN false;
    END IF;
    PERFORM require_distinct(p_body, 'milestones', 'kind', 'percent',
        'action');
    DELETE FROM sla_milestone m WHERE m.policy_id = p_policy
        AND NOT EXISTS (SELECT FROM body_milestones(p_body) b
            WHERE b.kind = m.kind AND b.percent = m.percent
                AND b.action = m.action);
    GET DIAGNOSTICS v_gone = ROW_COUNT;
    INSERT INTO sla_milestone AS m (policy_id, kind, percent, action, level)
    SELECT p_policy, b.kind, b.percent, b.action, b.level
    FROM body_milestones(p_body) b
    ON CONFLICT (policy_id, kind, percent, action)
    DO UPDATE SET level = excluded.level
    WHERE m.level IS DISTINCT FROM excluded.level;
    GET DIAGNOSTICS v_new = ROW_COUNT;
    RETURN v_gone + v_new > 0;
END
$$;

CREATE FUNCTION body_targets(p_body jsonb)
RETURNS TABLE (priority smallint, kind text, minutes integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT body_number(e, 'priority', 1, 5, true, true)::smallint,
        body_choice(e, 'kind', 'respond', 'resolve'),
        body_number(e, 'minutes', 1, 525600, true, true)::integer
    FROM jsonb_array_elements(body_array(p_body, 'targets', 10)) e
$$;

CREATE FUNCTION body_milestones(p_body jsonb)
RETURNS TABLE (kind text, percent smallint, action text, level smallint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_entry jsonb;
    v_at    bigint;
BEGIN
    FOR v_entry, v_at IN SELECT e, o - 1 FROM jsonb_array_elements(
        body_array(p_body, 'milestones', 50)) WITH ORDINALITY x (e, o)
    LOOP
        kind := body_choice(v_entry, 'kind', 'respond', 'resolve');
        percent := body_number(v_entry, 'percent', 1, 1000, true, true);
        action := body_choice(v_entry, 'action', 'notify', 'raise_priority',
            'escalate');
        level := body_number(v_entry, 'level', 1, 9);
        IF (action = 'escalate') <> (level IS NOT NULL) THEN
            PERFORM fail('CO422', 'to escalate takes a level, and nothing '
                'else does', format('/milestones/%s/level', v_at), 'level');
        END IF;
        RETURN NEXT;
    END LOOP;
END
$$;

CREATE FUNCTION body_choice(p_body jsonb, p_key text, VARIADIC p_all text[])
RETURNS text
LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_text constant text := body_text(p_body, p_key, 64, true);
BEGIN
    IF v_text <> ALL (p_all) THEN
        PERFORM fail('CO422', format('%s must be one of %s', p_key,
            array_to_string(p_all, ', ')), '/' || p_key, 'choice');
    END IF;
    RETURN v_text;
END
$$;

-- No two entries of a list have the same of these members.
CREATE FUNCTION require_distinct(p_body jsonb, p_list text,
    VARIADIC p_keys text[]) RETURNS void
LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_at bigint;
BEGIN
    SELECT max(d.at) INTO v_at
    FROM (SELECT x.o - 1 AS at, row_number() OVER (PARTITION BY (
            SELECT jsonb_agg(x.e -> k ORDER BY k) FROM unnest(p_keys) k)
            ORDER BY x.o) AS nth
        FROM jsonb_array_elements(body_array(p_body, p_list, 1000))
            WITH ORDINALITY x (e, o)) d
    WHERE d.nth > 1;
    IF v_at IS NOT NULL THEN
        PERFORM fail('CO422', format('another entry has the same %s',
            array_to_string(p_keys, ', ')), format('/%s/%s', p_list, v_at),
            'unique');
    END IF;
END
$$;
