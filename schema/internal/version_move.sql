-- SPDX-License-Identifier: MIT
-- Rows that people edit: an update that changes something moves the version by
-- one (whatever the statement says about it). A visit has its own
-- (visit_revise.sql).

CREATE FUNCTION version_move() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    NEW.version := OLD.version + 1;
    RETURN NEW;
END
$$;

DO $$
DECLARE
    v_table text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['territory', 'technician', 'customer',
        'contact', 'site', 'job', 'proposal', 'app_user']
    LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE ON %I FOR EACH ROW '
            'WHEN (OLD IS DISTINCT FROM NEW) EXECUTE FUNCTION version_move()',
            v_table || '_version', v_table);
    END LOOP;
END
$$;
