-- SPDX-License-Identifier: MIT
-- End an API key. A second time changes nothing.

CREATE FUNCTION key_revoke(p_id bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_was timestamptz;
BEGIN
    SELECT revoked_at INTO v_was FROM api_key WHERE id = p_id FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM fail('CO404', format('there is no key %s; ''callout key '
            'list'' shows them', p_id), '', 'api_key');
    ELSIF v_was IS NULL THEN
        UPDATE api_key SET revoked_at = app_now() WHERE id = p_id;
        PERFORM audit_write(NULL, NULL, 'key.revoked', 'api_key', p_id);
    END IF;
END
$$;
