-- SPDX-License-Identifier: MIT
-- One absence.

CREATE FUNCTION absence_get(p_actor bigint, p_id bigint)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v absence;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'manager');
    SELECT * INTO v FROM absence a WHERE a.id = p_id;
    PERFORM require_territory(p_actor, (SELECT territory_id FROM technician
        WHERE id = v.technician_id), 'absence', p_id);
    RETURN QUERY SELECT absence_json(v), v.version;
END
$$;
