-- SPDX-License-Identifier: MIT
-- Refuse a technician of a territory that the actor does not see.

CREATE FUNCTION require_technician(p_actor bigint, p_technician bigint)
RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM require_territory(p_actor, (SELECT territory_id FROM technician
        WHERE id = p_technician), 'technician', p_technician);
END
$$;
