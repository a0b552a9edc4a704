-- SPDX-License-Identifier: MIT
-- A hold as the API shows it. Inlined: the callers pin the search path.

CREATE FUNCTION hold_json(h slot_hold) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT json_build_object('id', h.id, 'state', h.state,
        'territory', h.territory_id, 'technician', h.technician_id,
        'start', instant_text(lower(h.planned)),
        'end', instant_text(upper(h.planned)), 'travel_s', h.travel_s,
        'arrival_window', json_build_object(
            'from', instant_text(lower(h.arrival_window)),
            'to', instant_text(upper(h.arrival_window))),
        'site', h.site_id, 'lat', h.lat, 'lon', h.lon, 'job', h.job_id,
        'visit', h.visit_id, 'customer', h.customer, 'note', h.note,
        'created_at', instant_text(h.created_at),
        'expires_at', instant_text(h.expires_at),
        'ended_at', instant_text(h.ended_at), 'version', h.version)
$$;
