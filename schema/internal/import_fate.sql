-- SPDX-License-Identifier: MIT
-- Give the noted rows of a batch of requests their fate; the first one stays.

CREATE FUNCTION import_fate(p_batch bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
    UPDATE import_request r SET fate = n.level
    FROM (SELECT DISTINCT ON (line) line, level FROM import_note
        WHERE batch = p_batch AND level IN ('bad', 'skipped')
        ORDER BY line, level) n
    WHERE r.batch = p_batch AND r.line = n.line AND r.fate = 'new'
$$;
