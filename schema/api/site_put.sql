-- SPDX-License-Identifier: MIT
-- A new site of a customer (p_id is NULL), or a change of one. Its sheets
-- follow by the triggers of feed_note_place.sql; its jobs stay in the
-- territory that took them in.

CREATE FUNCTION site_put(p_actor bigint, p_request text, p_id bigint,
    p_version bigint, p_body jsonb)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v        site;
    v_before json;
    v_hours  boolean;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'intake');
    PERFORM body_keys(p_body, 'customer', 'contact', 'territory', 'name',
        'address', 'lat', 'lon', 'access_notes', 'access_hours', 'source',
        'external_id', 'retired', 'why');
    IF p_id IS NOT NULL THEN
        v := site_lock(p_actor, p_id);
        PERFORM require_version('site', p_id, v.version, p_version);
        v_before := site_json(v);
    END IF;
    v.customer_id := patch_customer(p_actor, p_body, v.customer_id);
    v.contact_id := patch_site_contact(p_body, v);
    v.name := patch_text(p_body, 'name', v.name, 200, true);
    v.address := coalesce(patch_text(p_body, 'address', v.address, 500), '');
    v.lat := patch_degree(p_body, 'lat', v.lat, 90);
    v.lon := patch_degree(p_body, 'lon', v.lon, 180);
    v.territory_id := patch_site_territory(p_actor, p_body, v);
    v.access_notes := coalesce(patch_text(p_body, 'access_notes',
        v.access_notes, 2000), '');
    v.source := coalesce(patch_text(p_body, 'source', v.source, 64),
        'callout');
    v.external_id := patch_text(p_body, 'external_id', v.external_id, 200);
    v.retired_at := patch_retired(p_body, v.retired_at);
    BEGIN
        IF p_id IS NULL THEN
            INSERT INTO site (customer_id, contact_id, territory_id, name,
                address, lat, lon, access_notes, source, external_id,
                retired_at)
            VALUES (v.customer_id, v.contact_id, v.territory_id, v.name,
                v.address, v.lat, v.lon, v.access_notes, v.source,
                v.external_id, v.retired_at)
            RETURNING * INTO v;
            PERFORM site_hours_put(v.id, p_body);
        ELSE
            v_hours := site_hours_put(p_id, p_body);
            UPDATE site s SET customer_id = v.customer_id,
                contact_id = v.contact_id, territory_id = v.territory_id,
                name = v.name, address = v.address, lat = v.lat, lon = v.lon,
                access_notes = v.access_notes, source = v.source,
                external_id = v.external_id, retired_at = v.retired_at,
                version = s.version + v_hours::integer
            WHERE s.id = p_id RETURNING * INTO v;
        END IF;
    EXCEPTION WHEN unique_violation THEN
        PERFORM taken_fail('site', p_body, 'external_id');
    END;
    PERFORM master_note(p_actor, p_request, 'site', v_before, site_json(v),
        p_body);
    RETURN QUERY SELECT site_json(v), v.version;
END
$$;
