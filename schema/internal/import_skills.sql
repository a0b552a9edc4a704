-- SPDX-License-Identifier: MIT
-- Skills.

CREATE FUNCTION import_skills(p_batch bigint, p_options jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM import_rows_doubled(p_batch), import_rows_fate(p_batch);
    UPDATE import_row r SET fate = 'there' FROM skill s
    WHERE r.batch = p_batch AND r.fate = 'new' AND s.code = r.cells->>'code';
    INSERT INTO skill (code, name)
    SELECT cells->>'code', coalesce(cells->>'name', cells->>'code')
    FROM import_row WHERE batch = p_batch AND fate = 'new' ORDER BY line;
END
$$;
