-- SPDX-License-Identifier: MIT
-- Jobs, found and sorted by internal/job_found.sql.

CREATE FUNCTION job_list(p_actor bigint, p_query jsonb) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_ids constant bigint[] := job_found(p_actor, p_query);
BEGIN
    RETURN list_answer((SELECT json_agg(job_json(r.id) ORDER BY r.nth)
        FROM list_rows(v_ids, p_query) r), v_ids, p_query);
END
$$;
