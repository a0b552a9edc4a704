-- SPDX-License-Identifier: MIT
-- How a territory offers slots: how long a hold lasts, how long the arrival
-- windows are and how far apart they begin, the least notice, how far ahead.

CREATE FUNCTION slot_policy(p_territory bigint, OUT hold_min integer,
    OUT window_min integer, OUT grid_min integer, OUT notice_min integer,
    OUT days integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    SELECT p.hold_min, p.slot_min, p.slot_grid_min, p.freeze_min, p.slot_days
    INTO hold_min, window_min, grid_min, notice_min, days
    FROM policy p WHERE p.territory_id = p_territory;
END
$$;
