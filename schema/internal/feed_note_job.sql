-- SPDX-License-Identifier: MIT
-- A job concerns its territory's pool while it is open; and its visits when
-- something changes that a job sheet shows. What a calendar shows as well moves
-- the live visits themselves.

CREATE FUNCTION feed_note_job() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_shown   bigint[];
    v_planned bigint[];
    v_moved   bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        WITH mark AS (
            INSERT INTO feed_mark
            SELECT pg_current_xact_id() WHERE EXISTS (
                SELECT FROM new_rows WHERE state = 'open')
            ON CONFLICT DO NOTHING
        )
        INSERT INTO feed_note (txid, scope_id, kind, object_id)
        SELECT pg_current_xact_id(), s.id, 'job', n.id
        FROM new_rows n JOIN feed_scope s
            ON s.kind = 'pool' AND s.object_id = n.territory_id
        WHERE n.state = 'open';
    ELSE
        WITH pool AS MATERIALIZED (
            SELECT id, territory_id FROM old_rows WHERE state = 'open'
            UNION SELECT id, territory_id FROM new_rows WHERE state = 'open'
        ), mark AS (
            INSERT INTO feed_mark
            SELECT pg_current_xact_id() WHERE EXISTS (SELECT FROM pool)
            ON CONFLICT DO NOTHING
        )
        INSERT INTO feed_note (txid, scope_id, kind, object_id)
        SELECT pg_current_xact_id(), s.id, 'job', c.id
        FROM pool c
        JOIN feed_scope s ON s.kind = 'pool' AND s.object_id = c.territory_id;
        SELECT array_agg(c.id) INTO v_shown
        FROM (SELECT id, site_id, job_type_id, title, description, priority,
                duration_min, crew_size, earliest_start, due_at
            FROM new_rows
            EXCEPT SELECT id, site_id, job_type_id, title, description, priority,
                duration_min, crew_size, earliest_start, due_at
            FROM old_rows) c;
        IF v_shown IS NOT NULL THEN
            PERFORM visit_touch(v_shown);
        END IF;
        -- What makes a job planned is a new visit, which is noted by itself.
        v_planned := ARRAY(SELECT id FROM new_rows WHERE state = 'planned'
            INTERSECT SELECT id FROM old_rows WHERE state = 'open');
        PERFORM sheet_note(v_planned, true);
        PERFORM sheet_note(ARRAY(SELECT c.id
            FROM (SELECT id, state, asset_id FROM new_rows
                EXCEPT SELECT id, state, asset_id FROM old_rows) c
            EXCEPT SELECT unnest(v_planned)));
        -- Work that was done elsewhere than was thought.
        v_moved := ARRAY(SELECT c.id
            FROM (SELECT id, site_id, asset_id FROM new_rows
                EXCEPT SELECT id, site_id, asset_id FROM old_rows) c
            WHERE EXISTS (SELECT FROM visit v
                WHERE v.job_id = c.id AND v.state = 'completed'));
        IF cardinality(v_moved) > 0 THEN
            PERFORM past_touch(array_agg(j.site_id), array_agg(j.asset_id))
            FROM (TABLE old_rows UNION ALL TABLE new_rows) j
            WHERE j.id = ANY (v_moved);
        END IF;
        -- A board shows the escalation, a job sheet does not.
        WITH bar AS MATERIALIZED (
            SELECT v.id, v.technician_id
            FROM (SELECT id, escalation FROM new_rows
                EXCEPT SELECT id, escalation FROM old_rows) c
            JOIN visit v ON v.job_id = c.id AND visit_live(v.state)
        ), mark AS (
            INSERT INTO feed_mark
            SELECT pg_current_xact_id() WHERE EXISTS (SELECT FROM bar)
            ON CONFLICT DO NOTHING
        )
        INSERT INTO feed_note (txid, scope_id, kind, object_id)
        SELECT pg_current_xact_id(), s.id, 'visit', b.id
        FROM bar b JOIN feed_scope s
            ON s.kind = 'technician' AND s.object_id = b.technician_id;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER job_feed_insert AFTER INSERT ON job
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_note_job();
CREATE TRIGGER job_feed_update AFTER UPDATE ON job
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_note_job();
