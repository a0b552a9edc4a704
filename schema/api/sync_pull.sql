-- SPDX-License-Identifier: MIT
-- What changed in a device's scope after a version: job sheets (U), in the
-- order of their versions, and what left the scope (D: nothing more than the
-- visit's id). One statement, one snapshot.

CREATE FUNCTION sync_pull(p_device bigint, p_since bigint, p_limit integer)
RETURNS TABLE (version bigint, op text, visit_id bigint, uid uuid,
    visit_version bigint, state text, starts text, ends text,
    travel_s integer, pinned boolean, window_from text, window_to text,
    en_route_at text, on_site_at text, ended_at text, outcome text,
    outcome_note text, revised_at text, job_id bigint, job_version bigint,
    title text, description text, priority integer, job_state text,
    duration_min integer, crew_size integer, earliest_start text,
    due_at text, opened_at text, job_type text, type_name text, skills json,
    site_id bigint, site_name text, address text, lat double precision,
    lon double precision, access_notes text, access json,
    customer_name text, contact_name text, contact_phone text,
    contact_email text, slas json)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_scope feed_scope;
BEGIN
    SELECT s.* INTO v_scope
    FROM device d
    JOIN feed_scope s
        ON s.kind = 'technician' AND s.object_id = d.technician_id
    WHERE d.id = p_device AND d.revoked_at IS NULL;
    IF NOT FOUND THEN
        PERFORM fail('CO401', 'this device is not enrolled');
    END IF;
    IF p_since <> 0
        AND p_since NOT BETWEEN v_scope.floor AND v_scope.version THEN
        PERFORM fail('CO410', format('the cursor %s does not lie from %s to '
            '%s: fetch everything anew', p_since, v_scope.floor,
            v_scope.version), '', 'floor');
    END IF;
    RETURN QUERY
    SELECT f.version, f.op, f.object_id, v.uid, v.version, v.state,
        instant_text(lower(v.planned)), instant_text(upper(v.planned)),
        v.travel_s, v.pinned, instant_text(lower(v.arrival_window)),
        instant_text(upper(v.arrival_window)), instant_text(v.en_route_at),
        instant_text(v.on_site_at), instant_text(v.ended_at), v.outcome,
        v.outcome_note, instant_text(v.revised_at), j.id, j.version, j.title,
        j.description, j.priority::integer, j.state, j.duration_min,
        j.crew_size::integer, instant_text(j.earliest_start),
        instant_text(j.due_at), instant_text(j.opened_at), k.code, k.name,
        CASE WHEN j.id IS NOT NULL THEN coalesce((SELECT json_agg(
                json_build_object('code', q.code, 'name', q.name,
                    'level', n.min_level) ORDER BY q.code)
            FROM job_skill n JOIN skill q ON q.id = n.skill_id
            WHERE n.job_id = j.id), '[]') END,
        s.id, s.name, s.address, s.lat, s.lon, s.access_notes,
        CASE WHEN j.id IS NOT NULL THEN coalesce((SELECT json_agg(
                json_build_object('weekday', a.weekday,
                    'from_min', lower(a.minutes), 'to_min', upper(a.minutes))
                ORDER BY a.weekday, a.minutes)
            FROM site_access_hours a WHERE a.site_id = s.id), '[]') END,
        c.name, o.name, o.phone, o.email,
        CASE WHEN j.id IS NOT NULL THEN coalesce((SELECT json_agg(
                json_build_object('kind', l.kind, 'state', l.state,
                    'target_min', l.target_min,
                    'due_at', instant_text(l.due_at),
                    'ended_at', instant_text(l.ended_at))
                ORDER BY l.kind DESC)
            FROM sla_clock l WHERE l.job_id = j.id), '[]') END
    FROM (SELECT * FROM feed i
        WHERE i.scope_id = v_scope.id AND i.version > p_since
        ORDER BY i.version LIMIT least(greatest(p_limit, 1), 201)) f
    LEFT JOIN visit v ON f.op = 'U' AND v.id = f.object_id
    LEFT JOIN job j ON j.id = v.job_id
    LEFT JOIN job_type k ON k.id = j.job_type_id
    LEFT JOIN site s ON s.id = j.site_id
    LEFT JOIN customer c ON c.id = s.customer_id
    LEFT JOIN contact o ON o.id = s.contact_id
    ORDER BY f.version;
END
$$;
