-- SPDX-License-Identifier: MIT
-- Refuse a place on a technician's day that is not there (any more): her row is
-- locked. Of a job: its own visit is not in the way.

CREATE FUNCTION hold_refuse(p_hold slot_hold) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_name  text;
    v_day   date;
    v_zone  text;
    v_other bigint;
BEGIN
    SELECT t.name, y.zone, (lower(p_hold.planned) AT TIME ZONE y.zone)::date
    INTO v_name, v_zone, v_day
    FROM technician t JOIN territory y ON y.id = t.territory_id
    WHERE t.id = p_hold.technician_id
        AND employed_time(t) @> p_hold.planned;
    IF NOT FOUND THEN
        PERFORM fail('CO409', format('technician %s is not employed then',
            p_hold.technician_id), '/start', 'employment');
    END IF;
    IF lower(p_hold.planned) <= app_now() THEN
        PERFORM fail('CO409', format('it is past %s already', to_char(
            lower(p_hold.planned) AT TIME ZONE v_zone, 'HH24:MI')),
            '/start', 'past');
    END IF;
    IF NOT EXISTS (SELECT FROM shift s
        WHERE s.technician_id = p_hold.technician_id
            AND s.during @> lower(p_hold.planned)) THEN
        PERFORM fail('CO409', format('%s has no shift then', v_name),
            '/start', 'shift');
    END IF;
    IF EXISTS (SELECT FROM absence a
        WHERE a.technician_id = p_hold.technician_id
            AND a.during && p_hold.planned) THEN
        PERFORM fail('CO409', format('%s is absent then', v_name),
            '/start', 'absence');
    END IF;
    SELECT v.id INTO v_other FROM visit v
    WHERE v.technician_id = p_hold.technician_id
        AND v.planned && p_hold.planned AND visit_live(v.state)
        AND v.job_id IS DISTINCT FROM p_hold.job_id LIMIT 1;
    IF FOUND THEN
        PERFORM overlap_fail(p_hold.technician_id, p_hold.planned,
            (SELECT v.id FROM visit v WHERE v.job_id = p_hold.job_id
                AND visit_live(v.state)
                AND v.technician_id = p_hold.technician_id LIMIT 1));
    END IF;
    SELECT h.id INTO v_other FROM slot_hold h
    WHERE h.technician_id = p_hold.technician_id
        AND h.planned && p_hold.planned AND h.id IS DISTINCT FROM p_hold.id
        AND hold_live(h.state, h.expires_at) LIMIT 1;
    IF FOUND THEN
        PERFORM hold_fail(v_other);
    END IF;
    PERFORM hold_refuse_skill(p_hold, v_name, v_day);
END
$$;

-- A hold that has run out was in nobody's way since: what came to its day, or was
-- moved there, may leave no time for the drive. Half a day around reaches over
-- any shift.
CREATE FUNCTION hold_refuse_late(p_hold slot_hold) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_day constant tstzrange := tstzrange(
        lower(p_hold.planned) - interval '12 hours',
        upper(p_hold.planned) + interval '12 hours');
BEGIN
    IF hold_live(p_hold.state, p_hold.expires_at) THEN
        RETURN;
    END IF;
    IF EXISTS (SELECT FROM visit v
            WHERE v.technician_id = p_hold.technician_id
                AND v.planned && v_day AND visit_live(v.state)
                AND v.job_id IS DISTINCT FROM p_hold.job_id
                AND v.revised_at >= p_hold.expires_at)
        OR EXISTS (SELECT FROM slot_hold h
            WHERE h.technician_id = p_hold.technician_id
                AND h.planned && v_day AND h.id <> p_hold.id
                AND h.created_at >= p_hold.expires_at
                AND hold_live(h.state, h.expires_at)) THEN
        PERFORM fail('CO410', format('hold %s has run out, and the day has '
            'changed since: ask for slots anew', p_hold.id), '/state',
            'expired');
    END IF;
END
$$;

CREATE FUNCTION hold_refuse_skill(p_hold slot_hold, p_name text, p_day date)
RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_code text;
BEGIN
    SELECT k.code INTO v_code
    FROM slot_needs(p_hold.needs, p_hold.job_id) n
    JOIN skill k ON k.id = n.skill
    WHERE NOT EXISTS (SELECT FROM technician_skill s
        WHERE s.technician_id = p_hold.technician_id AND s.skill_id = n.skill
            AND s.level >= n.level AND s.certified @> p_day) LIMIT 1;
    IF FOUND THEN
        PERFORM fail('CO409', format('%s has no %s of that level on %s',
            p_name, v_code, p_day), '/technician', 'skill');
    END IF;
END
$$;
