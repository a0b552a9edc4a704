-- SPDX-License-Identifier: MIT
-- What a calendar link shows of the local days from p_from up to, not with,
-- p_to; all of it, whatever the link's detail (the renderer leaves out).
-- Called-off visits stay for two weeks, if the link wants them.

CREATE FUNCTION calendar_visits(p_link bigint, p_from date, p_to date)
RETURNS TABLE (visit_id bigint, uid uuid, version bigint,
    sequence integer, created text, revised text, start text, "end" text,
    state text, title text, description text, job_type text,
    priority integer, site_name text, address text, territory text,
    lat double precision, lon double precision, customer text,
    contact text, phone text, outcome text, outcome_note text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_link calendar_link;
    v_zone text;
BEGIN
    SELECT l.* INTO v_link FROM calendar_link l
    WHERE l.id = p_link AND l.revoked_at IS NULL;
    SELECT y.zone INTO v_zone FROM technician t
    JOIN territory y ON y.id = t.territory_id
    WHERE t.id = v_link.technician_id;
    RETURN QUERY
    SELECT v.id, v.uid, v.version, v.sequence, instant_text(v.created_at),
        instant_text(v.revised_at), instant_text(lower(v.planned)),
        instant_text(upper(v.planned)), v.state, j.title, j.description,
        k.name, j.priority::integer, s.name, s.address, y.name, s.lat, s.lon,
        c.name, o.name, o.phone, v.outcome, v.outcome_note
    FROM visit v
    JOIN job j ON j.id = v.job_id
    JOIN job_type k ON k.id = j.job_type_id
    JOIN territory y ON y.id = j.territory_id
    JOIN site s ON s.id = j.site_id
    JOIN customer c ON c.id = s.customer_id
    LEFT JOIN contact o ON o.id = s.contact_id
    WHERE v.technician_id = v_link.technician_id
        AND lower(v.planned) < p_to::timestamp AT TIME ZONE v_zone
        AND lower(v.planned) > p_from::timestamp AT TIME ZONE v_zone
            - interval '240 hours'
        AND upper(v.planned) > p_from::timestamp AT TIME ZONE v_zone
        AND (v.state NOT IN ('cancelled', 'declined')
            OR v_link.show_cancelled AND v.revised_at
                > (app_now() AT TIME ZONE v_zone)::date::timestamp
                AT TIME ZONE v_zone - interval '336 hours')
    ORDER BY lower(v.planned), v.id;
END
$$;
