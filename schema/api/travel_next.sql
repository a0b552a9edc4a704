-- SPDX-License-Identifier: MIT
-- The territory whose look is due, or null. The next look is p_every_s later,
-- whatever becomes of the caller; while he stores what he learns it is his.

CREATE FUNCTION travel_next(p_every_s integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_territory bigint;
BEGIN
    INSERT INTO travel_turn (territory_id, next_at)
    SELECT t.id, app_now() FROM territory t
    WHERE NOT EXISTS (SELECT FROM travel_turn n WHERE n.territory_id = t.id)
    ON CONFLICT DO NOTHING;
    UPDATE travel_turn SET
        next_at = app_now() + p_every_s * interval '1 second'
    WHERE territory_id = (SELECT n.territory_id FROM travel_turn n
        WHERE n.next_at <= app_now()
        ORDER BY n.next_at, n.territory_id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING territory_id INTO v_territory;
    RETURN v_territory;
END
$$;
