-- SPDX-License-Identifier: MIT
-- Rows that people edit: an update that changes something moves the version by
-- one (whatever the statement says about it), and a state only by a legal step.
-- A visit has its own trigger (visit_revise.sql).

CREATE FUNCTION version_move() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    NEW.version := OLD.version + 1;
    RETURN NEW;
END
$$;

CREATE FUNCTION version_step_move() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    NEW.version := OLD.version + 1;
    IF NEW.state <> OLD.state
        AND NOT step_legal(TG_TABLE_NAME, OLD.state, NEW.state) THEN
        PERFORM step_refuse(TG_TABLE_NAME, OLD.id, OLD.state, NEW.state);
    END IF;
    RETURN NEW;
END
$$;

DO $$
DECLARE
    v_table    text;
    v_function text;
BEGIN
    FOR v_table, v_function IN VALUES ('territory', 'version_move'),
        ('technician', 'version_move'), ('customer', 'version_move'),
        ('contact', 'version_move'), ('site', 'version_move'),
        ('business_calendar', 'version_move'), ('skill', 'version_move'),
        ('sla_policy', 'version_move'), ('job_type', 'version_move'),
        ('app_user', 'version_move'), ('policy', 'version_move'),
        ('shift', 'version_move'), ('absence', 'version_move'),
        ('tool', 'version_move'), ('part', 'version_move'),
        ('notice', 'version_move'), ('asset', 'version_move'),
        ('site_note', 'version_move'), ('review', 'version_move'),
        ('job', 'version_step_move'),
        ('proposal', 'version_step_move'),
        ('slot_hold', 'version_step_move')
    LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE ON %I FOR EACH ROW '
            'WHEN (OLD *<> NEW) EXECUTE FUNCTION %I()',
            v_table || '_version', v_table, v_function);
    END LOOP;
END
$$;

-- A device's row moves at each sync: only what people change counts.
CREATE TRIGGER device_version BEFORE UPDATE ON device FOR EACH ROW
    WHEN (OLD.name <> NEW.name OR OLD.revoked_at IS DISTINCT FROM
        NEW.revoked_at)
    EXECUTE FUNCTION version_move();
