-- SPDX-License-Identifier: MIT
-- The one way to refuse: our SQLSTATE (schema/ERRORS.md), a text for a person
-- (what, where, what to do), a JSON pointer into the input, the broken rule.

CREATE FUNCTION fail(p_code text, p_text text, p_pointer text DEFAULT '',
    p_rule text DEFAULT '') RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = p_code, MESSAGE = p_text,
        DETAIL = p_pointer, CONSTRAINT = p_rule;
END
$$;
