-- SPDX-License-Identifier: MIT
-- The technician with that code, for the command line.

CREATE FUNCTION technician_find(p_code text) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_id bigint;
BEGIN
    SELECT id INTO v_id FROM technician WHERE code = p_code;
    IF v_id IS NULL THEN
        PERFORM fail('CO404', format('there is no technician ''%s''; codes '
            'are such as %s', p_code, coalesce((SELECT string_agg(code, ', ')
            FROM (SELECT code FROM technician ORDER BY code LIMIT 5) c),
            '... none: import technicians first')), '', 'technician');
    END IF;
    RETURN v_id;
END
$$;
