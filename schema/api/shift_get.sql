-- SPDX-License-Identifier: MIT
-- One shift.

CREATE FUNCTION shift_get(p_actor bigint, p_id bigint)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v shift;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'manager');
    SELECT * INTO v FROM shift s WHERE s.id = p_id;
    PERFORM require_territory(p_actor, (SELECT territory_id FROM technician
        WHERE id = v.technician_id), 'shift', p_id);
    RETURN QUERY SELECT shift_json(v), v.version;
END
$$;
