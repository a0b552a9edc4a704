-- SPDX-License-Identifier: MIT
-- Every pair of states of every machine against legal_step: a listed step goes,
-- any other is refused and changes nothing.
BEGIN;
\ir include/world.psql
SELECT no_plan();

-- Put a row of the machine into a state without asking, then try the step.
CREATE FUNCTION pg_temp.try_step(p_table text, p_id bigint, p_from text,
    p_to text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_more text := CASE p_table
        WHEN 'job' THEN ', hold_reason = CASE WHEN %2$L = ''on_hold'' '
            'THEN ''parts'' END, completed_at = CASE WHEN %2$L = '
            '''completed'' THEN now() END'
        WHEN 'visit' THEN ', outcome = ''fixed'''
        WHEN 'sla_clock' THEN ', due_at = CASE WHEN %2$L <> ''paused'' '
            'THEN now() END'
        ELSE '' END;
BEGIN
    EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', p_table);
    EXECUTE format('UPDATE %1$I SET state = %2$L' || v_more
        || ' WHERE id = %3$s', p_table, p_from, p_id);
    EXECUTE format('ALTER TABLE %I ENABLE TRIGGER USER', p_table);
    BEGIN
        EXECUTE format('UPDATE %1$I SET state = %2$L' || v_more
            || ' WHERE id = %3$s', p_table, p_to, p_id);
        RETURN 'goes';
    EXCEPTION WHEN SQLSTATE 'CO409' THEN
        RETURN 'refused';
    END;
END
$$;
SELECT pg_temp.job(:root) AS job \gset
SELECT pg_temp.assign(:root, :job, :ann, '2026-03-04 11:00') AS visit \gset
SELECT id AS clock FROM sla_clock WHERE job_id = :job LIMIT 1 \gset
SELECT id AS proposal FROM proposal_start(:root, 'r', :ny,
    '2026-03-04', '2026-03-05') \gset
SELECT pg_temp.stamp() AS ignored \gset

CREATE TEMP TABLE row_of (machine text, tab text, id bigint);
INSERT INTO row_of VALUES ('job', 'job', :job), ('visit', 'visit', :visit),
    ('clock', 'sla_clock', :clock), ('proposal', 'proposal', :proposal);
-- Events of one row cannot wait while its table's triggers are switched.
SET CONSTRAINTS ALL IMMEDIATE;
SELECT is(pg_temp.try_step(r.tab, r.id, a.state, b.state),
    CASE WHEN l.machine IS NOT NULL THEN 'goes' ELSE 'refused' END,
    format('%s: %s -> %s', r.machine, a.state, b.state))
FROM row_of r
JOIN legal_state a ON a.machine = r.machine
JOIN legal_state b ON b.machine = r.machine AND b.state <> a.state
LEFT JOIN legal_step l ON l.machine = r.machine AND l.from_state = a.state
    AND l.to_state = b.state
ORDER BY r.machine, a.state, b.state;

SELECT is(step_legal(a.machine, a.state, b.state), EXISTS (SELECT
    FROM legal_step l WHERE l.machine = a.machine AND l.from_state = a.state
        AND l.to_state = b.state), format('step_legal() agrees on %s: %s -> '
    '%s', a.machine, a.state, b.state))
FROM legal_state a JOIN legal_state b USING (machine);
SELECT is(visit_live(state), live, 'visit_live() agrees on ' || state)
FROM legal_state WHERE machine = 'visit' ORDER BY state;
SELECT throws_ok(format($$INSERT INTO visit (job_id, technician_id, state,
    planned, created_at, revised_at) VALUES (%s, %s, 'accepted',
    '[2026-05-01,2026-05-02)', now(), now())$$, :job, :ann), 'CO409',
    'a visit cannot begin as accepted', 'visits begin in an initial state');
SELECT throws_ok($$UPDATE legal_state SET state = 'x' WHERE state = 'met'$$,
    '23503', NULL, 'a state that steps use cannot be renamed');
SELECT throws_ok('DELETE FROM audit', 'CO409', NULL, 'the trail stays');
SELECT throws_ok('UPDATE audit SET why = ''x''', 'CO409', NULL,
    'the trail is not rewritten');
SELECT throws_ok('TRUNCATE fact', 'CO409', NULL, 'facts stay');

-- Versions move by one with a change, and only then.
SELECT version AS before FROM site WHERE id = :mill \gset
UPDATE site SET name = name WHERE id = :mill;
SELECT is(version, :before::bigint, 'no change, no version')
FROM site WHERE id = :mill;
UPDATE site SET name = 'Old Mill', version = 99 WHERE id = :mill;
SELECT is(version, :before + 1::bigint, 'a change moves it by one')
FROM site WHERE id = :mill;

SELECT throws_ok(format($$INSERT INTO territory (code, name, zone,
    calendar_id) VALUES ('z', 'Z', %L, 1)$$, z), 'CO422', NULL,
    'no zone: ' || z)
FROM unnest(ARRAY['EST5EDT4', 'Mars/Base', '', 'CET-1CEST',
    'posix/Europe/Berlin', '../etc/passwd', 'europe/berlin']) z;
SELECT * FROM finish();
ROLLBACK;
