-- SPDX-License-Identifier: MIT
-- Give a user an API key. Only its hash comes here. `p_days` NULL: for ever.

CREATE FUNCTION key_create(p_login text, p_label text, p_key_hash bytea,
    p_days integer) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_user app_user := user_find(p_login);
    v_key  api_key;
BEGIN
    IF v_user.disabled_at IS NOT NULL THEN
        PERFORM fail('CO409', format('the user ''%s'' is disabled', p_login),
            '', 'user_disabled');
    END IF;
    IF length(btrim(p_label)) NOT BETWEEN 1 AND 100 THEN
        PERFORM fail('CO400', 'a label has 1 to 100 characters: it says who '
            'uses the key', '/label', 'length');
    END IF;
    INSERT INTO api_key (user_id, label, key_hash, created_at, expires_at)
    VALUES (v_user.id, btrim(p_label), p_key_hash, app_now(),
        app_now() + make_interval(days => p_days))
    RETURNING * INTO v_key;
    PERFORM audit_write(NULL, NULL, 'key.created', 'api_key', v_key.id, NULL,
        jsonb_build_object('user', p_login, 'label', v_key.label));
    RETURN json_build_object('id', v_key.id, 'login', p_login,
        'label', v_key.label, 'expires_at', instant_text(v_key.expires_at));
END
$$;
