-- SPDX-License-Identifier: MIT
-- The skills that a slot needs: those of the job, or of the fields of the one
-- that it is for, or of its type.

CREATE FUNCTION slot_needs(p_needs jsonb, p_job bigint)
RETURNS TABLE (skill bigint, level integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF p_job IS NOT NULL THEN
        RETURN QUERY SELECT j.skill_id, j.min_level::integer
        FROM job_skill j WHERE j.job_id = p_job ORDER BY j.skill_id;
    ELSIF p_needs -> 'skills' IS NOT NULL THEN
        RETURN QUERY SELECT s.id, max(coalesce((e ->> 'level')::integer, 1))
        FROM jsonb_array_elements(p_needs -> 'skills') e
        JOIN skill s ON s.code = e ->> 'skill'
        GROUP BY s.id ORDER BY s.id;
    ELSE
        RETURN QUERY SELECT n.skill_id, n.min_level::integer
        FROM job_type t JOIN job_type_skill n ON n.job_type_id = t.id
        WHERE t.code = p_needs ->> 'type' ORDER BY n.skill_id;
    END IF;
END
$$;
