-- SPDX-License-Identifier: MIT
-- The hash to check before a password is changed.

CREATE FUNCTION user_password_hash(p_actor bigint) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (SELECT password_hash FROM app_user
        WHERE id = p_actor AND disabled_at IS NULL);
END
$$;
