-- SPDX-License-Identifier: MIT
-- How many there are of what an organisation needs, for `callout doctor`.

CREATE FUNCTION organisation_counts()
RETURNS TABLE (name text, users bigint, territories bigint,
    technicians bigint, zones_unknown bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT o.name, (SELECT count(*) FROM app_user WHERE disabled_at IS NULL),
        (SELECT count(*) FROM territory), (SELECT count(*) FROM technician),
        (SELECT count(*) FROM territory WHERE zone NOT IN
            (SELECT z.name FROM pg_timezone_names z))
    FROM organisation o
$$;
