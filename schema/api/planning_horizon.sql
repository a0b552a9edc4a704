-- SPDX-License-Identifier: MIT
-- What a desk looks at: from the start of the territory's day (or of a shift
-- that goes on over midnight) for so many days; fewer where there are more shifts
-- than the planner takes (20,000). Their shifts are there from now on.

CREATE FUNCTION planning_horizon(p_territory bigint, p_days integer)
RETURNS TABLE (zone text, day_s bigint, day_end_s bigint, from_s bigint,
    to_s bigint, from_at text, to_at text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_reach constant bigint[] := territory_reach(p_territory);
    v_days integer;
    v_zone text;
    v_day  date;
    v_from timestamptz;
    v_to   timestamptz;
BEGIN
    SELECT y.zone, (app_now() AT TIME ZONE y.zone)::date INTO v_zone, v_day
    FROM territory y WHERE y.id = p_territory;
    IF v_zone IS NULL THEN
        PERFORM fail('CO404', 'there is no territory ' || p_territory);
    END IF;
    SELECT least(p_days, greatest(1, 18000 / greatest(count(*), 1)))
    INTO v_days FROM technician t WHERE t.territory_id = ANY (v_reach);
    -- Nearly always there already (shifts_ahead.sql).
    PERFORM shift_generate(ARRAY(SELECT t.id FROM technician t
        WHERE t.territory_id = ANY (v_reach)
            AND NOT EXISTS (SELECT FROM shift_horizon h
                WHERE h.technician_id = t.id AND h.until >= v_day + v_days)),
        v_day - 1, v_day + v_days);
    v_to := (v_day + v_days)::timestamp AT TIME ZONE v_zone;
    SELECT least(v_day::timestamp AT TIME ZONE v_zone, min(lower(s.during)))
    INTO v_from
    FROM technician t
    JOIN shift s ON s.technician_id = t.id
        AND s.during @> (v_day::timestamp AT TIME ZONE v_zone)
    WHERE t.territory_id = ANY (v_reach);
    RETURN QUERY SELECT v_zone, epoch_s(v_day::timestamp AT TIME ZONE v_zone),
        epoch_s((v_day + 1)::timestamp AT TIME ZONE v_zone), epoch_s(v_from),
        epoch_s(v_to), instant_text(v_from), instant_text(v_to);
END
$$;
