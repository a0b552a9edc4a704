-- SPDX-License-Identifier: MIT
-- A member of a merge patch (RFC 7396) over what the row has: absent leaves it
-- alone, null empties it, a value is checked. On the row of a new object, which
-- is all NULL, the same tells what is missing.

CREATE FUNCTION patch_text(p_body jsonb, p_key text, p_old text,
    p_max integer, p_needed boolean DEFAULT false) RETURNS text
LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF NOT p_body ? p_key AND (p_old IS NOT NULL OR NOT p_needed) THEN
        RETURN p_old;
    END IF;
    RETURN body_text(p_body, p_key, p_max, p_needed);
END
$$;

CREATE FUNCTION patch_number(p_body jsonb, p_key text, p_old numeric,
    p_min numeric, p_max numeric, p_needed boolean DEFAULT false,
    p_whole boolean DEFAULT true) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF NOT p_body ? p_key AND (p_old IS NOT NULL OR NOT p_needed) THEN
        RETURN p_old;
    END IF;
    RETURN body_number(p_body, p_key, p_min, p_max, p_whole, p_needed);
END
$$;

-- A degree of latitude or longitude: its double, not a rounded numeric.
CREATE FUNCTION patch_degree(p_body jsonb, p_key text,
    p_old double precision, p_limit integer) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF NOT p_body ? p_key AND p_old IS NOT NULL THEN
        RETURN p_old;
    END IF;
    RETURN body_number(p_body, p_key, -p_limit, p_limit, false, true);
END
$$;

CREATE FUNCTION patch_bool(p_body jsonb, p_key text, p_old boolean)
RETURNS boolean
LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF NOT p_body ? p_key THEN
        RETURN p_old;
    END IF;
    IF jsonb_typeof(p_body -> p_key) <> 'boolean' THEN
        PERFORM fail('CO422', format('%s must be true or false', p_key),
            '/' || p_key, 'type');
    END IF;
    RETURN (p_body ->> p_key)::boolean;
END
$$;

-- `retired` in the body, an instant in the row.
CREATE FUNCTION patch_retired(p_body jsonb, p_old timestamptz)
RETURNS timestamptz
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF patch_bool(p_body, 'retired', p_old IS NOT NULL) THEN
        RETURN coalesce(p_old, app_now());
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION patch_code(p_body jsonb, p_old text,
    p_key text DEFAULT 'code') RETURNS text
LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_code constant text := patch_text(p_body, p_key, p_old, 64, true);
BEGIN
    IF v_code !~ '^[A-Za-z0-9_.:-]{1,64}$' AND v_code IS DISTINCT FROM p_old
    THEN
        PERFORM fail('CO422', format('"%s" is no code: letters of ASCII, '
            'digits and _.:- only', v_code), '/' || p_key, 'format');
    END IF;
    RETURN v_code;
END
$$;
