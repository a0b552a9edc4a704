-- SPDX-License-Identifier: MIT
-- Pin a visit where it is, or let it go; say what the customer was told
-- (arrival_window, null: nothing). Only the keys that are there change; when
-- and to whom it goes is job_assign's matter.

CREATE FUNCTION visit_update(p_actor bigint, p_request text, p_id bigint,
    p_version bigint, p_body jsonb) RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_visit  visit;
    v_window constant jsonb := p_body -> 'arrival_window';
BEGIN
    PERFORM require_role(p_actor, 'dispatcher');
    PERFORM body_keys(p_body, 'pinned', 'arrival_window', 'why');
    v_visit := visit_lock(p_actor, p_id);
    PERFORM require_version('visit', p_id, v_visit.version, p_version);
    IF jsonb_typeof(v_window) = 'object' THEN
        PERFORM body_keys(v_window, 'from', 'to');
        IF coalesce(body_instant(v_window, 'from')
            >= body_instant(v_window, 'to'), true) THEN
            PERFORM fail('CO422', 'the window needs a from and a later to',
                '/arrival_window', 'range');
        END IF;
    END IF;
    IF visit_begun(v_visit.state) OR NOT visit_live(v_visit.state) THEN
        PERFORM fail('CO409', format('visit %s is %s: that is settled', p_id,
            v_visit.state), '', 'visit_begun');
    END IF;
    PERFORM visits_write(p_actor, p_request, jsonb_build_array(
        jsonb_build_object('op', 'retime', 'visit', p_id, 'by_hand', true)
        || (p_body - 'why')), NULL, body_text(p_body, 'why', 500));
    RETURN QUERY SELECT visit_json(v), v.version FROM visit v
    WHERE v.id = p_id;
END
$$;
