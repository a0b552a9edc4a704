-- SPDX-License-Identifier: MIT
-- What was applied, for `callout doctor`; number 0 is what is repeatable.

CREATE FUNCTION migrations_applied()
RETURNS TABLE (number integer, name text, sha256 text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT number, name, sha256 FROM schema_migration ORDER BY number
$$;
