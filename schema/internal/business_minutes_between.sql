-- SPDX-License-Identifier: MIT
-- Minutes of business time between two instants; 0 if the second is not later.

CREATE FUNCTION business_minutes_between(p_calendar bigint, p_zone text,
    p_from timestamptz, p_to timestamptz) RETURNS numeric
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (SELECT coalesce(sum(extract(epoch FROM
            least(b.closes, p_to) - greatest(b.opens, p_from))), 0) / 60
        FROM generate_series(0, (p_to AT TIME ZONE p_zone)::date
            - (p_from AT TIME ZONE p_zone)::date) d
        CROSS JOIN LATERAL business_open(p_calendar, p_zone,
            (p_from AT TIME ZONE p_zone)::date + d) b
        WHERE b.closes > p_from AND b.opens < p_to);
END
$$;
