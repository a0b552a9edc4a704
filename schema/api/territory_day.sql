-- SPDX-License-Identifier: MIT
-- A local day of a territory as two instants.

CREATE FUNCTION territory_day(p_actor bigint, p_territory bigint, p_day date)
RETURNS TABLE (starts timestamptz, ends timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM require_territory(p_actor, (SELECT id FROM territory
        WHERE id = p_territory), 'territory', p_territory, '/territory');
    RETURN QUERY
    SELECT p_day::timestamp AT TIME ZONE t.zone,
        (p_day + 1)::timestamp AT TIME ZONE t.zone
    FROM territory t WHERE t.id = p_territory;
END
$$;
