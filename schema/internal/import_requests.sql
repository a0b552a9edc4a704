-- SPDX-License-Identifier: MIT
-- The steps of an import of requests. A zone that does not exist is an error
-- of the whole import, not of each row.

CREATE FUNCTION import_requests(p_batch bigint, p_options jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM import_requests_read(p_batch, p_options);
    PERFORM import_fate(p_batch);
    PERFORM import_requests_judge(p_batch, p_options);
    PERFORM import_requests_names(p_batch, p_options);
    PERFORM import_requests_place(p_batch, p_options);
    PERFORM import_requests_store(p_batch, p_options);
    UPDATE import_row w SET fate = r.fate FROM import_request r
    WHERE w.batch = p_batch AND r.batch = p_batch AND w.line = r.line
        AND r.fate <> 'new';
    DELETE FROM import_request WHERE batch = p_batch;
END
$$;
