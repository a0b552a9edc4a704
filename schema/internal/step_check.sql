-- SPDX-License-Identifier: MIT
-- States move only by the steps of legal_step, and rows begin in an initial
-- state. The beginning is checked once a statement; a step by the row's own
-- trigger, which is there already (version_move.sql, visit_revise.sql).

CREATE FUNCTION step_first() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_bad text;
BEGIN
    SELECT n.state INTO v_bad FROM new_rows n
    WHERE NOT EXISTS (SELECT FROM legal_state l WHERE l.initial
        AND l.machine = TG_ARGV[0] AND l.state = n.state) LIMIT 1;
    IF FOUND THEN
        PERFORM fail('CO409', format('a %s cannot begin as %s', TG_ARGV[0],
            v_bad), '/state', 'legal_step');
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION step_refuse(p_machine text, p_id bigint, p_from text,
    p_to text) RETURNS void
LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM fail('CO409', format('%s %s is %s and cannot become %s',
        p_machine, p_id, p_from, p_to), '/state', 'legal_step');
END
$$;

-- For rows with a state and nothing else to do.
CREATE FUNCTION step_next() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF NOT step_legal(TG_ARGV[0], OLD.state, NEW.state) THEN
        PERFORM step_refuse(TG_ARGV[0], OLD.id, OLD.state, NEW.state);
    END IF;
    RETURN NEW;
END
$$;

DO $$
DECLARE
    v_table   text;
    v_machine text;
BEGIN
    FOR v_table, v_machine IN VALUES ('job', 'job'), ('visit', 'visit'),
        ('proposal', 'proposal'), ('sla_clock', 'clock'),
        ('slot_hold', 'slot_hold')
    LOOP
        -- "a_": before the triggers that react to the new row.
        EXECUTE format('CREATE TRIGGER a_step_first AFTER INSERT ON %I '
            'REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT '
            'EXECUTE FUNCTION step_first(%L)', v_table, v_machine);
    END LOOP;
END
$$;

CREATE TRIGGER sla_clock_step BEFORE UPDATE OF state ON sla_clock
    FOR EACH ROW WHEN (OLD.state <> NEW.state)
    EXECUTE FUNCTION step_next('clock');
