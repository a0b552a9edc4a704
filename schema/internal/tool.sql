-- SPDX-License-Identifier: MIT
-- A tool as the API shows it, and its row for a change.

CREATE FUNCTION tool_json(s tool) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT json_build_object('id', s.id, 'code', s.code, 'name', s.name,
        'retired', s.retired_at IS NOT NULL, 'version', s.version)
$$;

CREATE FUNCTION tool_lock(p_id bigint) RETURNS tool
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v tool;
BEGIN
    SELECT * INTO v FROM tool WHERE id = p_id FOR UPDATE;
    IF v.id IS NULL THEN
        PERFORM fail('CO404', format('there is no tool %s', p_id));
    END IF;
    RETURN v;
END
$$;
