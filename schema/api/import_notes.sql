-- SPDX-License-Identifier: MIT
-- What there is to say about a batch, in the order of lines; things that were
-- made are at line 0. The batch is forgotten with it.

CREATE FUNCTION import_notes(p_batch bigint)
RETURNS TABLE (line integer, col text, level text, kind text, text text,
    hint text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY SELECT n.line, n.col, n.level, n.kind, n.text, n.hint
        FROM import_note n WHERE n.batch = p_batch
        ORDER BY n.line, n.level, n.kind;
    DELETE FROM import_note n WHERE n.batch = p_batch;
    DELETE FROM import_row r WHERE r.batch = p_batch;
END
$$;
