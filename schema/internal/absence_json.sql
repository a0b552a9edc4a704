-- SPDX-License-Identifier: MIT
-- An absence as the API shows it, with the visits and held slots that lie in
-- it: they stay until somebody, or the territory's policy, moves them.

CREATE FUNCTION absence_json(a absence) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN json_build_object('id', a.id, 'technician', a.technician_id,
        'start', instant_text(lower(a.during)),
        'end', instant_text(upper(a.during)), 'reason', a.reason,
        'note', a.note,
        'affected', (SELECT coalesce(json_agg(json_build_object(
                'visit', x.visit, 'hold', x.hold, 'job', x.job_id,
                'title', x.title, 'territory', x.territory_id,
                'start', instant_text(lower(x.planned)),
                'end', instant_text(upper(x.planned)), 'rule', 'absence',
                'detail', x.state) ORDER BY lower(x.planned), x.visit), '[]')
            FROM (SELECT v.id AS visit, NULL::bigint AS hold, v.job_id,
                    j.title, j.territory_id, v.planned, v.state
                FROM visit v JOIN job j ON j.id = v.job_id
                WHERE v.technician_id = a.technician_id
                    AND v.planned && a.during AND upper(v.planned) > app_now()
                    AND visit_live(v.state) AND NOT visit_begun(v.state)
                UNION ALL
                SELECT NULL, h.id, h.job_id, 'held'
                    || coalesce(' for ' || h.customer, ''), h.territory_id,
                    h.planned, h.state
                FROM slot_hold h
                WHERE h.technician_id = a.technician_id AND h.state = 'held'
                    AND h.planned && a.during
                    AND hold_live(h.state, h.expires_at)) x),
        'version', a.version);
END
$$;

CREATE FUNCTION absence_lock(p_actor bigint, p_id bigint) RETURNS absence
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v absence;
BEGIN
    SELECT * INTO v FROM absence WHERE id = p_id;
    PERFORM require_territory(p_actor, (SELECT territory_id FROM technician
        WHERE id = v.technician_id), 'absence', p_id);
    PERFORM technician_lock(p_actor, v.technician_id);
    SELECT * INTO v FROM absence WHERE id = p_id FOR UPDATE;
    IF v.id IS NULL THEN
        PERFORM fail('CO404', format('there is no absence %s', p_id));
    END IF;
    RETURN v;
END
$$;

-- A request body over an absence, checked.
CREATE FUNCTION absence_patch(v absence, p_body jsonb) RETURNS absence
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_start timestamptz := lower(v.during);
    v_end   timestamptz := upper(v.during);
    v_other absence;
    v_zone  constant text := technician_zone(v.technician_id);
BEGIN
    IF p_body ? 'start' THEN
        v_start := body_instant(p_body, 'start');
    END IF;
    IF p_body ? 'end' THEN
        v_end := body_instant(p_body, 'end');
    END IF;
    v.reason := patch_text(p_body, 'reason', v.reason, 20, true);
    v.note := coalesce(patch_text(p_body, 'note', v.note, 500), '');
    IF v_start IS NULL THEN
        PERFORM fail('CO422', 'start is missing', '/start', 'missing');
    ELSIF v_end <= v_start THEN
        PERFORM fail('CO422', 'an absence ends after it starts; null: nobody '
            'knows yet', '/end', 'range');
    ELSIF v.reason NOT IN ('leave', 'sick', 'training', 'other') THEN
        PERFORM fail('CO422', 'reason must be leave, sick, training or other',
            '/reason', 'choice');
    END IF;
    v.during := tstzrange(v_start, v_end);
    SELECT * INTO v_other FROM absence a
    WHERE a.technician_id = v.technician_id AND a.during && v.during
        AND a.id IS DISTINCT FROM v.id LIMIT 1;
    IF FOUND THEN
        PERFORM fail('CO409', format('is away already from %s to %s (absence '
            '%s): change that one', coalesce(local_text(lower(v_other.during),
                v_zone), '...'), coalesce(local_text(upper(v_other.during),
                v_zone), '...'), v_other.id), '/start', 'overlap');
    END IF;
    RETURN v;
END
$$;
