-- SPDX-License-Identifier: MIT
-- A number of a request body within limits, or NULL where it is absent or
-- null.

CREATE FUNCTION body_number(p_body jsonb, p_key text, p_min numeric,
    p_max numeric, p_whole boolean DEFAULT true,
    p_needed boolean DEFAULT false) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_number numeric;
BEGIN
    IF p_body ->> p_key IS NULL THEN
        IF p_needed THEN
            PERFORM fail('CO422', format('%s is missing', p_key),
                '/' || p_key, 'missing');
        END IF;
        RETURN NULL;
    END IF;
    IF jsonb_typeof(p_body -> p_key) <> 'number' THEN
        PERFORM fail('CO422', format('%s must be a number', p_key),
            '/' || p_key, 'type');
    END IF;
    v_number := (p_body ->> p_key)::numeric;
    IF v_number NOT BETWEEN p_min AND p_max
        OR p_whole AND v_number <> trunc(v_number) THEN
        PERFORM fail('CO422', format('%s must be a %snumber from %s to %s',
            p_key, CASE WHEN p_whole THEN 'whole ' ELSE '' END, p_min,
            p_max), '/' || p_key, 'range');
    END IF;
    RETURN v_number;
END
$$;
