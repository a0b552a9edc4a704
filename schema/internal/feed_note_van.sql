-- SPDX-License-Identifier: MIT
-- What is on a technician's van is one object of her scope, number 0. A part's
-- code and name stand on vans and on job sheets.

CREATE FUNCTION van_note(p_technicians bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    WITH mark AS (
        INSERT INTO feed_mark
        SELECT pg_current_xact_id() WHERE cardinality(p_technicians) > 0
        ON CONFLICT DO NOTHING
    )
    INSERT INTO feed_note (txid, scope_id, kind, object_id)
    SELECT pg_current_xact_id(), s.id, 'van', 0
    FROM feed_scope s
    WHERE s.kind = 'technician' AND s.object_id = ANY (p_technicians);
END
$$;

CREATE FUNCTION feed_note_van() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM van_note(ARRAY(SELECT DISTINCT technician_id
            FROM old_rows));
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM van_note(ARRAY(SELECT DISTINCT technician_id
            FROM new_rows));
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION feed_note_part() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_parts constant bigint[] := ARRAY(SELECT c.id
        FROM (SELECT id, code, name FROM new_rows
            EXCEPT SELECT id, code, name FROM old_rows) c);
BEGIN
    PERFORM sheet_touch(ARRAY(SELECT DISTINCT k.job_id FROM job_part k
        JOIN job j ON j.id = k.job_id
        WHERE k.part_id = ANY (v_parts) AND EXISTS (SELECT FROM visit v
            WHERE v.job_id = j.id AND (visit_live(v.state)
                OR v.revised_at > app_now() - interval '192 hours'))));
    PERFORM van_note(ARRAY(SELECT DISTINCT technician_id
        FROM technician_part WHERE part_id = ANY (v_parts)));
    RETURN NULL;
END
$$;

CREATE TRIGGER technician_part_feed_insert AFTER INSERT ON technician_part
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_note_van();
CREATE TRIGGER technician_part_feed_update AFTER UPDATE ON technician_part
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_note_van();
CREATE TRIGGER technician_part_feed_delete AFTER DELETE ON technician_part
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_note_van();
CREATE TRIGGER part_feed_update AFTER UPDATE ON part
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_note_part();
