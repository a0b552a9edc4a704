-- SPDX-License-Identifier: MIT
-- Before a batch is applied: lock its jobs, and those whose sheets it will
-- change (a contact, a note for the site, an end that is a past visit of the
-- others), in ascending id; then its technician, if the stock of the van moves.

CREATE FUNCTION push_lock(p_technician bigint, p_mutations jsonb)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_jobs  bigint[];
    v_wide  bigint[];
BEGIN
    SELECT array_agg(j.id), array_agg(DISTINCT j.id) FILTER (
        WHERE m ->> 'kind' IN ('contact', 'correction')
            OR m #>> '{body,for}' = 'site'
            OR m #>> '{body,state}' = 'completed')
    INTO v_jobs, v_wide
    FROM jsonb_array_elements(p_mutations) m
    LEFT JOIN visit v ON v.id = (m ->> 'visit')::bigint
    JOIN job j ON j.id = coalesce(v.job_id, (m ->> 'job')::bigint);
    IF v_wide IS NOT NULL THEN
        v_jobs := v_jobs || sheet_jobs(v_wide) || contact_jobs(v_wide);
    END IF;
    PERFORM FROM job WHERE id = ANY (v_jobs) ORDER BY id FOR NO KEY UPDATE;
    IF jsonb_path_exists(p_mutations,
        '$[*].kind ? (@ == "part" || @ == "correction")') THEN
        PERFORM technicians_lock(ARRAY[p_technician]);
    END IF;
END
$$;

-- The live jobs at all sites that call the same contact as these jobs' do.
CREATE FUNCTION contact_jobs(p_jobs bigint[]) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT array_agg(k.id)
    FROM (SELECT DISTINCT s.contact_id FROM job j
        JOIN site s ON s.id = j.site_id WHERE j.id = ANY (p_jobs)) c
    JOIN site o ON o.contact_id = c.contact_id
    JOIN job k ON k.site_id = o.id
    JOIN legal_state l ON l.machine = 'job' AND l.state = k.state AND l.live
$$;

-- A clock that goes so wrong that hours and arrivals are not to be trusted.
CREATE FUNCTION device_skew(p_device device, p_mutation jsonb,
    p_skew_ms bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM review_add('clock', 'clock:' || p_device.id, t.territory_id,
        t.id, NULL, NULL, jsonb_build_object('device', p_device.id,
            'seq', (p_mutation ->> 'seq')::bigint,
            'uid', p_mutation ->> 'uid'),
        jsonb_build_object('clock_skew_ms', p_skew_ms), NULL,
        format('the clock of %s''s device "%s" is %s minutes %s', t.name,
            p_device.name, round(abs(p_skew_ms) / 60000.0),
            CASE WHEN p_skew_ms > 0 THEN 'fast' ELSE 'slow' END))
    FROM technician t WHERE t.id = p_device.technician_id;
END
$$;
