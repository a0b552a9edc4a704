-- SPDX-License-Identifier: MIT
-- States move only by the steps of legal_step, and rows begin in an initial
-- state. Checked once a statement, for all of its rows; old and new meet by
-- GROUP BY, as in feed_note_visit.sql and for its reason.

CREATE FUNCTION step_check() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    v_bad record;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT n.state INTO v_bad FROM new_rows n
        WHERE NOT EXISTS (SELECT FROM legal_state l WHERE l.initial
            AND l.machine = TG_ARGV[0] AND l.state = n.state) LIMIT 1;
        IF FOUND THEN
            PERFORM fail('CO409', format('a %s cannot begin as %s',
                TG_ARGV[0], v_bad.state), '/state', 'legal_step');
        END IF;
        RETURN NULL;
    END IF;
    SELECT c.* INTO v_bad
    FROM (SELECT id, max(was) AS was, max(is_now) AS is_now
        FROM (SELECT id, state AS was, NULL AS is_now FROM old_rows
            UNION ALL SELECT id, NULL, state FROM new_rows) b
        GROUP BY id) c
    WHERE c.was <> c.is_now AND NOT EXISTS (SELECT FROM legal_step l
        WHERE l.machine = TG_ARGV[0] AND l.from_state = c.was
            AND l.to_state = c.is_now) LIMIT 1;
    IF FOUND THEN
        PERFORM fail('CO409', format('%s %s is %s and cannot become %s',
            TG_ARGV[0], v_bad.id, v_bad.was, v_bad.is_now), '/state',
            'legal_step');
    END IF;
    RETURN NULL;
END
$$;

DO $$
DECLARE
    v_table   text;
    v_machine text;
BEGIN
    FOR v_table, v_machine IN VALUES ('job', 'job'), ('visit', 'visit'),
        ('proposal', 'proposal'), ('sla_clock', 'clock')
    LOOP
        -- "a_": before the triggers that react to the new state.
        EXECUTE format('CREATE TRIGGER a_step_first AFTER INSERT ON %I '
            'REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT '
            'EXECUTE FUNCTION step_check(%L)', v_table, v_machine);
        EXECUTE format('CREATE TRIGGER a_step_next AFTER UPDATE ON %I '
            'REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows '
            'FOR EACH STATEMENT EXECUTE FUNCTION step_check(%L)',
            v_table, v_machine);
    END LOOP;
END
$$;
