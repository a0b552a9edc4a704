-- SPDX-License-Identifier: MIT
-- A chore: everybody has shifts for five weeks, from the usual week. Says how
-- many were made.

CREATE FUNCTION shifts_ahead(p_limit integer DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_today constant date := (app_now() AT TIME ZONE 'UTC')::date;
BEGIN
    RETURN shift_generate(NULL, v_today, v_today + shifts_ahead_days());
END
$$;
