-- SPDX-License-Identifier: MIT
-- A technician as the API shows it. `to` is the first day that does not count
-- any more, of certificates and of the employment; she is retired when that
-- has come.

CREATE FUNCTION technician_json(t technician) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (
        SELECT json_build_object('id', t.id, 'code', t.code, 'name', t.name,
            'phone', t.phone, 'email', t.email, 'territory', t.territory_id,
            'employed', json_build_object('from', lower(t.employed),
                'to', upper(t.employed)),
            'skills', coalesce((SELECT json_agg(json_build_object(
                    'skill', s.code, 'level', k.level,
                    'from', lower(k.certified), 'to', upper(k.certified))
                    ORDER BY s.code, lower(k.certified))
                FROM technician_skill k JOIN skill s ON s.id = k.skill_id
                WHERE k.technician_id = t.id), '[]'),
            'tools', coalesce((SELECT json_agg(o.code ORDER BY o.code)
                FROM technician_tool k JOIN tool o ON o.id = k.tool_id
                WHERE k.technician_id = t.id), '[]'),
            'parts', coalesce((SELECT json_agg(json_build_object(
                    'part', p.code, 'amount', k.amount) ORDER BY p.code)
                FROM technician_part k JOIN part p ON p.id = k.part_id
                WHERE k.technician_id = t.id), '[]'),
            'start', json_build_object('lat', t.start_lat, 'lon', t.start_lon),
            'end', json_build_object('lat', t.end_lat, 'lon', t.end_lon),
            'retired', technician_left(t), 'version', t.version)
    );
END
$$;

CREATE FUNCTION technician_left(t technician) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce(upper(t.employed) <= (SELECT (app_now()
        AT TIME ZONE y.zone)::date FROM territory y
        WHERE y.id = t.territory_id), false);
END
$$;
