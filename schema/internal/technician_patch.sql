-- SPDX-License-Identifier: MIT
-- A request body over a technician's row (of a new one, all NULL). The lists
-- beside the row are technician_lists.sql's.

CREATE FUNCTION technician_patch(p_actor bigint, p_row technician,
    p_body jsonb) RETURNS technician
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v         technician := p_row;
    v_place   jsonb;
    v_today   date;
BEGIN
    v.code := patch_code(p_body, v.code);
    v.name := patch_text(p_body, 'name', v.name, 200, true);
    v.phone := patch_text(p_body, 'phone', v.phone, 60);
    v.email := patch_text(p_body, 'email', v.email, 200);
    v.territory_id := patch_number(p_body, 'territory', v.territory_id, 1,
        9e18, true);
    IF v.territory_id IS DISTINCT FROM p_row.territory_id THEN
        PERFORM require_territory(p_actor, (SELECT id FROM territory
            WHERE id = v.territory_id), 'territory', v.territory_id,
            '/territory');
    END IF;
    v_today := (SELECT (app_now() AT TIME ZONE zone)::date FROM territory
        WHERE id = v.territory_id);
    v.employed := technician_patch_employed(p_body, v.employed, v_today);
    v_place := technician_place(p_body, 'start', v.start_lat IS NULL);
    IF v_place IS NOT NULL THEN
        -- Who has one place has moved with both of them.
        IF v.end_lat IS NULL
            OR (v.end_lat, v.end_lon) = (v.start_lat, v.start_lon) THEN
            v.end_lat := v_place ->> 'lat';
            v.end_lon := v_place ->> 'lon';
        END IF;
        v.start_lat := v_place ->> 'lat';
        v.start_lon := v_place ->> 'lon';
    END IF;
    v_place := technician_place(p_body, 'end', false);
    IF v_place IS NOT NULL THEN
        v.end_lat := v_place ->> 'lat';
        v.end_lon := v_place ->> 'lon';
    END IF;
    RETURN v;
END
$$;

-- {from, to}, or `retired`: true ends it today, false lets it go on.
CREATE FUNCTION technician_patch_employed(p_body jsonb, p_old daterange,
    p_today date) RETURNS daterange
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_days constant jsonb := nullif(p_body -> 'employed', 'null');
    v_left constant boolean := patch_bool(p_body, 'retired', NULL);
    v_new  jsonb := jsonb_build_object('from', lower(p_old),
        'to', upper(p_old));
    v_to   date;
BEGIN
    IF v_days IS NOT NULL AND jsonb_typeof(v_days) <> 'object' THEN
        PERFORM fail('CO422', 'employed must be an object {from, to}',
            '/employed', 'type');
    END IF;
    v_new := v_new || coalesce(v_days, '{}');
    v_to := body_date(v_new, 'to', '/employed');
    IF v_left AND coalesce(v_to > p_today, true) THEN
        v_new := v_new || jsonb_build_object('to', p_today);
    ELSIF NOT v_left AND v_to <= p_today THEN
        v_new := v_new || '{"to": null}';
    END IF;
    IF v_new ->> 'from' IS NULL AND p_old IS NULL THEN
        v_new := v_new || jsonb_build_object('from', p_today);
    END IF;
    RETURN body_days(v_new, '/employed');
END
$$;

-- A place of the body, checked; NULL where it is absent or null.
CREATE FUNCTION technician_place(p_body jsonb, p_key text, p_needed boolean)
RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_place constant jsonb := nullif(p_body -> p_key, 'null');
BEGIN
    IF v_place IS NULL THEN
        IF p_needed THEN
            PERFORM fail('CO422', format('%s is missing', p_key),
                '/' || p_key, 'missing');
        END IF;
        RETURN NULL;
    END IF;
    IF jsonb_typeof(v_place) <> 'object'
        OR jsonb_typeof(v_place -> 'lat') IS DISTINCT FROM 'number'
        OR jsonb_typeof(v_place -> 'lon') IS DISTINCT FROM 'number'
        OR (v_place ->> 'lat')::numeric NOT BETWEEN -90 AND 90
        OR (v_place ->> 'lon')::numeric NOT BETWEEN -180 AND 180 THEN
        PERFORM fail('CO422', format('%s must be {lat, lon} in degrees',
            p_key), '/' || p_key, 'range');
    END IF;
    RETURN v_place;
END
$$;

-- Insert it, or update it.
CREATE FUNCTION technician_write(v technician, p_body jsonb)
RETURNS technician
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF v.id IS NULL THEN
        INSERT INTO technician (code, name, phone, email, territory_id,
            employed, start_lat, start_lon, end_lat, end_lon)
        VALUES (v.code, v.name, v.phone, v.email, v.territory_id, v.employed,
            v.start_lat, v.start_lon, v.end_lat, v.end_lon) RETURNING * INTO v;
    ELSE
        UPDATE technician t SET code = v.code, name = v.name,
            phone = v.phone, email = v.email, territory_id = v.territory_id,
            employed = v.employed, start_lat = v.start_lat,
            start_lon = v.start_lon, end_lat = v.end_lat, end_lon = v.end_lon
        WHERE t.id = v.id RETURNING * INTO v;
    END IF;
    RETURN v;
EXCEPTION WHEN unique_violation THEN
    PERFORM taken_fail('technician', p_body, 'code');
END
$$;
