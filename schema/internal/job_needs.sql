-- SPDX-License-Identifier: MIT
-- Write what a new job needs: the skills, tools, parts and tasks of the body,
-- or else those of its type; whom it wants or does not want, and what it comes
-- after.

CREATE FUNCTION job_needs(p_actor bigint, p_job bigint, p_type bigint,
    p_body jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO job_skill (job_id, skill_id, min_level)
    SELECT p_job, skill_id, min_level FROM job_type_skill
    WHERE job_type_id = p_type AND p_body -> 'skills' IS NULL
    UNION ALL SELECT p_job, b.skill_id, max(b.level) FROM body_skills(p_body) b
    GROUP BY b.skill_id;
    INSERT INTO job_tool (job_id, tool_id)
    SELECT p_job, tool_id FROM job_type_tool
    WHERE job_type_id = p_type AND p_body -> 'tools' IS NULL
    UNION ALL SELECT p_job, unnest(body_codes(p_body, 'tools', 'tool'));
    INSERT INTO job_part (job_id, part_id, amount)
    SELECT p_job, part_id, amount FROM job_type_part
    WHERE job_type_id = p_type AND p_body -> 'parts' IS NULL
    UNION ALL SELECT p_job, b.part, b.amount FROM body_parts(p_body, 'parts') b;
    INSERT INTO job_task (job_id, position, text, required)
    SELECT p_job, position, text, required FROM job_type_task
    WHERE job_type_id = p_type AND p_body -> 'tasks' IS NULL
    UNION ALL SELECT p_job, b.nth, b.text, b.required
    FROM body_tasks(p_body, p_job) b;
    PERFORM job_relate(p_actor, p_job, p_body);
END
$$;
