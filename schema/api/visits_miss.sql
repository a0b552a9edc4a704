-- SPDX-License-Identifier: MIT
-- Visits whose local day is over and that nobody set out for are missed:
-- their jobs wait in the pool again. A few at a time, never waiting for a
-- lock; says how many.

CREATE FUNCTION visits_miss(p_limit integer DEFAULT 500) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_jobs   bigint[];
    v_missed integer;
BEGIN
    v_jobs := ARRAY(SELECT j.id FROM job j
        JOIN territory y ON y.id = j.territory_id
        WHERE j.state IN ('planned', 'in_progress')
            AND EXISTS (SELECT FROM visit v WHERE v.job_id = j.id
                AND visit_is_over(v, y.zone))
        ORDER BY j.id LIMIT p_limit FOR NO KEY UPDATE OF j SKIP LOCKED);
    WITH missed AS (
        UPDATE visit v SET state = 'missed'
        FROM job j JOIN territory y ON y.id = j.territory_id
        WHERE j.id = ANY (v_jobs) AND v.job_id = j.id
            AND visit_is_over(v, y.zone)
        RETURNING v.id, v.job_id
    )
    INSERT INTO audit (at, actor_kind, action, object_kind, object_id, after,
        why)
    SELECT app_now(), 'system', 'visit.missed', 'visit', m.id,
        jsonb_build_object('state', 'missed', 'job', m.job_id),
        'its day ended without a report'
    FROM missed m;
    GET DIAGNOSTICS v_missed = ROW_COUNT;
    PERFORM job_follow(v_jobs);
    RETURN v_missed;
END
$$;
