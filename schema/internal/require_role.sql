-- SPDX-License-Identifier: MIT
-- Refuse an actor without one of the roles. An admin may do everything; NULL
-- is the command line.

CREATE FUNCTION require_role(p_actor bigint, VARIADIC p_roles text[])
RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_role text;
BEGIN
    IF p_actor IS NULL THEN
        RETURN;
    END IF;
    SELECT role INTO v_role FROM app_user
    WHERE id = p_actor AND disabled_at IS NULL;
    IF v_role IS NULL THEN
        PERFORM fail('CO401',
            'this account is unknown or disabled: log in again');
    END IF;
    IF v_role <> 'admin' AND v_role <> ALL (p_roles) THEN
        PERFORM fail('CO403', format(
            'the role %s may not do this: it takes %s', v_role,
            array_to_string(p_roles || 'admin'::text, ' or ')), '', 'role');
    END IF;
END
$$;
