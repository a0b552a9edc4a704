-- SPDX-License-Identifier: MIT
-- Refuse to delete what others refer to, and name them: p_users is an object
-- of 'site' -> its ids or codes (a few will do), null where there are none.

CREATE FUNCTION require_unused(p_kind text, p_id bigint, p_users jsonb)
RETURNS void
LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_text text;
BEGIN
    SELECT string_agg(u.key || ' ' || (SELECT string_agg(e.value, ', '
                ORDER BY e.nth) FILTER (WHERE e.nth <= 5)
            || CASE WHEN count(*) > 5 THEN ' and more' ELSE '' END
        FROM jsonb_array_elements_text(u.value)
            WITH ORDINALITY e (value, nth)), '; ' ORDER BY u.key)
    INTO v_text FROM jsonb_each(p_users) u
    WHERE jsonb_typeof(u.value) = 'array' AND u.value <> '[]';
    IF v_text IS NOT NULL THEN
        PERFORM fail('CO409', format('%s %s is still used by %s: retire it '
            'instead', p_kind, p_id, v_text), '', 'in_use');
    END IF;
END
$$;
