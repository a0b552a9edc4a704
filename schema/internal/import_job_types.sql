-- SPDX-License-Identifier: MIT
-- Job types, with the skills that their jobs need.

CREATE FUNCTION import_job_types(p_batch bigint, p_options jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM import_rows_doubled(p_batch), import_rows_fate(p_batch);
    UPDATE import_row r SET fate = 'there' FROM job_type t
    WHERE r.batch = p_batch AND r.fate = 'new' AND t.code = r.cells->>'code';
    PERFORM import_rows_unknown(p_batch, 'sla_policy', 'sla_policy',
            'SLA policy'),
        import_rows_skills_known(p_batch, p_options);

    INSERT INTO job_type (code, name, duration_min, priority, sla_policy_id)
    SELECT r.cells->>'code', coalesce(r.cells->>'name', r.cells->>'code'),
        (r.cells->>'duration_min')::integer,
        coalesce((r.cells->>'priority')::smallint, 3), p.id
    FROM import_row r LEFT JOIN sla_policy p ON p.code = r.cells->>'sla_policy'
    WHERE r.batch = p_batch AND r.fate = 'new'
    ORDER BY r.line;
    INSERT INTO job_type_skill (job_type_id, skill_id, min_level)
    SELECT t.id, k.id, s.level
    FROM import_rows_skills(p_batch) s
    JOIN import_row r ON r.batch = p_batch AND r.line = s.line
    JOIN job_type t ON t.code = r.cells->>'code'
    JOIN skill k ON k.code = s.code;
END
$$;
