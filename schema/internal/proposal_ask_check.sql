-- SPDX-License-Identifier: MIT
-- The jobs and technicians that a plan is asked for: each must be there, and
-- of use to it.

CREATE FUNCTION proposal_ask_jobs(p_territory bigint, p_body jsonb)
RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_bad record;
BEGIN
    SELECT i.n, i.id, j.state INTO v_bad
    FROM (SELECT x.n - 1 AS n, x.v::bigint AS id
        FROM jsonb_array_elements_text(p_body -> 'jobs')
            WITH ORDINALITY x (v, n)) i
    LEFT JOIN job j ON j.id = i.id AND j.territory_id = p_territory
    WHERE j.state IS NULL OR j.state NOT IN ('open', 'planned', 'in_progress')
    ORDER BY i.n LIMIT 1;
    IF FOUND THEN
        PERFORM fail('CO422', CASE WHEN v_bad.state IS NULL
                THEN format('there is no job %s in this territory', v_bad.id)
                ELSE format('job %s is %s: there is nothing to plan',
                    v_bad.id, v_bad.state) END,
            '/jobs/' || v_bad.n, CASE WHEN v_bad.state IS NULL
                THEN 'unknown' ELSE 'job_state' END);
    END IF;
END
$$;

CREATE FUNCTION proposal_ask_technicians(p_territory bigint,
    p_from timestamptz, p_to timestamptz, p_zone text, p_body jsonb)
RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_bad record;
BEGIN
    SELECT i.n, i.id, t.name INTO v_bad
    FROM (SELECT x.n - 1 AS n, x.v::bigint AS id
        FROM jsonb_array_elements_text(p_body -> 'technicians')
            WITH ORDINALITY x (v, n)) i
    LEFT JOIN technician t ON t.id = i.id
        AND t.territory_id = ANY (territory_reach(p_territory))
    WHERE t.id IS NULL OR NOT t.employed && daterange(
        (p_from AT TIME ZONE p_zone)::date, (p_to AT TIME ZONE p_zone)::date,
        '[]')
    ORDER BY i.n LIMIT 1;
    IF FOUND THEN
        PERFORM fail('CO422', CASE WHEN v_bad.name IS NULL
                THEN format('there is no technician %s in this territory',
                    v_bad.id)
                ELSE format('%s is not employed then', v_bad.name) END,
            '/technicians/' || v_bad.n, CASE WHEN v_bad.name IS NULL
                THEN 'unknown' ELSE 'employment' END);
    END IF;
END
$$;
