-- SPDX-License-Identifier: MIT
-- What a planning run must know of the territory itself.

CREATE FUNCTION planning_territory(p_territory bigint, p_from timestamptz,
    p_to timestamptz)
RETURNS TABLE (id bigint, code text, zone text, version bigint,
    from_s bigint, to_s bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY
    SELECT t.id, t.code, t.zone, t.version, epoch_s(p_from), epoch_s(p_to)
    FROM territory t WHERE t.id = p_territory;
END
$$;
