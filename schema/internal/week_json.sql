-- SPDX-License-Identifier: MIT
-- A technician's usual week as the API shows it: times of the clock on the
-- wall, days from `from` until the day before `to`.

CREATE FUNCTION week_json(t technician) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN json_build_object('id', t.id, 'technician', t.id,
        'week', (SELECT coalesce(json_agg(json_build_object(
                'weekday', p.weekday, 'start', to_char(p.starts, 'HH24:MI'),
                'end', to_char(p.ends, 'HH24:MI'),
                'from', lower(p.valid), 'to', upper(p.valid),
                'break', CASE WHEN p.break_min IS NOT NULL
                    THEN json_build_object(
                        'from', to_char(p.break_from, 'HH24:MI'),
                        'to', to_char(p.break_to, 'HH24:MI'),
                        'minutes', p.break_min) END)
                ORDER BY p.weekday, p.starts, lower(p.valid), p.id), '[]')
            FROM shift_pattern p WHERE p.technician_id = t.id),
        'version', t.version);
END
$$;
