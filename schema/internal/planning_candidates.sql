-- SPDX-License-Identifier: MIT
-- The jobs of a planning run: open or planned ones that lack visits, or have
-- some that may still be moved. A job whose earliest start lies behind the
-- horizon is left out, and so is one that a slot is held for. `missing` visits
-- are to be made; `movable` says whether those that are there may move at all
-- (see visit_movable): a job of several days only if all of it is in the
-- horizon, else its days would be torn.
--
-- With p_jobs these jobs, whatever becomes of them; each once, with the visit
-- that a hand would move.

CREATE FUNCTION planning_candidates(p_territory bigint, p_from timestamptz,
    p_to timestamptz, p_jobs bigint[] DEFAULT NULL)
RETURNS TABLE (job bigint, visit bigint, missing integer, movable boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF p_jobs IS NOT NULL THEN
        RETURN QUERY
        SELECT j.id, (SELECT v.id FROM visit v
            WHERE v.job_id = j.id AND visit_live(v.state)
                AND NOT visit_begun(v.state) AND NOT v.pinned
            ORDER BY lower(v.planned), v.id LIMIT 1), 0, true
        FROM job j WHERE j.id = ANY (p_jobs);
        RETURN;
    END IF;
    RETURN QUERY
    SELECT c.id, NULL::bigint, c.lacks, c.days = 1 OR c.lacks = 0 AND c.inside
    FROM (
        SELECT j.id, j.days,
            greatest(0, j.crew_size * job_days_left(j) - count(v.id))::integer
                AS lacks,
            coalesce(bool_and(v.planned <@ tstzrange(p_from, p_to)), true)
                AS inside,
            coalesce(bool_or(visit_movable(v, p_from, p_to)), false) AS moves
        FROM job j
        LEFT JOIN visit v ON v.job_id = j.id AND visit_live(v.state)
        WHERE j.territory_id = p_territory AND j.completed_at IS NULL
            AND j.state IN ('open', 'planned')
            AND coalesce(greatest(j.earliest_start, j.parts_expected_at)
                < p_to, true)
            AND NOT EXISTS (SELECT FROM slot_hold h
                WHERE h.job_id = j.id AND hold_live(h.state, h.expires_at))
        GROUP BY j.id) c
    WHERE CASE WHEN c.days = 1 THEN c.lacks > 0 OR c.moves
        ELSE c.inside AND (c.lacks > 0 OR c.moves) END;
END
$$;

-- On how many more days a job needs visits: what was done counts, and a job
-- that is open again needs one more.
CREATE FUNCTION job_days_left(j job) RETURNS integer
LANGUAGE sql STABLE AS $$
    SELECT CASE j.days WHEN 1 THEN 1
        ELSE greatest(1, j.days - job_days_done(j)) END
$$;

CREATE FUNCTION job_days_done(j job) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (SELECT count(DISTINCT (v.ended_at AT TIME ZONE t.zone)::date)
        FROM territory t JOIN visit v ON v.job_id = j.id
            AND v.state = 'completed' AND v.outcome IN ('fixed', 'partial')
        WHERE t.id = j.territory_id);
END
$$;

-- Whether a planning run may move a visit that is live. Inlined.
CREATE FUNCTION visit_movable(v visit, p_from timestamptz, p_to timestamptz)
RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT NOT v.pinned AND v.state IN ('planned', 'dispatched', 'accepted')
        AND lower(v.planned) >= p_from AND lower(v.planned) < p_to
$$;
