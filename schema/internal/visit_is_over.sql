-- SPDX-License-Identifier: MIT
-- Whether a visit's last local day has ended and nobody set out for it.
-- Inlined.

CREATE FUNCTION visit_is_over(v visit, p_zone text) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT v.state IN ('planned', 'dispatched', 'accepted')
        AND upper(v.planned) <= app_now()
        AND (upper(v.planned) AT TIME ZONE p_zone
            - interval '1 microsecond')::date
            < (app_now() AT TIME ZONE p_zone)::date
$$;
