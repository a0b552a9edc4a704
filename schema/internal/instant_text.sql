-- SPDX-License-Identifier: MIT
-- An instant as RFC 3339 in UTC; microseconds only where there are some.
-- Not STRICT: the planner would not inline it then, and a board has thousands.

CREATE FUNCTION instant_text(p_at timestamptz) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT to_char(p_at AT TIME ZONE 'UTC',
        CASE WHEN date_trunc('second', p_at) = p_at
            THEN 'YYYY-MM-DD"T"HH24:MI:SS"Z"'
            ELSE 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"' END)
$$;
