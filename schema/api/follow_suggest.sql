-- SPDX-License-Identifier: MIT
-- Keep a repair as a proposal for the dispatchers, who are told: one at a time
-- for a territory. The same again is no news, as long as it can still be done;
-- another takes its place, and no change at all (p_visits empty) takes it away.
-- p_visits are visits_write()'s changes. Answers the proposal, if there is one.
-- An older epoch than the territory's lease has is fenced.

CREATE FUNCTION follow_suggest(p_territory bigint, p_cause text,
    p_visits jsonb, p_epoch bigint DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_id     bigint;
    v_old    bigint;
    v_digest text := md5((SELECT string_agg(k, ',' ORDER BY k)
        FROM (SELECT concat_ws(' ', e ->> 'op', coalesce(e ->> 'visit',
                e ->> 'job'), e ->> 'technician') AS k
            FROM jsonb_array_elements(p_visits) e) x));
BEGIN
    IF p_epoch IS NOT NULL THEN
        PERFORM lease_fence(p_territory, p_epoch);
    END IF;
    PERFORM FROM policy p WHERE p.territory_id = p_territory
    FOR NO KEY UPDATE;
    SELECT p.id INTO v_old FROM proposal p
    WHERE p.territory_id = p_territory AND p.kind = 'repair'
        AND p.state = 'ready' AND p.summary ->> 'digest' = v_digest;
    IF NOT EXISTS (SELECT FROM proposal_visit x
        LEFT JOIN visit v ON v.id = x.visit_id
        LEFT JOIN job j ON j.id = x.job_id
        WHERE x.proposal_id = v_old AND (lower(x.planned) < app_now()
            OR v.version <> x.visit_version OR j.version <> x.job_version))
    THEN
        v_id := v_old;
    END IF;
    UPDATE proposal p SET state = 'stale', settled_at = app_now()
    WHERE p.territory_id = p_territory AND p.kind = 'repair'
        AND p.state = 'ready' AND p.id IS DISTINCT FROM v_id;
    IF v_id IS NOT NULL OR p_visits = '[]' THEN
        RETURN v_id;
    END IF;
    INSERT INTO proposal (territory_id, kind, cause, horizon, created_at)
    SELECT p_territory, 'repair', p_cause,
        tstzrange(min(x.at), max(x.at), '[]'), app_now()
    FROM (SELECT app_now() AS at UNION ALL
        SELECT unnest(ARRAY[(e ->> 'start')::timestamptz,
            (e ->> 'end')::timestamptz])
        FROM jsonb_array_elements(p_visits) e) x
    RETURNING id INTO v_id;
    PERFORM proposal_ready(v_id, jsonb_build_object('digest', v_digest),
        p_visits);
    IF v_old IS NULL THEN
        INSERT INTO notice (at, territory_id, kind, text)
        VALUES (app_now(), p_territory, 'suggestion', left(format(
            'Proposal %s waits for you: %s', v_id, p_cause), 500));
    END IF;
    RETURN v_id;
END
$$;
