-- SPDX-License-Identifier: MIT
-- A device as the API shows it. Inlined.

CREATE FUNCTION device_json(d device) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT json_build_object('id', d.id, 'technician', d.technician_id,
        'name', d.name,
        'state', CASE WHEN d.revoked_at IS NULL THEN 'active'
            ELSE 'revoked' END,
        'model', d.model, 'app', d.app, 'contract', d.contract,
        'enrolled_at', instant_text(d.enrolled_at),
        'last_seen_at', instant_text(d.last_seen_at),
        'unsent', d.unsent, 'clock_skew_ms', d.clock_skew_ms,
        'revoked_at', instant_text(d.revoked_at), 'acked_seq', d.acked_seq,
        'version', d.version)
$$;

-- For a change; not there, or of a territory that the actor does not see: the
-- same words.
CREATE FUNCTION device_lock(p_actor bigint, p_id bigint) RETURNS device
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v device;
BEGIN
    SELECT * INTO v FROM device WHERE id = p_id FOR NO KEY UPDATE;
    PERFORM require_territory(p_actor, (SELECT territory_id FROM technician
        WHERE id = v.technician_id), 'device', p_id);
    RETURN v;
END
$$;
