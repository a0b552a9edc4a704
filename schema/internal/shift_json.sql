-- SPDX-License-Identifier: MIT
-- A shift as the API shows it; by_hand: its day was arranged by somebody, the
-- usual week leaves it alone.

CREATE FUNCTION shift_json(s shift) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN json_build_object('id', s.id, 'technician', s.technician_id,
        'start', instant_text(lower(s.during)),
        'end', instant_text(upper(s.during)),
        'breaks', coalesce((SELECT json_agg(json_build_object(
                'from', instant_text(lower(b.within)),
                'to', instant_text(upper(b.within)),
                'minutes', b.minutes) ORDER BY b.within)
            FROM shift_break b WHERE b.shift_id = s.id), '[]'),
        'by_hand', EXISTS (SELECT FROM shift_day h
            WHERE h.technician_id = s.technician_id AND h.day = shift_date(s)),
        'version', s.version);
END
$$;

-- The local day that it belongs to: that of its start.
CREATE FUNCTION shift_date(s shift) RETURNS date
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (lower(s.during) AT TIME ZONE technician_zone(s.technician_id))
        ::date;
END
$$;

-- From here on the day is somebody's own arrangement: what the usual week has
-- for it is made first, so that it is this that is arranged.
CREATE FUNCTION shift_day_take(p_technician bigint, p_day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF p_day >= (app_now() AT TIME ZONE technician_zone(p_technician))::date
    THEN
        PERFORM shift_generate(ARRAY[p_technician], p_day, p_day);
    END IF;
    INSERT INTO shift_day VALUES (p_technician, p_day) ON CONFLICT DO NOTHING;
END
$$;

CREATE FUNCTION shift_lock(p_actor bigint, p_id bigint) RETURNS shift
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v shift;
BEGIN
    SELECT * INTO v FROM shift WHERE id = p_id;
    PERFORM require_territory(p_actor, (SELECT territory_id FROM technician
        WHERE id = v.technician_id), 'shift', p_id);
    PERFORM technician_lock(p_actor, v.technician_id);
    SELECT * INTO v FROM shift WHERE id = p_id FOR UPDATE;
    IF v.id IS NULL THEN
        PERFORM fail('CO404', format('there is no shift %s', p_id));
    END IF;
    RETURN v;
END
$$;

-- Another range: it lies on another shift of hers, or not.
CREATE FUNCTION shift_check(p_technician bigint, p_during tstzrange,
    p_but bigint) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_other shift;
    v_zone  constant text := technician_zone(p_technician);
BEGIN
    IF lower(p_during) >= upper(p_during) OR isempty(p_during)
        OR upper(p_during) - lower(p_during) > interval '24 hours' THEN
        PERFORM fail('CO422', 'a shift ends after it starts, within 24 hours',
            '/end', 'range');
    END IF;
    SELECT * INTO v_other FROM shift s
    WHERE s.technician_id = p_technician AND s.during && p_during
        AND s.id IS DISTINCT FROM p_but LIMIT 1;
    IF FOUND THEN
        PERFORM fail('CO409', format('there is shift %s already, from %s to '
            '%s: change that one', v_other.id,
            local_text(lower(v_other.during), v_zone),
            local_text(upper(v_other.during), v_zone)), '/start', 'overlap');
    END IF;
    IF NOT (SELECT employed_time(t) @> p_during FROM technician t
        WHERE t.id = p_technician) THEN
        PERFORM fail('CO422', 'is not inside the employment', '/start',
            'employment');
    END IF;
END
$$;

-- The breaks of a body in the place of those that it has.
CREATE FUNCTION shift_breaks_set(s shift, p_body jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_item jsonb;
    v_at   text;
    v_from timestamptz;
    v_to   timestamptz;
    v_min  integer;
BEGIN
    DELETE FROM shift_break WHERE shift_id = s.id;
    FOR v_item, v_at IN SELECT e, format('/breaks/%s', o - 1)
        FROM jsonb_array_elements(body_array(p_body, 'breaks', 10))
            WITH ORDINALITY x (e, o)
    LOOP
        v_from := body_instant(v_item, 'from');
        v_to := body_instant(v_item, 'to');
        v_min := body_number(v_item, 'minutes', 1, 240, true, true);
        IF num_nulls(v_from, v_to) > 0 OR v_from < lower(s.during)
            OR v_to > upper(s.during)
            OR v_to - v_from < make_interval(mins => v_min) THEN
            PERFORM fail('CO422', 'a break has `minutes` somewhere from '
                '`from` to `to`, inside the shift', v_at, 'break');
        END IF;
        INSERT INTO shift_break VALUES (s.id, tstzrange(v_from, v_to), v_min)
        ON CONFLICT DO NOTHING;
    END LOOP;
END
$$;
