-- SPDX-License-Identifier: MIT
-- A code made of a name: every run of other characters than letters and
-- digits is one _, none at the ends, upper case, at most 64. '' if nothing is
-- left.

CREATE FUNCTION import_code(p_name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT left(upper(trim('_' FROM
        regexp_replace(p_name, '[^A-Za-z0-9]+', '_', 'g'))), 64)
$$;
