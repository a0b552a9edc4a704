-- SPDX-License-Identifier: MIT
-- The clock of every function: now() moved by the connection's setting
-- callout.now_offset_us, so that tests and the demo can choose the day.
-- Without SET and SECURITY DEFINER, so that the planner inlines it.

CREATE FUNCTION app_now() RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT now() + coalesce(
        nullif(current_setting('callout.now_offset_us', true), '')::bigint,
        0) * interval '1 microsecond'
$$;
