-- SPDX-License-Identifier: MIT
-- She does not work then. The day stays arranged so: the usual week does not
-- bring the shift back. A notice tells which visits that has hit.

CREATE FUNCTION shift_delete(p_actor bigint, p_request text, p_id bigint,
    p_version bigint, p_why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_who    technician;
    v        shift;
    v_json   json;
    v_before jsonb;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher');
    v := shift_lock(p_actor, p_id);
    PERFORM require_version('shift', p_id, v.version, p_version);
    SELECT * INTO v_who FROM technician WHERE id = v.technician_id;
    v_before := people_troubles(v_who.id);
    v_json := shift_json(v);
    PERFORM shift_day_take(v_who.id, shift_date(v));
    DELETE FROM shift WHERE id = p_id;
    PERFORM technician_move(v_who.id), master_gone(p_actor, p_request,
        'shift', v_json, p_why), people_effect(v_who, v_before, 'shift',
        format('a shift of %s is gone', v_who.name));
END
$$;
