-- SPDX-License-Identifier: MIT
-- The trail of a job and of its visits, oldest first, a page at a time.

CREATE FUNCTION job_audit(p_actor bigint, p_id bigint,
    p_query jsonb DEFAULT '{}') RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'manager');
    PERFORM require_territory(p_actor, (SELECT territory_id FROM job
        WHERE id = p_id), 'job', p_id);
    RETURN trail_page(ARRAY(SELECT a.id FROM (
            SELECT j.id FROM audit j WHERE j.object_kind = 'job'
                AND j.object_id = p_id
            UNION ALL SELECT x.id FROM audit x WHERE x.object_kind = 'visit'
                AND x.object_id IN (SELECT v.id FROM visit v
                    WHERE v.job_id = p_id)) a
        WHERE a.id > page_after(p_query)
        ORDER BY a.id LIMIT page_cut(p_query)), p_query);
END
$$;
