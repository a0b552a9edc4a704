-- SPDX-License-Identifier: MIT
-- The end of a look at a territory that brought news: plans in memory are made
-- anew with them.

CREATE FUNCTION travel_done(p_territory bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM means_note(ARRAY[p_territory]);
END
$$;
