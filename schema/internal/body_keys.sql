-- SPDX-License-Identifier: MIT
-- Refuse a request body that is no object, or has a key that we do not know:
-- a misspelt key must not be lost in silence.

CREATE FUNCTION body_keys(p_body jsonb, VARIADIC p_known text[])
RETURNS void
LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_key text;
BEGIN
    IF p_body IS NULL OR jsonb_typeof(p_body) <> 'object' THEN
        PERFORM fail('CO400', 'the body must be a JSON object');
    END IF;
    SELECT k INTO v_key FROM jsonb_object_keys(p_body) k
    WHERE k <> ALL (p_known) LIMIT 1;
    IF FOUND THEN
        PERFORM fail('CO400', format('unknown key "%s": known are %s', v_key,
            array_to_string(p_known, ', ')), '/' || v_key, 'unknown_key');
    END IF;
END
$$;
