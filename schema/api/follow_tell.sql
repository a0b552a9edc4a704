-- SPDX-License-Identifier: MIT
-- Tell the dispatchers what following could not solve: p_left is [{job, visit,
-- rule, text}]. Once for each job and rule until its visits change: one that had
-- a place meanwhile and lost it is told again. Under the epoch of the
-- territory's lease. Answers how many were new.

CREATE FUNCTION follow_tell(p_territory bigint, p_left jsonb,
    p_epoch bigint DEFAULT NULL) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_told integer;
BEGIN
    IF p_epoch IS NOT NULL THEN
        PERFORM lease_fence(p_territory, p_epoch);
    END IF;
    WITH told AS (
        INSERT INTO follow_told AS o (job_id, reason, at)
        SELECT DISTINCT j.id, e ->> 'rule', app_now()
        FROM jsonb_array_elements(p_left) e
        JOIN job j ON j.id = (e ->> 'job')::bigint
        ORDER BY 1, 2
        ON CONFLICT (job_id, reason) DO UPDATE SET at = excluded.at
            WHERE EXISTS (SELECT FROM visit v
                WHERE v.job_id = o.job_id AND v.revised_at > o.at)
        RETURNING job_id, reason
    )
    INSERT INTO notice (at, territory_id, job_id, kind, text, technician_id,
        visits)
    SELECT app_now(), p_territory, l.job_id, 'follow',
        left(format('Job %s "%s": %s', j.id, j.title, l.text), 500),
        v.technician_id, CASE WHEN v.id IS NULL THEN '{}'
            ELSE ARRAY[v.id] END
    FROM (SELECT DISTINCT ON (t.job_id, t.reason) t.job_id,
            e ->> 'text' AS text, (e ->> 'visit')::bigint AS visit
        FROM told t
        JOIN jsonb_array_elements(p_left) e
            ON (e ->> 'job')::bigint = t.job_id AND e ->> 'rule' = t.reason
        ORDER BY t.job_id, t.reason) l
    JOIN job j ON j.id = l.job_id
    LEFT JOIN visit v ON v.id = l.visit
    ORDER BY l.job_id;
    GET DIAGNOSTICS v_told = ROW_COUNT;
    RETURN v_told;
END
$$;
