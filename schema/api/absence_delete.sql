-- SPDX-License-Identifier: MIT
-- She is not away after all.

CREATE FUNCTION absence_delete(p_actor bigint, p_request text, p_id bigint,
    p_version bigint, p_why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v      absence;
    v_json jsonb;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher');
    v := absence_lock(p_actor, p_id);
    PERFORM require_version('absence', p_id, v.version, p_version);
    v_json := absence_json(v)::jsonb - 'affected';
    DELETE FROM absence WHERE id = p_id;
    PERFORM technician_move(v.technician_id), master_gone(p_actor, p_request,
        'absence', v_json::json, p_why);
END
$$;
