-- SPDX-License-Identifier: MIT
-- Sites, their access hours, contacts, customers and job types are shown on
-- job sheets: a change of what is shown there touches the live jobs behind.

CREATE FUNCTION feed_touch_jobs(p_sites bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM visit_touch(ARRAY(SELECT j.id FROM job j
        JOIN legal_state l ON l.machine = 'job' AND l.state = j.state
        WHERE j.site_id = ANY (p_sites) AND l.live
        UNION SELECT unnest(sheet_jobs_at(p_sites))));
END
$$;

CREATE FUNCTION feed_note_site() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM feed_touch_jobs(ARRAY(SELECT c.id
        FROM (SELECT id, customer_id, contact_id, name, address, lat,
                lon, access_notes
            FROM new_rows
            EXCEPT SELECT id, customer_id, contact_id, name, address, lat,
                lon, access_notes
            FROM old_rows) c));
    RETURN NULL;
END
$$;

CREATE FUNCTION feed_note_access() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM feed_touch_jobs(ARRAY(SELECT site_id FROM old_rows));
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM feed_touch_jobs(ARRAY(SELECT site_id FROM new_rows));
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION feed_note_contact() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM feed_touch_jobs(ARRAY(SELECT s.id
        FROM (SELECT id, customer_id, name, phone, email FROM new_rows
            EXCEPT SELECT id, customer_id, name, phone, email
            FROM old_rows) c
        JOIN site s
            ON s.customer_id = c.customer_id AND s.contact_id = c.id));
    RETURN NULL;
END
$$;

CREATE FUNCTION feed_note_customer() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM feed_touch_jobs(ARRAY(SELECT s.id
        FROM (SELECT id, name FROM new_rows
            EXCEPT SELECT id, name FROM old_rows) c
        JOIN site s ON s.customer_id = c.id));
    RETURN NULL;
END
$$;

CREATE FUNCTION feed_note_job_type() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM visit_touch(ARRAY(SELECT j.id
        FROM (SELECT id, code, name FROM new_rows
            EXCEPT SELECT id, code, name FROM old_rows) c
        JOIN job j ON j.job_type_id = c.id
        JOIN legal_state l ON l.machine = 'job' AND l.state = j.state
        WHERE l.live OR EXISTS (SELECT FROM visit v WHERE v.job_id = j.id
            AND v.revised_at > app_now() - interval '192 hours')));
    RETURN NULL;
END
$$;

CREATE TRIGGER site_feed_update AFTER UPDATE ON site
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_note_site();
CREATE TRIGGER contact_feed_update AFTER UPDATE ON contact
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_note_contact();
CREATE TRIGGER customer_feed_update AFTER UPDATE ON customer
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_note_customer();
CREATE TRIGGER job_type_feed_update AFTER UPDATE ON job_type
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_note_job_type();
CREATE TRIGGER site_access_feed_insert AFTER INSERT ON site_access_hours
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_note_access();
CREATE TRIGGER site_access_feed_update AFTER UPDATE ON site_access_hours
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_note_access();
CREATE TRIGGER site_access_feed_delete AFTER DELETE ON site_access_hours
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_note_access();
