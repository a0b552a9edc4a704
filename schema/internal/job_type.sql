-- SPDX-License-Identifier: MIT
-- A job type as the API shows it, its row for a change, the skills, tools and
-- parts it asks for, and its tasks.

CREATE FUNCTION job_type_json(t job_type) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT json_build_object('id', t.id, 'code', t.code, 'name', t.name,
        'duration_min', t.duration_min, 'priority', t.priority,
        'sla_policy', (SELECT p.code FROM sla_policy p
            WHERE p.id = t.sla_policy_id),
        'skills', coalesce((SELECT json_agg(json_build_object(
                'skill', s.code, 'level', k.min_level) ORDER BY s.code)
            FROM job_type_skill k JOIN skill s ON s.id = k.skill_id
            WHERE k.job_type_id = t.id), '[]'),
        'tools', coalesce((SELECT json_agg(o.code ORDER BY o.code)
            FROM job_type_tool k JOIN tool o ON o.id = k.tool_id
            WHERE k.job_type_id = t.id), '[]'),
        'parts', coalesce((SELECT json_agg(json_build_object(
                'part', p.code, 'amount', k.amount) ORDER BY p.code)
            FROM job_type_part k JOIN part p ON p.id = k.part_id
            WHERE k.job_type_id = t.id), '[]'),
        'tasks', coalesce((SELECT json_agg(json_build_object('text', k.text,
                'required', k.required) ORDER BY k.position)
            FROM job_type_task k WHERE k.job_type_id = t.id), '[]'),
        'retired', t.retired_at IS NOT NULL, 'version', t.version)
$$;

CREATE FUNCTION job_type_lock(p_id bigint) RETURNS job_type
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v job_type;
BEGIN
    SELECT * INTO v FROM job_type WHERE id = p_id FOR UPDATE;
    IF v.id IS NULL THEN
        PERFORM fail('CO404', format('there is no job type %s', p_id));
    END IF;
    RETURN v;
END
$$;

-- The one that a new job is of, by its code.
CREATE FUNCTION body_job_type(p_body jsonb) RETURNS job_type
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v job_type;
BEGIN
    SELECT * INTO v FROM job_type
    WHERE code = body_text(p_body, 'type', 120, true);
    IF v.id IS NULL THEN
        PERFORM fail('CO422', format('there is no job type "%s"',
            p_body ->> 'type'), '/type', 'unknown');
    ELSIF v.retired_at IS NOT NULL THEN
        PERFORM fail('CO422', format('the job type "%s" is retired', v.code),
            '/type', 'retired');
    END IF;
    RETURN v;
END
$$;

-- Returns whether they are others now. Jobs that are there keep theirs.
CREATE FUNCTION job_type_lists_put(p_type bigint, p_body jsonb)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_moved boolean := job_type_skills_put(p_type, p_body);
BEGIN
    v_moved := job_type_tools_put(p_type, p_body) OR v_moved;
    v_moved := job_type_tasks_put(p_type, p_body) OR v_moved;
    RETURN job_type_parts_put(p_type, p_body) OR v_moved;
END
$$;

CREATE FUNCTION job_type_tools_put(p_type bigint, p_body jsonb)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_new  constant bigint[] := body_codes(p_body, 'tools', 'tool');
    v_gone bigint;
    v_rows bigint;
BEGIN
    IF NOT p_body ? 'tools' THEN
        RETURN false;
    END IF;
    DELETE FROM job_type_tool k
    WHERE k.job_type_id = p_type AND k.tool_id <> ALL (v_new);
    GET DIAGNOSTICS v_gone = ROW_COUNT;
    INSERT INTO job_type_tool SELECT p_type, unnest(v_new)
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS v_rows = ROW_COUNT;
    RETURN v_gone + v_rows > 0;
END
$$;

CREATE FUNCTION job_type_parts_put(p_type bigint, p_body jsonb)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_gone bigint;
    v_rows bigint;
BEGIN
    IF NOT p_body ? 'parts' THEN
        RETURN false;
    END IF;
    DELETE FROM job_type_part k
    WHERE k.job_type_id = p_type AND k.part_id NOT IN (SELECT b.part
        FROM body_parts(p_body, 'parts') b);
    GET DIAGNOSTICS v_gone = ROW_COUNT;
    INSERT INTO job_type_part AS k (job_type_id, part_id, amount)
    SELECT p_type, b.part, b.amount FROM body_parts(p_body, 'parts') b
    ON CONFLICT (job_type_id, part_id)
    DO UPDATE SET amount = excluded.amount
    WHERE k.amount <> excluded.amount;
    GET DIAGNOSTICS v_rows = ROW_COUNT;
    RETURN v_gone + v_rows > 0;
END
$$;

CREATE FUNCTION job_type_skills_put(p_type bigint, p_body jsonb)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_gone bigint;
    v_new  bigint;
BEGIN
    IF NOT p_body ? 'skills' THEN
        RETURN false;
    END IF;
    PERFORM require_distinct(p_body, 'skills', 'skill');
    DELETE FROM job_type_skill k WHERE k.job_type_id = p_type
        AND NOT EXISTS (SELECT FROM body_skills(p_body) b
            WHERE b.skill_id = k.skill_id);
    GET DIAGNOSTICS v_gone = ROW_COUNT;
    INSERT INTO job_type_skill AS k (job_type_id, skill_id, min_level)
    SELECT p_type, b.skill_id, b.level FROM body_skills(p_body) b
    ON CONFLICT (job_type_id, skill_id)
    DO UPDATE SET min_level = excluded.min_level
    WHERE k.min_level <> excluded.min_level;
    GET DIAGNOSTICS v_new = ROW_COUNT;
    RETURN v_gone + v_new > 0;
END
$$;

-- [{skill, level}] of a body, by code; level 1 where it is not said.
CREATE FUNCTION body_skills(p_body jsonb)
RETURNS TABLE (skill_id bigint, level smallint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_entry jsonb;
    v_at    bigint;
BEGIN
    FOR v_entry, v_at IN SELECT e, o - 1 FROM jsonb_array_elements(
        body_array(p_body, 'skills', 20)) WITH ORDINALITY x (e, o)
    LOOP
        SELECT s.id INTO skill_id FROM skill s
        WHERE s.code = v_entry ->> 'skill';
        IF skill_id IS NULL THEN
            PERFORM fail('CO422', format('there is no skill "%s"',
                v_entry ->> 'skill'), format('/skills/%s/skill', v_at),
                'unknown');
        END IF;
        level := coalesce(body_number(v_entry, 'level', 1, 10), 1);
        RETURN NEXT;
    END LOOP;
END
$$;
