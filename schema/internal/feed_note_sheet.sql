-- SPDX-License-Identifier: MIT
-- What a job sheet shows beside the job and its place (feed_note_place.sql):
-- tasks, parts, skills, promises, the asset, notes for the site, and the last
-- visits there.

-- Tables whose rows belong to a job or a site, as the argument says.
CREATE FUNCTION feed_note_part_of() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_keys bigint[];
BEGIN
    EXECUTE format(CASE TG_OP
        WHEN 'INSERT' THEN 'SELECT array_agg(DISTINCT %I) FROM new_rows'
        WHEN 'DELETE' THEN 'SELECT array_agg(DISTINCT %I) FROM old_rows'
        ELSE 'SELECT array_agg(DISTINCT %1$I) FROM ((TABLE new_rows EXCEPT '
            'TABLE old_rows) UNION ALL (TABLE old_rows EXCEPT '
            'TABLE new_rows)) c' END, TG_ARGV[0]) INTO v_keys;
    IF v_keys IS NOT NULL THEN
        PERFORM sheet_touch(CASE TG_ARGV[0] WHEN 'job_id' THEN v_keys
            ELSE sheet_jobs_at(v_keys) END);
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION feed_note_asset() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM sheet_touch(ARRAY(SELECT j.id
        FROM (SELECT id, name, model, serial, installed, warranty
            FROM new_rows
            EXCEPT SELECT id, name, model, serial, installed, warranty
            FROM old_rows) c
        JOIN job j ON j.asset_id = c.id));
    RETURN NULL;
END
$$;

CREATE FUNCTION feed_note_skill() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM sheet_touch(ARRAY(SELECT j.id
        FROM (SELECT id, code FROM new_rows
            EXCEPT SELECT id, code FROM old_rows) c
        JOIN job_skill k ON k.skill_id = c.id
        JOIN job j ON j.id = k.job_id AND j.completed_at IS NULL));
    RETURN NULL;
END
$$;

-- Who was there, and for what, has another name.
CREATE FUNCTION feed_note_past_technician() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_sites  bigint[];
    v_assets bigint[];
BEGIN
    SELECT array_agg(DISTINCT j.site_id), array_agg(DISTINCT j.asset_id)
    INTO v_sites, v_assets
    FROM (SELECT id, name FROM new_rows
        EXCEPT SELECT id, name FROM old_rows) c
    JOIN visit v ON v.technician_id = c.id AND v.state = 'completed'
    JOIN job j ON j.id = v.job_id;
    PERFORM past_touch(v_sites, v_assets);
    RETURN NULL;
END
$$;

CREATE FUNCTION feed_note_past_type() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_sites  bigint[];
    v_assets bigint[];
BEGIN
    SELECT array_agg(DISTINCT j.site_id), array_agg(DISTINCT j.asset_id)
    INTO v_sites, v_assets
    FROM (SELECT id, code FROM new_rows
        EXCEPT SELECT id, code FROM old_rows) c
    JOIN job j ON j.job_type_id = c.id
    WHERE EXISTS (SELECT FROM visit v
        WHERE v.job_id = j.id AND v.state = 'completed');
    PERFORM past_touch(v_sites, v_assets);
    RETURN NULL;
END
$$;

-- A visit is over, or what was said of it has changed, or it is taken up again.
CREATE FUNCTION feed_note_past() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_sites  bigint[];
    v_assets bigint[];
BEGIN
    SELECT array_agg(DISTINCT j.site_id), array_agg(DISTINCT j.asset_id)
    INTO v_sites, v_assets
    FROM (SELECT id, job_id, technician_id, ended_at, outcome, outcome_note
            FROM new_rows WHERE state = 'completed'
        EXCEPT SELECT id, job_id, technician_id, ended_at, outcome,
            outcome_note
            FROM old_rows WHERE state = 'completed'
        UNION ALL (SELECT id, job_id, technician_id, ended_at, outcome,
            outcome_note
            FROM old_rows WHERE state = 'completed'
        EXCEPT SELECT id, job_id, technician_id, ended_at, outcome,
            outcome_note
            FROM new_rows WHERE state = 'completed')) c
    JOIN job j ON j.id = c.job_id;
    IF v_sites IS NOT NULL THEN
        PERFORM past_touch(v_sites, v_assets);
    END IF;
    RETURN NULL;
END
$$;

DO $$
DECLARE
    v_table text;
    v_key   text;
    v_op    text;
    v_rows  text;
BEGIN
    FOR v_table, v_key, v_op, v_rows IN
        SELECT t.name, t.key, o.op, o.rows
        FROM (VALUES ('job_task', 'job_id'), ('job_part', 'job_id'),
            ('sla_clock', 'job_id'), ('site_note', 'site_id')) t (name, key)
        CROSS JOIN (VALUES ('INSERT', 'NEW TABLE AS new_rows'),
            ('UPDATE', 'OLD TABLE AS old_rows NEW TABLE AS new_rows'),
            ('DELETE', 'OLD TABLE AS old_rows')) o (op, rows)
    LOOP
        EXECUTE format('CREATE TRIGGER %I AFTER %s ON %I REFERENCING %s '
            'FOR EACH STATEMENT EXECUTE FUNCTION feed_note_part_of(%L)',
            v_table || '_feed_' || lower(v_op), v_op, v_table, v_rows, v_key);
    END LOOP;
END
$$;

CREATE TRIGGER asset_feed_update AFTER UPDATE ON asset
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_note_asset();
CREATE TRIGGER skill_feed_update AFTER UPDATE ON skill
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_note_skill();
CREATE TRIGGER technician_past_update AFTER UPDATE ON technician
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_note_past_technician();
CREATE TRIGGER job_type_past_update AFTER UPDATE ON job_type
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_note_past_type();
CREATE TRIGGER visit_past_update AFTER UPDATE ON visit
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_note_past();
