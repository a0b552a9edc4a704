-- SPDX-License-Identifier: MIT
-- Somebody has seen a notice: it leaves the boards. The first one counts; a
-- second time changes nothing.

CREATE FUNCTION notice_seen(p_actor bigint, p_request text, p_id bigint)
RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_row notice;
BEGIN
    PERFORM require_role(p_actor, 'dispatcher');
    SELECT * INTO v_row FROM notice o WHERE o.id = p_id FOR NO KEY UPDATE;
    PERFORM require_territory(p_actor, v_row.territory_id, 'notice', p_id);
    IF v_row.seen_at IS NULL THEN
        UPDATE notice o SET seen_at = app_now(), seen_by = p_actor
        WHERE o.id = p_id RETURNING * INTO v_row;
        PERFORM audit_write(p_actor, p_request, 'notice.seen', 'notice',
            p_id, NULL, NULL, NULL);
    END IF;
    RETURN notice_json(v_row);
END
$$;
