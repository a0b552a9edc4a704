-- SPDX-License-Identifier: MIT
-- When a site lets people in between two instants: {from, to, from, to ...}
-- in epoch seconds, or NULL for always.

CREATE FUNCTION site_windows(p_site bigint, p_zone text, p_from timestamptz,
    p_to timestamptz) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM site_access_hours WHERE site_id = p_site) THEN
        RETURN NULL;
    END IF;
    RETURN (SELECT coalesce(array_agg(e.at ORDER BY w.opens, e.at), '{}')
        FROM generate_series(-1, (p_to AT TIME ZONE p_zone)::date
            - (p_from AT TIME ZONE p_zone)::date) g
        CROSS JOIN LATERAL (SELECT (p_from AT TIME ZONE p_zone)::date + g
            AS day) d
        JOIN site_access_hours h ON h.site_id = p_site
            AND h.weekday = extract(isodow FROM d.day)
        CROSS JOIN LATERAL (SELECT
            (d.day + lower(h.minutes) * interval '1 minute')
                AT TIME ZONE p_zone AS opens,
            (d.day + upper(h.minutes) * interval '1 minute')
                AT TIME ZONE p_zone AS closes) w
        CROSS JOIN LATERAL (VALUES (epoch_s(w.opens)),
            (epoch_s(w.closes))) e (at)
        WHERE w.closes > p_from AND w.opens < p_to
            AND w.closes > w.opens);
END
$$;
