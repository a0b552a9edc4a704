-- SPDX-License-Identifier: MIT
-- The user with that login, locked.

CREATE FUNCTION user_find(p_login text) RETURNS app_user
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_user app_user;
BEGIN
    SELECT * INTO v_user FROM app_user WHERE login = p_login FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM fail('CO404', format('there is no user ''%s''; ''callout user '
            'list'' shows them', p_login), '', 'user');
    END IF;
    RETURN v_user;
END
$$;
