-- SPDX-License-Identifier: MIT
-- States move only by the steps of legal_step, and rows begin in an initial
-- state. The column `machine` says which machine a row is.

CREATE FUNCTION step_check() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (SELECT FROM legal_state
            WHERE machine = NEW.machine AND state = NEW.state AND initial) THEN
            PERFORM fail('CO409', format('a %s cannot begin as %s',
                NEW.machine, NEW.state), '/state', 'legal_step');
        END IF;
    ELSIF NOT EXISTS (SELECT FROM legal_step WHERE machine = NEW.machine
            AND from_state = OLD.state AND to_state = NEW.state) THEN
        PERFORM fail('CO409', format('%s %s is %s and cannot become %s',
            NEW.machine, OLD.id, OLD.state, NEW.state), '/state', 'legal_step');
    END IF;
    RETURN NEW;
END
$$;

DO $$
DECLARE
    v_table text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['job', 'visit', 'proposal', 'sla_clock']
    LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE INSERT ON %I FOR EACH ROW '
            'EXECUTE FUNCTION step_check()',
            v_table || '_step_first', v_table);
        EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OF state ON %I '
            'FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) '
            'EXECUTE FUNCTION step_check()',
            v_table || '_step_next', v_table);
    END LOOP;
END
$$;
