-- SPDX-License-Identifier: MIT
-- The devices of a technician, revoked ones too.

CREATE FUNCTION device_list(p_actor bigint, p_technician bigint) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'manager');
    PERFORM require_technician(p_actor, p_technician);
    RETURN (SELECT coalesce(json_agg(device_json(d) ORDER BY d.id), '[]')
        FROM device d WHERE d.technician_id = p_technician);
END
$$;
