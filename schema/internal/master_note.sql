-- SPDX-License-Identifier: MIT
-- What all master data has in common: the trail of a new object (p_before is
-- NULL) and of a change (nothing where nothing changed), of a deleted one.
-- Objects stand in the trail as the API shows them; `why` is in the body.

CREATE FUNCTION master_note(p_actor bigint, p_request text, p_kind text,
    p_before json, p_after json, p_body jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_id  constant bigint := (p_after ->> 'id')::bigint;
    v_why constant text := body_text(p_body, 'why', 1000);
BEGIN
    IF p_before IS NULL THEN
        PERFORM audit_write(p_actor, p_request, p_kind || '.created',
            p_kind, v_id, NULL, p_after::jsonb, v_why);
    ELSIF p_before::jsonb <> p_after::jsonb THEN
        PERFORM audit_change(p_actor, p_request, p_kind || '.changed',
            p_kind, v_id, p_before::jsonb, p_after::jsonb, v_why);
    END IF;
END
$$;

CREATE FUNCTION master_gone(p_actor bigint, p_request text, p_kind text,
    p_before json, p_why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM audit_write(p_actor, p_request, p_kind || '.deleted', p_kind,
        (p_before ->> 'id')::bigint, p_before::jsonb, NULL, p_why);
END
$$;

-- Somebody else has that code, or that id of its source.
CREATE FUNCTION taken_fail(p_kind text, p_body jsonb, p_key text)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM fail('CO409', format('another %s has the %s "%s"', p_kind, p_key,
        p_body ->> p_key), '/' || p_key, 'unique');
END
$$;
