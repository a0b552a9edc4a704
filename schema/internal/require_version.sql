-- SPDX-License-Identifier: MIT
-- If-Match: refuse when the row has moved on since the caller read it. NULL
-- from the caller asks for no check.

CREATE FUNCTION require_version(p_kind text, p_id bigint, p_is bigint,
    p_wanted bigint) RETURNS void
LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF p_is <> p_wanted THEN
        PERFORM fail('CO412', format(
            '%s %s is at version %s, not %s: read it again', p_kind, p_id,
            p_is, p_wanted), '', 'version');
    END IF;
END
$$;
