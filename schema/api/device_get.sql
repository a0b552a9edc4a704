-- SPDX-License-Identifier: MIT
-- One device.

CREATE FUNCTION device_get(p_actor bigint, p_id bigint)
RETURNS TABLE (body json, version bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v device;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'manager');
    SELECT * INTO v FROM device WHERE id = p_id;
    PERFORM require_territory(p_actor, (SELECT territory_id FROM technician
        WHERE id = v.technician_id), 'device', p_id);
    RETURN QUERY SELECT device_json(v), v.version;
END
$$;
