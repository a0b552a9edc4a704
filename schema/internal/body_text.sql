-- SPDX-License-Identifier: MIT
-- A string of a request body, or NULL where it is absent or null.

CREATE FUNCTION body_text(p_body jsonb, p_key text, p_max integer,
    p_needed boolean DEFAULT false) RETURNS text
LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_text text := p_body ->> p_key;
BEGIN
    IF v_text IS NULL THEN
        IF p_needed THEN
            PERFORM fail('CO422', format('%s is missing', p_key),
                '/' || p_key, 'missing');
        END IF;
        RETURN NULL;
    END IF;
    IF jsonb_typeof(p_body -> p_key) <> 'string' THEN
        PERFORM fail('CO422', format('%s must be a string', p_key),
            '/' || p_key, 'type');
    END IF;
    IF length(v_text) > p_max OR (p_needed AND btrim(v_text) = '') THEN
        PERFORM fail('CO422', format('%s must have 1 to %s characters',
            p_key, p_max), '/' || p_key, 'length');
    END IF;
    RETURN v_text;
END
$$;
