-- SPDX-License-Identifier: MIT
-- A site as the API shows it, its row for a change, and its parts.

CREATE FUNCTION site_json(s site) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT json_build_object('id', s.id, 'customer', s.customer_id,
        'contact', s.contact_id, 'territory', s.territory_id,
        'name', s.name, 'address', s.address, 'lat', s.lat, 'lon', s.lon,
        'access_notes', s.access_notes, 'access_hours', coalesce((
            SELECT json_agg(hours_json(h.weekday, h.minutes)
                ORDER BY h.weekday, h.minutes)
            FROM site_access_hours h WHERE h.site_id = s.id), '[]'),
        'source', s.source, 'external_id', s.external_id,
        'retired', s.retired_at IS NOT NULL, 'version', s.version)
$$;

CREATE FUNCTION site_lock(p_actor bigint, p_id bigint) RETURNS site
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v site;
BEGIN
    SELECT * INTO v FROM site WHERE id = p_id FOR UPDATE;
    PERFORM require_territory(p_actor, v.territory_id, 'site', p_id);
    RETURN v;
END
$$;

-- Refuse a site for a new job (no row: it is not there) that the actor does
-- not see, or that is retired.
CREATE FUNCTION require_site(p_actor bigint, p_id bigint, s site,
    p_pointer text) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF s.id IS NULL OR NOT sees_territory(p_actor, s.territory_id) THEN
        PERFORM fail('CO422', format('there is no site %s', p_id), p_pointer,
            'unknown');
    ELSIF s.retired_at IS NOT NULL THEN
        PERFORM fail('CO422', format('the site %s is retired', p_id),
            p_pointer, 'retired');
    END IF;
END
$$;

-- The territory whose boundary has a place: the oldest of several.
CREATE FUNCTION territory_at(p_lat double precision, p_lon double precision)
RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT id FROM territory WHERE boundary @> point(p_lon, p_lat)
        AND retired_at IS NULL ORDER BY id LIMIT 1
$$;

-- The one that the body names; else (null, or a new site) by the boundaries.
CREATE FUNCTION patch_site_territory(p_actor bigint, p_body jsonb, s site)
RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_id bigint := patch_number(p_body, 'territory', s.territory_id, 1, 9e18);
BEGIN
    v_id := coalesce(v_id, territory_at(s.lat, s.lon));
    IF v_id IS NULL THEN
        PERFORM fail('CO422', 'territory is missing, and the place lies in '
            'the boundary of none', '/territory', 'missing');
    ELSIF v_id IS DISTINCT FROM s.territory_id THEN
        PERFORM require_territory(p_actor, (SELECT id FROM territory
            WHERE id = v_id AND retired_at IS NULL), 'territory', v_id,
            '/territory');
    END IF;
    RETURN v_id;
END
$$;

-- Whom to call there: of the site's customer.
CREATE FUNCTION patch_site_contact(p_body jsonb, s site) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_id constant bigint :=
        patch_number(p_body, 'contact', s.contact_id, 1, 9e18);
BEGIN
    IF v_id IS NOT NULL AND NOT EXISTS (SELECT FROM contact
        WHERE id = v_id AND customer_id = s.customer_id
            AND (retired_at IS NULL OR id = s.contact_id)) THEN
        PERFORM fail('CO422', format('the customer %s has no contact %s',
            s.customer_id, v_id), '/contact', 'unknown');
    END IF;
    RETURN v_id;
END
$$;

-- Returns whether the hours are others now.
CREATE FUNCTION site_hours_put(p_site bigint, p_body jsonb) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_gone bigint;
    v_new  bigint;
BEGIN
    IF NOT p_body ? 'access_hours' THEN
        RETURN false;
    END IF;
    DELETE FROM site_access_hours h WHERE h.site_id = p_site
        AND NOT EXISTS (SELECT FROM body_hours(p_body, 'access_hours') b
            WHERE b.weekday = h.weekday AND b.minutes = h.minutes);
    GET DIAGNOSTICS v_gone = ROW_COUNT;
    INSERT INTO site_access_hours (site_id, weekday, minutes)
    SELECT p_site, b.weekday, b.minutes
    FROM body_hours(p_body, 'access_hours') b
    WHERE NOT EXISTS (SELECT FROM site_access_hours h
        WHERE h.site_id = p_site AND h.weekday = b.weekday
            AND h.minutes = b.minutes);
    GET DIAGNOSTICS v_new = ROW_COUNT;
    RETURN v_gone + v_new > 0;
END
$$;
