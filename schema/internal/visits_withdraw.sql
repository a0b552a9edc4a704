-- SPDX-License-Identifier: MIT
-- Cancel the live visits of a job that nobody has set out for; refuse if
-- somebody has. Each one has its own row in the trail. The job is locked.

CREATE FUNCTION visits_withdraw(p_actor bigint, p_request text, p_job bigint,
    p_why text, p_begun boolean DEFAULT false) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_visit visit;
BEGIN
    FOR v_visit IN SELECT v.* FROM visit v
        WHERE v.job_id = p_job AND visit_live(v.state) ORDER BY v.id
    LOOP
        IF NOT p_begun
            AND v_visit.state IN ('en_route', 'on_site', 'paused') THEN
            PERFORM fail('CO409', format('visit %s is %s: call %s back first',
                v_visit.id, v_visit.state, (SELECT name FROM technician
                    WHERE id = v_visit.technician_id)), '', 'visit_begun');
        END IF;
        UPDATE visit SET state = 'cancelled', ended_at = app_now()
        WHERE id = v_visit.id;
        PERFORM audit_write(p_actor, p_request, 'visit.cancelled', 'visit',
            v_visit.id, jsonb_build_object('state', v_visit.state),
            jsonb_build_object('state', 'cancelled', 'job', p_job), p_why);
    END LOOP;
END
$$;
