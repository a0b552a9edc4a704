-- SPDX-License-Identifier: MIT
-- Somebody goes at once: write it with what it does to the others, as a
-- proposal that is accepted. p_visits and p_seen as in visits_write().

CREATE FUNCTION emergency_apply(p_actor bigint, p_request text, p_job bigint,
    p_cause text, p_visits jsonb, p_seen jsonb)
RETURNS TABLE (id bigint, body json)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_territory bigint;
    v_proposal  bigint;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher');
    SELECT j.territory_id INTO v_territory FROM job j WHERE j.id = p_job;
    PERFORM require_territory(p_actor, v_territory, 'job', p_job);
    v_proposal := (proposal_apply_now(p_actor, p_request, v_territory, 'hand',
        p_cause, '{}', p_visits, p_seen) ->> 'id')::bigint;
    RETURN QUERY SELECT v_proposal, json_build_object('job', p_job,
        'proposal', v_proposal, 'cause', p_cause,
        'visit', (SELECT visit_json(v) FROM proposal_visit x
            JOIN visit v ON v.id = x.visit_id
            WHERE x.proposal_id = v_proposal AND x.job_id = p_job
            LIMIT 1),
        'others', coalesce((SELECT json_agg(json_build_object(
                'visit', x.visit_id, 'job', x.job_id, 'title', j.title,
                'technician', x.technician_id,
                'before_technician', x.before_technician_id,
                'start', instant_text(lower(x.planned)),
                'before_start', instant_text(lower(x.before_planned)),
                'why', coalesce(x.why, '')) ORDER BY x.position)
            FROM proposal_visit x JOIN job j ON j.id = x.job_id
            WHERE x.proposal_id = v_proposal AND x.job_id <> p_job), '[]'),
        'choices', json_build_array());
END
$$;
