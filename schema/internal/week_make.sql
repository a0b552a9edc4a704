-- SPDX-License-Identifier: MIT
-- A technician's coming shifts anew from her usual week: those that were made
-- from it and have not begun go, and what the week says now comes. Days
-- arranged by hand stay as they are, and so does a day of which a shift has
-- begun. Shifts behind the end of her employment go in any case.

-- The first half; says to which day there were shifts. Whoever writes another
-- week does that in between: shifts know their pattern only while it is there.
CREATE FUNCTION week_clear(p_technician bigint) RETURNS date
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_zone constant text := technician_zone(p_technician);
    v_last date;
BEGIN
    SELECT max((lower(s.during) AT TIME ZONE v_zone)::date) INTO v_last
    FROM shift s
    WHERE s.technician_id = p_technician AND s.pattern_id IS NOT NULL;
    DELETE FROM shift s
    WHERE s.technician_id = p_technician AND lower(s.during) > app_now()
        AND (NOT (SELECT employed_time(t) FROM technician t
                WHERE t.id = p_technician) && s.during
            OR s.pattern_id IS NOT NULL
            AND NOT EXISTS (SELECT FROM shift_day h
                WHERE h.technician_id = p_technician
                    AND h.day = (lower(s.during) AT TIME ZONE v_zone)::date)
            AND NOT EXISTS (SELECT FROM shift b
                WHERE b.technician_id = p_technician
                    AND lower(b.during) <= app_now()
                    AND (lower(b.during) AT TIME ZONE v_zone)::date
                        = (lower(s.during) AT TIME ZONE v_zone)::date));
    RETURN v_last;
END
$$;

CREATE FUNCTION week_fill(p_technician bigint, p_last date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_today constant date := (app_now()
        AT TIME ZONE technician_zone(p_technician))::date;
BEGIN
    PERFORM shift_generate(ARRAY[p_technician], v_today,
        greatest(v_today + shifts_ahead_days(), p_last));
END
$$;

-- So far ahead everybody has shifts: more than a board, a plan or an offer of
-- arrival windows looks.
CREATE FUNCTION shifts_ahead_days() RETURNS integer
LANGUAGE sql IMMUTABLE AS $$
    SELECT 35
$$;
