-- SPDX-License-Identifier: MIT
-- Refuse an object of a territory that the actor does not see, or one that is
-- not there (territory NULL), in the same words: nobody learns which.

CREATE FUNCTION require_territory(p_actor bigint, p_territory bigint,
    p_kind text DEFAULT 'territory', p_id bigint DEFAULT NULL,
    p_pointer text DEFAULT '') RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF p_territory IS NULL OR NOT sees_territory(p_actor, p_territory) THEN
        PERFORM fail('CO404', format('there is no %s %s', p_kind,
            coalesce(p_id, p_territory)), p_pointer);
    END IF;
END
$$;
