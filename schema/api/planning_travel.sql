-- SPDX-License-Identifier: MIT
-- Who tells travel times, and whether he does: `failing` is what went wrong
-- last, or null. One row.

CREATE FUNCTION planning_travel(p_territory bigint, p_from timestamptz,
    p_to timestamptz)
RETURNS TABLE (provider text, profile text, failing text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY
    SELECT s.provider, s.profile, s.failing FROM travel_setting s;
END
$$;
