-- SPDX-License-Identifier: MIT
-- A usual week of a request body, checked: patterns of a day that do not lie on
-- each other while both are valid, with a break inside.

CREATE FUNCTION week_read(p_technician bigint, p_body jsonb)
RETURNS SETOF shift_pattern
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_item  jsonb;
    v_pause jsonb;
    v_at    text;
    v       shift_pattern;
    v_all   shift_pattern[] := '{}';
BEGIN
    FOR v_item, v_at IN SELECT e, format('/week/%s', o - 1)
        FROM jsonb_array_elements(body_array(p_body, 'week', 60))
            WITH ORDINALITY x (e, o)
    LOOP
        v := NULL;
        v.technician_id := p_technician;
        v.weekday := body_number(v_item, 'weekday', 1, 7, true, true);
        v.starts := body_time(v_item, 'start', v_at);
        v.ends := body_time(v_item, 'end', v_at);
        v.valid := body_days(v_item, v_at);
        IF num_nulls(v.starts, v.ends) > 0 OR v.starts = '24:00' THEN
            PERFORM fail('CO422', 'a shift has a start and an end: 08:00, '
                '16:00; one that ends at or before its start ends on the '
                'next day', v_at || '/start', 'missing');
        END IF;
        v_pause := nullif(v_item -> 'break', 'null');
        IF v_pause IS NOT NULL THEN
            v.break_from := body_time(v_pause, 'from', v_at || '/break');
            v.break_to := body_time(v_pause, 'to', v_at || '/break');
            v.break_min := body_number(v_pause, 'minutes', 1, 240, true,
                true);
            PERFORM week_check_break(v, v_at || '/break');
        END IF;
        IF EXISTS (SELECT FROM unnest(v_all) o
            WHERE o.valid && v.valid AND week_minutes(o) && week_minutes(v))
        THEN
            PERFORM fail('CO422', 'lies on another shift of the week',
                v_at, 'overlap');
        END IF;
        v_all := v_all || v;
        RETURN NEXT v;
    END LOOP;
END
$$;

-- The minutes of the week, from Monday 0:00: what runs over its end comes
-- again at its beginning.
CREATE FUNCTION week_minutes(p shift_pattern) RETURNS int4multirange
LANGUAGE sql IMMUTABLE AS $$
    SELECT int4multirange(int4range(w.starts, w.ends),
        int4range(greatest(w.starts - 10080, 0), greatest(w.ends - 10080, 0)))
    FROM (SELECT d.day + d.starts AS starts, d.day + d.ends
            + CASE WHEN d.ends <= d.starts THEN 1440 ELSE 0 END AS ends
        FROM (SELECT (p.weekday - 1) * 1440 AS day,
            extract(epoch FROM p.starts)::integer / 60 AS starts,
            extract(epoch FROM p.ends)::integer / 60 AS ends) d) w
$$;

CREATE FUNCTION week_check_break(p shift_pattern, p_at text) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_day  constant interval := '24 hours';
    v_ends constant interval := p.ends - time '00:00'
        + CASE WHEN p.ends <= p.starts THEN v_day ELSE '0' END;
    v_from interval := p.break_from - time '00:00';
    v_to   interval := p.break_to - time '00:00';
BEGIN
    v_from := v_from + CASE WHEN p.break_from < p.starts THEN v_day
        ELSE '0' END;
    v_to := v_to + CASE WHEN p.break_to <= p.starts THEN v_day ELSE '0' END;
    IF num_nulls(v_from, v_to) > 0 OR v_to > v_ends
        OR v_to - v_from < make_interval(mins => p.break_min) THEN
        PERFORM fail('CO422', 'a break has `minutes` somewhere from `from` '
            'to `to`, inside the shift', p_at, 'break');
    END IF;
END
$$;

-- Whether it is the one that she has.
CREATE FUNCTION week_is(p_technician bigint, p_week shift_pattern[])
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN NOT EXISTS (
        (SELECT to_jsonb(w) - 'id' FROM unnest(p_week) w EXCEPT ALL
            SELECT to_jsonb(p) - 'id' FROM shift_pattern p
            WHERE p.technician_id = p_technician)
        UNION ALL
        (SELECT to_jsonb(p) - 'id' FROM shift_pattern p
            WHERE p.technician_id = p_technician
            EXCEPT ALL SELECT to_jsonb(w) - 'id' FROM unnest(p_week) w));
END
$$;
