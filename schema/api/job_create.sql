-- SPDX-License-Identifier: MIT
-- A new job, open in its territory's pool, with its clocks running. A job
-- that nobody can do is taken, with a warning.

CREATE FUNCTION job_create(p_actor bigint, p_request text, p_body jsonb)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_site site;
    v_type job_type;
    v_job  job;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'intake');
    PERFORM body_keys(p_body, 'territory', 'site', 'type', 'title',
        'description', 'priority', 'duration_min', 'crew_size', 'days',
        'earliest_start', 'due_at', 'skills', 'tools', 'parts', 'tasks',
        'asset', 'technicians', 'after', 'source', 'external_id');
    PERFORM job_size_check(coalesce(body_number(p_body, 'crew_size', 1, 20), 1),
        coalesce(body_number(p_body, 'days', 1, 20), 1));
    v_job.territory_id := body_number(p_body, 'territory', 1, 9e18);
    IF v_job.territory_id IS NOT NULL THEN
        PERFORM require_territory(p_actor, (SELECT id FROM territory
            WHERE id = v_job.territory_id), 'territory', v_job.territory_id,
            '/territory');
    END IF;
    v_type := body_job_type(p_body);
    v_job.earliest_start := body_instant(p_body, 'earliest_start');
    v_job.due_at := body_instant(p_body, 'due_at');
    IF v_job.due_at <= v_job.earliest_start THEN
        PERFORM fail('CO422', 'due_at must be after earliest_start',
            '/due_at', 'window');
    END IF;
    v_site := job_site(p_actor, p_body, v_job.territory_id);
    PERFORM require_territory(p_actor, v_site.territory_id, 'territory',
        v_site.territory_id, '/site');
    BEGIN
        INSERT INTO job (source, external_id, territory_id, site_id,
            job_type_id, sla_policy_id, title, description, priority,
            duration_min, crew_size, days, earliest_start, due_at,
            asset_id, opened_at, created_at)
        VALUES (coalesce(body_text(p_body, 'source', 64), 'callout'),
            body_text(p_body, 'external_id', 200),
            coalesce(v_job.territory_id, v_site.territory_id), v_site.id,
            v_type.id, v_type.sla_policy_id,
            body_text(p_body, 'title', 200, true),
            coalesce(body_text(p_body, 'description', 8192), ''),
            coalesce(body_number(p_body, 'priority', 1, 5),
                v_type.priority),
            coalesce(body_number(p_body, 'duration_min', 1, 14400),
                v_type.duration_min),
            coalesce(body_number(p_body, 'crew_size', 1, 20), 1),
            coalesce(body_number(p_body, 'days', 1, 20), 1),
            v_job.earliest_start, v_job.due_at,
            patch_asset(p_body, NULL, v_site.id), app_now(), app_now())
        RETURNING * INTO v_job;
    EXCEPTION WHEN unique_violation THEN
        PERFORM fail('CO409', format('%s has been taken in as job %s',
            p_body ->> 'external_id', (SELECT id FROM job j
                WHERE j.source = coalesce(p_body ->> 'source', 'callout')
                    AND j.external_id = p_body ->> 'external_id')),
            '/external_id', 'unique');
    END;
    PERFORM job_needs(p_actor, v_job.id, v_type.id, p_body);
    PERFORM sla_start(ARRAY[v_job.id]);
    PERFORM audit_write(p_actor, p_request, 'job.created', 'job', v_job.id,
        NULL, to_jsonb(v_job));
    RETURN QUERY
    SELECT (job_json(v_job.id)::jsonb || jsonb_build_object('warnings',
        to_jsonb(job_warnings(v_job.id))))::json, v_job.version;
END
$$;
