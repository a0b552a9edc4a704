-- SPDX-License-Identifier: MIT
-- A territory as the API shows it.

CREATE FUNCTION territory_json(t territory) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (
        SELECT json_build_object('id', t.id, 'code', t.code, 'name', t.name,
            'zone', t.zone, 'calendar', (SELECT c.code FROM business_calendar c
                WHERE c.id = t.calendar_id), 'version', t.version)
    );
END
$$;
