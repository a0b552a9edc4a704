-- SPDX-License-Identifier: MIT
-- Note how many of a thing an import made.

CREATE FUNCTION import_created(p_batch bigint, p_kind text, p_count bigint)
RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
    INSERT INTO import_note (batch, line, level, kind, text)
    SELECT p_batch, 0, 'created', p_kind, p_count WHERE p_count > 0
$$;
