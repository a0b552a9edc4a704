-- SPDX-License-Identifier: MIT
-- Lock technicians in ascending id (after the jobs): their plan and their
-- skills stand still until the commit.

CREATE FUNCTION technicians_lock(p_ids bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM technician WHERE id = ANY (p_ids)
    ORDER BY id FOR NO KEY UPDATE;
END
$$;
