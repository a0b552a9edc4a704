-- SPDX-License-Identifier: MIT
-- Refuse a write that was decided on days that have changed since: `p_seen` is
-- [{technician, technician_version, from, to, visits: [[id, version], ...]}],
-- the live visits of each technician that overlapped [from, to). One that
-- came, went, or has another version, and it is CO409 "moved": the caller
-- decides anew. A place that is held is [-id, 0]: one that came is "moved",
-- one that went is in nobody's way. The technicians are locked.

CREATE FUNCTION seen_check(p_seen jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_moved record;
BEGIN
    SELECT s.technician, t.name INTO v_moved
    FROM jsonb_to_recordset(coalesce(p_seen, '[]')) s (technician bigint,
        technician_version bigint, "from" timestamptz, "to" timestamptz,
        visits jsonb)
    LEFT JOIN technician t ON t.id = s.technician
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(v.id ORDER BY v.id), '{}') AS ids,
            coalesce(array_agg(v.version ORDER BY v.id), '{}') AS versions
        FROM visit v
        WHERE v.technician_id = s.technician
            AND v.planned && tstzrange(s."from", s."to")
            AND visit_live(v.state)) here
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg((e -> 0)::bigint ORDER BY (e -> 0)::bigint),
                '{}') AS ids,
            coalesce(array_agg((e -> 1)::bigint ORDER BY (e -> 0)::bigint),
                '{}') AS versions
        FROM jsonb_array_elements(s.visits) e
        WHERE (e -> 0)::bigint > 0) seen
    WHERE t.id IS NULL OR t.version <> s.technician_version
        OR here.ids <> seen.ids OR here.versions <> seen.versions
        OR EXISTS (SELECT FROM slot_hold h
            WHERE h.technician_id = s.technician
                AND h.planned && tstzrange(s."from", s."to")
                AND hold_live(h.state, h.expires_at)
                AND NOT EXISTS (SELECT FROM jsonb_array_elements(s.visits) e
                    WHERE (e -> 0)::bigint = -h.id))
    ORDER BY s.technician LIMIT 1;
    IF FOUND THEN
        PERFORM fail('CO409', format('the day of %s has changed meanwhile: '
            'look again', coalesce(v_moved.name, 'technician '
            || v_moved.technician)), '', 'moved');
    END IF;
END
$$;
