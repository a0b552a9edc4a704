-- SPDX-License-Identifier: MIT
-- After visits were written: refuse one that lies upon another of its
-- technician, and a job with more visits than it has room for. The
-- technicians are locked, so this sees all; visit_no_overlap, made immediate
-- afterwards, could only say that there is an overlap.

CREATE FUNCTION visits_overlap(p_visits bigint[]) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_bad record;
BEGIN
    SELECT v.technician_id, v.planned, v.id INTO v_bad
    FROM visit v JOIN visit o ON o.technician_id = v.technician_id
        AND o.planned && v.planned AND o.id <> v.id AND visit_live(o.state)
    WHERE v.id = ANY (p_visits) AND visit_live(v.state)
    ORDER BY array_position(p_visits, v.id), lower(o.planned) LIMIT 1;
    IF FOUND THEN
        PERFORM overlap_fail(v_bad.technician_id, v_bad.planned, v_bad.id);
    END IF;
    SELECT j.id, job_room(j) AS room INTO v_bad
    FROM job j JOIN visit v ON v.job_id = j.id AND visit_live(v.state)
    WHERE j.id IN (SELECT w.job_id FROM visit w WHERE w.id = ANY (p_visits))
    GROUP BY j.id HAVING count(*) > job_room(j) ORDER BY j.id LIMIT 1;
    IF FOUND THEN
        PERFORM fail('CO409', format('job %s has all its %s visits already',
            v_bad.id, v_bad.room), '', 'crew');
    END IF;
END
$$;

-- How many live visits a job may have.
CREATE FUNCTION job_room(j job) RETURNS integer
LANGUAGE sql STABLE AS $$
    SELECT j.crew_size * j.days
$$;
