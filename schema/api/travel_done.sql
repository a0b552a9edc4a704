-- SPDX-License-Identifier: MIT
-- The end of a look at a territory that brought news: plans in memory are made
-- anew with them, and the turn is anybody's again.

CREATE FUNCTION travel_done(p_territory bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE travel_turn SET next_at = least(next_at, app_now())
    WHERE territory_id = p_territory;
    PERFORM means_note(ARRAY[p_territory]);
END
$$;
