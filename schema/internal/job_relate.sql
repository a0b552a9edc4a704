-- SPDX-License-Identifier: MIT
-- Whom a job wants or does not want (technicians), and what it comes after
-- (after): what the body names replaces what there was. Predecessors never go
-- round in a circle: whoever changes them does so alone. The job is locked.

CREATE FUNCTION job_relate(p_actor bigint, p_job bigint, p_body jsonb)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF p_body ? 'technicians' THEN
        DELETE FROM job_technician WHERE job_id = p_job;
        PERFORM job_relate_technician(p_actor, p_job, e, o - 1)
        FROM jsonb_array_elements(body_array(p_body, 'technicians', 50))
            WITH ORDINALITY x (e, o) ORDER BY o;
    END IF;
    IF p_body ? 'after' THEN
        LOCK TABLE job_precedence IN SHARE ROW EXCLUSIVE MODE;
        DELETE FROM job_precedence WHERE job_id = p_job;
        PERFORM job_relate_after(p_actor, p_job, e, o - 1)
        FROM jsonb_array_elements(body_array(p_body, 'after', 20))
            WITH ORDINALITY x (e, o) ORDER BY o;
    END IF;
END
$$;

CREATE FUNCTION job_relate_technician(p_actor bigint, p_job bigint,
    p_item jsonb, p_at bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_id bigint;
BEGIN
    SELECT id INTO v_id FROM technician
    WHERE id = body_number(p_item, 'technician', 1, 9e18)
        AND sees_territory(p_actor, territory_id);
    IF v_id IS NULL THEN
        PERFORM fail('CO422', format('there is no technician %s',
            p_item ->> 'technician'),
            format('/technicians/%s/technician', p_at), 'unknown');
    END IF;
    IF coalesce(p_item ->> 'relation', '')
        NOT IN ('required', 'preferred', 'excluded') THEN
        PERFORM fail('CO422', 'relation must be required, preferred or '
            'excluded', format('/technicians/%s/relation', p_at),
            'relation');
    END IF;
    INSERT INTO job_technician (job_id, technician_id, relation)
    VALUES (p_job, v_id, p_item ->> 'relation')
    ON CONFLICT (job_id, technician_id)
    DO UPDATE SET relation = excluded.relation;
END
$$;

CREATE FUNCTION job_relate_after(p_actor bigint, p_job bigint, p_item jsonb,
    p_at bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_pointer constant text := format('/after/%s/', p_at);
    v_after   job;
    v_min     integer := coalesce(body_number(p_item, 'min_min', 0, 525600), 0);
    v_max     integer := body_number(p_item, 'max_min', 0, 525600);
BEGIN
    SELECT j.* INTO v_after FROM job j
    WHERE j.id = body_number(p_item, 'job', 1, 9e18)
        AND sees_territory(p_actor, j.territory_id);
    IF v_after.id IS NULL THEN
        PERFORM fail('CO422', format('there is no job %s', p_item ->> 'job'),
            v_pointer || 'job', 'unknown');
    END IF;
    IF v_after.state = 'cancelled' THEN
        PERFORM fail('CO422', format('job %s is cancelled: nothing can come '
            'after it', v_after.id), v_pointer || 'job', 'job_state');
    END IF;
    IF v_max < v_min THEN
        PERFORM fail('CO422', 'max_min must not be less than min_min',
            v_pointer || 'max_min', 'range');
    END IF;
    IF EXISTS (WITH RECURSIVE before (id) AS (
            VALUES (v_after.id)
            UNION SELECT p.after_id FROM before b
            JOIN job_precedence p ON p.job_id = b.id)
        SELECT FROM before b WHERE b.id = p_job) THEN
        PERFORM fail('CO422', format('job %s comes after job %s already: '
            'they would wait for each other', v_after.id, p_job),
            v_pointer || 'job', 'circle');
    END IF;
    INSERT INTO job_precedence (job_id, after_id, min_min, max_min)
    VALUES (p_job, v_after.id, v_min, v_max)
    ON CONFLICT (job_id, after_id)
    DO UPDATE SET min_min = excluded.min_min, max_min = excluded.max_min;
END
$$;

-- As the audit trail shows them, and the tasks.
CREATE FUNCTION job_relations(p_job bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN jsonb_build_object(
        'technicians', (SELECT jsonb_object_agg(t.technician_id, t.relation)
            FROM job_technician t WHERE t.job_id = p_job),
        'after', (SELECT jsonb_agg(jsonb_build_object('job', p.after_id,
                'min_min', p.min_min, 'max_min', p.max_min)
                ORDER BY p.after_id)
            FROM job_precedence p WHERE p.job_id = p_job),
        'tasks', (SELECT jsonb_agg(jsonb_build_object('id', k.id,
                'text', k.text, 'required', k.required) ORDER BY k.position)
            FROM job_task k WHERE k.job_id = p_job));
END
$$;
