-- SPDX-License-Identifier: MIT
-- Add a user, by the command line. Territories are codes; none: all of them.

CREATE FUNCTION user_create(p_login text, p_name text, p_role text,
    p_password_hash text, p_territories text[]) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_id   bigint;
    v_code text;
BEGIN
    IF p_login !~ '^[a-z0-9][a-z0-9_.@+-]{0,63}$' THEN
        PERFORM fail('CO400', format('''%s'' is no login: use up to 64 '
            'lower-case letters, digits and _ . @ + -', p_login), '/login',
            'login');
    END IF;
    IF NOT EXISTS (SELECT FROM app_role WHERE name = p_role) THEN
        PERFORM fail('CO400', format('there is no role ''%s''; roles are %s',
            p_role, (SELECT string_agg(name, ', ' ORDER BY name)
                FROM app_role)), '/role', 'role');
    END IF;
    INSERT INTO app_user (login, name, role, password_hash, created_at)
    VALUES (p_login, coalesce(p_name, p_login), p_role, p_password_hash,
        app_now())
    ON CONFLICT (login) DO NOTHING RETURNING id INTO v_id;
    IF v_id IS NULL THEN
        PERFORM fail('CO409', format('there is a user ''%s'' already',
            p_login), '/login', 'login_taken');
    END IF;
    FOREACH v_code IN ARRAY coalesce(p_territories, '{}')
    LOOP
        INSERT INTO app_user_territory (user_id, territory_id)
        SELECT v_id, id FROM territory WHERE code = v_code
        ON CONFLICT DO NOTHING;
        IF NOT EXISTS (SELECT FROM territory WHERE code = v_code) THEN
            PERFORM fail('CO404', format('there is no territory ''%s''',
                v_code), '/territories', 'territory');
        END IF;
    END LOOP;
    PERFORM audit_write(NULL, NULL, 'user.created', 'user', v_id, NULL,
        user_json(v_id)::jsonb);
    RETURN user_json(v_id);
END
$$;
