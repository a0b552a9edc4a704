-- SPDX-License-Identifier: MIT
-- A stamp of a file: an instant ("...Z"), or local time in the file's zone.
-- The shift is in days of that zone, so that eight in the morning stays eight.

CREATE FUNCTION import_stamp(p_text text, p_zone text, p_days integer)
RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN p_text LIKE '%Z' AND p_zone IS NULL
            THEN p_text::timestamptz + make_interval(days => p_days)
        WHEN p_text LIKE '%Z' THEN (p_text::timestamptz AT TIME ZONE p_zone
            + make_interval(days => p_days)) AT TIME ZONE p_zone
        ELSE (p_text::timestamp + make_interval(days => p_days))
            AT TIME ZONE p_zone
    END
$$;

-- Was that local time skipped, when the clocks went forward?
CREATE FUNCTION import_stamp_skipped(p_text text, p_zone text)
RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT p_text NOT LIKE '%Z' AND (p_text::timestamp AT TIME ZONE p_zone)
        AT TIME ZONE p_zone <> p_text::timestamp
$$;
