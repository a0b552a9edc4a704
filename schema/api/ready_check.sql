-- SPDX-License-Identifier: MIT
-- The number of the last migration: the daemon compares it with its own.

CREATE FUNCTION ready_check() RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (SELECT max(number) FROM schema_migration);
END
$$;
