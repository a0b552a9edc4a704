-- SPDX-License-Identifier: MIT
-- Take a visit back: it is cancelled, and its job waits in the pool again.
-- p_others are changes of other visits that follow from it: the drive to the
-- next one (visits_write.sql).

CREATE FUNCTION visit_unassign(p_actor bigint, p_request text, p_visit bigint,
    p_version bigint, p_why text DEFAULT NULL, p_others jsonb DEFAULT '[]',
    p_seen jsonb DEFAULT NULL) RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_visit visit;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher');
    v_visit := visit_lock(p_actor, p_visit, p_others);
    PERFORM require_version('visit', p_visit, v_visit.version, p_version);
    IF visit_begun(v_visit.state) THEN
        PERFORM fail('CO409', format('visit %s is %s: call the technician '
            'back first', p_visit, v_visit.state), '', 'visit_begun');
    END IF;
    IF NOT visit_live(v_visit.state) THEN
        PERFORM fail('CO409', format('visit %s is %s already', p_visit,
            v_visit.state), '/state', 'legal_step');
    END IF;
    PERFORM visits_write(p_actor, p_request, jsonb_build_object('op',
        'remove', 'visit', p_visit, 'by_hand', true) || p_others, p_seen,
        p_why);
    RETURN QUERY SELECT visit_json(v), v.version FROM visit v
    WHERE v.id = p_visit;
END
$$;
