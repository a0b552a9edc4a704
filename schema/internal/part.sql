-- SPDX-License-Identifier: MIT
-- A part as the API shows it, and its row for a change.

CREATE FUNCTION part_json(s part) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT json_build_object('id', s.id, 'code', s.code, 'name', s.name,
        'retired', s.retired_at IS NOT NULL, 'version', s.version)
$$;

CREATE FUNCTION part_lock(p_id bigint) RETURNS part
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v part;
BEGIN
    SELECT * INTO v FROM part WHERE id = p_id FOR UPDATE;
    IF v.id IS NULL THEN
        PERFORM fail('CO404', format('there is no part %s', p_id));
    END IF;
    RETURN v;
END
$$;
