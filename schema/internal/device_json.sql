-- SPDX-License-Identifier: MIT
-- A device as the API shows it. Inlined.

CREATE FUNCTION device_json(d device) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT json_build_object('id', d.id, 'technician', d.technician_id,
        'name', d.name, 'enrolled_at', instant_text(d.enrolled_at),
        'last_seen_at', instant_text(d.last_seen_at),
        'revoked_at', instant_text(d.revoked_at), 'acked_seq', d.acked_seq)
$$;
