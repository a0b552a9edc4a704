-- SPDX-License-Identifier: MIT
-- A hold from the body of an offer; nothing of it is in the table yet.

CREATE FUNCTION hold_read(p_actor bigint, p_body jsonb) RETURNS slot_hold
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_hold   slot_hold;
    v_site   site;
    v_window constant jsonb := p_body -> 'arrival_window';
BEGIN
    v_hold.territory_id := body_number(p_body, 'territory', 1, 9e18, true,
        true);
    PERFORM require_territory(p_actor, (SELECT id FROM territory
        WHERE id = v_hold.territory_id), 'territory', v_hold.territory_id,
        '/territory');
    v_hold.technician_id := (SELECT t.id FROM technician t
        WHERE t.id = body_number(p_body, 'technician', 1, 9e18, true, true)
            AND t.territory_id = ANY (territory_reach(v_hold.territory_id)));
    PERFORM require_territory(p_actor, CASE WHEN v_hold.technician_id
        IS NOT NULL THEN v_hold.territory_id END, 'technician',
        (p_body ->> 'technician')::bigint, '/technician');
    v_hold.planned := hold_read_range(p_body, 'start', 'end', '');
    v_hold.arrival_window := hold_read_range(v_window, 'from', 'to',
        '/arrival_window');
    IF lower(v_hold.planned) < lower(v_hold.arrival_window)
        OR lower(v_hold.planned) > upper(v_hold.arrival_window) THEN
        PERFORM fail('CO422', 'start must lie in the arrival window',
            '/start', 'range');
    END IF;
    v_hold.travel_s := coalesce(body_number(p_body, 'travel_s', 0, 86400),
        0);
    v_hold.job_id := body_number(p_body, 'job', 1, 9e18);
    v_hold.needs := coalesce(p_body -> 'needs', '{}');
    v_hold.offer := body_text(p_body, 'offer', 4000);
    v_hold.customer := body_text(p_body, 'customer', 200);
    v_hold.note := body_text(p_body, 'note', 2000);
    v_hold.site_id := body_number(p_body, 'site', 1, 9e18);
    IF v_hold.job_id IS NOT NULL THEN
        -- Where it is: who sees the job need not see the site's territory.
        SELECT s.* INTO v_site FROM job j JOIN site s ON s.id = j.site_id
        WHERE j.id = v_hold.job_id;
    ELSIF v_hold.site_id IS NOT NULL THEN
        SELECT * INTO v_site FROM site WHERE id = v_hold.site_id;
        PERFORM require_site(p_actor, v_hold.site_id, v_site, '/site');
    ELSE
        v_site.lat := body_number(p_body, 'lat', -90, 90, false, true);
        v_site.lon := body_number(p_body, 'lon', -180, 180, false, true);
    END IF;
    v_hold.site_id := v_site.id;
    v_hold.lat := v_site.lat;
    v_hold.lon := v_site.lon;
    RETURN v_hold;
END
$$;

CREATE FUNCTION hold_read_range(p_body jsonb, p_from text, p_to text,
    p_pointer text) RETURNS tstzrange
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_from constant timestamptz := body_instant(p_body, p_from);
    v_to   constant timestamptz := body_instant(p_body, p_to);
BEGIN
    IF coalesce(v_to <= v_from OR v_to > v_from + interval '240 hours', true)
    THEN
        PERFORM fail('CO422', format('%s must be after %s, by ten days at '
            'most', p_to, p_from), p_pointer || '/' || p_to, 'range');
    END IF;
    RETURN tstzrange(v_from, v_to);
END
$$;
