-- SPDX-License-Identifier: MIT
-- Log out; an unknown session is as closed as it can be.

CREATE FUNCTION session_close(p_token_hash bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    DELETE FROM session WHERE token_hash = p_token_hash;
END
$$;
