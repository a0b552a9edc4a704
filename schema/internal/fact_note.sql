-- SPDX-License-Identifier: MIT
-- What becomes of a note: it is kept; for a visit of somebody else it is out
-- of scope, but kept all the same.

CREATE FUNCTION fact_note(p_visit visit, p_technician bigint, p_body jsonb)
RETURNS TABLE (verdict text, text text)
LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY
    SELECT r.verdict, r.text
    FROM (VALUES
        (1, coalesce(p_body ->> 'text', '') = ''
            OR length(p_body ->> 'text') > 8192, 'invalid',
            'a note has 1 to 8192 characters'),
        (2, coalesce(p_visit.technician_id <> p_technician, true),
            'out_of_scope', 'this visit is not yours, or no longer'),
        (3, true, 'applied', '')
    ) r (rank, holds, verdict, text)
    WHERE r.holds ORDER BY r.rank LIMIT 1;
END
$$;
