-- SPDX-License-Identifier: MIT
-- The calendar links of a technician, revoked ones too.

CREATE FUNCTION calendar_link_list(p_actor bigint, p_technician bigint)
RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM require_role(p_actor, 'dispatcher', 'manager');
    PERFORM require_technician(p_actor, p_technician);
    RETURN (SELECT coalesce(json_agg(calendar_link_json(l) ORDER BY l.id),
            '[]')
        FROM calendar_link l WHERE l.technician_id = p_technician);
END
$$;
