-- SPDX-License-Identifier: MIT
-- What the provider said of ways, in four arrays (a null second: there is no
-- way), and the places that it was asked about. The turn is the caller's for
-- another minute, and the provider is not away any more.

CREATE FUNCTION travel_store(p_territory bigint, p_profile text,
    p_cells bigint[], p_from bigint[], p_to bigint[], p_seconds integer[],
    p_metres integer[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_count integer;
BEGIN
    INSERT INTO travel_time (profile, from_cell, to_cell, source, seconds,
        metres, asked_at)
    SELECT p_profile, w.a, w.b, 'osrm', w.s, w.m, app_now()
    FROM unnest(p_from, p_to, p_seconds, p_metres) w (a, b, s, m)
    WHERE w.a <> w.b
    ORDER BY w.a, w.b
    ON CONFLICT (profile, from_cell, to_cell, source) DO UPDATE
        SET seconds = excluded.seconds, metres = excluded.metres,
            asked_at = excluded.asked_at;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    INSERT INTO travel_place (profile, cell, asked_at)
    SELECT p_profile, c, app_now() FROM unnest(p_cells) c ORDER BY c
    ON CONFLICT (profile, cell) DO UPDATE SET asked_at = excluded.asked_at;
    UPDATE travel_setting SET failing_since = NULL, failing = NULL,
        noticed_at = NULL
    WHERE failing_since IS NOT NULL;
    UPDATE travel_turn SET
        next_at = greatest(next_at, app_now() + interval '1 minute')
    WHERE territory_id = p_territory;
    RETURN v_count;
END
$$;
