-- SPDX-License-Identifier: MIT
-- A technician as the API shows it.

CREATE FUNCTION technician_json(t technician) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (
        SELECT json_build_object('id', t.id, 'code', t.code, 'name', t.name,
            'phone', t.phone, 'email', t.email, 'territory', t.territory_id,
            'skills', coalesce((SELECT json_agg(json_build_object(
                    'skill', s.code, 'level', k.level,
                    'from', lower(k.certified), 'to', upper(k.certified))
                    ORDER BY s.code, lower(k.certified))
                FROM technician_skill k JOIN skill s ON s.id = k.skill_id
                WHERE k.technician_id = t.id), '[]'),
            'start', json_build_object('lat', t.start_lat, 'lon', t.start_lon),
            'end', json_build_object('lat', t.end_lat, 'lon', t.end_lon),
            'version', t.version)
    );
END
$$;
