-- SPDX-License-Identifier: MIT
-- A calendar link as the API shows it, without its secret. Inlined.

CREATE FUNCTION calendar_link_json(l calendar_link) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT json_build_object('id', l.id, 'technician', l.technician_id,
        'label', l.label, 'detail', l.detail,
        'show_cancelled', l.show_cancelled,
        'created_at', instant_text(l.created_at),
        'revoked_at', instant_text(l.revoked_at),
        'last_used_at', instant_text(l.last_used_at))
$$;
