-- SPDX-License-Identifier: MIT
-- Lists of what is to be done, line by line: a job type's, and a job's.

-- [{text, required, id}] of a body; the order is the list's. An id is one of
-- the job's lines, which then keeps what was done of it.
CREATE FUNCTION body_tasks(p_body jsonb, p_job bigint DEFAULT NULL)
RETURNS TABLE (nth integer, id bigint, text text, required boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_item jsonb;
    v_ids  bigint[] := '{}';
BEGIN
    nth := 0;
    FOR v_item IN SELECT e FROM jsonb_array_elements(
        body_array(p_body, 'tasks', 100)) WITH ORDINALITY x (e, o) ORDER BY o
    LOOP
        nth := nth + 1;
        id := body_number(v_item, 'id', 1, 9e18);
        IF id = ANY (v_ids) OR id IS NOT NULL AND NOT EXISTS (
            SELECT FROM job_task k WHERE k.id = body_tasks.id
                AND k.job_id = p_job) THEN
            PERFORM fail('CO422', format('this job has no task %s, or it is '
                'named twice', id), format('/tasks/%s/id', nth - 1),
                'unknown');
        END IF;
        v_ids := v_ids || id;
        text := body_text(v_item, 'text', 200, true);
        required := coalesce(patch_bool(v_item, 'required', false), false);
        RETURN NEXT;
    END LOOP;
END
$$;

-- Returns whether they are others now.
CREATE FUNCTION job_type_tasks_put(p_type bigint, p_body jsonb)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_new job_type_task[];
BEGIN
    v_new := ARRAY(SELECT ROW(p_type, b.nth, b.text, b.required)::job_type_task
        FROM body_tasks(p_body) b);
    IF NOT p_body ? 'tasks' OR v_new = ARRAY(SELECT k FROM job_type_task k
        WHERE k.job_type_id = p_type ORDER BY k.position) THEN
        RETURN false;
    END IF;
    DELETE FROM job_type_task WHERE job_type_id = p_type;
    INSERT INTO job_type_task SELECT * FROM unnest(v_new);
    RETURN true;
END
$$;

-- The same of a job, which is locked. A line without an id is a new one.
CREATE FUNCTION job_tasks_put(p_job bigint, p_body jsonb) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_before constant json := job_tasks(p_job);
BEGIN
    IF NOT p_body ? 'tasks' THEN
        RETURN false;
    END IF;
    SET CONSTRAINTS job_task_job_id_position_key DEFERRED;
    DELETE FROM job_task k WHERE k.job_id = p_job AND k.id NOT IN (
        SELECT b.id FROM body_tasks(p_body, p_job) b WHERE b.id IS NOT NULL);
    UPDATE job_task k SET position = b.nth, text = b.text,
        required = b.required
    FROM body_tasks(p_body, p_job) b
    WHERE k.id = b.id AND (k.position, k.text, k.required)
        IS DISTINCT FROM (b.nth, b.text, b.required);
    INSERT INTO job_task (job_id, position, text, required)
    SELECT p_job, b.nth, b.text, b.required
    FROM body_tasks(p_body, p_job) b WHERE b.id IS NULL;
    RETURN job_tasks(p_job)::text IS DISTINCT FROM v_before::text;
END
$$;

-- As the API shows them.
CREATE FUNCTION job_tasks(p_job bigint) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (SELECT coalesce(json_agg(json_build_object('id', k.id,
            'text', k.text, 'required', k.required,
            'done_at', instant_text(k.done_at), 'done_by', k.done_by)
            ORDER BY k.position), '[]')
        FROM job_task k WHERE k.job_id = p_job);
END
$$;
