-- SPDX-License-Identifier: MIT
-- A territory as the API shows it. Inlined.

CREATE FUNCTION territory_json(t territory) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT json_build_object('id', t.id, 'code', t.code, 'name', t.name,
        'zone', t.zone, 'calendar', (SELECT c.code FROM business_calendar c
            WHERE c.id = t.calendar_id), 'version', t.version)
$$;
