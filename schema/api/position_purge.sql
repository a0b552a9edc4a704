-- SPDX-License-Identifier: MIT
-- Forget where devices were more than so many days ago, some at a time; says
-- how many.

CREATE FUNCTION position_purge(p_days integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_count bigint;
BEGIN
    DELETE FROM position WHERE ctid = ANY (ARRAY(SELECT p.ctid
        FROM position p
        WHERE p.at < app_now() - p_days * interval '24 hours'
        LIMIT 50000));
    GET DIAGNOSTICS v_count = ROW_COUNT;
    RETURN v_count;
END
$$;
