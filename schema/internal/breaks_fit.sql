-- SPDX-License-Identifier: MIT
-- Whether a shift has room for its breaks while everything else begins when it
-- is planned: what walk_leg() of planner/walk.c says of such a day. Each break
-- as early as it may be, on the first way that has the time for it. The stops
-- come in order; without a place one takes its time only (an absence).

CREATE FUNCTION breaks_fit(p_shift shift, p_planned tstzrange[],
    p_lats double precision[], p_lons double precision[], p_summary jsonb)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_home   record;
    v_break  record;
    v_next   integer := 1;  -- the way on which the next break may be
    v_leave  double precision;  -- on it, after the break before
    v_way    double precision;  -- what is left of it then
    v_by     double precision;
    v_begin  double precision;
    v_count  constant integer := coalesce(cardinality(p_planned), 0);
BEGIN
    SELECT t.start_lat, t.start_lon, t.end_lat, t.end_lon, p.overtime_min,
        rule_is_off('break', t.territory_id) AS off INTO v_home
    FROM technician t JOIN policy p ON p.territory_id = t.territory_id
    WHERE t.id = p_shift.technician_id;
    FOR v_break IN
        SELECT x.* FROM (SELECT b.minutes * 60 AS length,
                epoch_s(greatest(lower(b.within), lower(p_shift.during)))
                    AS first,
                epoch_s(least(upper(b.within), upper(p_shift.during)))
                    - b.minutes * 60 AS last
            FROM shift_break b WHERE b.shift_id = p_shift.id) x
        WHERE x.first <= x.last AND NOT v_home.off ORDER BY x.first
    LOOP
        LOOP
            IF v_next > v_count + 1 THEN
                RETURN false;
            END IF;
            IF v_leave IS NULL THEN     -- this way anew
                v_leave := CASE v_next WHEN 1
                    THEN epoch_s(lower(p_shift.during))
                    ELSE epoch_s(upper(p_planned[v_next - 1])) END;
                v_way := round(coalesce(travel_about_s(
                    CASE v_next WHEN 1 THEN v_home.start_lat
                        ELSE p_lats[v_next - 1] END,
                    CASE v_next WHEN 1 THEN v_home.start_lon
                        ELSE p_lons[v_next - 1] END,
                    CASE v_next WHEN v_count + 1 THEN v_home.end_lat
                        ELSE p_lats[v_next] END,
                    CASE v_next WHEN v_count + 1 THEN v_home.end_lon
                        ELSE p_lons[v_next] END, p_summary), 0));
                v_by := CASE v_next WHEN v_count + 1
                    THEN epoch_s(upper(p_shift.during))
                        + v_home.overtime_min * 60
                    ELSE epoch_s(lower(p_planned[v_next])) END;
            END IF;
            v_begin := greatest(v_leave, v_break.first);
            EXIT WHEN v_begin <= v_break.last
                AND v_begin + v_break.length
                    + greatest(v_way - (v_begin - v_leave), 0) <= v_by;
            v_next := v_next + 1;
            v_leave := NULL;
        END LOOP;
        v_way := greatest(v_way - (v_begin - v_leave), 0);
        v_leave := v_begin + v_break.length;
    END LOOP;
    RETURN true;
END
$$;

-- Whether changes of a technician's day take the room that the shift's breaks
-- have as it is: these visits leave their places, those stops come. Where there
-- was no room before they are not to blame.
CREATE FUNCTION breaks_are_squeezed(p_shift shift, p_leaving bigint[],
    p_planned tstzrange[], p_lats double precision[],
    p_lons double precision[], p_summary jsonb)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_day record;
BEGIN
    WITH stop AS MATERIALIZED (
        SELECT v.planned, s.lat, s.lon, true AS now,
            v.id <> ALL (coalesce(p_leaving, '{}')) AS then
        FROM visit v
        JOIN job j ON j.id = v.job_id JOIN site s ON s.id = j.site_id
        WHERE v.technician_id = p_shift.technician_id
            AND v.planned && p_shift.during AND visit_live(v.state)
        UNION ALL
        SELECT h.planned, h.lat, h.lon, true, true
        FROM slot_hold h
        WHERE h.technician_id = p_shift.technician_id
            AND h.planned && p_shift.during
            AND hold_live(h.state, h.expires_at)
        UNION ALL
        SELECT a.during * p_shift.during, NULL, NULL, true, true
        FROM absence a
        WHERE a.technician_id = p_shift.technician_id
            AND a.during && p_shift.during
        UNION ALL
        SELECT c.planned, c.lat, c.lon, false, true
        FROM unnest(p_planned, p_lats, p_lons) c (planned, lat, lon)
        WHERE c.planned && p_shift.during
    )
    SELECT array_agg(s.planned ORDER BY s.planned)
            FILTER (WHERE s.now) AS planned_now,
        array_agg(s.lat ORDER BY s.planned) FILTER (WHERE s.now) AS lats_now,
        array_agg(s.lon ORDER BY s.planned) FILTER (WHERE s.now) AS lons_now,
        array_agg(s.planned ORDER BY s.planned)
            FILTER (WHERE s.then) AS planned_then,
        array_agg(s.lat ORDER BY s.planned) FILTER (WHERE s.then) AS lats_then,
        array_agg(s.lon ORDER BY s.planned) FILTER (WHERE s.then) AS lons_then
    INTO v_day FROM stop s;
    RETURN NOT breaks_fit(p_shift, v_day.planned_then, v_day.lats_then,
            v_day.lons_then, p_summary)
        AND breaks_fit(p_shift, v_day.planned_now, v_day.lats_now,
            v_day.lons_now, p_summary);
END
$$;
