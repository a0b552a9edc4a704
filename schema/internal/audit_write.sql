-- SPDX-License-Identifier: MIT
-- The trail: who did what to which object, before and after, and why.
-- Rows are only ever added: a trigger refuses the rest, for facts as well.

CREATE FUNCTION audit_write(p_actor bigint, p_request text, p_action text,
    p_kind text, p_id bigint, p_before jsonb DEFAULT NULL,
    p_after jsonb DEFAULT NULL, p_why text DEFAULT NULL,
    p_actor_kind text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO audit (at, actor_kind, actor_id, action, object_kind,
        object_id, before, after, why, request)
    VALUES (app_now(), coalesce(p_actor_kind,
            CASE WHEN p_actor IS NULL THEN 'command' ELSE 'user' END),
        p_actor, p_action, p_kind, p_id, p_before, p_after, p_why, p_request);
END
$$;

CREATE FUNCTION append_only() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM fail('CO409', format('%s is only ever added to', TG_TABLE_NAME),
        '', 'append_only');
END
$$;

CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER fact_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON fact
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
