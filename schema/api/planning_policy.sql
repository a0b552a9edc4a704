-- SPDX-License-Identifier: MIT
-- How the territory weighs, where it differs from the defaults of the bridge
-- (dispatchd/engine/plan_bridge_policy.c): a row for each field.

CREATE FUNCTION planning_policy(p_territory bigint, p_from timestamptz,
    p_to timestamptz)
RETURNS TABLE (key text, value double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN;
END
$$;
