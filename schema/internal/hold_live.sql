-- SPDX-License-Identifier: MIT
-- Whether a hold keeps its place. One that has run out gives way at once,
-- though it is called held until somebody reaps it. Inlined.

CREATE FUNCTION hold_live(p_state text, p_expires timestamptz)
RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT p_state = 'held' AND p_expires > app_now()
$$;
