-- SPDX-License-Identifier: MIT
-- An instant in whole seconds since 1970, as C reckons. Inlined.

CREATE FUNCTION epoch_s(p_at timestamptz) RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT floor(extract(epoch FROM p_at))::bigint
$$;
