-- SPDX-License-Identifier: MIT
-- The instants of the days of a query: {technician, from, to}.

CREATE FUNCTION technician_days(p_actor bigint, p_query jsonb)
RETURNS tstzrange
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_who  constant bigint := p_query ->> 'technician';
    v_zone constant text := technician_zone(v_who);
    v_from date := body_date(p_query, 'from');
    v_to   date := body_date(p_query, 'to');
BEGIN
    PERFORM require_technician(p_actor, v_who);
    v_from := coalesce(v_from, v_to - 28,
        (app_now() AT TIME ZONE v_zone)::date);
    v_to := coalesce(v_to, v_from + 28);
    IF v_to < v_from OR v_to - v_from > 366 THEN
        PERFORM fail('CO422', 'to must lie 0 to 366 days after from', '/to',
            'range');
    END IF;
    RETURN tstzrange(v_from::timestamp AT TIME ZONE v_zone,
        (v_to + 1)::timestamp AT TIME ZONE v_zone);
END
$$;
