-- SPDX-License-Identifier: MIT
-- What changed in a device's scope after a version, in the order of versions:
-- job sheets (kind visit, U), what left the scope (D: nothing more than the
-- visit's id), and the stock of the van (kind van, its parts). One statement,
-- one snapshot.
--
-- Since a version below the floor tombstones are missing. To one that fetches
-- everything, page by page (p_all), none of them matters: it began with
-- nothing.
--
-- If nothing more is to come a row of kind check ends it, with the scope's own
-- version: the last change's may be far behind it, even below the floor, as
-- tombstones are purged, and would be refused as a cursor.
--
-- From contract 2 on the sheet is whole, and the check has the digest of all
-- that the scope holds now, for a device that wants to be sure
-- (docs/PROTOCOL.md).

CREATE FUNCTION sync_pull(p_device bigint, p_since bigint, p_limit integer,
    p_contract integer DEFAULT 1, p_all boolean DEFAULT false)
RETURNS TABLE (version bigint, kind text, op text, visit_id bigint,
    state text, starts text, ends text, travel_s integer, pinned boolean,
    window_from text, window_to text, outcome text, job_id bigint,
    title text, description text, priority integer, job_state text,
    duration_min integer, crew_size integer, due_at text, opened_at text,
    job_type text, skills json, site_id bigint, site_name text, address text,
    lat double precision, lon double precision, access_notes text,
    customer_name text, contact_name text, contact_phone text,
    contact_email text, slas json, asset json, past json, tasks json,
    parts json, site_notes json, photos json, digest text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_whole constant boolean := p_contract >= 2;
    v_limit constant integer := least(greatest(p_limit, 1), 201);
    v_scope feed_scope;
    v_count bigint;
BEGIN
    SELECT s.* INTO v_scope
    FROM device d
    JOIN feed_scope s
        ON s.kind = 'technician' AND s.object_id = d.technician_id
    WHERE d.id = p_device AND d.revoked_at IS NULL;
    IF NOT FOUND THEN
        PERFORM fail('CO401', 'this device is not enrolled');
    END IF;
    IF p_since > v_scope.version
        OR p_since < v_scope.floor AND p_since <> 0 AND NOT p_all THEN
        PERFORM fail('CO410', format('the cursor %s does not lie from %s to '
            '%s: fetch everything anew', p_since, v_scope.floor,
            v_scope.version), '', 'floor');
    END IF;
    RETURN QUERY
    SELECT f.version, f.kind::text, f.op::text, f.object_id, v.state::text,
        instant_text(lower(v.planned)), instant_text(upper(v.planned)),
        v.travel_s, v.pinned, instant_text(lower(v.arrival_window)),
        instant_text(upper(v.arrival_window)), v.outcome, j.id, j.title,
        j.description, j.priority::integer, j.state::text, j.duration_min,
        j.crew_size::integer, instant_text(j.due_at), second_text(j.opened_at),
        k.code, sheet_skills(j.id), s.id, s.name, s.address, s.lat, s.lon,
        s.access_notes, c.name, o.name, o.phone, o.email, sheet_slas(j.id),
        CASE WHEN v_whole THEN sheet_asset(j.asset_id) END,
        CASE WHEN v_whole AND visit_live(v.state) THEN sheet_past(j) END,
        CASE WHEN v_whole THEN sheet_tasks(j.id) END,
        CASE WHEN NOT v_whole THEN NULL
            WHEN f.kind = 'van' THEN van_parts(v_scope.object_id)
            ELSE sheet_parts(j.id) END,
        CASE WHEN v_whole THEN sheet_site_notes(s.id) END,
        CASE WHEN v_whole THEN sheet_photos(j.id) END, NULL::text
    FROM (SELECT * FROM feed i
        WHERE i.scope_id = v_scope.id AND i.version > p_since
        ORDER BY i.version LIMIT v_limit) f
    LEFT JOIN visit v ON f.op = 'U' AND f.kind = 'visit'
        AND v.id = f.object_id
    LEFT JOIN job j ON j.id = v.job_id
    LEFT JOIN job_type k ON k.id = j.job_type_id
    LEFT JOIN site s ON s.id = j.site_id
    LEFT JOIN customer c ON c.id = s.customer_id
    LEFT JOIN contact o ON o.id = s.contact_id
    ORDER BY f.version;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    IF v_count < v_limit THEN
        version := v_scope.version;
        kind := 'check';
        digest := CASE WHEN v_whole THEN sheet_check(v_scope.id) END;
        RETURN NEXT;
    END IF;
END
$$;
