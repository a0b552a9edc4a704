-- SPDX-License-Identifier: MIT
-- The site of a new job: an id, or the description of a place, which is then
-- made. Its row is share-locked, so that a change of it that we do not see
-- yet touches our job (feed_note_place.sql).

CREATE FUNCTION job_site(p_actor bigint, p_body jsonb, p_territory bigint)
RETURNS site
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_site     site;
    v_new      constant jsonb := p_body -> 'site';
    v_name     text;
    v_customer bigint;
    v_lat      double precision;
    v_lon      double precision;
BEGIN
    IF jsonb_typeof(v_new) = 'number' THEN
        SELECT * INTO v_site FROM site
        WHERE id = body_number(p_body, 'site', 1, 9e18)::bigint FOR SHARE;
        PERFORM require_site(p_actor, v_new::bigint, v_site, '/site');
        RETURN v_site;
    END IF;
    IF v_new IS NULL OR jsonb_typeof(v_new) <> 'object' THEN
        PERFORM fail('CO422', 'site must be the id of a site, or an object '
            'with name, address, lat and lon', '/site', 'type');
    END IF;
    PERFORM body_keys(v_new, 'name', 'address', 'lat', 'lon', 'customer');
    v_name := coalesce(body_text(v_new, 'name', 200),
        body_text(v_new, 'address', 500, true));
    v_lat := body_number(v_new, 'lat', -90, 90, false, true);
    v_lon := body_number(v_new, 'lon', -180, 180, false, true);
    p_territory := coalesce(p_territory, territory_at(v_lat, v_lon));
    IF p_territory IS NULL THEN
        PERFORM fail('CO422', 'territory is missing, and the place lies in '
            'the boundary of none', '/territory', 'missing');
    END IF;
    v_name := btrim(v_name);
    INSERT INTO customer (name)
    VALUES (coalesce(body_text(v_new, 'customer', 200), v_name))
    RETURNING id INTO v_customer;
    INSERT INTO site (customer_id, territory_id, name, address, lat, lon)
    VALUES (v_customer, p_territory, v_name,
        coalesce(body_text(v_new, 'address', 500), ''), v_lat, v_lon)
    RETURNING * INTO v_site;
    RETURN v_site;
END
$$;
