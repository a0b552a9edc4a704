-- SPDX-License-Identifier: MIT
-- Import of requests, last step: customers, places, jobs, their skills and
-- clocks. A place or customer that is known keeps what it has.

CREATE FUNCTION import_requests_store(p_batch bigint, p_options jsonb)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_source text := p_options->>'source';
    v_made   bigint;
BEGIN
    INSERT INTO customer (source, external_id, name)
    SELECT DISTINCT ON (customer_key) v_source, customer_key, customer
    FROM import_request WHERE batch = p_batch AND fate = 'new'
    ORDER BY customer_key, line
    ON CONFLICT (source, external_id) DO NOTHING;
    GET DIAGNOSTICS v_made = ROW_COUNT;
    PERFORM import_created(p_batch, 'customers', v_made);
    UPDATE import_request r SET customer_id = c.id FROM customer c
    WHERE r.batch = p_batch AND r.fate = 'new' AND c.source = v_source
        AND c.external_id = r.customer_key;

    INSERT INTO site (source, external_id, customer_id, territory_id, name,
        address, lat, lon, access_notes)
    SELECT DISTINCT ON (site_key) v_source, site_key, customer_id,
        territory_id, left(coalesce(site_name, nullif(address, ''), site_key),
            200), coalesce(address, ''), lat, lon, coalesce(access_notes, '')
    FROM import_request WHERE batch = p_batch AND fate = 'new'
    ORDER BY site_key, line
    ON CONFLICT (source, external_id) DO NOTHING;
    GET DIAGNOSTICS v_made = ROW_COUNT;
    PERFORM import_created(p_batch, 'sites', v_made);
    UPDATE import_request r SET site_id = s.id FROM site s
    WHERE r.batch = p_batch AND r.fate = 'new' AND s.source = v_source
        AND s.external_id = r.site_key;

    INSERT INTO job (source, external_id, territory_id, site_id, job_type_id,
        sla_policy_id, title, description, priority, state, outcome,
        duration_min, crew_size, earliest_start, due_at, opened_at,
        completed_at, source_target_at, source_closed_at, created_at)
    SELECT v_source, r.external_id, r.territory_id, r.site_id, r.job_type_id,
        t.sla_policy_id, coalesce(r.title, left(t.name, 200)),
        coalesce(r.description, ''), coalesce(r.priority, t.priority),
        CASE WHEN r.closed_at IS NULL THEN 'open' ELSE 'completed' END,
        CASE WHEN r.closed_at IS NOT NULL THEN r.outcome END,
        coalesce(r.duration_min, t.duration_min), coalesce(r.crew_size, 1),
        r.earliest_start, r.due_at, r.opened_at, r.closed_at, r.target_at,
        r.closed_at, app_now()
    FROM import_request r JOIN job_type t ON t.id = r.job_type_id
    WHERE r.batch = p_batch AND r.fate = 'new'
    ORDER BY r.line;
    UPDATE import_request r SET job_id = j.id FROM job j
    WHERE r.batch = p_batch AND r.fate = 'new' AND j.source = v_source
        AND j.external_id = r.external_id;

    INSERT INTO job_skill (job_id, skill_id, min_level)
    SELECT job_id, skill_id, max(min_level) FROM (
        SELECT r.job_id, r.skill_id, 1::smallint AS min_level
        FROM import_request r
        WHERE r.batch = p_batch AND r.fate = 'new' AND r.skill_id IS NOT NULL
        UNION ALL
        SELECT r.job_id, s.skill_id, s.min_level FROM import_request r
        JOIN job_type_skill s ON s.job_type_id = r.job_type_id
        WHERE r.batch = p_batch AND r.fate = 'new') n
    GROUP BY job_id, skill_id;
    INSERT INTO job_task (job_id, position, text, required)
    SELECT r.job_id, k.position, k.text, k.required FROM import_request r
    JOIN job_type_task k ON k.job_type_id = r.job_type_id
    WHERE r.batch = p_batch AND r.fate = 'new' AND r.closed_at IS NULL;
    PERFORM sla_start(array_agg(job_id ORDER BY job_id)) FROM import_request
    WHERE batch = p_batch AND fate = 'new' AND closed_at IS NULL
    HAVING count(*) > 0;
END
$$;
