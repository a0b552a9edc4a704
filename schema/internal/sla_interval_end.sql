-- SPDX-License-Identifier: MIT
-- Close the open stretch of a clock. A device's clock may put the fact before
-- the stretch began: then it was there for a microsecond.

CREATE FUNCTION sla_interval_end(p_clock bigint, p_at timestamptz)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE sla_clock_interval SET during = tstzrange(lower(during),
        greatest(p_at, lower(during) + interval '1 microsecond'))
    WHERE clock_id = p_clock AND upper_inf(during);
END
$$;
