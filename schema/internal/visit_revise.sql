-- SPDX-License-Identifier: MIT
-- A visit's state moves by legal steps; its version with every change; SEQUENCE
-- and the revision's instant (RFC 5545 3.8.7.4 and 3.8.7.2) with those that a
-- calendar shows. A statement that moves `sequence` itself says that something
-- beside the row changed (visit_touch.sql).

CREATE FUNCTION visit_revise() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    NEW.version := OLD.version + 1;
    IF NEW.state <> OLD.state
        AND NOT step_legal('visit', OLD.state, NEW.state) THEN
        PERFORM step_refuse('visit', OLD.id, OLD.state, NEW.state);
    END IF;
    IF NEW.sequence <> OLD.sequence
        OR NEW.state <> OLD.state
        OR NEW.planned <> OLD.planned
        OR NEW.technician_id <> OLD.technician_id
        OR NEW.outcome IS DISTINCT FROM OLD.outcome
        OR NEW.outcome_note IS DISTINCT FROM OLD.outcome_note
        OR NEW.arrival_window IS DISTINCT FROM OLD.arrival_window THEN
        NEW.sequence := OLD.sequence + 1;
        NEW.revised_at := greatest(OLD.revised_at, app_now());
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER visit_revise BEFORE UPDATE ON visit FOR EACH ROW
    WHEN (OLD IS DISTINCT FROM NEW) EXECUTE FUNCTION visit_revise();
