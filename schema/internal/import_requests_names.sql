-- SPDX-License-Identifier: MIT
-- Import of requests, third step: job types, skills and territories by name;
-- made where the import says so (`create`: a list), else a bad row.

CREATE FUNCTION import_requests_names(p_batch bigint, p_options jsonb)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_create text[] := string_to_array(p_options->>'create', ' ');
    v_made   bigint;
BEGIN
    PERFORM import_resolve(p_batch, 'job_type', 'type');
    IF 'job_types' = ANY (v_create) THEN
        INSERT INTO job_type (code, name, duration_min)
        SELECT import_code(type), min(type),
            (p_options->>'default_duration_min')::integer
        FROM import_request
        WHERE batch = p_batch AND fate = 'new' AND job_type_id IS NULL
            AND import_code(type) <> ''
        GROUP BY import_code(type) ORDER BY min(line)
        ON CONFLICT (code) DO NOTHING;
        GET DIAGNOSTICS v_made = ROW_COUNT;
        PERFORM import_created(p_batch, 'job types', v_made),
            import_resolve(p_batch, 'job_type', 'type');
    END IF;
    PERFORM import_unresolved(p_batch, 'job_type', 'type', 'job type');

    PERFORM import_resolve(p_batch, 'skill', 'skill');
    IF 'skills' = ANY (v_create) THEN
        INSERT INTO skill (code, name)
        SELECT import_code(skill), min(skill) FROM import_request
        WHERE batch = p_batch AND fate = 'new' AND skill_id IS NULL
            AND import_code(skill) <> ''
        GROUP BY import_code(skill) ORDER BY min(line)
        ON CONFLICT (code) DO NOTHING;
        GET DIAGNOSTICS v_made = ROW_COUNT;
        PERFORM import_created(p_batch, 'skills', v_made),
            import_resolve(p_batch, 'skill', 'skill');
    END IF;
    PERFORM import_unresolved(p_batch, 'skill', 'skill', 'skill');

    PERFORM import_resolve(p_batch, 'territory', 'territory');
    IF 'territories' = ANY (v_create) THEN
        PERFORM import_territories_make(p_batch, p_options),
            import_resolve(p_batch, 'territory', 'territory');
    END IF;
    PERFORM import_unresolved(p_batch, 'territory', 'territory', 'territory');
END
$$;
