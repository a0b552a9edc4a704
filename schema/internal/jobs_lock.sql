-- SPDX-License-Identifier: MIT
-- Lock jobs in ascending id: before their technicians, as everybody does who
-- writes visits. From then on their visits change in no other transaction.

CREATE FUNCTION jobs_lock(p_ids bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM job WHERE id = ANY (p_ids) ORDER BY id FOR NO KEY UPDATE;
END
$$;
