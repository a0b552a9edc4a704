-- SPDX-License-Identifier: MIT
-- A technician's shifts from one local day to another (both included), 366
-- days at most; without them, four weeks from today.

CREATE FUNCTION shift_list(p_actor bigint, p_query jsonb) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_days tstzrange;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'manager');
    v_days := technician_days(p_actor, p_query);
    RETURN json_build_object('items', coalesce((SELECT json_agg(shift_json(s)
            ORDER BY lower(s.during))
        FROM shift s
        WHERE s.technician_id = (p_query ->> 'technician')::bigint
            AND s.during && v_days), '[]'), 'next', NULL);
END
$$;
