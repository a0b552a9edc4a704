-- SPDX-License-Identifier: MIT
-- A one-time code with which a technician's phone comes in.

CREATE FUNCTION enrol_code_create(p_actor bigint, p_request text,
    p_technician bigint, p_code_hash bytea, p_ttl_s integer) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_expires timestamptz;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher');
    PERFORM require_technician(p_actor, p_technician);
    v_expires := app_now() + least(greatest(coalesce(p_ttl_s, 600), 1),
        86400) * interval '1 second';
    DELETE FROM enrol_code WHERE technician_id = p_technician
        AND used_at IS NULL AND expires_at <= app_now();
    INSERT INTO enrol_code (code_hash, technician_id, created_by, created_at,
        expires_at)
    VALUES (p_code_hash, p_technician, p_actor, app_now(), v_expires);
    PERFORM audit_write(p_actor, p_request, 'enrol_code.created',
        'technician', p_technician, NULL,
        jsonb_build_object('expires_at', instant_text(v_expires)));
    RETURN json_build_object('expires_at', instant_text(v_expires));
END
$$;
