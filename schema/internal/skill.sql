-- SPDX-License-Identifier: MIT
-- A skill as the API shows it, and its row for a change.

CREATE FUNCTION skill_json(s skill) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT json_build_object('id', s.id, 'code', s.code, 'name', s.name,
        'retired', s.retired_at IS NOT NULL, 'version', s.version)
$$;

CREATE FUNCTION skill_lock(p_id bigint) RETURNS skill
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v skill;
BEGIN
    SELECT * INTO v FROM skill WHERE id = p_id FOR UPDATE;
    IF v.id IS NULL THEN
        PERFORM fail('CO404', format('there is no skill %s', p_id));
    END IF;
    RETURN v;
END
$$;
