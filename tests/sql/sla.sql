-- SPDX-License-Identifier: MIT
-- The promises' clocks: derivation, pauses, other targets midway, milestones
-- that fire once; and due times against a walk over every minute, through
-- random pauses and changes of target around changes of the clocks.
BEGIN;
\ir include/world.psql
SELECT no_plan();

CREATE FUNCTION pg_temp.due(p_job bigint, p_kind text) RETURNS text
LANGUAGE sql AS $$
    SELECT coalesce(instant_text(due_at), state)
    FROM sla_clock WHERE job_id = p_job AND kind = p_kind
$$;
CREATE FUNCTION pg_temp.edit(p_job bigint, p_body jsonb) RETURNS void
LANGUAGE sql AS $$
    SELECT FROM job_update((SELECT id FROM app_user WHERE login = 'dee'),
        'req', p_job, NULL, p_body)
$$;
CREATE FUNCTION pg_temp.lines(p_job bigint, p_kind text) RETURNS text
LANGUAGE sql AS $$
    SELECT string_agg(l ->> 'text', '; ')
    FROM json_array_elements(job_clocks(NULL, p_job) -> 'items') c,
        json_array_elements(c -> 'lines') l
    WHERE c ->> 'kind' = p_kind
$$;

-- Wednesday 10:00: eight hours of respond, sixteen of resolve, from 9 to 17.
SELECT pg_temp.job(:dee) AS job \gset
SELECT is(pg_temp.due(:job, 'respond'), '2026-03-05T15:00:00Z', 'Thursday 10');
SELECT is(pg_temp.lines(:job, 'respond'), 'Wed 10:00-17:00 420 min; '
    'Wed 17:00-Thu 09:00 night; Thu 09:00-10:00 60 min', 'line by line');
SELECT is((job_clocks(:dee, :job) #>> '{items,0,lines,2,total_min}')::numeric,
    480::numeric, 'with a running sum');
SELECT is(job_clocks(:dee, :job) #>> '{items,0,calendar}', 'week',
    'and the calendar that it is measured by');
SELECT throws_ok(format('SELECT job_clocks(%s, 999999)', :dee), 'CO404',
    NULL, 'of a job that is there');

-- A pause from 12:00 to Thursday 11:00.
SELECT pg_temp.clock('2026-03-04 17:00Z') AS ignored \gset
SELECT pg_temp.edit(:job, '{"state": "on_hold", "hold_reason": "no key"}');
SELECT is(pg_temp.due(:job, 'respond'), 'paused', 'no due time in a pause');
SELECT is(pg_temp.lines(:job, 'respond'), 'Wed 10:00-12:00 120 min; '
    'Wed 12:00- paused: no key', 'the pause has no end yet');
SELECT pg_temp.clock('2026-03-05 16:00Z') AS ignored \gset
SELECT pg_temp.edit(:job, '{"state": "open"}');
SELECT is(pg_temp.due(:job, 'respond'), '2026-03-05T22:00:00Z',
    'the six hours that are left');
SELECT is((job_clocks(:dee, :job) #>> '{items,0,used_min}')::numeric,
    120::numeric, 'two are used');

-- Priority 1 has 60 minutes to respond, which are over, and no resolve.
SELECT pg_temp.edit(:job, '{"priority": 1}');
SELECT is(pg_temp.due(:job, 'respond'), '2026-03-04T16:00:00Z',
    'a tighter target was missed in the past');
SELECT is(job_clocks(:dee, :job) #>> '{items,0,overdue}', 'true', 'overdue');
SELECT is((SELECT state FROM sla_clock WHERE job_id = :job
    AND kind = 'resolve'), 'cancelled', 'what is not promised any more');
SELECT pg_temp.edit(:job, '{"priority": 3}');
SELECT is(pg_temp.due(:job, 'respond'), '2026-03-05T22:00:00Z',
    'the old target again');
SELECT throws_ok(format($$SELECT pg_temp.edit(%s, '{"sla_policy": "gold"}')$$,
    :job), 'CO422', NULL, 'an unknown policy');
SELECT pg_temp.edit(:job, '{"sla_policy": null}');
SELECT is((SELECT state FROM sla_clock WHERE job_id = :job
    AND kind = 'respond'), 'cancelled', 'no policy, no promise');

-- A promise that begins midway was paused when its sister was.
SELECT pg_temp.clock('2026-03-04 15:00Z') AS ignored \gset
SELECT pg_temp.job(:dee, '{"priority": 1}') AS later \gset
SELECT pg_temp.clock('2026-03-04 15:30Z') AS ignored \gset
SELECT pg_temp.edit(:later, '{"state": "on_hold", "hold_reason": "ill"}');
SELECT pg_temp.edit(:later, '{"priority": 3}');
SELECT is(pg_temp.due(:later, 'resolve'), 'paused', 'on hold as its sister');
SELECT pg_temp.clock('2026-03-04 17:30Z') AS ignored \gset
SELECT pg_temp.edit(:later, '{"state": "open"}');
SELECT is(pg_temp.due(:later, 'resolve'), '2026-03-06T17:00:00Z',
    'sixteen hours and the pause of two');
SELECT is(pg_temp.due(:later, 'respond'), '2026-03-05T17:00:00Z', 'and hers');

-- Milestones.
INSERT INTO sla_milestone (policy_id, kind, percent, action, level) VALUES
    (:policy, 'respond', 50, 'notify', NULL),
    (:policy, 'respond', 75, 'raise_priority', NULL),
    (:policy, 'respond', 100, 'escalate', 2);
SELECT pg_temp.clock('2026-03-04 15:00Z') AS ignored \gset
SELECT pg_temp.job(:dee) AS job \gset
SELECT is((SELECT string_agg(instant_text(cm.due_at), ' ' ORDER BY cm.due_at)
    FROM sla_clock_milestone cm JOIN sla_clock c ON c.id = cm.clock_id
    WHERE c.job_id = :job),
    '2026-03-04T19:00:00Z 2026-03-04T21:00:00Z 2026-03-05T15:00:00Z',
    'at half the time, at three quarters, at its end');
SELECT is(sla_fire(), 0, 'none is due');
SELECT pg_temp.clock('2026-03-04 19:00Z') AS ignored \gset
SELECT is(sla_fire(), 1, 'one is');
SELECT is(sla_fire(), 0, 'once');
SELECT is((SELECT text FROM notice WHERE job_id = :job),
    '50 % of the time to respond is used', 'the board is told');
SELECT is((SELECT body ->> 'action' FROM outbox
    WHERE (body ->> 'job')::bigint = :job), 'notify', 'others as well');
SELECT is((SELECT priority FROM job WHERE id = :job), 3::smallint,
    'nothing else');
SELECT pg_temp.clock('2026-03-04 20:00Z') AS ignored \gset
SELECT pg_temp.edit(:job, '{"state": "on_hold", "hold_reason": "no key"}');
SELECT pg_temp.clock('2026-03-05 20:00Z') AS ignored \gset
SELECT is(sla_fire(), 0, 'nothing fires in a pause');
SELECT pg_temp.edit(:job, '{"state": "open"}');
SELECT is((SELECT string_agg(instant_text(cm.due_at), ' ' ORDER BY cm.due_at)
    FROM sla_clock_milestone cm JOIN sla_clock c ON c.id = cm.clock_id
    WHERE c.job_id = :job AND cm.fired_at IS NULL),
    '2026-03-05T21:00:00Z 2026-03-06T15:00:00Z', 'the rest moves along');
SELECT pg_temp.clock('2026-03-07 00:00Z') AS ignored \gset
SELECT is(sla_fire(1), 1, 'both are due, one was asked for');
SELECT is(sla_fire(), 1, 'the other');
SELECT is((SELECT priority || ' ' || escalation FROM job WHERE id = :job),
    '2 2', 'raised, escalated');
SELECT is(pg_temp.due(:job, 'respond'), '2026-03-06T15:00:00Z',
    'the promise stays what it was');
SELECT is((SELECT count(*)::integer FROM audit WHERE object_id = :job
    AND object_kind = 'job' AND actor_kind = 'system'), 2, 'the trail says so');
SELECT is((SELECT count(*)::integer FROM outbox
    WHERE (body ->> 'job')::bigint = :job), 3, 'three in all');
SELECT pg_temp.clock('2026-03-04 19:30Z') AS ignored \gset
SELECT is(sla_fire(), 0, 'a clock that jumps back fires nothing again');
SELECT pg_temp.edit(:job, '{"priority": 1}');
SELECT pg_temp.edit(:job, '{"priority": 3}');
SELECT is(sla_fire(), 0, 'nor do other targets');

-- Who arrives in time is told nothing.
SELECT pg_temp.clock('2026-03-04 15:00Z') AS ignored \gset
SELECT pg_temp.job(:dee) AS job \gset
SELECT sla_settle(:job, 'respond', '2026-03-04 16:00Z');
SELECT pg_temp.clock('2026-03-08 15:00Z') AS ignored \gset
SELECT is(sla_fire(), 0, 'the clock has ended');
SELECT is(pg_temp.lines(:job, 'respond'), 'Wed 10:00-11:00 60 min',
    'its lines end with it');
SELECT is((SELECT count(*)::integer FROM sla_clock_milestone cm
    JOIN sla_clock c ON c.id = cm.clock_id
    WHERE c.job_id = :job AND cm.due_at IS NOT NULL), 0,
    'nothing is left to look at again and again');

-- No daemon was there when half the time was used: it is told all the same,
-- but a job that is over is neither raised nor escalated.
SELECT pg_temp.clock('2026-03-04 15:00Z') AS ignored \gset
SELECT pg_temp.job(:dee) AS job \gset
SELECT sla_settle(:job, 'respond', '2026-03-04 22:00Z');
UPDATE job SET state = 'cancelled' WHERE id = :job;
SELECT pg_temp.clock('2026-03-08 15:00Z') AS ignored \gset
SELECT is(sla_fire(), 2, 'what was reached before the end fires');
SELECT is((SELECT priority || ' ' || escalation FROM job WHERE id = :job),
    '3 0', 'and changes nothing any more');
SELECT is(sla_fire(), 0, 'once');

-- Over a week-end, a holiday and a change of the clocks.
SELECT pg_temp.clock('2026-03-06 21:30Z') AS ignored \gset
SELECT pg_temp.job(:dee, '{"priority": 1}') AS job \gset
SELECT is(pg_temp.lines(:job, 'respond'), 'Fri 16:30-17:00 30 min; '
    'Fri 17:00-Tue 09:00 a Monday off; Tue 09:00-09:30 30 min',
    'holidays by name');

-- --- Against the walk ---

SELECT setseed(0.7) AS ignored \gset
CREATE TEMP TABLE place (n integer PRIMARY KEY, territory bigint,
    site bigint, zone text, change timestamptz, calendar bigint);
CREATE TEMP TABLE open_minute (n integer, at timestamptz,
    PRIMARY KEY (n, at));
INSERT INTO sla_policy (code, name) VALUES ('random', 'random')
RETURNING id AS random_policy \gset
INSERT INTO sla_target
SELECT :random_policy, p, 'resolve', 2 * ceil(random() * 700)
FROM generate_series(1, 5) p;
INSERT INTO sla_milestone (policy_id, kind, percent, action)
VALUES (:random_policy, 'resolve', 50, 'notify');

CREATE FUNCTION pg_temp.make_place(p_n integer, p_zone text,
    p_change timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_calendar  bigint;
    v_territory bigint;
    v_site      bigint;
BEGIN
    INSERT INTO business_calendar (code, name) VALUES ('r' || p_n, 'random')
    RETURNING id INTO v_calendar;
    INSERT INTO business_hours (calendar_id, weekday, minutes)
    SELECT v_calendar, d, int4range(s * 480 + (random() * 239)::integer,
        s * 480 + 240 + ceil(random() * 240)::integer)
    FROM generate_series(1, 7) d, generate_series(0, 2) s
    WHERE random() < 0.5 OR (d = 1 + p_n % 7 AND s = 1);
    INSERT INTO holiday SELECT v_calendar, p_change::date + d, 'h'
    FROM generate_series(0, 12, 3) d WHERE random() < 0.5;
    INSERT INTO territory (code, name, zone, calendar_id)
    VALUES ('r' || p_n, 'random', p_zone, v_calendar)
    RETURNING id INTO v_territory;
    INSERT INTO site (customer_id, territory_id, name, lat, lon)
    SELECT min(id), v_territory, 's', 0, 0 FROM customer
    RETURNING id INTO v_site;
    INSERT INTO place VALUES (p_n, v_territory, v_site, p_zone, p_change,
        v_calendar);
    INSERT INTO open_minute
    SELECT p_n, m.at
    FROM (SELECT g AS at, g AT TIME ZONE p_zone AS wall
        FROM generate_series(p_change - interval '3 days',
            p_change + interval '60 days', interval '1 minute') g) m
    WHERE NOT EXISTS (SELECT FROM holiday h
            WHERE h.calendar_id = v_calendar AND h.day = m.wall::date)
        AND EXISTS (SELECT FROM business_hours h
            WHERE h.calendar_id = v_calendar
                AND h.weekday = extract(isodow FROM m.wall)
                AND h.minutes @> (extract(hour FROM m.wall) * 60
                    + extract(minute FROM m.wall))::integer);
END
$$;
SELECT count(pg_temp.make_place((10 * r + z.n)::integer, z.zone,
    z.change)) AS ignored
FROM generate_series(1, CASE WHEN coalesce(nullif(
    current_setting('callout.full', true), ''), 'off')::boolean
    THEN 20 ELSE 1 END) r
CROSS JOIN (VALUES
    (1, 'America/New_York', '2026-03-08 07:00Z'::timestamptz),
    (2, 'Europe/Berlin', '2026-10-25 01:00Z'),
    (3, 'Australia/Lord_Howe', '2026-04-04 15:00Z'),
    (4, 'Asia/Kathmandu', '2026-06-01 00:00Z'),
    (5, 'Africa/Cairo', '2026-04-23 22:00Z')) z (n, zone, change) \gset
ANALYZE open_minute;

-- One job: pauses, resumptions, other priorities at random minutes; then the
-- minute that is the last one of its target, and of half of it.
CREATE FUNCTION pg_temp.life(p place, nth integer, OUT clock_due timestamptz,
    OUT walk_due timestamptz, OUT half_due timestamptz,
    OUT walk_half timestamptz, OUT job bigint) LANGUAGE plpgsql AS $$
DECLARE
    v_at     timestamptz := p.change
        + (random() * 2880 - 1440)::integer * interval '1 minute';
    v_start  constant timestamptz := v_at;
    v_paused timestamptz[] := '{}';
    v_since  timestamptz;
    v_job    bigint;
    v_clock  sla_clock;
BEGIN
    PERFORM pg_temp.clock(v_at);
    INSERT INTO job (territory_id, site_id, job_type_id, sla_policy_id, title,
        priority, duration_min, opened_at, created_at)
    SELECT p.territory, p.site, (SELECT min(id) FROM job_type), s.id, 'x',
        ceil(random() * 5), 30, v_at, v_at
    FROM sla_policy s WHERE s.code = 'random'
    RETURNING id INTO v_job;
    PERFORM sla_start(ARRAY[v_job]);
    FOR i IN 1 .. (random() * 6)::integer LOOP
        v_at := v_at + ceil(random() * 900) * interval '1 minute';
        PERFORM pg_temp.clock(v_at);
        IF random() < 0.3 THEN
            UPDATE job SET priority = ceil(random() * 5) WHERE id = v_job;
            PERFORM sla_retarget(v_job);
        ELSIF v_since IS NULL THEN
            PERFORM sla_pause(v_job, 'random');
            v_since := v_at;
        ELSE
            PERFORM sla_resume(v_job);
            v_paused := v_paused || v_since || v_at;
            v_since := NULL;
        END IF;
    END LOOP;
    IF v_since IS NOT NULL THEN
        v_at := v_at + interval '1 minute';
        PERFORM pg_temp.clock(v_at);
        PERFORM sla_resume(v_job);
        v_paused := v_paused || v_since || v_at;
    END IF;
    SELECT * INTO v_clock FROM sla_clock WHERE job_id = v_job;
    job := v_job;
    clock_due := v_clock.due_at;
    half_due := (SELECT due_at FROM sla_clock_milestone
        WHERE clock_id = v_clock.id);
    SELECT max(at) FILTER (WHERE w.rank = v_clock.target_min),
        max(at) FILTER (WHERE w.rank = v_clock.target_min / 2)
    INTO walk_due, walk_half
    FROM (SELECT m.at + interval '1 minute' AS at,
            row_number() OVER (ORDER BY m.at) AS rank
        FROM open_minute m
        WHERE m.n = p.n AND m.at >= v_start AND NOT EXISTS (
            SELECT FROM generate_series(1, cardinality(v_paused), 2) k
            WHERE m.at >= v_paused[k] AND m.at < v_paused[k + 1])) w;
END
$$;
CREATE TEMP TABLE life AS
SELECT p.n, p.zone, l.*
FROM place p, generate_series(1, CASE WHEN coalesce(nullif(
        current_setting('callout.full', true), ''), 'off')::boolean
        THEN 1000 ELSE 40 END) g,
    LATERAL pg_temp.life(p, g) l;
SELECT is((SELECT count(*)::integer FROM life WHERE walk_due IS NULL), 0,
    'the walk got to the end');
SELECT is(count(*)::integer, 0, format('due times are those of the walk in '
    '%s lives', (SELECT count(*) FROM life)))
FROM life WHERE clock_due IS DISTINCT FROM walk_due
    OR half_due IS DISTINCT FROM walk_half;
SELECT diag(format('%s: due %s, walk %s; half %s, walk %s', zone, clock_due,
    walk_due, half_due, walk_half))
FROM life WHERE clock_due IS DISTINCT FROM walk_due
    OR half_due IS DISTINCT FROM walk_half LIMIT 5;

-- All of them at once, as after an edit of the calendar.
UPDATE sla_clock c SET due_at = c.due_at + interval '1 hour'
FROM job j, place p WHERE j.id = c.job_id AND j.territory_id = p.territory;
UPDATE sla_clock_milestone cm SET due_at = cm.due_at + interval '1 hour'
FROM sla_clock c
WHERE c.id = cm.clock_id AND c.job_id IN (SELECT job FROM life);
SELECT is(cardinality(sla_refresh(ARRAY(SELECT job FROM life))),
    (SELECT count(*)::integer FROM life), 'all due times are others');
SELECT is(count(*)::integer, 0, 'and those of the walk again')
FROM life l
JOIN sla_clock c ON c.job_id = l.job
JOIN sla_clock_milestone cm ON cm.clock_id = c.id
WHERE c.due_at IS DISTINCT FROM l.walk_due
    OR cm.due_at IS DISTINCT FROM l.walk_half;
SELECT is((SELECT count(*)::integer
    FROM (SELECT array_agg(c.id) AS ids, array_agg(m::numeric) AS minutes
        FROM sla_clock c, unnest(ARRAY[0, 0.5, 7.77, 480, 99999]) m
        WHERE c.job_id IN (SELECT job FROM life)) a,
        sla_reaches(a.ids, a.minutes) r
    WHERE r.at IS DISTINCT FROM sla_reach(a.ids[r.n], a.minutes[r.n])), 0,
    'other spans: as one clock by itself, also far away');
SELECT * FROM finish();
ROLLBACK;
