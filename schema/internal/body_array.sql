-- SPDX-License-Identifier: MIT
-- An array of objects of a request body; empty where it is absent or null.

CREATE FUNCTION body_array(p_body jsonb, p_key text, p_max integer)
RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_array constant jsonb := p_body -> p_key;
BEGIN
    IF v_array IS NULL OR v_array = 'null' THEN
        RETURN '[]';
    END IF;
    IF jsonb_typeof(v_array) <> 'array' OR jsonb_array_length(v_array) > p_max
        OR EXISTS (SELECT FROM jsonb_array_elements(v_array) e
            WHERE jsonb_typeof(e) <> 'object') THEN
        PERFORM fail('CO422', format('%s must be an array of at most %s '
            'objects', p_key, p_max), '/' || p_key, 'type');
    END IF;
    RETURN v_array;
END
$$;
