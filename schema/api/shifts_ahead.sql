-- SPDX-License-Identifier: MIT
-- A chore: everybody has shifts for five weeks, from the usual week; so many
-- technicians at once. Says of how many it was about: each once a day.

CREATE FUNCTION shifts_ahead(p_limit integer DEFAULT 50) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_today constant date := (app_now() AT TIME ZONE 'UTC')::date - 1;
    v_last  constant date := v_today + 1 + shifts_ahead_days();
    v_from  date;
    v_ids   bigint[];
BEGIN
    SELECT array_agg(d.id), min(d.begin) INTO v_ids, v_from
    FROM (SELECT t.id, greatest(h.until + 1, v_today) AS begin
        FROM technician t
        LEFT JOIN shift_horizon h ON h.technician_id = t.id
        WHERE coalesce(h.until < v_last, true)
            AND t.employed && daterange(v_today, v_last, '[]')
            AND EXISTS (SELECT FROM shift_pattern p
                WHERE p.technician_id = t.id)
        ORDER BY t.id LIMIT p_limit) d;
    IF v_ids IS NULL THEN
        RETURN 0;       -- not NULL to shift_generate(): that is everybody
    END IF;
    PERFORM shift_generate(v_ids, v_from, v_last);
    INSERT INTO shift_horizon SELECT unnest(v_ids), v_last
    ON CONFLICT (technician_id) DO UPDATE SET until = excluded.until;
    RETURN cardinality(v_ids);
END
$$;
