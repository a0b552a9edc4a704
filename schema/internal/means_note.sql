-- SPDX-License-Identifier: MIT
-- `means`: a scope of each territory that moves, once at the commit, with
-- everything that decides who can take a visit there, but for jobs and visits,
-- which have scopes of their own. Who holds a plan in memory reads it anew
-- when `means` has moved.

CREATE FUNCTION means_note(p_territories bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF coalesce(cardinality(p_territories), 0) = 0 THEN
        RETURN;
    END IF;
    WITH scope AS MATERIALIZED (
        SELECT id, object_id FROM feed_scope
        WHERE kind = 'means' AND object_id = ANY (p_territories)
    ), mark AS (
        INSERT INTO feed_mark
        SELECT pg_current_xact_id() WHERE EXISTS (SELECT FROM scope)
        ON CONFLICT DO NOTHING
    )
    INSERT INTO feed_note (txid, scope_id, kind, object_id)
    SELECT pg_current_xact_id(), id, 'means', object_id FROM scope;
END
$$;

CREATE FUNCTION territory_means(p_territory bigint) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (SELECT version FROM feed_scope
        WHERE kind = 'means' AND object_id = p_territory);
END
$$;
