-- SPDX-License-Identifier: MIT
-- Every technician has a scope of the feed, and every territory one for its
-- pool of unplanned jobs, one for what it plans with (means_note.sql), and one
-- for its notices, from the moment that they exist.

CREATE FUNCTION feed_scope_make() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO feed_scope (kind, object_id)
    SELECT TG_ARGV[0], id FROM new_rows ORDER BY id
    ON CONFLICT (kind, object_id) DO NOTHING;
    RETURN NULL;
END
$$;

CREATE TRIGGER technician_feed_scope AFTER INSERT ON technician
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_scope_make('technician');
CREATE TRIGGER territory_feed_scope AFTER INSERT ON territory
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_scope_make('pool');
CREATE TRIGGER territory_means_scope AFTER INSERT ON territory
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_scope_make('means');
CREATE TRIGGER territory_notices_scope AFTER INSERT ON territory
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_scope_make('notices');
